"""How a row of the outbox waits, moves and ends: by the plan, by an organiser, or because its attendee left.

Nothing here touches a row whose request may be open, but ``give_up`` by the worker who has it, and ``heed_orders``,
which is heeded once the row comes back. Each other verb returns whether, or how many, rows it changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from db.moments import to_ms

_RESCHEDULE = "UPDATE outbox SET due_at = ? WHERE id = ? AND state IN ('planned', 'held')"
_HOLD = """UPDATE outbox SET state = 'held', reason = ?, settled_at = NULL, waited = NULL
    WHERE id = ? AND state IN ('planned', 'held', 'cancelled')"""
_RELEASE = """UPDATE outbox SET state = 'planned', due_at = ?1, reason = NULL, settled_at = NULL, attempts = 0,
        waited = NULL, by_hand = iif(due_at = ?1, by_hand, 0)
    WHERE id = ?2 AND state IN ('held', 'cancelled')"""
_CANCEL = """UPDATE outbox SET state = 'cancelled', reason = ?, settled_at = ?, claim = NULL, lease_until = NULL,
        waited = iif(state = 'held', reason, NULL)
    WHERE id = ? AND state IN ('planned', 'held', 'claimed')"""
_GIVE_UP = """UPDATE outbox SET state = 'gave_up', reason = ?, settled_at = ?, claim = NULL, lease_until = NULL
    WHERE id = ? AND claim IS ? AND state IN ('planned', 'held', 'claimed', 'sending')"""


def reschedule(tx: sqlite3.Connection, row_id: int, *, due_at: datetime) -> bool:
    """The planned or held row is due then; False if it is neither."""
    return reschedule_all(tx, [(row_id, due_at)]) == 1


def reschedule_all(tx: sqlite3.Connection, rows: Iterable[tuple[int, datetime]]) -> int:
    """The same of each row (by id) for its own moment; how many were moved."""
    return _each(tx, _RESCHEDULE, [(to_ms(due_at), row_id) for row_id, due_at in rows])


def hold(tx: sqlite3.Connection, row_id: int, *, reason: str) -> bool:
    """The planned, held or cancelled row waits for a person or a material; False if it is none of these."""
    return hold_all(tx, [(row_id, reason)]) == 1


def hold_all(tx: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> int:
    """The same of each row (by id) for its own reason; how many wait."""
    return _each(tx, _HOLD, [(reason, row_id) for row_id, reason in rows])


def release(tx: sqlite3.Connection, row_id: int, *, due_at: datetime) -> bool:
    """The held or cancelled row is planned for then, its attempts counted anew; False if it is neither.

    A moment that an organiser set stays one only if it is the same.
    """
    return release_all(tx, [(row_id, due_at)]) == 1


def release_all(tx: sqlite3.Connection, rows: Iterable[tuple[int, datetime]]) -> int:
    """The same of each row (by id) for its own moment; how many were released."""
    return _each(tx, _RELEASE, [(to_ms(due_at), row_id) for row_id, due_at in rows])


def set_moment(tx: sqlite3.Connection, row_id: int, *, due_at: datetime) -> bool:
    """An organiser wants it sent then: planned, its attempts counted anew. False if a worker has it, or it was sent."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'planned', due_at = ?, reason = NULL, settled_at = NULL, attempts = 0, by_hand = 1,
               waited = NULL
           WHERE id = ? AND state IN ('planned', 'held', 'cancelled', 'gave_up', 'doubtful')""",
        (to_ms(due_at), row_id),
    )
    return changed.rowcount == 1


def forget_hold(tx: sqlite3.Connection, row_id: int) -> None:
    """What the cancelled row was held for does not count any more, should it be owed again."""
    tx.execute("UPDATE outbox SET waited = NULL WHERE id = ? AND state = 'cancelled'", (row_id,))


def heed_orders(tx: sqlite3.Connection, *, webinar_id: int, follow_up: str) -> None:
    """What a worker has in hand of this follow-up is judged by its orders if it comes back, not by an earlier word."""
    tx.execute(
        """UPDATE outbox SET by_hand = 0
           WHERE webinar_id = ? AND follow_up = ? AND state IN ('claimed', 'sending') AND by_hand""",
        (webinar_id, follow_up),
    )


def resolve(tx: sqlite3.Connection, row_id: int, *, sent: bool, reason: str, now: datetime) -> bool:
    """The doubtful or held row was sent, or not and never will be, as an organiser found out; False: it is neither."""
    changed = tx.execute(
        """UPDATE outbox SET state = ?1, reason = ?2, settled_at = ?3, due_at = coalesce(due_at, ?3), doubts = 0
           WHERE id = ?4 AND state IN ('doubtful', 'held')""",
        ("sent" if sent else "gave_up", reason, to_ms(now), row_id),
    )
    return changed.rowcount == 1


def cancel(tx: sqlite3.Connection, row_id: int, *, reason: str, now: datetime) -> bool:
    """The row is owed no more and a claim on it is void; False if its request may be open or it is settled."""
    return cancel_all(tx, [(row_id, reason)], now=now) == 1


def cancel_all(tx: sqlite3.Connection, rows: Iterable[tuple[int, str]], *, now: datetime) -> int:
    """The same of each row (by id) for its own reason; how many were cancelled."""
    return _each(tx, _CANCEL, [(reason, to_ms(now), row_id) for row_id, reason in rows])


def cancel_for_attendee(tx: sqlite3.Connection, attendee_id: int, *, reason: str, now: datetime) -> int:
    """Nothing is owed to this attendee any more, except what may be under way; how many rows that cancelled."""
    changed = tx.execute(
        """UPDATE outbox SET state = 'cancelled', reason = ?, settled_at = ?, claim = NULL, lease_until = NULL,
               waited = iif(state = 'held', reason, NULL)
           WHERE attendee_id = ? AND state IN ('planned', 'held', 'claimed')""",
        (reason, to_ms(now), attendee_id),
    )
    return changed.rowcount


def give_up(tx: sqlite3.Connection, row_id: int, *, reason: str, now: datetime, claim: str | None = None) -> bool:
    """The row will not be sent, for this reason. With ``claim`` only if it is ours; without only if nobody has it."""
    return _each(tx, _GIVE_UP, [(reason, to_ms(now), row_id, claim)]) == 1


def give_up_all(tx: sqlite3.Connection, rows: Iterable[tuple[int, str]], *, now: datetime) -> int:
    """Each row (by id) that nobody has will not be sent, for its own reason; how many."""
    return _each(tx, _GIVE_UP, [(reason, to_ms(now), row_id, None) for row_id, reason in rows])


def _each(tx: sqlite3.Connection, sql: str, rows: Sequence[tuple[object, ...]]) -> int:
    """How many rows ``sql`` changed, run for each of ``rows``."""
    return max(tx.executemany(sql, rows).rowcount, 0)
