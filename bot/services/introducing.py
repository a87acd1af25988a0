"""What this bot was last given to present itself with, so that it is not told again at every start."""

from __future__ import annotations

import db.bots
from bot.services.canonical import digest
from bot.services.storage import Storage


class Introductions:
    """Remembers by digest, for the bot that was met last."""

    def __init__(self, store: Storage) -> None:
        self._store = store

    async def is_new(self, text: str) -> bool:
        """Whether this bot was last given something else than ``text``, or nothing yet."""
        return await self._store.read(db.bots.presented) != digest(text)

    async def given(self, text: str) -> None:
        """This bot has been given ``text``."""
        await self._store.write(lambda tx: db.bots.mark_presented(tx, digest(text)))
