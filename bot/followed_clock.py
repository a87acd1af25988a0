"""The clock of a bot in a rehearsal: it follows the rehearsal's, which may jump days.

Asked in the background all the time, so that telling the time costs nothing; a clock that can say when it is set keeps
each question until it is. From the last moment it was told it goes on as real time does: a rehearsal whose clock stands
still must not stop what waits for real seconds, a retry after a 429.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Self

from bot.rehearsal_clock import NoRehearsalTime, Shown, look

log = logging.getLogger("afterword.app")

EVERY = timedelta(milliseconds=100)
PATIENCE = timedelta(milliseconds=200)
"""How long a clock may keep a question: no longer, for a bot that is told to stop waits for the answer."""


class FollowedClock:
    """Use as an async context. Raises NoRehearsalTime on entering when the rehearsal does not answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._moment: datetime | None = None
        self._told_at = monotonic()
        self._tag: str | None = None
        self._on_move: Callable[[], None] = _nobody
        self._task: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """The moment last told, aware, in UTC."""
        assert self._moment is not None, "the clock is followed only within its context"
        return self._moment + timedelta(seconds=monotonic() - self._told_at)

    def tell(self, on_move: Callable[[], None]) -> None:
        """From now on ``on_move`` is called whenever the rehearsal has set its clock: something may be due."""
        self._on_move = on_move

    async def __aenter__(self) -> Self:
        self._take(await asyncio.to_thread(look, self._url))
        self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _take(self, shown: Shown) -> bool:
        """Whether the rehearsal says that its clock was set."""
        was_set, self._tag = shown.tag is not None and shown.tag != self._tag, shown.tag
        if shown.moment != self._moment:
            self._moment, self._told_at = shown.moment, monotonic()
            self._on_move()
        return was_set

    async def _follow(self) -> None:
        silent = False
        while True:
            asked_at = monotonic()
            try:
                wait = PATIENCE.total_seconds()
                was_set = self._take(await asyncio.to_thread(look, self._url, known=self._tag, wait_seconds=wait))
                silent = False
            except NoRehearsalTime as trouble:
                was_set = False
                if not silent:
                    log.warning("%s", trouble, extra={"action": "clock_silent"})
                silent = True
            if not was_set:  # else it is asked again at once, which tells it that this is known
                await asyncio.sleep(max(0.0, EVERY.total_seconds() - (monotonic() - asked_at)))


def _nobody() -> None:
    """Nobody is told."""
