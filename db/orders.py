"""Orders: an organiser's word on a follow-up of a webinar, one row for each that was ever given one.

What an order does to the rows of the outbox is not decided here. An order with no word left in it stays, and means
nothing.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms_or_none, to_ms_or_none

_SELECT = """SELECT follow_up, approved_at, held_at, cancelled_at, edited_at, text, replaces FROM orders """


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What was ordered for one follow-up, and when. ``text`` and ``replaces`` (the text it replaced) are JSON."""

    follow_up: str
    approved_at: datetime | None = None
    held_at: datetime | None = None
    cancelled_at: datetime | None = None
    edited_at: datetime | None = None
    text: str | None = None
    replaces: str | None = None


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> dict[str, OrderRow]:
    """The orders of this webinar by follow-up."""
    rows = tx.execute(_SELECT + "WHERE webinar_id = ? ORDER BY follow_up", (webinar_id,))
    return {row[0]: _order(row) for row in rows}


def of_follow_up(tx: sqlite3.Connection, *, webinar_id: int, follow_up: str) -> OrderRow:
    """What was ordered for this follow-up; an empty order if nothing ever was."""
    row = tx.execute(_SELECT + "WHERE webinar_id = ? AND follow_up = ?", (webinar_id, follow_up)).fetchone()
    return OrderRow(follow_up) if row is None else _order(row)


def keep(tx: sqlite3.Connection, webinar_id: int, order: OrderRow) -> None:
    """This is what is ordered for the follow-up from now on, and nothing else."""
    moments = (order.approved_at, order.held_at, order.cancelled_at, order.edited_at)
    tx.execute(
        """INSERT INTO orders (webinar_id, follow_up, approved_at, held_at, cancelled_at, edited_at, text, replaces)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (webinar_id, follow_up) DO UPDATE SET
               approved_at = excluded.approved_at, held_at = excluded.held_at, cancelled_at = excluded.cancelled_at,
               edited_at = excluded.edited_at, text = excluded.text, replaces = excluded.replaces""",
        (webinar_id, order.follow_up, *map(to_ms_or_none, moments), order.text, order.replaces),
    )


def _order(row: sqlite3.Row) -> OrderRow:
    return OrderRow(
        follow_up=row[0],
        approved_at=from_ms_or_none(row[1]),
        held_at=from_ms_or_none(row[2]),
        cancelled_at=from_ms_or_none(row[3]),
        edited_at=from_ms_or_none(row[4]),
        text=row[5],
        replaces=row[6],
    )
