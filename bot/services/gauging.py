"""Gauging: whether the database answers and how much waits in it, asked as often as anybody likes and looked at rarely.

Each look is shared by all who ask meanwhile, and believed for a while afterwards: the longer, the longer it took. What
is settled is counted in portions, between which others read. So nobody who asks can be a burden.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

import db.gauges
import db.outbox
from bot.clock import Clock
from bot.services.errors import Unavailable
from bot.services.storage import Storage
from db.errors import StoreClosed

PATIENCE = timedelta(seconds=2)
"""A database that says nothing for so long is out."""

BELIEVED = timedelta(seconds=1)
"""So long, at least, what was seen is believed."""

SHARE = 20
"""What was seen is believed so many times as long as looking took."""

PORTION = 5_000
"""Rows that are counted in one read: a millisecond or two."""

REST = 4
"""After a portion, so many times as long as it took is left to others: answers wait for the same processor. Together
with ``SHARE``, a hundredth of the time goes into counting at most."""

_NONE = timedelta(0)
_Seen = TypeVar("_Seen")


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much waits. ``outbox`` is by state; ages are None where nothing waits; sizes are of files, in bytes.

    ``overdue``: since the longest due message was due. ``inbox_age``: since the oldest open update came.
    """

    outbox: Mapping[str, int]
    overdue: timedelta | None
    inbox: int
    inbox_age: timedelta | None
    dead_letters: int
    database_bytes: int
    log_bytes: int


@dataclass(frozen=True, slots=True)
class Seen(Generic[_Seen]):
    """What was seen, and how old that is."""

    value: _Seen
    age: timedelta


class _Looked(Generic[_Seen]):
    """What was seen last. One look at a time; whoever asks waits for it a while, and then takes the one before."""

    def __init__(self, look: Callable[[], Awaitable[_Seen]], time: Callable[[], float]) -> None:
        self._look = look
        self._time = time
        self._looking: asyncio.Task[None] | None = None
        self._last: _Seen | None = None
        self._seen_at = self._stale_at = 0.0

    async def seen(self) -> Seen[_Seen] | None:
        """None: the latest look failed, or the first one lasts."""
        if self._looking is None or (self._looking.done() and self._time() >= self._stale_at):
            self._looking = asyncio.create_task(self._timed())
        await asyncio.wait({self._looking}, timeout=PATIENCE.total_seconds())
        return None if self._last is None else Seen(self._last, timedelta(seconds=self._time() - self._seen_at))

    async def _timed(self) -> None:
        began = self._time()
        try:
            self._last = await self._look()
        except (Unavailable, StoreClosed, sqlite3.Error):
            self._last = None
        self._seen_at = self._time()
        self._stale_at = self._seen_at + max(BELIEVED.total_seconds(), SHARE * (self._seen_at - began))


class Gauging:
    """Looks at the database ``file`` from outside of what people do. ``time`` tells seconds that never jump."""

    def __init__(
        self,
        store: Storage,
        clock: Clock,
        file: Path,
        *,
        time: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._time, self._sleep = time, sleep
        self._store = store
        self._clock = clock
        self._file = file
        self._answered = _Looked(self._ask, time)
        self._gauged = _Looked(self._gauge, time)

    async def answers(self) -> bool:
        """Whether the database can be read now, or could a moment ago."""
        seen = await self._answered.seen()
        return seen is not None and seen.value

    async def gauge(self) -> Seen[Gauge] | None:
        """How much waits, as seen a moment ago; None: the database does not answer."""
        return await self._gauged.seen()

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._store.read(_any)
        except TimeoutError:
            return False
        return True

    async def _settled(self) -> Mapping[str, int]:
        outbox = Counter[str](dict.fromkeys(db.gauges.SETTLED, 0))
        highest = await self._store.read(db.gauges.highest)
        for begin in range(0, highest, PORTION):
            began = self._time()
            portion = partial(db.gauges.settled, after_id=begin, through_id=begin + PORTION)
            outbox.update(await self._store.read(portion))
            if begin + PORTION < highest:
                await self._sleep(REST * (self._time() - began))
        return outbox

    async def _gauge(self) -> Gauge:
        outbox = await self._settled()
        live, due, inbox = await self._store.read(
            lambda tx: (db.gauges.live(tx), db.outbox.next_due(tx), db.gauges.inbox(tx))
        )
        now = self._clock.now()
        return Gauge(
            outbox={**live, **outbox},
            overdue=now - due if due is not None and due <= now else None,
            inbox=inbox.open,
            inbox_age=None if inbox.oldest is None else max(now - inbox.oldest, _NONE),
            dead_letters=inbox.dead,
            database_bytes=_size(self._file),
            log_bytes=_size(self._file.with_name(self._file.name + "-wal")),
        )


def _any(tx: sqlite3.Connection) -> None:
    tx.execute("SELECT 1 FROM migrations LIMIT 1").fetchone()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it is not there, or nobody may look
        return 0
