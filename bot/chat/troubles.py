"""Trouble with getting updates, as an operator hears of it: once when it begins, once when it is over."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from bot.chat.connection import LONGEST_WAIT_SECONDS

log = logging.getLogger("afterword.chat")


class Troubles:
    """Waits between attempts, longer each time, up to 30 seconds."""

    def __init__(self, sleep: Callable[[float], Awaitable[object]]) -> None:
        self._sleep = sleep
        self._wait_seconds = 1.0
        self._troubled = False

    def tell(self, sentence: str, trouble: Exception) -> None:
        """Say what is wrong, unless something is wrong already. ``sentence`` has one %s, for the ``trouble``."""
        if not self._troubled:
            log.warning(sentence, trouble, extra={"action": "intake_waits"})
        self._troubled = True

    async def outwait(self, sentence: str, trouble: Exception, *, seconds: float | None = None) -> None:
        """Say it, and return when it can be tried again: after ``seconds``; None: later each time."""
        self.tell(sentence, trouble)
        if seconds is not None:
            await self._sleep(seconds)
            return
        wait, self._wait_seconds = self._wait_seconds, min(2 * self._wait_seconds, LONGEST_WAIT_SECONDS)
        await self._sleep(wait)

    def over(self) -> None:
        """It works."""
        if self._troubled:
            log.info("updates come in again", extra={"action": "intake_recovered"})
        self._troubled, self._wait_seconds = False, 1.0
