"""One upload for many: while a file goes up for the first time, others who are owed it wait and then use its file_id.

Without this, a recording due to everybody at once would be uploaded once per worker. It only remembers for this run;
the ledger keeps file_ids for good.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from bot.delivery.ports import StoredPart

REMEMBERED_FILES = 256

_Key = tuple[int, str]


class Uploads:
    """Knows the file_ids learned in this run, and lets one upload of a file or an album happen at a time."""

    def __init__(self) -> None:
        self._known: dict[_Key, tuple[str, ...]] = {}
        self._locks: WeakValueDictionary[_Key, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, part: StoredPart) -> AsyncIterator[StoredPart]:
        """``part`` with its file_ids if they are known by now; without, nobody else uploads it meanwhile."""
        key = _key(part)
        if key not in self._known and not part.file_ids:
            lock = self._locks.setdefault(key, asyncio.Lock())
            async with lock:
                if key not in self._known:
                    yield part
                    return
        yield part.known_as(self._known.get(key, part.file_ids))

    def learn(self, part: StoredPart, file_ids: tuple[str, ...]) -> None:
        """Telegram calls the files ``file_ids``."""
        self._known[_key(part)] = file_ids
        if len(self._known) > REMEMBERED_FILES:
            del self._known[next(iter(self._known))]

    def forget(self, part: StoredPart) -> None:
        """Telegram does not know ``part.file_ids`` any more; newer ones stay known."""
        if self._known.get(_key(part)) == part.file_ids:
            self._known.pop(_key(part), None)


def _key(part: StoredPart) -> _Key:
    return part.material_id, " ".join(f"{leaf.shown}:{leaf.digest}" for leaf in part.leaves)
