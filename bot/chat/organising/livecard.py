"""The live card: the message that shows how a webinar stands, edited in place when that has changed.

Whichever message showed the webinar last is the live one. Edits go in the lane of what is owed, so nobody who types
waits for them; what Telegram will not have now is tried at a later knock.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta

from telegram.error import TelegramError

from bot.chat import updates
from bot.chat.groups import TappedThere
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.receipts import receipt_of
from bot.chat.sender import Sender
from bot.chat.showing import Message
from bot.chat.voice import keyboard_of
from bot.delivery import retry
from bot.delivery.pacing import Lane, Pace
from bot.services.organising.overseeing import Overseen
from bot.services.organising.watching import Watched, Watching

log = logging.getLogger("afterword.chat")

PATIENCE = timedelta(seconds=2)

Draw = Callable[[Visit, Overseen], Card]
"""The card of a webinar, as the hub draws it."""


class LiveCards:
    """Keeps cards up to date. ``knock`` may raise Unavailable, or what a bug raises."""

    def __init__(self, counter: Counter, watching: Watching, draw: Draw, sender: Sender, pace: Pace) -> None:
        self._counter = counter
        self._watching = watching
        self._draw = draw
        self._sender = sender
        self._pace = pace
        self._knocking = asyncio.Lock()
        counter.on_shown = self.shown

    async def shown(self, visit: Visit, card: Card, message_id: int) -> None:
        """A message of the chat shows ``card`` now: a webinar, or something else."""
        if card.live is not None or isinstance(visit.at, updates.Tapped | TappedThere):
            webinar = card.live
            await self._watching.shows(
                visit.chat_id,
                message_id=message_id,
                webinar_id=None if webinar is None else webinar.id,
                shown=_digest(card),
                over=webinar is not None and webinar.stage == "closed",
            )

    async def knock(self) -> None:
        """Whatever has changed is edited."""
        async with self._knocking:  # a card that is being sent is not sent a second time
            await self._watching.begin()
            for watched in await self._watching.watched():
                await self._bring_up_to_date(watched)

    async def _bring_up_to_date(self, watched: Watched) -> None:
        language = watched.language or self._counter.texts.speak(None)
        nobody = updates.Sender(watched.chat_id, language, "")
        card = self._draw(Visit(updates.Commanded(nobody, "", ""), language, 0), watched.overseen)
        shown, over = _digest(card), watched.overseen.stage == "closed"
        if watched.elsewhere or shown == watched.shown:
            if over:
                await self._watching.edited(watched, message_id=watched.message_id, shown=watched.shown)
            return
        if not await self._pace.turn(watched.chat_id, lane=Lane.BULK, patience=PATIENCE):
            return
        message = Message(card.text, keyboard_of(card.rows))
        try:
            message_id = await self._sender.show(message, chat_id=watched.chat_id, message_id=watched.message_id)
        except TelegramError as error:
            await self._failed(watched, error)
        else:
            await self._watching.edited(watched, message_id=message_id, shown=shown)

    async def _failed(self, watched: Watched, error: TelegramError) -> None:
        """Whoever cannot be reached has no live card any more; all else is tried again."""
        match receipt_of(error):
            case retry.Moved(to):
                await self._watching.moved(watched, to=to)
            case retry.Unreachable() | retry.Refused():
                await self._watching.lost(watched)
            case retry.Later(after, whole_bot):
                self._pace.halt(after, chat_id=None if whole_bot else watched.chat_id)
            case _:
                log.info("a card was not edited: %s", type(error).__name__, extra={"action": "card_not_edited"})


def _digest(card: Card) -> str:
    return hashlib.sha256(repr((card.text, card.rows)).encode()).hexdigest()[:16]
