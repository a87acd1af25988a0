"""Brings a database file to the schema this version knows: all that this takes in one transaction, after a copy.

Migrations are the files in ``migrations``, ``NNNN_name.sql``; ``schema.sql`` shows what they add up to. There is no way
back to an older schema but the copy, which lies beside the file.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from datetime import datetime, timedelta
from pathlib import Path

from db.connections import use_wal
from db.copies import copy
from db.errors import NoRoom, SchemaTooNew, StoreUnavailable, unavailable
from db.moments import to_ms
from db.placing import sweep
from db.versions import copies_before, copy_before, current_version, known_version, steps

__all__ = ["current_version", "known_version", "migrate"]

_BUSY = timedelta(seconds=5)
_COPIES_KEPT = 2
_ROOM = 3
_SPARE = 4_000_000


def migrate(
    path: Path | str, now: datetime, *, alone: Callable[[Path], AbstractContextManager[object]] = nullcontext
) -> list[str]:
    """The file at ``path`` has the newest schema; the names of the migrations this took, in order. If it was missing,
    it is there for this account only.

    A file that holds something already is brought up within ``alone``, and ``copy_before`` says where a copy of it
    lies as it was.

    Raises:
        SchemaTooNew: a newer version has been at this file; nothing was changed.
        StoreUnavailable: the file cannot be used, or belongs to another program; nothing was changed.
    """
    file = Path(path)
    _make_private(file)
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY.total_seconds(), isolation_level=None)) as connection:
            return _migrate(connection, file, now, alone)
    except sqlite3.DatabaseError as error:
        sentence = unavailable(error, file)
        if sentence is None:
            raise
        raise sentence from None


def _make_private(file: Path) -> None:
    """A file that is not there yet is, for this account only; SQLite gives its log the same rights."""
    with suppress(OSError):  # that it is there already, or cannot be, is for SQLite to say
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _migrate(
    connection: sqlite3.Connection, file: Path, now: datetime, alone: Callable[[Path], AbstractContextManager[object]]
) -> list[str]:
    newest = known_version()
    _refuse_strangers(connection, file, newest=newest)
    use_wal(connection, file, busy_timeout=_BUSY)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # a table that is rebuilt leaves nothing in free pages
    connection.execute("PRAGMA temp_store = MEMORY")  # nor anything outside the file
    found = current_version(connection)
    if found == newest:
        return []
    if found == 0:
        return _bring_up(connection, file, now)
    with alone(file):
        if current_version(connection) == newest:
            return []  # another process was faster, and the copy is the one that it made
        _check_room(connection, file)
        target = copy_before(file, newest)
        sweep(
            file.absolute().parent, named=re.escape(target.name), unless_touched_for=timedelta(0)
        )  # of one who was killed
        copy(file, target, replace=True)
        applied = _bring_up(connection, file, now)
    for early in list(copies_before(file).values())[_COPIES_KEPT:]:
        early.unlink(missing_ok=True)
    return applied


def _bring_up(connection: sqlite3.Connection, file: Path, now: datetime) -> list[str]:
    """All that is pending is done in one transaction, so that a file is as one version left it, or another."""
    applied: list[str] = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster while this one waited for the lock.
        found = _refuse_strangers(connection, file, newest=known_version())
        for version, script in steps():
            if version > found:
                _apply(connection, version, script, now)
                applied.append(script.stem)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise sqlite3.IntegrityError(f"a migration leaves rows behind that point nowhere: {applied}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return applied


def _check_room(connection: sqlite3.Connection, file: Path) -> None:
    """The copy takes as much as the file, and the log twice that if every table is rebuilt."""
    (pages,), (each,) = (connection.execute(f"PRAGMA page_{what}").fetchone() for what in ("count", "size"))
    needed = _ROOM * pages * each + _SPARE
    free = shutil.disk_usage(file.absolute().parent).free
    if free < needed:
        raise NoRoom(file.name, needed=needed, free=free)


def _refuse_strangers(connection: sqlite3.Connection, file: Path, *, newest: int) -> int:
    found = current_version(connection)
    if found > newest:
        raise SchemaTooNew(file.name, found=found, known=newest, copy=_usable_copy(file, newest))
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
        raise StoreUnavailable("not_a_database", file.name)
    return found


def _usable_copy(file: Path, newest: int) -> str | None:
    """The newest copy beside the file that this program can use."""
    for each in copies_before(file).values():
        try:
            with closing(sqlite3.connect(f"{each.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                if 0 < current_version(connection) <= newest:
                    return each.name
        except sqlite3.Error:
            continue
    return None


def _apply(connection: sqlite3.Connection, version: int, script: Path, now: datetime) -> None:
    for statement in _statements(script.read_text(encoding="utf-8")):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, ?)", (version, script.stem, to_ms(now))
    )


def _statements(script: str) -> Iterator[str]:
    # Not executescript: it commits first, and half a migration must never stay.
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
