"""The store as this floor hands it around: its troubles are told in this floor's words.

``chat`` knows ``Unavailable`` and nothing of ``db``; so every use case reads and writes through here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from bot.services.errors import store_troubles_told
from db.store import Store

Result = TypeVar("Result")


class Storage:
    """Reads and writes, one transaction a call."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """What ``work`` returns, once it is committed. Raises: Unavailable, when nothing of it was stored."""
        with store_troubles_told():
            return await self._store.write(work)

    async def read(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """What ``work`` returns, from one snapshot. Raises: Unavailable."""
        with store_troubles_told():
            return await self._store.read(work)

    async def checkpoint(self) -> bool:
        """Whether the write-ahead log is empty now. Raises: Unavailable."""
        with store_troubles_told():
            return await self._store.checkpoint()
