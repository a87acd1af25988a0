"""Plannings: webinars whose plan is being laid anew, and how far that has come.

One row a webinar, gone when everyone's part is laid. Who lays it, a command or the bot, works from this row alone.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms

_SELECT = "SELECT webinar_id, next_id, begun_at, touched_at FROM plannings "


@dataclass(frozen=True, slots=True)
class PlanningRow:
    """Everybody with a smaller attendee id than the next has their part. ``touched_at``: when the latest got theirs."""

    webinar_id: int
    next_id: int
    begun_at: datetime
    touched_at: datetime


def begin(tx: sqlite3.Connection, webinar_id: int, *, now: datetime) -> None:
    """The webinar's plan is to be laid anew for everyone; what was under way begins again."""
    tx.execute(
        """INSERT INTO plannings (webinar_id, next_id, begun_at, touched_at) VALUES (?1, 0, ?2, ?2)
           ON CONFLICT (webinar_id) DO UPDATE SET next_id = 0, begun_at = ?2, touched_at = ?2""",
        (webinar_id, to_ms(now)),
    )


def find(tx: sqlite3.Connection, webinar_id: int) -> PlanningRow | None:
    """How far the webinar's planning has come; None: none is under way."""
    row = tx.execute(_SELECT + "WHERE webinar_id = ?", (webinar_id,)).fetchone()
    return None if row is None else _planning(row)


def every(tx: sqlite3.Connection) -> list[PlanningRow]:
    """Those that are under way, the longest begun first."""
    return [_planning(row) for row in tx.execute(_SELECT + "ORDER BY begun_at, webinar_id")]


def go_on(tx: sqlite3.Connection, webinar_id: int, *, next_id: int, now: datetime) -> None:
    """Everybody before this attendee has their part."""
    tx.execute(
        "UPDATE plannings SET next_id = ?, touched_at = ? WHERE webinar_id = ?",
        (next_id, to_ms(now), webinar_id),
    )


def end(tx: sqlite3.Connection, webinar_id: int) -> None:
    """Everybody has their part."""
    tx.execute("DELETE FROM plannings WHERE webinar_id = ?", (webinar_id,))


def _planning(row: sqlite3.Row) -> PlanningRow:
    return PlanningRow(row[0], row[1], from_ms(row[2]), from_ms(row[3]))
