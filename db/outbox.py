"""Owed messages, one row per follow-up and attendee: planned here, and read.

How a row waits, moves and ends by a plan or a person is in ``steered``; how a worker sends it, in ``claims``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none

State = Literal["planned", "held", "claimed", "sending", "sent", "gave_up", "cancelled", "doubtful"]
Prefers = Literal["twice", "not_at_all"]

COLUMNS = """id, webinar_id, attendee_id, follow_up, due_at, state, reason, prefers, parts, attempts, doubts, claim,
    lease_until, settled_at, urgency, by_hand, waited"""
"""In the order that ``owed`` reads them."""

ACT, FEW, MANY = 0, 1, 2
"""How urgent a row is: it answers what its person has just done, it is one of few of its kind, or one of many."""

FEW_ROWS = 200
"""So many rows of a follow-up are few: at 30 a second they take seven seconds, and nobody notices their precedence."""

_SELECT = f"SELECT {COLUMNS} FROM outbox "  # noqa: S608 - own columns


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row to plan. ``held`` is why it waits for a person or a material; ``gave_up`` why it is too late.

    ``due_at`` may be None only for a held or given-up row; ``settled_at`` goes with ``gave_up``.
    """

    webinar_id: int
    attendee_id: int
    follow_up: str
    due_at: datetime | None
    prefers: Prefers
    held: str | None = None
    gave_up: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One owed message. ``parts`` are known to be sent; ``attempts`` had no success, ``doubts`` of them uncertain.

    ``urgency`` is ``ACT``, ``FEW`` or ``MANY``. ``by_hand``: an organiser set its moment. ``waited``: what a cancelled
    row was held for.
    """

    id: int
    webinar_id: int
    attendee_id: int
    follow_up: str
    due_at: datetime | None
    state: State
    reason: str | None
    prefers: Prefers
    parts: int
    attempts: int
    doubts: int
    claim: str | None
    lease_until: datetime | None
    settled_at: datetime | None
    urgency: int = MANY
    by_hand: bool = False
    waited: str | None = None


@dataclass(frozen=True, slots=True)
class Heap:
    """Rows of one follow-up that are in the same state for the same reason; when the first of them is due."""

    follow_up: str
    state: State
    reason: str | None
    rows: int
    first_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowUpCounts:
    """What became of one follow-up, in rows. ``planned`` counts all there ever were, ``waiting`` those on their way."""

    follow_up: str
    planned: int
    sent: int
    gave_up: int
    cancelled: int
    doubtful: int
    held: int
    waiting: int


def plan(tx: sqlite3.Connection, rows: Iterable[PlannedRow]) -> int:
    """Every row is in the outbox; how many were not before. A row of the same follow-up and attendee stays as it is.

    The first ``FEW_ROWS`` of a follow-up are more urgent than the rest, so that a small audience is never behind a
    large one.
    """
    written = tx.executemany(
        """INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, prefers, state, reason, settled_at, urgency)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, iif((SELECT 1 FROM outbox
               WHERE webinar_id = ?1 AND follow_up = ?3 LIMIT 1 OFFSET ?9) IS NULL, 1, 2))
           ON CONFLICT (webinar_id, follow_up, attendee_id) DO NOTHING""",
        (_planned(row) for row in rows),
    )
    return max(written.rowcount, 0)


def by_id(tx: sqlite3.Connection, row_id: int) -> OutboxRow | None:
    """The row with this id, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (row_id,)).fetchone()
    return None if row is None else owed(row)


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[OutboxRow]:
    """All rows of this webinar, by id."""
    return [owed(row) for row in tx.execute(_SELECT + "WHERE webinar_id = ? ORDER BY id", (webinar_id,))]


def of_follow_up(tx: sqlite3.Connection, *, webinar_id: int, follow_up: str) -> list[OutboxRow]:
    """All rows of this follow-up of this webinar, by id."""
    rows = tx.execute(_SELECT + "WHERE webinar_id = ? AND follow_up = ? ORDER BY id", (webinar_id, follow_up))
    return [owed(row) for row in rows]


def heaps(tx: sqlite3.Connection, webinar_id: int) -> list[Heap]:
    """The rows of this webinar, counted by follow-up, state and reason."""
    rows = tx.execute(
        """SELECT follow_up, state, reason, count(*), min(due_at) FROM outbox WHERE webinar_id = ?
           GROUP BY follow_up, state, reason""",
        (webinar_id,),
    )
    return [Heap(row[0], row[1], row[2], row[3], from_ms_or_none(row[4])) for row in rows]


def due_with(tx: sqlite3.Connection, *, webinar_id: int, follow_up: str, due_at: datetime) -> int:
    """How many planned rows of this follow-up are due at exactly this moment."""
    row = tx.execute(
        """SELECT count(*) FROM outbox WHERE webinar_id = ? AND follow_up = ? AND state = 'planned' AND due_at = ?""",
        (webinar_id, follow_up, to_ms(due_at)),
    ).fetchone()
    return int(row[0])


def of_enrolment(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int) -> list[OutboxRow]:
    """All rows owed to this attendee by this webinar, by id."""
    rows = tx.execute(_SELECT + "WHERE webinar_id = ? AND attendee_id = ? ORDER BY id", (webinar_id, attendee_id))
    return [owed(row) for row in rows]


def waiting(tx: sqlite3.Connection, webinar_id: int, *, follow_up: str) -> list[int]:
    """The numbers of this follow-up's rows that are planned or held."""
    rows = tx.execute(
        "SELECT id FROM outbox WHERE webinar_id = ? AND follow_up = ? AND state IN ('planned', 'held') ORDER BY id",
        (webinar_id, follow_up),
    )
    return [int(row[0]) for row in rows]


def next_due(tx: sqlite3.Connection) -> datetime | None:
    """When the earliest planned row is due (perhaps in the past), or None if nothing is planned."""
    first = "SELECT due_at FROM outbox WHERE state = 'planned' AND urgency = ? ORDER BY due_at, id LIMIT 1"
    found = [row[0] for urgency in (ACT, FEW, MANY) for row in tx.execute(first, (urgency,))]
    return from_ms(min(found)) if found else None


def hurry(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, now: datetime) -> None:
    """What this webinar owes this attendee by now answers what they have just done: it goes before all else."""
    tx.execute(
        """UPDATE outbox SET urgency = 0 WHERE attendee_id = ? AND webinar_id = ? AND state = 'planned'
           AND due_at <= ? AND urgency > 0""",
        (attendee_id, webinar_id, to_ms(now)),
    )


def bring_back(tx: sqlite3.Connection, webinar_id: int, *, reason: str, now: datetime) -> None:
    """What was put off for this reason is due now."""
    tx.execute(
        """UPDATE outbox SET due_at = min(due_at, ?) WHERE webinar_id = ? AND state = 'planned' AND reason = ?""",
        (to_ms(now), webinar_id, reason),
    )


def tally(tx: sqlite3.Connection, webinar_id: int) -> list[FollowUpCounts]:
    """The rows by follow-up, in alphabetical order. One sent after a doubt is doubtful: it may have come twice."""
    rows = tx.execute(
        """SELECT follow_up, count(*), sum(state = 'sent' AND NOT doubts), sum(state = 'gave_up'),
                  sum(state = 'cancelled'), sum(state = 'doubtful' OR (state = 'sent' AND doubts)),
                  sum(state = 'held'), sum(state IN ('planned', 'claimed', 'sending'))
           FROM outbox WHERE webinar_id = ? GROUP BY follow_up ORDER BY follow_up""",
        (webinar_id,),
    )
    return [FollowUpCounts(*row) for row in rows]


def _planned(row: PlannedRow) -> Sequence[object]:
    state = "gave_up" if row.gave_up is not None else "held" if row.held is not None else "planned"
    reason = row.gave_up if row.gave_up is not None else row.held
    keys = (row.webinar_id, row.attendee_id, row.follow_up)
    return (*keys, to_ms_or_none(row.due_at), row.prefers, state, reason, to_ms_or_none(row.settled_at), FEW_ROWS - 1)


def owed(row: sqlite3.Row) -> OutboxRow:
    """The row that ``COLUMNS`` were read of."""
    return OutboxRow(
        id=row[0],
        webinar_id=row[1],
        attendee_id=row[2],
        follow_up=row[3],
        due_at=from_ms_or_none(row[4]),
        state=row[5],
        reason=row[6],
        prefers=row[7],
        parts=row[8],
        attempts=row[9],
        doubts=row[10],
        claim=row[11],
        lease_until=from_ms_or_none(row[12]),
        settled_at=from_ms_or_none(row[13]),
        urgency=row[14],
        by_hand=bool(row[15]),
        waited=row[16],
    )
