"""Brings a database file to the schema this version knows: each migration and its record in one transaction.

Migrations are the files in ``migrations``, ``NNNN_name.sql``; ``schema.sql`` shows what they add up to. There is no way
back to an older schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from db.connections import use_wal
from db.errors import SchemaTooNew, StoreUnavailable, unavailable
from db.moments import to_ms

_FOLDER = Path(__file__).parent / "migrations"
_BUSY = timedelta(seconds=5)


def known_version() -> int:
    """The schema version this program knows."""
    return max(version for version, _ in _known())


def current_version(tx: sqlite3.Connection) -> int:
    """The schema version of this database; 0 if nothing was ever applied."""
    if tx.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone() is None:
        return 0
    return int(tx.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()[0])


def migrate(path: Path | str, now: datetime) -> list[str]:
    """The file at ``path`` (created if missing) has the newest schema; the names of the migrations this took, in order.

    Raises:
        SchemaTooNew: a newer version has been at this file; nothing was changed.
        StoreUnavailable: the file cannot be used, or belongs to another program; nothing was changed.
    """
    file = Path(path)
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY.total_seconds(), isolation_level=None)) as connection:
            return _migrate(connection, file, now)
    except sqlite3.DatabaseError as error:
        sentence = unavailable(error, file)
        if sentence is None:
            raise
        raise sentence from None


def _migrate(connection: sqlite3.Connection, file: Path, now: datetime) -> list[str]:
    known = dict(_known())
    applied: list[str] = []
    _refuse_strangers(connection, file, newest=max(known))
    use_wal(connection, file, busy_timeout=_BUSY)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # a table that is rebuilt leaves nothing in free pages
    connection.execute("PRAGMA temp_store = MEMORY")  # nor anything outside the file
    for version, script in sorted(known.items()):
        if version <= current_version(connection):
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster while this one waited for the lock.
            if version > current_version(connection):
                _apply(connection, version, script, now)
                applied.append(script.stem)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return applied


def _refuse_strangers(connection: sqlite3.Connection, file: Path, *, newest: int) -> None:
    found = current_version(connection)
    if found > newest:
        raise SchemaTooNew(file.name, found=found, known=newest)
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
        raise StoreUnavailable("not_a_database", file.name)


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


def _known() -> list[tuple[int, Path]]:
    return [(int(script.stem.split("_")[0]), script) for script in sorted(_FOLDER.glob("[0-9]*.sql"))]
