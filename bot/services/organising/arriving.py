"""Arriving: what an organiser sends to the bot is kept until they say what it is. A stranger's file is not.

What is kept is the name that Telegram has for a file, not its bytes; after a day it is forgotten.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import db.arrivals
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.errors import Refusal
from bot.services.storage import Storage
from db.arrivals import ArrivalRow, PieceRow

KEPT_FOR = timedelta(days=1)

Arrival = ArrivalRow
"""What was sent; see ``db.arrivals``."""

Piece = PieceRow
"""One message of it."""


class Forgotten(Refusal):
    """It was put somewhere, or forgotten, already."""

    def __init__(self) -> None:
        super().__init__("I do not have this any more. Please send it to me again.")


class Arriving:
    """Keeps what was sent."""

    def __init__(self, store: Storage, clock: Clock, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._access = access

    async def keep(
        self, by: Person, piece: PieceRow, *, album: str | None = None, url: str | None = None, caption: str = ""
    ) -> ArrivalRow | None:
        """The message is kept, together with its album; None: they set up no webinar, and nothing was kept."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> ArrivalRow | None:
            if not self._access.webinars(tx, by, Act.SHAPE):
                return None
            db.arrivals.drop_before(tx, now - KEPT_FOR)
            arrival_id = db.arrivals.put(
                tx, chat_id=by.telegram_id, album=album, url=url, caption=caption, piece=piece, now=now
            )
            return db.arrivals.find(tx, arrival_id)

        return await self._store.write(work)

    async def of(self, by: Person, arrival_id: int) -> ArrivalRow:
        """What they sent. Raises: Forgotten."""
        return await self._store.read(lambda tx: own(tx, by, arrival_id))

    async def asked_by(self, arrival_id: int, card: int) -> None:
        """This message asks what it is."""
        await self._store.write(lambda tx: db.arrivals.set_card(tx, arrival_id, card))

    async def forget(self, by: Person, arrival_id: int) -> None:
        """It is kept no longer. Raises: Forgotten."""

        def work(tx: sqlite3.Connection) -> None:
            db.arrivals.drop(tx, own(tx, by, arrival_id).id)

        await self._store.write(work)


def own(tx: sqlite3.Connection, by: Person, arrival_id: int) -> ArrivalRow:
    """What ``by`` sent. Raises: Forgotten, also for what somebody else sent."""
    row = db.arrivals.find(tx, arrival_id)
    if row is None or row.chat_id != by.telegram_id:
        raise Forgotten
    return row
