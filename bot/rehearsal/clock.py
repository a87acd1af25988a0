"""The rehearsal's clock: days pass in seconds, for the bot and its people alike.

It stands still unless given a rate. Pacing, long polls and 429 never look at it: they are about real time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.rehearsal.waiting import Bell

FIRST_MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class RehearsalClock:
    """Tells a moment that can be set and moved; ``rate`` rehearsal seconds pass in a real one (0: none).

    ``moved`` counts how often it was set; ``known`` is the count that a follower last said it knows, and ``learnt``
    rings each time one does.
    """

    def __init__(
        self, moment: datetime = FIRST_MOMENT, *, rate: float = 0.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._base = moment.astimezone(UTC)
        self._since = monotonic()
        self.rate = rate
        self.moved = Bell()
        self.known = self.told = 0
        self.learnt = Bell()

    def now(self) -> datetime:
        """The present rehearsal moment, aware, in UTC."""
        if not self.rate:
            return self._base
        return self._base + timedelta(seconds=(self._monotonic() - self._since) * self.rate)

    def seconds(self) -> int:
        """The present rehearsal moment in whole Unix seconds, as messages carry it."""
        return int(self.now().timestamp())

    def set(self, moment: datetime) -> None:
        """It is ``moment`` (aware) from here on; whoever waits for a change is woken."""
        self._base = moment.astimezone(UTC)
        self._since = self._monotonic()
        self.moved.ring()

    def advance(self, by: timedelta) -> None:
        """Move by ``by`` from the present moment."""
        self.set(self.now() + by)

    def run(self, rate: float) -> None:
        """From here on ``rate`` rehearsal seconds pass in a real one; 0 stands still."""
        moment = self.now()
        self.rate = rate
        self.set(moment)

    def note_known(self, version: int) -> None:
        """Whoever follows this clock knows it as it was when it had been set ``version`` times."""
        self.known = version
        self.learnt.ring()

    def note_asked(self) -> None:
        """Somebody asks who cannot say what they know: what they were told when they last asked."""
        self.note_known(self.told)
        self.told = self.moved.rings
