"""Upshots: what came of comments, in one line for those who wrote them.

Which comments those are is known until it is sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, from_ms_or_none, to_ms

_SELECT = "SELECT id, webinar_id, line, made_at, sent_at FROM upshots "

Mark = tuple[int, str]
"""A comment: its response, and the question it answers."""


@dataclass(frozen=True, slots=True)
class UpshotRow:
    """One upshot. ``line`` None: not written yet; ``sent_at`` None: nobody was told yet."""

    id: int
    webinar_id: int
    line: str | None
    made_at: datetime
    sent_at: datetime | None


def begin(tx: sqlite3.Connection, webinar_id: int, *, now: datetime) -> int:
    """There is one more, with nothing in it; its number."""
    written = tx.execute("INSERT INTO upshots (webinar_id, made_at) VALUES (?, ?)", (webinar_id, to_ms(now)))
    assert written.lastrowid is not None
    return written.lastrowid


def by_id(tx: sqlite3.Connection, upshot_id: int) -> UpshotRow | None:
    """The one with this number, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (upshot_id,)).fetchone()
    return None if row is None else _upshot(row)


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[UpshotRow]:
    """Those of this webinar, the latest first."""
    return [_upshot(row) for row in tx.execute(_SELECT + "WHERE webinar_id = ? ORDER BY id DESC", (webinar_id,))]


def write(tx: sqlite3.Connection, upshot_id: int, *, line: str) -> None:
    """This is what it says."""
    tx.execute("UPDATE upshots SET line = ? WHERE id = ?", (line, upshot_id))


def drop(tx: sqlite3.Connection, upshot_id: int) -> None:
    """It is gone, with its marks."""
    tx.execute("DELETE FROM upshots WHERE id = ?", (upshot_id,))


def mark(tx: sqlite3.Connection, upshot_id: int, comment: Mark, *, led_to_it: bool) -> None:
    """The comment led to it, or did not."""
    if led_to_it:
        tx.execute("INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (upshot_id, *comment))
    else:
        tx.execute("DELETE FROM marks WHERE upshot_id = ? AND response_id = ? AND question = ?", (upshot_id, *comment))


def marks(tx: sqlite3.Connection, upshot_id: int) -> Collection[Mark]:
    """The comments that led to it."""
    rows = tx.execute("SELECT response_id, question FROM marks WHERE upshot_id = ?", (upshot_id,))
    return {(row[0], row[1]) for row in rows}


def to_tell(tx: sqlite3.Connection, upshot_id: int) -> list[int]:
    """The attendees whose comments led to it and who can be told and want to be."""
    rows = tx.execute(
        """SELECT DISTINCT r.attendee_id FROM marks m JOIN responses r ON r.id = m.response_id
           JOIN attendees a ON a.id = r.attendee_id AND a.reachable
           JOIN enrolments e ON e.webinar_id = r.webinar_id AND e.attendee_id = r.attendee_id AND e.wants = 'all'
           WHERE m.upshot_id = ? ORDER BY r.attendee_id""",
        (upshot_id,),
    )
    return [row[0] for row in rows]


def sent(tx: sqlite3.Connection, upshot_id: int, *, now: datetime) -> None:
    """It is on its way, and which comments led to it is not known any more."""
    tx.execute("UPDATE upshots SET sent_at = ? WHERE id = ?", (to_ms(now), upshot_id))
    tx.execute("DELETE FROM marks WHERE upshot_id = ?", (upshot_id,))


def _upshot(row: sqlite3.Row) -> UpshotRow:
    return UpshotRow(row[0], row[1], row[2], from_ms(row[3]), from_ms_or_none(row[4]))
