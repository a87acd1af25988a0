"""One upload for many: while a file goes up for the first time, others who are owed it wait and then use its file_id.

Without this, a recording due to everybody at once would be uploaded once per worker. It only remembers for this run;
the ledger keeps file_ids for good.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from bot.delivery.ports import FilePart

REMEMBERED_FILES = 256

_Key = tuple[int, str]


class Uploads:
    """Knows the file_ids learned in this run, and lets one upload of a file happen at a time."""

    def __init__(self) -> None:
        self._known: dict[_Key, str] = {}
        self._locks: WeakValueDictionary[_Key, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, part: FilePart) -> AsyncIterator[FilePart]:
        """``part`` with its file_id if one is known by now; without one, nobody else uploads the file meanwhile."""
        key = _key(part)
        if key not in self._known and part.file_id is None:
            lock = self._locks.setdefault(key, asyncio.Lock())
            async with lock:
                if key not in self._known:
                    yield part
                    return
        yield replace(part, file_id=self._known.get(key, part.file_id))

    def learn(self, part: FilePart, file_id: str) -> None:
        """Telegram calls the file ``file_id``."""
        self._known[_key(part)] = file_id
        if len(self._known) > REMEMBERED_FILES:
            del self._known[next(iter(self._known))]

    def forget(self, part: FilePart) -> None:
        """Telegram does not know ``part.file_id`` any more; a newer one stays known."""
        if self._known.get(_key(part)) == part.file_id:
            self._known.pop(_key(part), None)


def _key(part: FilePart) -> _Key:
    return part.material_id, part.digest
