"""``/materials``: everything that was promised, by webinar, and each thing that is there one tap away.

What may be fetched is decided below. A list longer than a page is leafed through in its own message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import assert_never

from bot.chat.callbacks import Chosen
from bot.chat.ports import Fetching
from bot.chat.rooms import Room, Turn
from bot.chat.sender import Replaced
from bot.chat.updates import Commanded, Tapped
from bot.chat.voice import Rows, Voice
from bot.delivery.shelf import Reach
from bot.render.screens import shortened
from bot.services.errors import Unavailable
from bot.services.fetching import Fetched, Shelf

PAGE = "materials"
"""The button's word; its argument is a page, and without one it asks for the list as a new message."""

FETCH = "fetch"
"""The button's word; its argument is a material."""

ON_A_PAGE = 8
"""Materials on one page."""

_NUMBER = re.compile(r"[0-9]{1,18}")
_TITLE_UNITS = 150
_LABEL_UNITS = 40


@dataclass(frozen=True, slots=True)
class _Line:
    """One material as it is listed; ``number`` counts all of them, from 1."""

    number: int
    webinar: str
    title: str
    reach: str
    material_id: int


class Shelves:
    """Shows and hands out what was promised. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, fetching: Fetching) -> None:
        self._voice = voice
        self._fetching = fetching

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"materials": self.materials}, buttons={PAGE: self.leaf, FETCH: self.fetch})

    async def materials(self, _: Turn, command: Commanded) -> None:
        """``/materials``: the first page."""
        text, rows = await self._page(command.sender.chat_id, await self._voice.language(command.sender), 0)
        await self._voice.say(command.sender.chat_id, text, rows)

    async def leaf(self, _: Turn, tap: Tapped, argument: str) -> None:
        """Another page, in the same message; the list as a new one if no page is named."""
        chat_id = tap.sender.chat_id
        await self._voice.toast(tap)
        page = int(argument) if _NUMBER.fullmatch(argument) else 0
        text, rows = await self._page(chat_id, await self._voice.language(tap.sender), page)
        if argument:
            await self._voice.change(chat_id, tap.message_id, text, rows)
        else:
            await self._voice.say(chat_id, text, rows)

    async def fetch(self, _: Turn, tap: Tapped, argument: str) -> None:
        """One material, sent now; or why it cannot be."""
        chat_id = tap.sender.chat_id
        found: Fetched | Reach = Reach.HIDDEN
        if _NUMBER.fullmatch(argument):
            found = await self._fetching.fetch(chat_id, int(argument))
        if isinstance(found, Reach):
            language = await self._voice.language(tap.sender)
            await self._voice.toast(tap, self._why_not(found, language), alert=found is not Reach.JUST_SENT)
            return
        await self._voice.toast(tap)
        try:
            await self._hand(chat_id, found)
        except Replaced:
            await self._hand_anew(tap, found, int(argument))

    async def _hand(self, chat_id: int, found: Fetched) -> None:
        sent = await self._voice.hand(chat_id, found.address, found.part)
        if sent is not None:
            with suppress(Unavailable):  # it is there, and must not go out a second time for this
                await self._fetching.handed(chat_id, found.part, sent)

    async def _hand_anew(self, tap: Tapped, before: Fetched, material_id: int) -> None:
        """Its files are others by now, or Telegram forgot those without bytes: what there is, or why nothing is."""
        chat_id = tap.sender.chat_id
        await self._fetching.lost(before.part)
        found = await self._fetching.fetch(chat_id, material_id)
        if isinstance(found, Reach):
            await self._voice.say(chat_id, self._why_not(found, await self._voice.language(tap.sender)))
        else:
            await self._hand(chat_id, found)

    def _why_not(self, reach: Reach, language: str) -> str:
        say = self._voice.texts.say
        match reach:
            case Reach.AFTER:
                return say("You can get this after the webinar.", language)
            case Reach.PROMISED:
                return say("This is not there yet. It comes here by itself.", language)
            case Reach.MISSING:
                return say("This is not there yet. Please look again later.", language)
            case Reach.JUST_SENT:
                return say("I have just sent you this.", language)
            case Reach.HIDDEN | Reach.READY:
                return say("I cannot send you this. /materials shows what there is for you.", language)
            case _:
                assert_never(reach)

    async def _page(self, chat_id: int, language: str, page: int) -> tuple[str, Rows]:
        lines = self._lines(await self._fetching.shelves(chat_id))
        pages = max(-(-len(lines) // ON_A_PAGE), 1)
        page = min(page, pages - 1)
        shown = lines[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        text = self._voice.texts.render("messages/materials.html.j2", language, lines=shown, page=page + 1, pages=pages)
        rows = [
            [(f"{line.number}. {shortened(line.title, _LABEL_UNITS)}", Chosen(FETCH, str(line.material_id)))]
            for line in shown
            if line.reach == Reach.READY.name
        ]
        say = self._voice.texts.say
        leaves = [(f"◀ {say('Back', language)}", Chosen(PAGE, str(page - 1)))] if page else []
        leaves += [(f"{say('More', language)} ▶", Chosen(PAGE, str(page + 1)))] if page < pages - 1 else []
        return text, [*rows, leaves] if leaves else rows

    def _lines(self, shelves: Sequence[Shelf]) -> list[_Line]:
        every = [(shelf.address, each) for shelf in shelves for each in shelf.materials]
        return [
            _Line(
                number=number,
                webinar=shortened(address.webinar, _TITLE_UNITS),
                title=shortened(self._voice.texts.plain(each.title, address.wordings, address.values), _TITLE_UNITS),
                reach=each.reach.name,
                material_id=each.material_id,
            )
            for number, (address, each) in enumerate(every, start=1)
        ]
