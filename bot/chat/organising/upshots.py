"""You said, we did, in chat: comments are chosen, a line is written, and those who wrote them are told.

Every step is stored as it is made, so that it goes on after a restart, on another phone, or by another organiser.
"""

from __future__ import annotations

from itertools import groupby

import msgspec
from markupsafe import Markup

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Button
from bot.chat.organising.outgoing_words import WORD as OUTBOX
from bot.chat.rooms import Room
from bot.chat.updates import Wrote
from bot.render.screens import shortened
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.comments import Comment
from bot.services.organising.outgoing import mark_of as outbox_mark
from bot.services.organising.overseeing import Overseen
from bot.services.organising.upshots import AnsweringBack, Choice, LineOvertaken, Upshot, Upshots
from bot.services.standing import wordings_for

WORD = "did"
"""The word of its buttons: ``verb.webinar.upshot...``"""

ON_A_PAGE = 6
"""Comments on one page."""

_COMMENT_UNITS = 450
_LABEL_UNITS = 40


class Asked(msgspec.Struct, frozen=True):
    """What was noted when the line was asked for."""

    webinar_id: int
    upshot_id: int
    seen: str


class UpshotsRoom:
    """Serves it. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, counter: Counter, answering_back: AnsweringBack) -> None:
        self._counter = counter
        self._back = answering_back
        counter.hears[WORD] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press))

    def door(self, visit: Visit, there: Overseen) -> Button | None:
        """Its button on the card of a webinar."""
        if not {Act.ROWS, Act.STEER} <= there.acts:
            return None
        return f"💡 {self._counter.say('You said, we did', visit)}", Chosen(WORD, f"l.{there.id}")

    async def press(self, visit: Visit) -> Card:
        """One of its buttons."""
        webinar_id, upshot_id = visit.number(1), visit.number(2)
        match visit.verb:
            case "l":
                return await self._list(visit, webinar_id)
            case "n":
                upshot_id = await self._back.begin(visit.by, webinar_id)
                return await self._comments(visit, webinar_id, upshot_id, 0)
            case "c":
                return await self._comments(visit, webinar_id, upshot_id, visit.number(3))
            case "m" | "k":
                label, mark = visit.word(3), visit.word(4)
                await self._back.mark(
                    visit.by, webinar_id, upshot_id, label=label, mark=mark, led_to_it=visit.verb == "m"
                )
                return await self._comments(visit, webinar_id, upshot_id, visit.number(5))
            case "f":
                return await self._one(visit, webinar_id, upshot_id)
            case "w":
                return await self._asked(visit, webinar_id, upshot_id)
            case "s":
                return await self._sent(visit, webinar_id, upshot_id)
            case "x":
                return await self._really(visit, webinar_id, upshot_id)
            case "xx":
                await self._back.drop(visit.by, webinar_id, upshot_id)
                return await self._list(visit, webinar_id)
            case _:
                raise Refusal("This button does not work any more. /webinars shows how things stand.")

    async def hear(self, visit: Visit, body: str) -> Card:
        """What came of it."""
        asked = msgspec.json.decode(body, type=Asked)
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please write it as a message, or tap Cancel above.")
        try:
            await self._back.write(visit.by, asked.webinar_id, asked.upshot_id, line=visit.at.text, seen=asked.seen)
        except LineOvertaken:
            return await self._asked(visit, asked.webinar_id, asked.upshot_id, overtaken=True)
        return await self._one(visit, asked.webinar_id, asked.upshot_id)

    async def _list(self, visit: Visit, webinar_id: int) -> Card:
        there = await self._back.upshots(visit.by, webinar_id)
        say = self._counter.say
        text = self._counter.render(visit, "upshots", all=there)
        rows = [] if there.why_not else [[(f"➕ {say('Choose comments', visit)}", Chosen(WORD, f"n.{webinar_id}"))]]
        for each in there.every[:20]:
            label = shortened(each.line or say("Not written yet", visit), _LABEL_UNITS)
            rows.append([_button(f"{'✅' if each.sent else '✍️'} {label}", "f", there, each)])
        return Card(text, [*rows, [(f"◀ {say('The webinar', visit)}", Chosen(HUB, f"w.{webinar_id}"))]])

    async def _comments(self, visit: Visit, webinar_id: int, upshot_id: int, page: int) -> Card:
        choice = await self._back.choice(visit.by, webinar_id, upshot_id)
        say, there, one = self._counter.say, choice.upshots, choice.upshot
        pages = max(-(-len(choice.comments) // ON_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        shown = list(enumerate(choice.comments[page * ON_A_PAGE : (page + 1) * ON_A_PAGE], page * ON_A_PAGE + 1))
        text = self._counter.render(
            visit, "comments", choice=choice, asked=self._by_question(visit, choice, shown), page=page + 1, pages=pages
        )
        ticks = [_tick(choice, number, each, page, led=led) for number, (each, led) in shown]
        leaves = [_button(f"◀ {say('Back', visit)}", "c", there, one, page - 1)] if page else []
        if page < pages - 1:
            leaves.append(_button(f"{say('More', visit)} ▶", "c", there, one, page + 1))
        on = [[_button(f"✍️ {say('Write what came of it', visit)}", "w", there, one)]] if one.marked else []
        if one.marked and one.line is not None:
            on = [[_button(f"▶ {say('Go on', visit)}", "f", there, one)]]
        last = [(f"◀ {say('You said, we did', visit)}", Chosen(WORD, f"l.{webinar_id}"))]
        return Card(text, [*on, ticks[:3], *([ticks[3:]] if ticks[3:] else []), *([leaves] if leaves else []), last])

    def _by_question(
        self, visit: Visit, choice: Choice, shown: list[tuple[int, tuple[Comment, bool]]]
    ) -> list[tuple[str, list[tuple[int, str, bool]]]]:
        wordings = wordings_for(visit.language, choice.upshots.languages)
        return [
            (
                shortened(ask.spoken(*wordings), _COMMENT_UNITS),
                [(number, shortened(each.text, _COMMENT_UNITS), led) for number, (each, led) in group],
            )
            for ask, group in groupby(shown, key=lambda each: each[1][0].ask)
        ]

    async def _one(self, visit: Visit, webinar_id: int, upshot_id: int, *, toast: str | None = None) -> Card:
        there, one = await self._back.upshot(visit.by, webinar_id, upshot_id)
        say = self._counter.say
        back = [(f"◀ {say('You said, we did', visit)}", Chosen(WORD, f"l.{webinar_id}"))]
        if one.sent:
            queue = say("It goes a minute after it was sent. Until then it can be cancelled in the outbox.", visit)
            mark = f"f.{webinar_id}.{outbox_mark(one.follow_up)}"
            rows = [[(f"📬 {say('Outbox', visit)}", Chosen(OUTBOX, mark))], back]
            return Card(self._text(visit, there, one, queue=queue), rows, toast=toast)
        rows = []
        if one.line is not None and one.people:
            rows.append([_button(f"🚀 {say('Send it', visit)}", "s", there, one, one.seen)])
        label = say("Write what came of it", visit) if one.line is None else say("Write it anew", visit)
        rows += [
            [_button(f"✍️ {label}", "w", there, one), _button(f"☑ {say('The comments', visit)}", "c", there, one, 0)],
            [_button(f"🗑 {say('Drop it', visit)}", "x", there, one)],
            back,
        ]
        return Card(self._text(visit, there, one), rows, toast=toast)

    async def _really(self, visit: Visit, webinar_id: int, upshot_id: int) -> Card:
        """Asks before it is gone."""
        there, one = await self._back.upshot(visit.by, webinar_id, upshot_id)
        say = self._counter.say
        ask = say("Drop it? What was chosen and written for it is gone then; nobody is told.", visit)
        text = self._counter.render(visit, "question", name=one.line or "", title=there.title, ask=ask)
        no = [_button(say("No, go back", visit), "f", there, one)]
        return Card(text, [[_button(say("Yes, drop it", visit), "xx", there, one)], no])

    async def _asked(self, visit: Visit, webinar_id: int, upshot_id: int, *, overtaken: bool = False) -> Card:
        there, one = await self._back.upshot(visit.by, webinar_id, upshot_id)
        if one.sent:
            raise Refusal("This has been sent already.")
        text = self._text(visit, there, one, overtaken=overtaken)
        if one.line is not None:
            text = f"{text}\n\n{self._counter.say('Write the new line.', visit)}"
        body = msgspec.json.encode(Asked(webinar_id, upshot_id, one.seen)).decode()
        back = Chosen(WORD, f"f.{webinar_id}.{upshot_id}")
        return await self._counter.ask(visit, WORD, body, Card(text), back=back)

    async def _sent(self, visit: Visit, webinar_id: int, upshot_id: int) -> Card:
        try:
            count = await self._back.send(visit.by, webinar_id, upshot_id, seen=visit.word(3))
        except LineOvertaken:
            toast = self._counter.say("Somebody has written another line in between. Please look again.", visit)
            return await self._one(visit, webinar_id, upshot_id, toast=toast)
        toast = self._counter.say("It goes in a minute. People: %(n)s", visit, n=count)
        return await self._one(visit, webinar_id, upshot_id, toast=toast)

    def _text(self, visit: Visit, there: Upshots, one: Upshot, *, overtaken: bool = False, queue: str = "") -> str:
        rendered = self._counter.texts.render(
            "messages/upshot.html.j2", visit.language, webinar=there.title, line=one.line or ""
        )
        message = Markup(rendered)  # noqa: S704  escaped by a template of ours
        return self._counter.render(
            visit, "upshot", all=there, one=one, message=message, overtaken=overtaken, queue=queue
        )


def _button(label: str, verb: str, there: Upshots, one: Upshot, *more: str | int) -> Button:
    return label, Chosen(WORD, ".".join(map(str, (verb, there.webinar_id, one.id, *more))))


def _tick(choice: Choice, number: int, comment: Comment, page: int, *, led: bool) -> Button:
    verb, label = ("k", f"☑ {number}") if led else ("m", f"☐ {number}")
    return _button(label, verb, choice.upshots, choice.upshot, comment.label, comment.mark, page)
