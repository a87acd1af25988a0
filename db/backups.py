"""Backups that were made or tried, and restores that the database has been through; the latest count most."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, from_ms_or_none, to_ms

_COLUMNS = "id, made_at, name, scheduled, encrypted, trouble"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup, named as its file is without its folder. ``scheduled``: by the bot itself. ``trouble``: it failed."""

    id: int
    made_at: datetime
    name: str
    scheduled: bool
    encrypted: bool
    trouble: str | None


@dataclass(frozen=True, slots=True)
class RestoreRow:
    """One restore: what happened between these moments is lost. So many rows of the outbox are held since.

    Of ``known`` it was read in the database that was in use (``live``) what had become of them.
    """

    id: int
    taken_at: datetime
    restored_at: datetime
    held: int
    known: int
    live: bool


def record(
    tx: sqlite3.Connection, *, name: str, scheduled: bool, encrypted: bool, now: datetime, trouble: str | None = None
) -> None:
    """A backup was made, or (``trouble``) was not."""
    tx.execute(
        "INSERT INTO backups (made_at, name, scheduled, encrypted, trouble) VALUES (?, ?, ?, ?, ?)",
        (to_ms(now), name, scheduled, encrypted, trouble),
    )


def last_made(tx: sqlite3.Connection) -> BackupRow | None:
    """The latest one that was made, by whomever; None: never."""
    return _first(tx, "trouble IS NULL")


def last_scheduled(tx: sqlite3.Connection) -> BackupRow | None:
    """The latest one that the bot made or tried by itself; None: never."""
    return _first(tx, "scheduled")


def scheduled_made(tx: sqlite3.Connection) -> list[BackupRow]:
    """All that the bot made by itself and knows of, the latest first."""
    rows = tx.execute(f"SELECT {_COLUMNS} FROM backups WHERE scheduled AND trouble IS NULL ORDER BY id DESC")  # noqa: S608 - own columns
    return [_row(row) for row in rows]


def forget(tx: sqlite3.Connection, *, before: datetime, gone: list[int]) -> None:
    """Those of these numbers are not known of any more, nor those that failed or were made by hand before this moment,
    but the latest one that was made.
    """
    tx.executemany("DELETE FROM backups WHERE id = ?", [(each,) for each in gone])
    tx.execute(
        """DELETE FROM backups WHERE made_at < ? AND (trouble IS NOT NULL OR (NOT scheduled AND id <> (
               SELECT id FROM backups WHERE trouble IS NULL ORDER BY id DESC LIMIT 1)))""",
        (to_ms(before),),
    )


def restored(tx: sqlite3.Connection, *, taken_at: datetime, held: int, known: int, live: bool, now: datetime) -> None:
    """The database is one that was restored now from a backup of then; owners are to be told."""
    tx.execute(
        "INSERT INTO restores (taken_at, restored_at, held, known, live) VALUES (?, ?, ?, ?, ?)",
        (to_ms(taken_at), to_ms(now), held, known, live),
    )


def last_restore(tx: sqlite3.Connection) -> RestoreRow | None:
    """The latest restore; None: never."""
    return _restore(tx.execute(_RESTORES + "ORDER BY id DESC LIMIT 1").fetchone())


def restores(tx: sqlite3.Connection) -> list[RestoreRow]:
    """Every restore, the earliest first."""
    return [_restored(row) for row in tx.execute(_RESTORES + "ORDER BY id")]


def untold_restore(tx: sqlite3.Connection) -> RestoreRow | None:
    """The latest restore that owners are to be told of; None: there is none."""
    return _restore(tx.execute(_RESTORES + "WHERE told_at IS NULL ORDER BY id DESC LIMIT 1").fetchone())


def told_restore(tx: sqlite3.Connection, *, now: datetime) -> None:
    """Owners are being told of every restore so far."""
    tx.execute("UPDATE restores SET told_at = ? WHERE told_at IS NULL", (to_ms(now),))


def taken_at(tx: sqlite3.Connection) -> datetime | None:
    """When the snapshot was taken that this database is, as far as it knows; None: nobody ever used it."""
    (found,) = tx.execute(
        """SELECT max(at) FROM (SELECT max(made_at) AS at FROM backups WHERE trouble IS NULL
           UNION ALL SELECT max(beat_at) FROM heartbeats
           UNION ALL SELECT max(received_at) FROM inbox WHERE state <> 'done'
           UNION ALL SELECT max(changed_at) FROM webinars)"""
    ).fetchone()
    return from_ms_or_none(found)


_RESTORES = "SELECT id, taken_at, restored_at, held, known, live FROM restores "


def _restore(row: sqlite3.Row | None) -> RestoreRow | None:
    return None if row is None else _restored(row)


def _restored(row: sqlite3.Row) -> RestoreRow:
    return RestoreRow(row[0], from_ms(row[1]), from_ms(row[2]), row[3], row[4], bool(row[5]))


def _first(tx: sqlite3.Connection, which: str) -> BackupRow | None:
    row = tx.execute(f"SELECT {_COLUMNS} FROM backups WHERE {which} ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608 - own words
    return None if row is None else _row(row)


def _row(row: sqlite3.Row) -> BackupRow:
    return BackupRow(row[0], from_ms(row[1]), row[2], bool(row[3]), bool(row[4]), row[5])
