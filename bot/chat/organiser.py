"""What organisers ask in chat: their webinars, and what the answers add up to, in words and as a picture.

Who may ask is decided below; whoever may not hears one polite sentence and learns nothing of what exists.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.chat.patience import HasLeft, Patience
from bot.chat.ports import Inbox, Reading
from bot.chat.sender import Sender
from bot.chat.updates import Commanded
from bot.render.cards import summary_card, webinars_card
from bot.render.charts import summary_pages
from bot.render.texts import Texts
from bot.services.access import Person
from bot.services.errors import Refusal


class Desk:
    """Answers organisers. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(
        self,
        *,
        texts: Texts,
        reading: Reading,
        is_owner: Callable[[int], bool],
        inbox: Inbox,
        sender: Sender,
        patience: Patience,
    ) -> None:
        self._texts = texts
        self._reading = reading
        self._is_owner = is_owner
        self._inbox = inbox
        self._sender = sender
        self._patience = patience
        self._drawing = asyncio.Lock()

    def is_organiser(self, telegram_id: int) -> bool:
        """Whether they may ask for figures."""
        return self._is_owner(telegram_id)

    async def webinars(self, command: Commanded) -> None:
        """``/webinars``: a list with codes and counts."""
        who, language = command.sender, self._texts.speak(command.sender.language_code)
        try:
            lines = await self._reading.webinars(reader=Person(who.chat_id))
        except Refusal as refusal:
            await self._refuse(who.chat_id, language, refusal)
            return
        await self._tell(who.chat_id, webinars_card(self._texts, language, lines))

    async def summary(self, command: Commanded) -> None:
        """``/summary CODE``: the figures in under 1,000 characters, then the chart."""
        who, language = command.sender, self._texts.speak(command.sender.language_code)
        try:
            if not command.rest and self.is_organiser(who.chat_id):
                raise Refusal("Please say which webinar: /summary CODE. /webinars lists the codes.")
            report = await self._reading.summary(command.rest, reader=Person(who.chat_id))
        except Refusal as refusal:
            await self._refuse(who.chat_id, language, refusal)
            return
        await self._tell(who.chat_id, summary_card(self._texts, language, report.summary))
        async with self._drawing:  # one chart at a time: each takes a second of one core
            pages = await asyncio.to_thread(summary_pages, report.summary, language=language)
        for page in pages:
            await self._show(who.chat_id, page)

    async def _show(self, chat_id: int, png: bytes) -> None:
        try:
            await self._patience.until_answered(chat_id, lambda: self._sender.photo(chat_id, png))
        except HasLeft:
            await self._inbox.left(chat_id=chat_id)

    async def _refuse(self, chat_id: int, language: str, refusal: Refusal) -> None:
        await self._tell(chat_id, self._texts.refusal(refusal.template, language, refusal.values))

    async def _tell(self, chat_id: int, text: str) -> None:
        try:
            await self._patience.until_answered(chat_id, lambda: self._sender.say(chat_id, text))
        except HasLeft:
            await self._inbox.left(chat_id=chat_id)
