"""Whether a database file is whole: read through page by page, by a connection that can only read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from db.soundness import in_order

_STEPS = 50_000
"""Instructions of SQLite's machine between two calls of a tick: some tens of milliseconds."""

_NO_PLACE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)

Tick = Callable[[], bool]
"""True: enough of it."""


def look_into(file: Path, *, busy_timeout: timedelta) -> sqlite3.Connection:
    """A connection that can only read, with no transaction open.

    Where nothing can be written beside the file (a full disk, a folder that is only read) and no log lies there, it is
    read as a file that nobody changes.

    Raises:
        sqlite3.DatabaseError: it cannot be opened, or is no database.
    """
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    try:
        return _opened(address, busy_timeout)
    except sqlite3.OperationalError as error:
        # Without a place for the index of its log, SQLite cannot read a database that has one.
        if error.sqlite_errorcode & 0xFF not in _NO_PLACE or _has_log(file):
            raise
        return _opened(f"{address}&immutable=1", busy_timeout)


def _has_log(file: Path) -> bool:
    """Whether what was written last is not in the file yet."""
    log = Path(f"{file}-wal")
    return log.exists() and log.stat().st_size > 0


def _opened(address: str, busy_timeout: timedelta) -> sqlite3.Connection:
    tx = sqlite3.connect(address, uri=True, timeout=busy_timeout.total_seconds(), isolation_level=None)
    try:
        tx.row_factory = sqlite3.Row
        tx.execute("PRAGMA temp_store = MEMORY")
        tx.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        tx.close()
        raise
    return tx


def is_sound(tx: sqlite3.Connection, *, tick: Tick) -> bool:
    """Whether every page can be read and is in order (``PRAGMA quick_check``).

    Raises:
        sqlite3.OperationalError: SQLITE_INTERRUPT, when the tick said enough.
    """
    tx.set_progress_handler(lambda: int(tick()), _STEPS)
    try:
        return in_order(tx, check="quick_check")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            return False
        raise
    finally:
        tx.set_progress_handler(None, 0)


def strays(tx: sqlite3.Connection, *, tick: Tick) -> Mapping[str, int]:
    """How many rows refer to one that is not there, by table. Raises: as ``is_sound``."""
    tx.set_progress_handler(lambda: int(tick()), _STEPS)
    try:
        return Counter(str(row[0]) for row in tx.execute("PRAGMA foreign_key_check"))
    finally:
        tx.set_progress_handler(None, 0)
