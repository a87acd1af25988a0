"""The buttons under a follow-up: whether it was useful, no more of these, why it came, and links.

What a button carries is the webinar's number and the follow-up's key, so it works as long as the message is there.
"""

from __future__ import annotations

import re
from typing import Protocol

from bot.chat.callbacks import Chosen
from bot.chat.exit import Leaving
from bot.chat.footing import WORD, marked
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Tapped
from bot.chat.voice import Rows, Voice
from bot.delivery.declining import Wants
from bot.services.heeding import Under, Why

_ARGUMENT = re.compile(r"([ynsuw])([0-9]{1,12})\.([a-z][a-z0-9_-]{0,31})")
"""Useful, not useful, stop, undo that, why; the webinar; the follow-up."""


class Heeding(Protocol):
    """Takes what is said under a follow-up. ``services.heeding`` is it."""

    async def vote(self, under: Under, *, useful: bool) -> bool:
        """They found it useful, or not; False: it is not for them to say."""

    async def topic(self, under: Under) -> str | None:
        """What the follow-up is about, if it says."""

    async def stop(self, under: Under, *, stops: bool) -> str | None:
        """Nothing more comes of its topic, or it comes again; the webinar's title."""

    async def why(self, under: Under) -> Why | None:
        """Why they got it; None: it is not theirs."""


class UnderFollowUps:
    """Answers those buttons. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, heeding: Heeding, leaving: Leaving) -> None:
        self._voice = voice
        self._heeding = heeding
        self._leaving = leaving

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons={WORD: self.pressed})

    async def pressed(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A button under a follow-up; one that is not theirs, or means nothing any more, is told to be dead."""
        found = _ARGUMENT.fullmatch(argument)
        if found is None:
            await self._voice.dead_button(tap)
            return
        under = Under(tap.sender.chat_id, int(found[2]), found[3])
        if found[1] in "yn":
            await self._vote(tap, under, argument)
        elif found[1] == "w":
            await self._tell_why(tap, under)
        else:
            await self._stop(tap, under, stops=found[1] == "s")

    async def _vote(self, tap: Tapped, under: Under, argument: str) -> None:
        useful = argument.startswith("y")
        if not await self._heeding.vote(under, useful=useful):
            await self._voice.dead_button(tap)
            return
        say, language = self._voice.texts.say, await self._voice.language(tap.sender)
        yes, no = say("Thank you! Noted as useful.", language), say("Thank you! Noted as not useful.", language)
        await self._voice.toast(tap, yes if useful else no)
        buttons = marked(tap.buttons, argument)
        if buttons is not None and tap.message_id is not None:
            await self._voice.relabel(under.chat_id, tap.message_id, buttons)

    async def _tell_why(self, tap: Tapped, under: Under) -> None:
        why = await self._heeding.why(under)
        if why is None:
            await self._voice.dead_button(tap)
            return
        await self._voice.toast(tap)
        language = await self._voice.language(tap.sender)
        await self._voice.say(under.chat_id, self._voice.texts.render("messages/why.html.j2", language, why=why))

    async def _stop(self, tap: Tapped, under: Under, *, stops: bool) -> None:
        """With a topic, of that; without one, no more of this webinar than what was promised."""
        topic = await self._heeding.topic(under)
        now_wants: Wants = "all"
        if topic is not None:
            title = await self._heeding.stop(under, stops=stops)
        else:
            title, now_wants = await self._left(under)
            if title is not None and stops:
                title = await self._leave(under)
            elif title is not None:
                title = await self._return(under) if now_wants == "promised" else None
        if title is None:
            await self._voice.dead_button(tap)
            return
        await self._voice.toast(tap)
        language, chat_id = await self._voice.language(tap.sender), under.chat_id
        text = self._voice.texts.render(
            "messages/no_more.html.j2",
            language,
            webinar=title,
            stopped=stops,
            topic=topic is not None or now_wants == "nothing",
        )
        if not stops:
            await self._voice.change(chat_id, tap.message_id, text)
            return
        undo = (self._voice.texts.say("Undo", language), Chosen(WORD, f"u{under.webinar_id}.{under.key}"))
        rows: Rows = [[undo]] if now_wants == "all" else []  # who had asked for less before is not given more by it
        await self._voice.say(chat_id, text, rows)

    async def _left(self, under: Under) -> tuple[str | None, Wants]:
        """The webinar's title (None: they are not in it), and what they want of it."""
        found = await self._leaving.subscriptions(chat_id=under.chat_id)
        of_it = [each for each in found.webinars if each.webinar_id == under.webinar_id]
        return (of_it[0].webinar, of_it[0].wants) if of_it else (None, "all")

    async def _leave(self, under: Under) -> str | None:
        left = await self._leaving.leave(chat_id=under.chat_id, wants="promised", webinar_id=under.webinar_id)
        return next((each.webinar for each in left.webinars if each.webinar_id == under.webinar_id), None)

    async def _return(self, under: Under) -> str | None:
        back = await self._leaving.return_to(chat_id=under.chat_id, webinar_id=under.webinar_id)
        return next((each.webinar for each in back.webinars if each.webinar_id == under.webinar_id), None)
