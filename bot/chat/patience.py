"""Carries a call to Telegram through a bad moment: waits out a halt, a dead network, a server that fails.

For what a person waits for now. What is owed has the outbox; this never gives up while the reason is only the road.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import TelegramError

from bot.chat.connection import TokenRefused
from bot.chat.receipts import receipt_of
from bot.delivery.pacing import Pace
from bot.delivery.retry import Doubt, Later, NotSent, Unreachable, backoff
from bot.delivery.retry import TokenRefused as TokenNotTaken

log = logging.getLogger("afterword.chat")

LONGEST_PAUSE = timedelta(seconds=30)
_Told = TypeVar("_Told")


class HasLeft(Exception):  # noqa: N818  the name says what it is
    """They blocked the bot, or are gone."""


class Patience:
    """Tries again for as long as that can help."""

    def __init__(self, pace: Pace, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._pace = pace
        self._sleep = sleep

    async def until_answered(self, chat_id: int, call: Callable[[], Awaitable[_Told]]) -> _Told:
        """What ``call`` returns, once Telegram has answered it. It is made anew each time, so it can show the latest.

        What was perhaps sent is sent again: a screen twice is better than none.
        Raises: HasLeft; TokenRefused; TelegramError, when trying again cannot help.
        """
        failures = 0
        while True:
            try:
                return await call()
            except TelegramError as error:
                pause = self._pause(error, chat_id, failures)
            if not failures:
                log.info("waiting for Telegram", extra={"action": "show_waits", "seconds": pause.total_seconds()})
            failures += 1
            await self._sleep(pause.total_seconds())

    def _pause(self, error: TelegramError, chat_id: int, failures: int) -> timedelta:
        """How long to wait before the next try. Raises when there is to be none."""
        match receipt_of(error, attempts=min(failures, 10)):
            case Later(after, whole_bot):
                self._pace.halt(after, chat_id=None if whole_bot else chat_id)
                return after
            case NotSent(after):
                return min(after, LONGEST_PAUSE)
            case Doubt():
                return min(backoff(failures), LONGEST_PAUSE)
            case Unreachable():
                raise HasLeft from None
            case TokenNotTaken():
                raise TokenRefused from None
            case _:
                raise error
