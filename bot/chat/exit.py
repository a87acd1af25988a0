"""The way out: ``/stop``, for one webinar or for all, in any state, without a question back; and back in."""

from __future__ import annotations

import re
from typing import Protocol

from bot.chat.callbacks import Chosen
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Tapped
from bot.chat.voice import Rows, Voice
from bot.delivery.declining import Wants
from bot.services.leaving import Subscriptions

MOST = 8
"""Webinars with buttons of their own; one button stops everything."""

_WEBINAR = re.compile(r"([qma])([0-9]{1,18})")


class Leaving(Protocol):
    """Lets people go. ``services.leaving`` is it."""

    async def subscriptions(self, *, chat_id: int) -> Subscriptions:
        """What may be sent to this chat."""

    async def leave(self, *, chat_id: int, wants: Wants, webinar_id: int | None) -> Subscriptions:
        """No more than that comes of this webinar, or of any."""

    async def return_to(self, *, chat_id: int, webinar_id: int) -> Subscriptions:
        """Everything of this webinar comes again."""


class Exit:
    """Answers ``/stop`` and its buttons. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, leaving: Leaving) -> None:
        self._voice = voice
        self._leaving = leaving

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"stop": self.stop}, buttons={"stop": self.pressed})

    async def stop(self, _: Turn, command: Commanded) -> None:
        """``/stop``: what comes, and buttons to end it."""
        who = command.sender
        there = await self._leaving.subscriptions(chat_id=who.chat_id)
        language = there.language or await self._voice.language(who)
        await self._voice.say(who.chat_id, self._card(language, there), self._buttons(language, there))

    async def pressed(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A button: it is done at once, and the card says how things stand."""
        who = tap.sender
        left = await self._done(who.chat_id, argument)
        await self._voice.toast(tap)
        language = left.language or await self._voice.language(who)
        await self._voice.change(who.chat_id, tap.message_id, self._card(language, left), self._buttons(language, left))

    async def _done(self, chat_id: int, argument: str) -> Subscriptions:
        """What the button says is done; how things stand then."""
        webinar = _WEBINAR.fullmatch(argument)
        if webinar is None and argument != "all":
            return await self._leaving.subscriptions(chat_id=chat_id)
        if webinar and webinar[1] == "a":
            return await self._leaving.return_to(chat_id=chat_id, webinar_id=int(webinar[2]))
        wants: Wants = "promised" if webinar and webinar[1] == "q" else "nothing"
        webinar_id = int(webinar[2]) if webinar else None
        return await self._leaving.leave(chat_id=chat_id, wants=wants, webinar_id=webinar_id)

    def _card(self, language: str, there: Subscriptions) -> str:
        shown = there.webinars[:MOST]
        return self._voice.texts.render(
            "messages/stop.html.j2",
            language,
            webinars=shown,
            more=len(there.webinars) - len(shown),
            anything=any(each.wants != "nothing" for each in there.webinars),
            questions=any(each.wants == "all" for each in shown),
            changed=any(each.wants != "all" for each in there.webinars),
        )

    def _buttons(self, language: str, there: Subscriptions) -> Rows:
        say = self._voice.texts.say
        rows: list[list[tuple[str, Chosen]]] = []
        alone = len(there.webinars) == 1
        for number, each in enumerate(there.webinars[:MOST], start=1):
            offered = [
                (each.wants == "all", say("No more questions", language), "q"),
                (each.wants != "nothing", say("No more messages", language), "m"),
                (each.wants != "all", say("Get everything again", language), "a"),
            ]
            row = [
                (label if alone else f"{number}. {label}", Chosen("stop", f"{letter}{each.webinar_id}"))
                for offer, label, letter in offered
                if offer
            ]
            rows += [[button] for button in row] if alone else [row]
        if not alone and any(each.wants != "nothing" for each in there.webinars):
            rows.append([(say("No more messages at all", language), Chosen("stop", "all"))])
        return [row for row in rows if row]
