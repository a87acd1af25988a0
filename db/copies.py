"""Copies of a database, made while others write to it: one snapshot, verified before it gets its name.

The copy is one file without a log beside it, for this account only. Whoever writes to the database meanwhile is not
kept waiting; only its write-ahead log cannot be emptied until the copy is made. Nothing here knows what copies are for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.errors import SchemaTooNew, StoreUnavailable, unavailable
from db.placing import appearing
from db.soundness import in_order
from db.versions import current_version, known_version

_PATIENCE_SECONDS = 5.0
_PAGES = 4096
"""Pages that are copied at one go: 16 MB."""

_STEPS = 100_000
"""Of SQLite's machine, between two looks at whether to go on."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A verified copy: its schema version, its size in bytes, and how many rows each table has."""

    version: int
    size: int
    rows: Mapping[str, int]


def copy(
    source: Path,
    target: Path,
    *,
    replace: bool = False,
    stamp: Callable[[sqlite3.Connection], None] | None = None,
    watch: Callable[[], None] = lambda: None,
) -> Copied:
    """``target`` is what ``source`` was at one moment, verified and durable; it appears whole or not at all.

    ``stamp`` may write something into the copy. ``watch`` is called now and then, and may raise to break it off.
    Takes as long as reading and writing the file twice does: not for an event loop's thread.

    Raises:
        FileExistsError: something is at ``target``, and ``replace`` was not said.
        StoreUnavailable: ``source`` is damaged, no database or cannot be read; or there is no room for the copy.
        OSError: ``target`` cannot be written.
    """
    if not source.is_file():
        raise StoreUnavailable("missing", source.name)
    with appearing(target, replace=replace) as part:
        _pour(source, part, stamp, watch)
        return verify(part, called=source.name, watch=watch)


def verify(path: Path, *, called: str, watch: Callable[[], None] = lambda: None) -> Copied:
    """What the sound database at ``path`` holds. ``called`` is how a sentence about it names it; ``watch`` as above.

    Raises:
        StoreUnavailable: it is damaged, or no database of Afterword.
        SchemaTooNew: a newer version made it.
    """
    try:
        with closing(_connect(path)) as tx:
            _watched(tx, watch)
            if not in_order(tx, check="integrity_check"):
                raise StoreUnavailable("corrupt", called)
            if tx.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise StoreUnavailable("corrupt", called)
            version, found = current_version(tx), counted(tx)
    except sqlite3.DatabaseError as error:
        watch()  # if it was broken off, that is why
        raise unavailable(error, path.with_name(called)) or error from None
    if version == 0:
        raise StoreUnavailable("not_a_database", called)
    if version > known_version():
        raise SchemaTooNew(called, found=version, known=known_version())
    return Copied(version, path.stat().st_size, found)


def counted(tx: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = [name for (name,) in tx.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return {table: int(tx.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) for table in tables}  # noqa: S608 - names of the schema


@contextmanager
def looked_into(path: Path) -> Iterator[sqlite3.Connection]:
    """One snapshot of the database at ``path``, whatever its schema, to be read and not changed; rows by name.

    Raises:
        StoreUnavailable: it cannot be read, there or in the block.
    """
    try:
        with closing(_connect(path, ["ro"])) as tx:
            tx.row_factory = sqlite3.Row
            tx.execute("BEGIN")
            yield tx
    except sqlite3.DatabaseError as error:
        raise unavailable(error, path) or error from None


def _pour(
    source: Path, part: Path, stamp: Callable[[sqlite3.Connection], None] | None, watch: Callable[[], None]
) -> None:
    """``part`` has every page of ``source`` as of one moment, and what ``stamp`` writes."""
    writing = False
    try:
        with closing(_connect(source)) as tx, closing(sqlite3.connect(part, isolation_level=None)) as made:
            tx.execute("BEGIN")
            rows = counted(tx)  # in the snapshot that the pages are taken from
            writing = True
            tx.backup(made, pages=_PAGES, progress=lambda *_: watch(), sleep=0)
            made.execute("PRAGMA journal_mode = DELETE")  # the copy is one file, wherever it is carried
            if counted(made) != rows:
                raise StoreUnavailable("corrupt", source.name)
            if stamp is not None:
                stamp(made)
    except sqlite3.DatabaseError as error:
        told = unavailable(error, source)
        if told is None:
            raise
        full = writing and told.reason in ("full", "io", "read_only")
        raise (StoreUnavailable("full", part.name) if full else told) from None


def _watched(tx: sqlite3.Connection, watch: Callable[[], None]) -> None:
    """What runs on this connection ends soon after ``watch`` has begun to raise."""

    def raises() -> bool:
        try:
            watch()
        except Exception:  # noqa: BLE001 - whoever began it asks again, and gets it raised
            return True
        return False

    tx.set_progress_handler(raises, _STEPS)


def _connect(path: Path, modes: Sequence[str] = ("rw", "ro")) -> sqlite3.Connection:
    """A connection that is not written with, in the first of ``modes`` that works; raises as the last one.

    A reader leaves a log behind when it is the last to go; a writer leaves none. A file on a medium that cannot be
    written to is read as it lies there.
    """
    address = path.absolute().as_uri()
    last = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
    for mode in (*modes, last):
        try:
            connection = sqlite3.connect(
                f"{address}?mode={mode}", uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS
            )
            try:
                connection.execute("PRAGMA query_only = ON")
                connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
            except BaseException:
                connection.close()
                raise
        except sqlite3.OperationalError:
            if mode is last:
                raise
        else:
            return connection
    raise AssertionError
