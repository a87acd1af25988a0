"""Forgetting: everything stored about one chat is erased in one transaction, and a restored backup brings nothing back.

Before the transaction commits, a line stands on a list beside the database, which no backup of it contains: a keyed
mark of the chat, and when. At start everybody on it whom the database knows from before that moment is erased again;
who came back later is somebody new. What was made anonymous is nobody's, and stays; so do figures that were made.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

import db.attendees
import db.erasures
from bot.clock import Clock
from bot.services.drafts import delete_drafts
from bot.services.sealing import Seal
from bot.services.storage import Storage
from db.erasures import Erasure
from db.moments import from_ms, to_ms

log = logging.getLogger("afterword.services")

STRANGER_KEPT = timedelta(days=30)
"""How long somebody is known who never entered a webinar, but has chosen a language."""

_ONLY_MINE = 0o600


def list_beside(database: Path) -> Path:
    """Where the list of erasures lies: with the database, and in none of its backups."""
    return database.with_name(database.name + ".erasures")


class Forgetting:
    """Erases."""

    def __init__(self, store: Storage, clock: Clock, seal: Seal, *, listed: Path) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._listed = listed

    async def known(self, *, chat_id: int) -> dict[str, int]:
        """How many rows are stored about this chat, by table; empty: nobody knows it."""

        def work(tx: sqlite3.Connection) -> dict[str, int]:
            attendee = db.attendees.by_chat(tx, chat_id)
            found = db.erasures.belongings(tx, attendee.id) if attendee else {}
            counts = {table: len(rows) for table, rows in (found | db.erasures.by_chat(tx, chat_id)).items()}
            letters = len(db.erasures.letters(tx, chat_id))
            return counts | ({"inbox": letters} if letters else {})

        return await self._store.read(work)

    async def forget(self, *, chat_id: int, update_id: int) -> int:
        """Nothing is stored about this chat any more, as ``update_id`` asked; how many rows there were.

        The update itself and what came after it are kept until they are done. Doing it again erases nothing more.
        """
        now = self._clock.now()
        erasure = Erasure(self._mark(chat_id), update_id, now)

        def work(tx: sqlite3.Connection) -> int:
            erased = self._erase(tx, chat_id, erasure, waiting=False)
            if erased:
                db.erasures.record(tx, erasure)
                # Last of all before the commit: whoever dies in between is erased at the next start all the same.
                append(self._listed, [erasure])
            return erased

        erased = await self._store.write(work)
        if erased:
            log.info("somebody was erased", extra={"action": "erased", "update": update_id, "rows": erased})
            await self.tidy()
        return erased

    async def replay(self) -> int:
        """Whoever is on the list and was known before is erased again; how many that were. For each start.

        The list beside the database and the one inside say the same from then on.
        """
        listed = read(self._listed)
        erased = await self._store.write(partial(self._replay, listed=listed))
        if erased:
            log.warning(
                "the database was older than the list of erasures: %d people were erased again",
                erased,
                extra={"action": "erased_again", "people": erased},
            )
            await self.tidy()
        return erased

    async def tidy(self) -> None:
        """What was erased is not left in the write-ahead log either; if somebody reads it, the next time will do."""
        if not await self._store.checkpoint():
            log.info("the log is being read; it is emptied later", extra={"action": "log_stays"})

    async def forget_strangers(self) -> None:
        """Whoever never entered a webinar is not known for longer than a month."""
        before = self._clock.now() - STRANGER_KEPT
        await self._store.write(partial(db.attendees.drop_strangers, before=before))

    def _replay(self, tx: sqlite3.Connection, *, listed: list[Erasure]) -> int:
        recorded = db.erasures.recorded(tx)
        for erasure in listed:
            db.erasures.record(tx, erasure)
        known = set(listed)
        append(self._listed, [each for each in recorded if each not in known])
        latest = {each.mark: each for each in sorted([*recorded, *listed], key=lambda each: each.erased_at)}
        if not latest:
            return 0
        erased = 0
        for chat_id, met_at in db.erasures.chats(tx):
            asked = latest.get(self._mark(chat_id))
            if asked is not None and (met_at is None or met_at < asked.erased_at):
                erased += self._erase(tx, chat_id, asked, waiting=True) > 0
        return erased

    def _erase(self, tx: sqlite3.Connection, chat_id: int, erasure: Erasure, *, waiting: bool) -> int:
        attendee = db.attendees.by_chat(tx, chat_id)
        drafts = delete_drafts(tx, self._seal, attendee.id) if attendee else 0
        return drafts + db.erasures.erase(
            tx, chat_id, update_id=erasure.update_id, now=erasure.erased_at, waiting=waiting
        )

    def _mark(self, chat_id: int) -> bytes:
        return self._seal.erasure(str(chat_id))


def append(path: Path, erasures: Iterable[Erasure]) -> None:
    """The erasures stand in the file, one a line, and are durable there.

    Raises:
        OSError: the file cannot be written; then nobody must believe that something was erased for good.
    """
    # A line may have been cut off when a machine died: the next one begins on a line of its own.
    lines = "".join(f"\n{each.mark.hex()} {to_ms(each.erased_at)} {each.update_id}\n" for each in erasures)
    if not lines:
        return
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _ONLY_MINE)
    with os.fdopen(place, "a", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the file's name is durable, too
    finally:
        os.close(folder)


def read(path: Path) -> list[Erasure]:
    """The erasures in the file. A line that was cut off is passed over: what it was written for was never done."""
    if not path.exists():
        return []
    return [found for line in path.read_text(encoding="ascii", errors="replace").splitlines() if (found := _read(line))]


def _read(line: str) -> Erasure | None:
    try:
        mark, moment, update_id = line.split()
        return Erasure(bytes.fromhex(mark), int(update_id), from_ms(int(moment)))
    except (ValueError, OverflowError):
        return None
