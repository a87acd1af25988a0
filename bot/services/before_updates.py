"""The copies that updates make beside the database: whoever was erased or purged since still stands in them.

So they go after a month, which is long enough to find out that a step back is needed. Stepping back to one erases anew
whoever is on the list of erasures (``forgetting``).
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.services.storage import Storage
from db.versions import applied_at, copies_before

log = logging.getLogger("afterword.services")

COPIES_KEPT = timedelta(days=30)


class BeforeUpdates:
    """Removes copies that are old."""

    def __init__(self, store: Storage, clock: Clock, database: Path) -> None:
        self._store = store
        self._clock = clock
        self._database = database

    async def tidy(self) -> None:
        """No copy is left that was made more than a month ago. Raises: Unavailable; OSError."""
        found = await asyncio.to_thread(copies_before, self._database)
        if not found:
            return
        long_ago = self._clock.now() - COPIES_KEPT

        def old(tx: sqlite3.Connection) -> list[int]:
            made = {version: applied_at(tx, version) for version in found}
            return [version for version, at in made.items() if at is not None and at < long_ago]

        for version in await self._store.read(old):
            await asyncio.to_thread(found[version].unlink, missing_ok=True)
            log.info("the copy from before an update was removed", extra={"action": "copy_removed"})
