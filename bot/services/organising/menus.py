"""Menus: in whose chats commands of organisers are listed, and which. It refuses to tell Telegram; ``chat`` does."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import db.attendees
import db.members
import db.menus
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.storage import Storage


@dataclass(frozen=True, slots=True)
class Menu:
    """What a chat is to list: ``acts`` says which commands, in ``language``; ``shown`` is what it lists now.

    Without ``acts`` they run webinars no more.
    """

    chat_id: int
    language: str
    acts: frozenset[Act]
    shown: str | None


class Menus:
    """Knows who is to be listed what."""

    def __init__(self, store: Storage, clock: Clock, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._access = access

    async def every(self) -> tuple[Menu, ...]:
        """The chats of all who run webinars, and of those who did and were listed so."""

        def work(tx: sqlite3.Connection) -> tuple[Menu, ...]:
            shown = db.menus.every(tx)
            chats = shown.keys() | self._access.owners | {each.telegram_id for each in db.members.every(tx)}
            found = []
            for chat_id in sorted(chats):
                known = db.attendees.by_chat(tx, chat_id)
                acts = self._access.acts(tx, Person(chat_id))
                if acts or chat_id in shown:
                    language = "" if known is None else known.language
                    found.append(Menu(chat_id, language, acts, shown.get(chat_id)))
            return tuple(found)

        return await self._store.read(work)

    async def told(self, menu: Menu, *, shown: str | None) -> None:
        """Telegram lists this there; None: what it lists for everybody."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            if shown is None:
                db.menus.gone(tx, menu.chat_id)
            else:
                db.menus.told(tx, menu.chat_id, shown=shown, now=now)

        await self._store.write(work)
