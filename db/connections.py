"""SQLite connections in aiosqlite's threads, with the settings everything here relies on, and the one way into them.

A call runs whole in its connection's thread, in one hop. Queueing and transactions are for ``store`` and ``batches``.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import quote

import aiosqlite

from db.errors import StoreUnavailable, unavailable

T = TypeVar("T")
Mode = Literal["rwc", "rw", "ro"]

_STATEMENTS_KEPT = 512
_ALL = ("PRAGMA foreign_keys = ON", "PRAGMA temp_store = MEMORY")
_WRITER = (
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA secure_delete = ON",  # what is deleted is zeroed: nothing of it is left in free pages
    "PRAGMA journal_size_limit = 67108864",  # bytes of write-ahead log kept after a long reader
    # These two change nothing; but a locked or read-only file is found out now and not at the first answer.
    "BEGIN IMMEDIATE",
    "ROLLBACK",
)
_READER = ("PRAGMA cache_size = -32768",)


class Line:
    """One connection in its thread."""

    def __init__(self, connection: aiosqlite.Connection, tx: sqlite3.Connection) -> None:
        self._connection = connection
        self._tx = tx

    async def call(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` returns, having run in the thread. If the caller is cancelled, it runs all the same."""
        # aiosqlite's public methods take one hop (about 0.15 ms) for each statement, and an answer has eight. Its
        # private _execute runs any function in the thread: one hop for all. A test pins what is relied on.
        answer: T = await self._connection._execute(partial(_run, work, self._tx))  # type: ignore[no-untyped-call]  # noqa: SLF001 - the one door, see above
        return answer

    async def hang_up(self) -> None:
        """The connection is closed, after what was called before; its thread has ended."""
        await self._connection.close()


async def connect(path: Path, *, mode: Mode, busy_timeout: timedelta) -> Line:
    """A connection to the database at ``path``: a writer for "rwc" (creates the file) and "rw", a reader for "ro".

    Raises:
        StoreUnavailable: the file cannot be used this way.
    """
    opened: list[sqlite3.Connection] = []
    trouble: list[Exception] = []

    def connector() -> sqlite3.Connection:
        # aiosqlite does not wait for its thread when a connector raises, and the thread may outlive the loop it reports
        # to. So this one never raises, and what could not be opened is closed like any other.
        try:
            opened.append(_open(path, mode, busy_timeout))
        except Exception as error:  # noqa: BLE001 - raised below, whatever it is
            trouble.append(error)
            opened.append(sqlite3.connect(":memory:"))
        return opened[0]

    line = Line(await aiosqlite.Connection(connector, iter_chunk_size=64), opened[0])
    for error in trouble:
        await line.hang_up()
        raise unavailable(error, path) or error from None
    return line


def use_wal(tx: sqlite3.Connection, path: Path, *, busy_timeout: timedelta) -> None:
    """The database has a write-ahead log, without which readers and the writer would block each other.

    Raises:
        sqlite3.OperationalError: somebody else has it locked.
        StoreUnavailable: where it lies there can be no such log (a network folder).
    """
    # SQLite does not wait for other programs when it changes the journal, whatever its busy timeout: so this does.
    deadline = time.monotonic() + busy_timeout.total_seconds()
    while True:
        try:
            (mode,) = tx.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(0.01)
            continue
        if mode != "wal":
            raise StoreUnavailable("io", path.name)
        return


def _open(path: Path, mode: Mode, busy_timeout: timedelta) -> sqlite3.Connection:
    tx = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=busy_timeout.total_seconds(),
        isolation_level=None,
        cached_statements=_STATEMENTS_KEPT,
    )
    try:
        tx.row_factory = sqlite3.Row
        if mode != "ro":
            use_wal(tx, path, busy_timeout=busy_timeout)
        for statement in (*_ALL, *(_READER if mode == "ro" else _WRITER)):
            tx.execute(statement).close()
    except BaseException:
        tx.close()
        raise
    return tx


def _run(work: Callable[[sqlite3.Connection], T], tx: sqlite3.Connection) -> T:
    try:
        return work(tx)
    except StopIteration as error:
        # A future refuses to carry StopIteration, and whoever waits for it would wait for ever.
        raise RuntimeError("the work ran out of something it was iterating") from error
