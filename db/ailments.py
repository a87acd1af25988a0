"""What is wrong with the installation, as owners were told it: one row a cause, kept for as long as it counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms_or_none, to_ms_or_none


@dataclass(frozen=True, slots=True)
class AilmentRow:
    """``since`` None: it is over. ``told_at`` is when owners were last told that it is so; ``is_told``: it is the last
    that they heard of it.
    """

    cause: str
    kind: str
    since: datetime | None
    told_at: datetime | None = None
    is_told: bool = False


def of_causes(tx: sqlite3.Connection, causes: Collection[str]) -> dict[str, AilmentRow]:
    """What is known of these causes."""
    rows = tx.execute("SELECT cause, kind, since, told_at, is_told FROM ailments")
    known = (AilmentRow(row[0], row[1], from_ms_or_none(row[2]), from_ms_or_none(row[3]), bool(row[4])) for row in rows)
    return {each.cause: each for each in known if each.cause in causes}


def remember(tx: sqlite3.Connection, row: AilmentRow) -> None:
    """It stands so from now on."""
    tx.execute(
        """INSERT INTO ailments (cause, kind, since, told_at, is_told) VALUES (?1, ?2, ?3, ?4, ?5)
           ON CONFLICT (cause) DO UPDATE SET kind = ?2, since = ?3, told_at = ?4, is_told = ?5""",
        (row.cause, row.kind, to_ms_or_none(row.since), to_ms_or_none(row.told_at), int(row.is_told)),
    )


def forget(tx: sqlite3.Connection, cause: str) -> None:
    """Nothing is known of it."""
    tx.execute("DELETE FROM ailments WHERE cause = ?", (cause,))
