"""Whether a database is in order, by SQLite's own checks, less what one of its versions sees that is not there.

SQLite 3.40 looks for the columns of a table WITHOUT ROWID where its definition has them, and not where its rows do: of
a table whose primary key is not made of its first columns it says ``NULL value in TABLE.COLUMN`` though none is there.
``erasures`` was such a table up to schema 42, and copies of that time are sound.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Literal

_MOST = 100
_NULL = re.compile(r"NULL value in (\w+)\.(\w+)")


def in_order(tx: sqlite3.Connection, *, check: Literal["integrity_check", "quick_check"]) -> bool:
    """Whether ``PRAGMA integrity_check``, or ``quick_check``, which passes over indices, finds nothing that is there.

    Raises: sqlite3.DatabaseError, when it cannot even be read.
    """
    told = [str(row[0]) for row in tx.execute(f"PRAGMA {check} ({_MOST})")]
    return told == ["ok"] or all(_is_imagined(tx, each) for each in told)


def _is_imagined(tx: sqlite3.Connection, told: str) -> bool:
    """Whether what SQLite says is that a value is missing which is there."""
    found = _NULL.fullmatch(told)
    if found is None:
        return False
    table, column = found.groups()
    if tx.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone() is None:
        return False
    # Of a column that is NOT NULL, SQLite looks at no row to answer IS NULL.
    missing = f"""SELECT 1 FROM "{table}" WHERE typeof("{column}") = 'null'"""  # noqa: S608 - a name of the schema
    return tx.execute(missing).fetchone() is None
