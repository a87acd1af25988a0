"""The clock of a bot in a rehearsal: it follows the rehearsal's, which may jump days.

Asked often in the background, so that telling the time costs nothing. From the last moment it was told it goes on as
real time does: a rehearsal whose clock stands still must not stop what waits for real seconds, a retry after a 429.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Self

from bot.rehearsal_clock import NoRehearsalTime, fetch

log = logging.getLogger("afterword.app")

EVERY = timedelta(milliseconds=100)


class FollowedClock:
    """Use as an async context. Raises NoRehearsalTime on entering when the rehearsal does not answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._moment: datetime | None = None
        self._told_at = monotonic()
        self._task: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """The moment last told, aware, in UTC."""
        assert self._moment is not None, "the clock is followed only within its context"
        return self._moment + timedelta(seconds=monotonic() - self._told_at)

    async def __aenter__(self) -> Self:
        self._take(await asyncio.to_thread(fetch, self._url))
        self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _take(self, moment: datetime) -> None:
        if moment != self._moment:
            self._moment, self._told_at = moment, monotonic()

    async def _follow(self) -> None:
        silent = False
        while True:
            await asyncio.sleep(EVERY.total_seconds())
            try:
                self._take(await asyncio.to_thread(fetch, self._url))
                silent = False
            except NoRehearsalTime as trouble:
                if not silent:
                    log.warning("%s", trouble, extra={"action": "clock_silent"})
                silent = True
