"""Gauging: whether the database answers, asked as often as anybody likes and looked at rarely.

Each look is shared by all who ask meanwhile, and believed for a while afterwards, so nobody who asks can be a burden.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from bot.services.errors import Unavailable
from bot.services.storage import Storage

PATIENCE = timedelta(seconds=2)
"""A database that says nothing for so long is out."""

BELIEVED = timedelta(seconds=1)
"""So long it is believed that it answers, or does not."""


class Gauging:
    """Looks at the database from outside of what people do. ``time`` tells seconds that never jump."""

    def __init__(self, store: Storage, *, time: Callable[[], float] = monotonic) -> None:
        self._store = store
        self._time = time
        self._looking: asyncio.Task[bool] | None = None
        self._looked_at: float | None = None

    async def answers(self) -> bool:
        """Whether the database can be read now, or could a second ago."""
        stale = self._looked_at is None or self._time() - self._looked_at > BELIEVED.total_seconds()
        if self._looking is None or (self._looking.done() and stale):
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._store.read(_any)
        except (Unavailable, TimeoutError, sqlite3.Error):
            return False
        finally:
            self._looked_at = self._time()
        return True


def _any(tx: sqlite3.Connection) -> None:
    tx.execute("SELECT 1 FROM migrations LIMIT 1").fetchone()
