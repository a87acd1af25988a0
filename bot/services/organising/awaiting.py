"""Awaiting: what an organiser is to type or send next, remembered in the database so that a restart forgets nothing.

One thing a chat, for an hour. It refuses to judge what comes: the room that asked does.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta

import db.awaited
from bot.clock import Clock
from bot.services.storage import Storage

PATIENCE = timedelta(hours=1)
"""So long an answer is awaited; after that a text is what it would be anyway."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """``room`` asked for it, and noted ``body``."""

    room: str
    body: str


class Awaiting:
    """Remembers what was asked for."""

    def __init__(self, store: Storage, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def expect(self, chat_id: int, *, room: str, body: str) -> None:
        """The next text or file of that chat is for ``room``."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.awaited.put(tx, chat_id, room=room, body=body, now=now))

    async def of(self, chat_id: int) -> Awaited | None:
        """What is awaited in that chat now."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Awaited | None:
            row = db.awaited.of_chat(tx, chat_id)
            return None if row is None or row.asked_at + PATIENCE < now else Awaited(row.room, row.body)

        return await self._store.read(work)

    async def settled(self, chat_id: int, was: Awaited) -> None:
        """It came: nothing is awaited any more, unless something else was asked for meanwhile."""
        await self._store.write(lambda tx: db.awaited.drop(tx, chat_id, room=was.room, body=was.body))

    async def forget(self, chat_id: int) -> None:
        """Nothing is awaited in that chat."""
        if await self._store.read(lambda tx: db.awaited.of_chat(tx, chat_id)) is not None:
            await self._store.write(lambda tx: db.awaited.drop(tx, chat_id))

    async def tidy(self) -> None:
        """What nobody answered within the hour is gone."""
        before = self._clock.now() - PATIENCE
        await self._store.write(lambda tx: db.awaited.drop_before(tx, before))
