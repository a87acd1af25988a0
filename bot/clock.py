"""The only door to the wall clock.

Everybody else is handed a ``Clock``. The rehearsal's clock (``rehearsal_clock`` in ``app``) and the tests' stepped
clock are clocks too, so days can pass in seconds and the code cannot tell.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class WallClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class SteppedClock:
    """A clock that stands still until it is set; for tests and rehearsals."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was last set to."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Move to ``moment``, forwards or backwards."""
        self.moment = moment


class Hurry:
    """Seconds that pass at once for whoever sleeps: what ``time`` and ``sleep`` are in tests and rehearsals."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        """Seconds since it began."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """So many seconds are over; others get their turn first."""
        self.now += seconds
        await asyncio.sleep(0)
