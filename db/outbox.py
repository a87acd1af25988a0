"""Owed messages, one row per follow-up and attendee: planned, steered, claimed under a lease, and settled.

Every settling verb takes the claim and changes nothing (False) unless the row is still ours. A row is ``sending`` only
while a request may be open: ``mark_sending`` before each part, ``part_sent`` or a settling verb after it.
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

_COLUMNS = """id, webinar_id, attendee_id, follow_up, due_at, state, reason, prefers, parts, attempts, doubts, claim,
    lease_until, settled_at"""
_SELECT = f"SELECT {_COLUMNS} FROM outbox "  # noqa: S608 - own columns


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
    """One owed message. ``parts`` are known to be sent; ``attempts`` had no success, ``doubts`` of them uncertain."""

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
    """Every row is in the outbox; how many were not before. A row of the same follow-up and attendee stays as it is."""
    written = tx.executemany(
        """INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, prefers, state, reason, settled_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (webinar_id, follow_up, attendee_id) DO NOTHING""",
        (_planned(row) for row in rows),
    )
    return max(written.rowcount, 0)


def by_id(tx: sqlite3.Connection, row_id: int) -> OutboxRow | None:
    """The row with this id, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (row_id,)).fetchone()
    return None if row is None else _owed(row)


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[OutboxRow]:
    """All rows of this webinar, by id."""
    return [_owed(row) for row in tx.execute(_SELECT + "WHERE webinar_id = ? ORDER BY id", (webinar_id,))]


def of_enrolment(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int) -> list[OutboxRow]:
    """All rows owed to this attendee by this webinar, by id."""
    rows = tx.execute(_SELECT + "WHERE webinar_id = ? AND attendee_id = ? ORDER BY id", (webinar_id, attendee_id))
    return [_owed(row) for row in rows]


def next_due(tx: sqlite3.Connection) -> datetime | None:
    """When the earliest planned row is due (perhaps in the past), or None if nothing is planned."""
    row = tx.execute("SELECT due_at FROM outbox WHERE state = 'planned' ORDER BY due_at, id LIMIT 1").fetchone()
    return None if row is None else from_ms(row[0])


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


def reschedule(tx: sqlite3.Connection, row_id: int, *, due_at: datetime) -> bool:
    """The planned or held row is due then; False if it is neither."""
    changed = tx.execute(
        "UPDATE outbox SET due_at = ? WHERE id = ? AND state IN ('planned', 'held')", (to_ms(due_at), row_id)
    )
    return changed.rowcount == 1


def hold(tx: sqlite3.Connection, row_id: int, *, reason: str) -> bool:
    """The planned, held or cancelled row waits for a person or a material; False if it is none of these."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'held', reason = ?, settled_at = NULL
           WHERE id = ? AND state IN ('planned', 'held', 'cancelled')""",
        (reason, row_id),
    )
    return changed.rowcount == 1


def release(tx: sqlite3.Connection, row_id: int, *, due_at: datetime) -> bool:
    """The held or cancelled row is planned for then, its attempts counted anew; False if it is neither."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'planned', due_at = ?, reason = NULL, settled_at = NULL, attempts = 0
           WHERE id = ? AND state IN ('held', 'cancelled')""",
        (to_ms(due_at), row_id),
    )
    return changed.rowcount == 1


def cancel(tx: sqlite3.Connection, row_id: int, *, reason: str, now: datetime) -> bool:
    """The row is owed no more and a claim on it is void; False if its request may be open or it is settled."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'cancelled', reason = ?, settled_at = ?, claim = NULL, lease_until = NULL
           WHERE id = ? AND state IN ('planned', 'held', 'claimed')""",
        (reason, to_ms(now), row_id),
    )
    return changed.rowcount == 1


def cancel_for_attendee(tx: sqlite3.Connection, attendee_id: int, *, reason: str, now: datetime) -> int:
    """Nothing is owed to this attendee any more, except what may be under way; how many rows that cancelled."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'cancelled', reason = ?, settled_at = ?, claim = NULL, lease_until = NULL
           WHERE attendee_id = ? AND state IN ('planned', 'held', 'claimed')""",
        (reason, to_ms(now), attendee_id),
    )
    return changed.rowcount


def give_up(tx: sqlite3.Connection, row_id: int, *, reason: str, now: datetime, claim: str | None = None) -> bool:
    """The row will not be sent, for this reason. With ``claim`` only if it is ours; without only if nobody has it."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'gave_up', reason = ?, settled_at = ?, claim = NULL, lease_until = NULL
           WHERE id = ? AND claim IS ? AND state IN ('planned', 'held', 'claimed', 'sending')""",
        (reason, to_ms(now), row_id, claim),
    )
    return changed.rowcount == 1


def claim_next(
    tx: sqlite3.Connection, *, claim: str, now: datetime, lease_until: datetime, limit: int
) -> list[OutboxRow]:
    """At most ``limit`` planned rows that are due are ours until ``lease_until``; the longest due first."""
    rows = tx.execute(
        f"""UPDATE outbox SET state = 'claimed', claim = ?, lease_until = ? WHERE id IN (
                SELECT id FROM outbox WHERE state = 'planned' AND due_at <= ? ORDER BY due_at, id LIMIT ?)
            RETURNING {_COLUMNS}""",  # noqa: S608 - own columns
        (claim, to_ms(lease_until), to_ms(now), limit),
    ).fetchall()
    return [_owed(row) for row in sorted(rows, key=lambda row: (row[4], row[0]))]


def mark_sending(tx: sqlite3.Connection, row_id: int, *, claim: str, lease_until: datetime | None = None) -> bool:
    """Its request may be open from now on; the lease is extended if one is given. False if it is not ours."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'sending', lease_until = coalesce(?, lease_until)
           WHERE id = ? AND claim = ?""",
        (to_ms_or_none(lease_until), row_id, claim),
    )
    return changed.rowcount == 1


def part_sent(tx: sqlite3.Connection, row_id: int, *, claim: str, parts: int) -> bool:
    """So many parts are known to be sent and no request is open: the row is claimed again. False if it is not ours."""
    changed = tx.execute(
        "UPDATE outbox SET state = 'claimed', parts = ? WHERE id = ? AND claim = ?", (parts, row_id, claim)
    )
    return changed.rowcount == 1


def settle_sent(tx: sqlite3.Connection, row_id: int, *, claim: str, now: datetime) -> bool:
    """All of it is sent. False if it is not ours."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'sent', reason = NULL, settled_at = ?, claim = NULL, lease_until = NULL
           WHERE id = ? AND claim = ?""",
        (to_ms(now), row_id, claim),
    )
    return changed.rowcount == 1


def retry(
    tx: sqlite3.Connection, row_id: int, *, claim: str, due_at: datetime, reason: str, counted: bool = True
) -> bool:
    """It was not sent, for this reason, and is planned again; one more attempt if ``counted``. False: not ours."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'planned', due_at = ?, reason = ?, attempts = attempts + ?, claim = NULL,
               lease_until = NULL
           WHERE id = ? AND claim = ?""",
        (to_ms(due_at), reason, int(counted), row_id, claim),
    )
    return changed.rowcount == 1


def doubt(
    tx: sqlite3.Connection, row_id: int, *, claim: str, due_at: datetime | None, reason: str, now: datetime
) -> bool:
    """Perhaps it was sent: one more doubt and one more attempt. False if it is not ours.

    It is planned again for ``due_at``; with None it is doubtful, for good.
    """
    changed = tx.execute(
        """UPDATE outbox SET doubts = doubts + 1, attempts = attempts + 1, claim = NULL, lease_until = NULL,
               reason = :reason, due_at = coalesce(:due_at, due_at),
               state = iif(:due_at IS NULL, 'doubtful', 'planned'), settled_at = iif(:due_at IS NULL, :now, NULL)
           WHERE id = :id AND claim = :claim""",
        {"id": row_id, "claim": claim, "reason": reason, "due_at": to_ms_or_none(due_at), "now": to_ms(now)},
    )
    return changed.rowcount == 1


def unclaim(tx: sqlite3.Connection, row_id: int, *, claim: str) -> bool:
    """Nothing was tried (no request is open): the row is planned as before. False if it is not ours."""
    return tx.execute(_UNCLAIM + "WHERE id = ? AND claim = ?", (row_id, claim)).rowcount == 1


def rescue(tx: sqlite3.Connection, *, now: datetime, not_mine: str) -> tuple[int, int]:
    """Claims that do not begin with ``not_mine`` (this run's prefix), or whose lease is over, are void.

    A row whose request was not open is planned as before; one whose request may have been open is in ``doubt``, and if
    it prefers twice is due as it was. How many of each: (released, doubted).
    """
    names = {"now": to_ms(now), "mine": not_mine}
    released = tx.execute(_UNCLAIM + _LOST + "AND state = 'claimed'", names)
    doubted = tx.execute(_DOUBT + _LOST + "AND state = 'sending'", names)
    return released.rowcount, doubted.rowcount


# `lease_until > 0` is always true; it is what leads SQLite to the index of claims.
_LOST = """WHERE state IN ('claimed', 'sending') AND lease_until > 0
    AND (lease_until <= :now OR substr(claim, 1, length(:mine)) <> :mine) """
_UNCLAIM = "UPDATE outbox SET state = 'planned', claim = NULL, lease_until = NULL "
_DOUBT = """UPDATE outbox SET doubts = doubts + 1, attempts = attempts + 1, claim = NULL, lease_until = NULL,
    reason = 'perhaps sent already',
    state = iif(prefers = 'twice', 'planned', 'doubtful'), settled_at = iif(prefers = 'twice', NULL, :now) """


def _planned(row: PlannedRow) -> Sequence[object]:
    state = "gave_up" if row.gave_up is not None else "held" if row.held is not None else "planned"
    reason = row.gave_up if row.gave_up is not None else row.held
    keys = (row.webinar_id, row.attendee_id, row.follow_up)
    return (*keys, to_ms_or_none(row.due_at), row.prefers, state, reason, to_ms_or_none(row.settled_at))


def _owed(row: sqlite3.Row) -> OutboxRow:
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
    )
