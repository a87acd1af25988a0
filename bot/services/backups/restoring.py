"""Restoring a backup: verified, brought up to date, everybody on the list erased again, every doubt left to an owner.

The bot went on after the backup was made, and the backup does not know how. What it may have sent is held until an
owner says what became of it. If the database that was in use can still be read, it says so itself. The database
appears under its name whole, with all that done, or not at all.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import db.backups
import db.bulletins
import db.erasures
import db.restored
from bot.clock import SteppedClock
from bot.lock import only_one
from bot.services.backups.age import identities_of, is_sealed, open_file
from bot.services.backups.doubting import Doubted, hold_doubted
from bot.services.errors import Refusal
from bot.services.forgetting import Forgetting, append, list_beside, read
from bot.services.keys import find_key
from bot.services.library import Library
from bot.services.sealing import Seal
from bot.services.storage import Storage
from db.copies import copy, looked_into
from db.erasures import Erasure
from db.errors import StoreUnavailable
from db.migrate import migrate
from db.placing import place, scratch, sweep
from db.soundness import in_order
from db.store import Store
from db.survivors import Survived, Survivors


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to restore, where to, and what else is there. ``live`` is the database that was in use.

    ``identity`` opens a sealed backup. ``erasures`` is a list of erasures beside the one at its place. ``everything``:
    whatever is planned is held, not only what may have been sent.
    """

    backup: Path
    database: Path
    key_file: Path
    owners: Collection[int] = ()
    identity: Path | None = None
    live: Path | None = None
    erasures: Path | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. What happened from ``taken_at`` on is lost. ``migrated``: what the backup was too old for.

    ``erased``: people who were erased again. ``dropped``: what organisers had said when the backup was made, which is
    not carried out again.
    """

    taken_at: datetime
    restored_at: datetime
    migrated: Sequence[str]
    erased: int
    dropped: int
    held: Sequence[Doubted]
    survived: Survived | None = None


@dataclass(slots=True)
class _Found:
    """What is found out on the way."""

    taken_at: datetime
    dropped: int = 0
    survived: Survived | None = None
    erasures: list[Erasure] = field(default_factory=list)


async def restore_backup(wanted: Wanted, *, now: datetime) -> Restored:
    """The database is restored, at a place where there is none.

    Raises:
        Refusal: there is a database, or something else is wrong with what is wanted.
        StoreUnavailable, SchemaTooNew: the backup is damaged, no database, or of a newer version.
        OSError: something cannot be read or written.
    """
    database = wanted.database
    with only_one(database):
        _require_place(wanted)
        sweep(database.absolute().parent, named=re.escape(database.name), unless_touched_for=timedelta(0))
        with scratch(database) as folder:
            fresh = folder / "restored.db"
            _pour(wanted, fresh)
            migrated = migrate(fresh, now)
            async with await Store.open(fresh, create=False) as store:
                seal = await store.read(partial(find_key, key_file=wanted.key_file))
                found = await store.write(partial(_take_over, wanted=wanted, now=now))
                erased = await _erase_again(wanted, store, seal, found.erasures, now)
                held = await store.write(partial(_settle, wanted=wanted, seal=seal, found=found, now=now))
                await store.checkpoint()
            place(fresh, database)
    return Restored(found.taken_at, now, migrated, erased, found.dropped, held, found.survived)


def _require_place(wanted: Wanted) -> None:
    """Return if there is something to restore and nothing where it goes. Raises: Refusal."""
    for end in ("", "-wal", "-shm", "-journal"):
        there = wanted.database.with_name(wanted.database.name + end)
        if there.exists():
            raise Refusal(
                "{file} is there: move it away, with what belongs to it (-wal, -shm), and name it with --live if it can"
                " still be read; nothing is ever overwritten.",
                file=str(there),
            )
    for file in (wanted.backup, wanted.live, wanted.erasures, wanted.identity):
        if file is not None and not file.is_file():
            raise Refusal("There is no file {file}.", file=str(file))


def _pour(wanted: Wanted, fresh: Path) -> None:
    """The database in the backup, opened if it is sealed, is in ``fresh``, verified."""
    if not is_sealed(wanted.backup):
        copy(wanted.backup, fresh)
        return
    if wanted.identity is None:
        raise Refusal(
            "{file} is sealed: name the identity that opens it with --identity KEYS.", file=str(wanted.backup)
        )
    opened = fresh.with_name("opened") / wanted.backup.name  # a folder of its own: any name may be in use beside it
    opened.parent.mkdir(mode=0o700)
    open_file(wanted.backup, opened, identities_of(wanted.identity))
    copy(opened, fresh)
    opened.unlink()


def _take_over(tx: sqlite3.Connection, *, wanted: Wanted, now: datetime) -> _Found:
    """What narrows messages in the database that was in use holds in this one, too."""
    found = _Found(db.backups.taken_at(tx) or now)
    if wanted.live is not None:
        try:
            with looked_into(wanted.live) as live:
                survivors = Survivors(live, sound=_is_sound(live))
                if not survivors.is_kin(tx):
                    raise Refusal(
                        "{live} is the database of another installation: name the one that was in use here.",
                        live=str(wanted.live),
                    )
                found.erasures = survivors.erasures()
                found.survived = survivors.take_over(tx)
        except StoreUnavailable:
            raise Refusal(
                "{live} cannot be read at all: leave out --live; what was sent since the backup is then not known.",
                live=str(wanted.live),
            ) from None
    found.dropped = db.restored.lay_aside(tx, owners=wanted.owners)
    return found


def _is_sound(live: sqlite3.Connection) -> bool:
    try:
        return in_order(live, check="integrity_check")
    except sqlite3.DatabaseError:
        return False


async def _erase_again(wanted: Wanted, store: Store, seal: Seal | None, more: Sequence[Erasure], now: datetime) -> int:
    """Whoever is on a list of erasures is not in the database; how many were. The list beside it has them all.

    Raises:
        Refusal: without the key nobody can tell who they are.
    """
    listed = list_beside(wanted.database)
    more = [*more, *(read(wanted.erasures) if wanted.erasures is not None else ())]
    known = set(read(listed))
    append(listed, [each for each in dict.fromkeys(more) if each not in known])
    if seal is not None:
        return await Forgetting(Storage(store), SteppedClock(now), seal, listed=listed).replay()
    people, chats = len(read(listed)), await store.read(db.erasures.chats)
    if people and chats:
        raise Refusal(
            "{people} people were erased since, and without the key file {key} nobody can tell who in this backup they"
            " are: put it back. If it is lost for good, move {listed} away; then they are known again.",
            people=people,
            key=str(wanted.key_file),
            listed=str(listed),
        )
    return 0


def _settle(
    tx: sqlite3.Connection, *, wanted: Wanted, seal: Seal | None, found: _Found, now: datetime
) -> Sequence[Doubted]:
    """What was perhaps sent is held; which. Owners are to be told, and of nothing that the bot missed meanwhile."""
    held = hold_doubted(tx, Library(seal), survived=found.survived, everything=wanted.everything, now=now)
    survived = found.survived
    db.backups.restored(
        tx,
        taken_at=found.taken_at,
        held=sum(each.rows for each in held),
        known=survived.settled + len(survived.unsent) if survived else 0,
        live=survived is not None,
        now=now,
    )
    db.bulletins.beat(tx, now=now)
    return held
