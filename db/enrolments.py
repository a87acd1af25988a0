"""Who entered which webinar, when, from which source; a name only where somebody answered by name."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db.moments import from_ms, from_ms_or_none, to_ms

Wants = Literal["all", "promised", "nothing"]

COLUMNS = "webinar_id, attendee_id, source, name, entered_at, wants, left_at, attended, registered"
"""In the order that ``as_enrolment`` reads them."""

_SELECT = f"SELECT {COLUMNS} FROM enrolments "  # noqa: S608 - own columns


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One attendee in one webinar. ``source`` is None for the plain link, ``name`` before somebody answered by name.

    ``wants`` no more questions (promised) or no more messages (nothing) since ``left_at``, else None. ``attended`` is
    what an attendance list says, None if it says nothing; ``registered``: they came in by a link mailed to them.
    """

    webinar_id: int
    attendee_id: int
    source: str | None
    name: str | None
    entered_at: datetime
    wants: Wants = "all"
    left_at: datetime | None = None
    attended: bool | None = None
    registered: bool = False


def enrol(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, source: str | None, now: datetime) -> bool:
    """The attendee is enrolled; True if only now. Who entered before keeps source and moment."""
    written = tx.execute(
        """INSERT INTO enrolments (webinar_id, attendee_id, source, entered_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (webinar_id, attendee_id) DO NOTHING""",
        (webinar_id, attendee_id, source, to_ms(now)),
    )
    return written.rowcount == 1


def register(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, attended: bool | None) -> None:
    """The attendee, who is enrolled, came by a link mailed to them; ``attended`` is what a list says, None: nothing."""
    tx.execute(
        """UPDATE enrolments SET registered = 1, attended = coalesce(?, attended)
           WHERE webinar_id = ? AND attendee_id = ?""",
        (attended, webinar_id, attendee_id),
    )


def keep_name(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, name: str) -> None:
    """The enrolment bears ``name``, unless it has one."""
    tx.execute(
        "UPDATE enrolments SET name = ? WHERE webinar_id = ? AND attendee_id = ? AND name IS NULL",
        (name, webinar_id, attendee_id),
    )


def find(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int) -> EnrolmentRow | None:
    """The enrolment, or None."""
    row = tx.execute(
        _SELECT + "WHERE webinar_id = ? AND attendee_id = ?",
        (webinar_id, attendee_id),
    ).fetchone()
    return None if row is None else as_enrolment(row)


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[EnrolmentRow]:
    """Everyone who entered this webinar, by attendee id."""
    rows = tx.execute(
        _SELECT + "WHERE webinar_id = ? ORDER BY attendee_id",
        (webinar_id,),
    )
    return [as_enrolment(row) for row in rows]


def of_attendee(tx: sqlite3.Connection, attendee_id: int) -> list[EnrolmentRow]:
    """Every webinar this attendee entered, the latest first."""
    rows = tx.execute(
        _SELECT + "WHERE attendee_id = ? ORDER BY entered_at DESC, webinar_id DESC",
        (attendee_id,),
    )
    return [as_enrolment(row) for row in rows]


def leave(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, wants: Wants, now: datetime) -> bool:
    """They want no more than this (again: since they first left), or all again; False if nothing changed."""
    changed = tx.execute(
        """UPDATE enrolments SET wants = ?1, left_at = iif(?1 = 'all', NULL, coalesce(left_at, ?2))
           WHERE webinar_id = ?3 AND attendee_id = ?4 AND wants <> ?1""",
        (wants, to_ms(now), webinar_id, attendee_id),
    )
    return changed.rowcount == 1


def count(tx: sqlite3.Connection, webinar_id: int) -> int:
    """How many people entered this webinar."""
    row = tx.execute("SELECT count(*) FROM enrolments WHERE webinar_id = ?", (webinar_id,)).fetchone()
    return int(row[0])


def as_enrolment(row: sqlite3.Row | tuple[Any, ...]) -> EnrolmentRow:
    """The enrolment in a row of ``COLUMNS``."""
    attended = None if row[7] is None else row[7] == 1
    left_at = from_ms_or_none(row[6])
    return EnrolmentRow(row[0], row[1], row[2], row[3], from_ms(row[4]), row[5], left_at, attended, row[8] == 1)
