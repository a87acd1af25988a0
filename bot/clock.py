"""The only door to the wall clock.

Everybody else is handed a ``Clock``. The rehearsal's clock (``rehearsal_clock`` in ``app``) and the tests' stepped
clock are clocks too, so days can pass in seconds and the code cannot tell.
"""

from __future__ import annotations

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
