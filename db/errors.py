"""What can be wrong with a database file, one plain sentence each. A broken constraint is a bug and passes through."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Literal

Reason = Literal["locked", "full", "read_only", "corrupt", "not_a_database", "missing", "io"]

_SENTENCES: dict[Reason, str] = {
    "locked": "The database {name} is locked by another program; close that program and try again.",
    "full": "There is no room left to write to the database {name}; free some disk space and try again.",
    "read_only": "The database {name} cannot be written to; make the file and its folder writable for this account.",
    "corrupt": "The database {name} is damaged; put a backup in its place.",
    "not_a_database": "The file {name} is not a database of Afterword; name another file.",
    "missing": "The database {name} or the folder it should be in does not exist; create it or name another file.",
    "io": "The disk failed while the database {name} was in use; check the disk and try again.",
}

# The primary result codes: https://www.sqlite.org/rescode.html
_REASONS: dict[int, Reason] = {
    3: "read_only",  # SQLITE_PERM
    5: "locked",  # SQLITE_BUSY
    6: "locked",  # SQLITE_LOCKED
    8: "read_only",  # SQLITE_READONLY
    10: "io",  # SQLITE_IOERR
    11: "corrupt",  # SQLITE_CORRUPT
    13: "full",  # SQLITE_FULL
    15: "locked",  # SQLITE_PROTOCOL: others hold the write-ahead log's locks
    26: "not_a_database",  # SQLITE_NOTADB
}
_CANTOPEN = 14


class StoreUnavailable(Exception):  # noqa: N818 - a state of the world, not a mistake
    """The database cannot be used now. ``str()`` is one sentence for the operator; nothing of the work was stored."""

    def __init__(self, reason: Reason, name: str) -> None:
        super().__init__(_SENTENCES[reason].format(name=name))
        self.reason: Reason = reason


class NoRoom(StoreUnavailable):
    """The database cannot be brought up to date where it lies. ``str()`` says how much room that takes."""

    def __init__(self, name: str, *, needed: int, free: int) -> None:
        super().__init__("full", name)
        sentence = (
            f"There is no room to update the database {name}: that takes {_mb(needed)} MB beside it for a while, and "
            f"{free // 1_000_000} MB are free; free some disk space and try again. Nothing was changed."
        )
        self.args = (sentence,)


class StoreClosed(Exception):  # noqa: N818 - a state of the world, not a mistake
    """Work was handed to a store that is closed or closing; nothing of it was done."""


class SchemaTooNew(Exception):  # noqa: N818 - a state of the world, not a mistake
    """The file was made by a newer Afterword than this one. ``str()`` is one sentence for the operator."""

    def __init__(self, name: str, *, found: int, known: int, copy: str | None = None) -> None:
        back = f", or go back to {copy}, in which nothing is that came after the update" if copy else ""
        super().__init__(
            f"The database {name} was made by a newer Afterword (schema {found}; this one knows {known}); "
            f"install the newer one{back}."
        )
        self.found = found
        self.known = known


def unavailable(error: BaseException, path: Path) -> StoreUnavailable | None:
    """What ``error`` says about the file at ``path``; None if nothing (a bug, a constraint)."""
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == _CANTOPEN:
        return StoreUnavailable(_unopened(path), path.name)
    reason = _REASONS.get(code & 0xFF)
    return None if reason is None else StoreUnavailable(reason, path.name)


def _mb(size: int) -> int:
    return -(-size // 1_000_000)


def _unopened(path: Path) -> Reason:
    try:
        if path.is_dir():
            return "not_a_database"
        if not path.exists():
            return "read_only" if path.parent.exists() and not _writable(path.parent) else "missing"
    except OSError:
        return "read_only"
    return "io" if _writable(path) and _writable(path.parent) else "read_only"


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
