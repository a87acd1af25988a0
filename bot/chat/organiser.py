"""What organisers ask in chat: what the answers add up to, in words and as a picture.

Who may ask is decided below; whoever may not hears one polite sentence and learns nothing of what exists.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.chat.ports import Reading
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded
from bot.chat.voice import Voice
from bot.render.cards import summary_card
from bot.render.charts import summary_pages
from bot.render.texts import unmarked
from bot.services.access import Person
from bot.services.errors import Refusal


class Desk:
    """Answers organisers. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, *, reading: Reading) -> None:
        self._voice = voice
        self._reading = reading
        self._drawing = asyncio.Lock()

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"summary": self.summary})

    async def summary(self, _: Turn, command: Commanded) -> None:
        """``/summary CODE``: the figures in under 1,000 characters, then the chart."""
        who, language = command.sender, await self._voice.language(command.sender)
        try:
            report = await self._reading.summary(command.rest, reader=Person(who.chat_id))
        except Refusal as refusal:
            await self._refuse(who.chat_id, language, refusal)
            return
        card = summary_card(self._voice.texts, language, report.summary, frozen_at=report.frozen_at)
        await self._voice.say(who.chat_id, card)
        async with self._drawing:  # one chart at a time: each takes a second of one core
            note = None if report.frozen_at is None else self._frozen_note(language, report.frozen_at)
            pages = await asyncio.to_thread(summary_pages, report.summary, language=language, note=note)
        for page in pages:
            await self._voice.photo(who.chat_id, page)

    def _frozen_note(self, language: str, at: datetime) -> str:
        return unmarked(self._voice.texts.render("organisers/frozen.html.j2", language, at=at))

    async def _refuse(self, chat_id: int, language: str, refusal: Refusal) -> None:
        await self._voice.say(chat_id, self._voice.texts.refusal(refusal.template, language, refusal.values))
