"""The door: ``/start`` with a webinar's code leads in; without one it says what somebody entered and what waits there.

Thin: who may enter, and where they stand, is decided below. The questions themselves are the conversation's.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Container, Iterator
from typing import assert_never

from bot.chat import shelves, tongues
from bot.chat.callbacks import Chosen
from bot.chat.ports import Enrolments, Entering
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Sender, Tapped
from bot.chat.voice import Rows, Voice, paused
from bot.render.cards import way_to_webinars
from bot.render.screens import shortened
from bot.services import views
from bot.services.access import Act
from bot.services.enrolled import (
    Answered,
    Closed,
    Declined,
    Enrolled,
    NotBegun,
    Opens,
    Overview,
    Paused,
    State,
    Waits,
)
from bot.services.entering import Visitor

CONTINUE = "go"
"""The button's word; its argument is a response."""

BEGIN = "begin"
"""The button's word; its argument is a webinar's code."""

_RESPONSE = re.compile(r"[1-9][0-9]{0,17}")
_TITLE_UNITS = 40
_WEBINAR_UNITS = 150


class Lobby:
    """Lets people in. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(
        self,
        voice: Voice,
        *,
        entering: Entering,
        enrolments: Enrolments,
        acts: Callable[[int], Awaitable[Container[Act]]],
        show_below: Callable[[views.Screen], Awaitable[None]],
    ) -> None:
        self._voice = voice
        self._entering = entering
        self._enrolments = enrolments
        self._acts = acts
        self._show_below = show_below

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"start": self.start}, buttons={CONTINUE: self.go_on, BEGIN: self.begin})

    async def start(self, _: Turn, command: Commanded) -> None:
        """``/start``, with a webinar's code or without."""
        if command.rest.strip():
            await self._enter(command.sender, command.rest)
        else:
            await self._welcome(command.sender)

    async def begin(self, _: Turn, tap: Tapped, code: str) -> None:
        """A survey that is open and not begun: as if its link were opened."""
        await self._voice.toast(tap)
        await self._enter(tap.sender, code)

    async def go_on(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A survey under way: its question is shown below everything."""
        chat_id = tap.sender.chat_id
        found = _RESPONSE.fullmatch(argument)
        screen = await self._enrolments.question(chat_id, int(argument)) if found else None
        if screen is None or isinstance(screen, Paused):
            language, texts = await self._voice.language(tap.sender), self._voice.texts
            said = (
                texts.say("No question waits there any more.", language) if screen is None else paused(texts, language)
            )
            await self._voice.toast(tap, said, alert=True)
            return
        await self._voice.toast(tap)
        await self._show_below(screen)

    async def _enter(self, who: Sender, payload: str) -> None:
        visitor = Visitor(who.chat_id, await self._voice.language(who), who.name or None)
        entrance = await self._entering.enter(visitor, payload=payload)
        if not isinstance(entrance, views.UnknownCode) and entrance.resumed:
            await self._say(who.chat_id, visitor.language, "resumed")
        match entrance:
            case views.Entered(screen):
                await self._show_below(screen)
            case views.EnteredEarly(chat_id, language, webinar, opens_at, zone):
                await self._say(chat_id, language, "early", webinar=webinar, opens_at=opens_at, zone=zone)
            case views.EnteredLate(chat_id, language, webinar, materials):
                rows: Rows = [[self._materials(language)]] if materials else ()
                await self._say(chat_id, language, "late", rows, webinar=webinar, materials=materials)
            case views.EnteredPaused(chat_id, language, begun):
                await self._say(chat_id, language, "paused", begun=begun)
            case views.UnknownCode(chat_id, language, garbled):
                await self._say(chat_id, language, "unknown_code", garbled=garbled)
            case _:
                assert_never(entrance)

    async def _welcome(self, who: Sender) -> None:
        """What they entered, and below it the question that waits; who entered nothing is told how to begin."""
        language = await self._voice.language(who)
        overview = await self._enrolments.overview(who.chat_id)
        if not overview.webinars:
            rows = [*await self._ways_of_organisers(who.chat_id, language), [self._language(language)]]
            await self._say(who.chat_id, language, "welcome", rows)
            return
        told = [
            {
                "webinar": shortened(each.webinar, _WEBINAR_UNITS),
                "surveys": [self._told(state) for state in each.states],
                "silent": each.silent,
            }
            for each in overview.webinars
        ]
        rows = [*self._rows(overview, language), *await self._ways_of_organisers(who.chat_id, language)]
        await self._say(who.chat_id, language, "enrolled", rows, webinars=told, more=overview.more)
        if overview.waiting is not None:
            await self._show_below(overview.waiting)

    def _rows(self, overview: Overview, language: str) -> Rows:
        ways = [way for enrolled in overview.webinars for way in self._ways(enrolled)]
        say = self._voice.texts.say
        buttons = [
            [(say("Continue: %(title)s", language, title=shortened(title, _TITLE_UNITS)), press)]
            for title, press in ways
        ]
        return [*buttons, [self._materials(language), self._language(language)]]

    async def _ways_of_organisers(self, chat_id: int, language: str) -> Rows:
        """The button to the webinars that they run, if they run any."""
        if Act.READ not in await self._acts(chat_id):
            return []
        return [[(way_to_webinars(self._voice.texts, language), Chosen("hub", "l.0"))]]

    def _ways(self, enrolled: Enrolled) -> Iterator[tuple[str, Chosen]]:
        """What can be gone on with there: its title and the button's meaning."""
        for state in enrolled.states:
            match state:
                case Waits(screen, own):
                    title = enrolled.webinar if own else self._surveys(screen)
                    yield title, Chosen(CONTINUE, str(screen.seat.response_id))
                case NotBegun(code) | Declined(code):
                    yield enrolled.webinar, Chosen(BEGIN, code)
                case _:
                    pass

    def _told(self, state: State) -> dict[str, object]:
        """How a survey stands, for the template."""
        match state:
            case Waits(screen, own):
                ask = screen.ask
                return {
                    "kind": "waits",
                    "survey": "" if own else shortened(self._surveys(screen), _TITLE_UNITS),
                    "position": ask.position,
                    "total": ask.total,
                    "after_finish": ask.after_finish,
                }
            case NotBegun():
                return {"kind": "not_begun"}
            case Declined():
                return {"kind": "declined"}
            case Opens(at, zone):
                return {"kind": "opens", "at": at, "zone": zone}
            case Answered():
                return {"kind": "answered"}
            case Paused():
                return {"kind": "paused"}
            case Closed():
                return {"kind": "closed"}
            case _:
                assert_never(state)

    def _surveys(self, screen: views.QuestionScreen) -> str:
        """The survey's title."""
        return self._voice.texts.plain(screen.survey.title, screen.seat.wordings, screen.seat.values)

    def _materials(self, language: str) -> tuple[str, Chosen]:
        return self._voice.texts.say("Materials", language), Chosen(shelves.PAGE)

    def _language(self, language: str) -> tuple[str, Chosen]:
        return f"🌐 {self._voice.texts.say('Language', language)}", Chosen(tongues.WORD)

    async def _say(self, chat_id: int, language: str, template: str, rows: Rows = (), **values: object) -> None:
        text = self._voice.texts.render(f"messages/{template}.html.j2", language, **values)
        await self._voice.say(chat_id, text, rows)
