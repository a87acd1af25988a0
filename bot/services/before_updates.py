"""The copies that updates make beside the database: whoever was erased or purged since still stands in them.

So they go after a month, which is long enough to find out that a step back is needed. Stepping back to one erases anew
whoever is on the list of erasures (``forgetting``). Where the update was not made in the end, or gone back on, the
copy's own file tells its age.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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
            made = {version: applied_at(tx, version) or written.get(version) for version in found}
            return [version for version, at in made.items() if at is not None and at < long_ago]

        written = await asyncio.to_thread(_written, found)
        for version in await self._store.read(old):
            await asyncio.to_thread(found[version].unlink, missing_ok=True)
            log.info("the copy from before an update was removed", extra={"action": "copy_removed"})


def _written(found: Mapping[int, Path]) -> dict[int, datetime]:
    """When each was last written, of those that are still there."""
    return {
        version: datetime.fromtimestamp(file.stat().st_mtime, UTC) for version, file in found.items() if file.exists()
    }
