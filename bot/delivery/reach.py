"""Whether Telegram answers at all: asked by a harmless call before anything else is sent, once a send had no answer.

An outage is no trouble of the messages that fall due in it. Without this each of them would be tried again and again:
what may have been sent would run out of attempts in ten minutes, and be in doubt for good though nothing was the matter
with it; and what is to go only on its day would be late by its last attempt, not by its moment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic

from bot.delivery.retry import Doubt, NotSent, Receipt

Answers = Callable[[], Awaitable[bool]]
"""Whether Telegram answers a call that changes nothing. Takes seconds at most, and never raises."""

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)


async def always() -> bool:
    """It does."""
    return True


class Reach:
    """Remembers whether the last send was answered. ``lost``: it was not, and nothing has been since."""

    def __init__(self, answers: Answers = always) -> None:
        self.lost = False
        self._answers = answers
        self._pause = FIRST_PAUSE
        self._ask_at = 0.0

    def note(self, receipt: Receipt | None) -> None:
        """This became of a send; None: it was not even tried."""
        if isinstance(receipt, Doubt | NotSent):
            self.lost = True
        elif receipt is not None:
            self.lost, self._pause, self._ask_at = False, FIRST_PAUSE, 0.0

    async def holds(self) -> bool:
        """Whether something may be sent: it is asked if need be, after a second, and then ever more seldom."""
        if not self.lost:
            return True
        if monotonic() < self._ask_at:
            return False
        if await self._answers():
            self.lost, self._pause, self._ask_at = False, FIRST_PAUSE, 0.0
            return True
        self._ask_at = monotonic() + self._pause.total_seconds()
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return False
