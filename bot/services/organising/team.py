"""The team: who helps the owners, and what somebody may do here."""

from __future__ import annotations

from bot.services.access import Access, Act, Person
from bot.services.storage import Storage


class Team:
    """Knows the team."""

    def __init__(self, store: Storage, access: Access) -> None:
        self._store = store
        self._access = access

    async def acts(self, telegram_id: int) -> frozenset[Act]:
        """What somebody may do with any webinar at all; nothing, if they are a stranger."""
        return await self._store.read(lambda tx: self._access.acts(tx, Person(telegram_id)))
