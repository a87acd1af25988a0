"""What is out of order in a database that is whole: counted for whoever keeps the bot running."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, from_ms_or_none, to_ms


@dataclass(frozen=True, slots=True)
class Heap:
    """So many rows, the first of them due (or come) then, of these webinars by key."""

    rows: int
    since: datetime | None
    keys: tuple[str, ...] = ()


def overdue(tx: sqlite3.Connection, *, before: datetime) -> Heap:
    """Planned rows that were due before this moment."""
    row = tx.execute(
        "SELECT count(*), min(due_at) FROM outbox WHERE state = 'planned' AND urgency IN (0, 1, 2) AND due_at < ?",
        (to_ms(before),),
    ).fetchone()
    return Heap(row[0], from_ms_or_none(row[1]))


def in_hand(tx: sqlite3.Connection, *, now: datetime) -> bool:
    """Whether somebody is sending just now."""
    row = tx.execute(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('claimed', 'sending') AND lease_until > ?)", (to_ms(now),)
    ).fetchone()
    return bool(row[0])


def doubtful(tx: sqlite3.Connection) -> Heap:
    """Rows of which nobody knows whether they were sent, and nobody has said."""
    return _heap(
        tx,
        """SELECT w.key, count(*), min(o.settled_at) FROM outbox o JOIN webinars w ON w.id = o.webinar_id
           WHERE o.state = 'doubtful' GROUP BY w.key ORDER BY w.key""",
        (),
    )


def held(tx: sqlite3.Connection, *, before: datetime, but_for: str) -> Heap:
    """Rows that wait for a person or a material since their moment, which was before this one. ``but_for``: a reason
    whose rows do not count.
    """
    return _heap(
        tx,
        """SELECT w.key, count(*), min(o.due_at)
           FROM outbox o INDEXED BY outbox_held JOIN webinars w ON w.id = o.webinar_id
           WHERE o.state = 'held' AND o.due_at < ? AND o.reason IS NOT ? GROUP BY w.key ORDER BY w.key""",
        (to_ms(before), but_for),
    )


def dead_letters(tx: sqlite3.Connection) -> Heap:
    """Updates that were given up."""
    row = tx.execute("SELECT count(*), min(received_at) FROM inbox WHERE state = 'dead'").fetchone()
    return Heap(row[0], from_ms_or_none(row[1]))


def waiting(tx: sqlite3.Connection) -> Heap:
    """Updates that are stored and not done."""
    row = tx.execute("SELECT count(*), min(received_at) FROM inbox WHERE state IN ('waiting', 'decided')").fetchone()
    return Heap(row[0], from_ms_or_none(row[1]))


def untold(tx: sqlite3.Connection, chats: Sequence[int]) -> int:
    """How many of these chats could not be told the last thing that was for them."""
    last = "SELECT trouble FROM bulletins WHERE chat_id = ? AND due_at <= made_at ORDER BY id DESC LIMIT 1"
    rows = [tx.execute(last, (chat_id,)).fetchone() for chat_id in chats]
    return sum(row is not None and row[0] is not None for row in rows)


def zones(tx: sqlite3.Connection) -> tuple[str, ...]:
    """The zones that attendees live by."""
    rows = tx.execute("SELECT DISTINCT timezone FROM attendees WHERE timezone IS NOT NULL ORDER BY timezone")
    return tuple(str(row[0]) for row in rows)


def _heap(tx: sqlite3.Connection, query: str, values: Sequence[object]) -> Heap:
    found = tx.execute(query, values).fetchall()
    first = [row[2] for row in found if row[2] is not None]
    return Heap(sum(row[1] for row in found), from_ms(min(first)) if first else None, tuple(row[0] for row in found))
