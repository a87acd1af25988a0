"""The only file that speaks APScheduler: it knocks at intervals, and the database remembers what is due.

Nothing is scheduled here but knocks, so its memory store may forget everything at any time. APScheduler's own lines are
silenced below ERROR: that a slow knock skips a beat is as it should be.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock

log = logging.getLogger("afterword.delivery")

LONG = timedelta(minutes=1)
"""From here on an interval is counted by the bot's clock, and not by that of the machine's uptime."""

LOOK = timedelta(seconds=1)
"""How often it is looked whether a long interval is over."""

Knock = Callable[[], Awaitable[object]]
Noted = Callable[[str, bool], object]
"""Told of each knock that has ended: its name, and whether it ended well."""


class Metronome:
    """Knocks. A knock never overlaps with itself, never raises, and what was missed is one knock, not many.

    Long intervals go by ``clock``: a machine that slept for a day, or a rehearsal whose days pass in seconds, does at
    once what was to be done meanwhile.
    """

    def __init__(self, clock: Clock, noted: Noted = lambda _name, _well: None) -> None:
        self._clock = clock
        self._noted = noted
        self._long: dict[str, tuple[timedelta, datetime]] = {}
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=UTC,
        )
        self._knocking: set[asyncio.Task[None]] = set()

    def add(self, name: str, every: timedelta, knock: Knock) -> None:
        """Call ``knock`` each ``every`` (at least a millisecond) from ``start`` on, first after one interval.

        Raises:
            ValueError: when ``name`` is taken or ``every`` is too short.
        """
        if every < timedelta(milliseconds=1):
            raise ValueError("a metronome cannot knock more than a thousand times a second")
        if self._scheduler.get_job(name) is not None:
            raise ValueError(f"the metronome has a knock named {name}")
        if every >= LONG:
            self._long[name], every = (every, self._clock.now()), LOOK
        self._scheduler.add_job(
            self._knock, "interval", seconds=every.total_seconds(), args=(name, knock), id=name, name=name
        )

    def start(self) -> None:
        """It knocks from now on. Needs a running loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """No knock comes any more, and those that had come have ended."""
        if not self._scheduler.running:
            return
        self._scheduler.remove_all_jobs()
        await asyncio.sleep(0)  # a knock that was just handed to the loop begins now, so that it is waited for
        while self._knocking:
            await asyncio.wait(self._knocking)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # AsyncIOScheduler shuts down in a callback of the loop

    async def break_off(self) -> None:
        """As ``stop``, but knocks that have not ended are cancelled: what they did is found at the next start."""
        for knocking in tuple(self._knocking):
            knocking.cancel()
        await self.stop()

    def _is_due(self, name: str) -> bool:
        """Whether this interval is over; a long one also is when the clock was set back that far."""
        if name not in self._long:
            return True
        (every, last), now = self._long[name], self._clock.now()
        if abs(now - last) < every:
            return False
        self._long[name] = every, now
        return True

    async def _knock(self, name: str, knock: Knock) -> None:
        if not self._is_due(name):
            return
        task = asyncio.current_task()
        assert task is not None
        self._knocking.add(task)
        task.add_done_callback(self._knocking.discard)
        try:
            await knock()
            self._noted(name, True)
        except asyncio.CancelledError:  # the process ends: what was in hand is found at the next start
            log.info("a knock was broken off", extra={"action": "knock_broken_off", "knock": name})
        except Exception:
            log.exception("a knock failed", extra={"action": "knock_failed", "knock": name})
            self._noted(name, False)
