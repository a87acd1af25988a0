"""Claims: a worker takes rows of the outbox under a lease, sends them, and settles what became of them.

Every verb that takes the claim changes nothing (False) unless the row is still ours. A row is ``sending`` only while a
request may be open: ``mark_sending`` before each part, ``part_sent`` or a settling verb after it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.moments import to_ms, to_ms_or_none
from db.outbox import ACT, COLUMNS, FEW, MANY, OutboxRow, owed


def claim_next(
    tx: sqlite3.Connection, *, claim: str, now: datetime, lease_until: datetime, limit: int
) -> list[OutboxRow]:
    """At most ``limit`` planned rows that are due are ours until ``lease_until``.

    Those that answer what somebody has just done come first, then those of small audiences; among equals the longest
    due. A broadcast to many keeps nobody else waiting.
    """
    found: list[OutboxRow] = []
    for urgency in (ACT, FEW, MANY):
        rows = tx.execute(
            f"""UPDATE outbox SET state = 'claimed', claim = ?, lease_until = ? WHERE id IN (
                    SELECT id FROM outbox WHERE state = 'planned' AND urgency = ? AND due_at <= ?
                    ORDER BY due_at, id LIMIT ?)
                RETURNING {COLUMNS}""",  # noqa: S608 - own columns
            (claim, to_ms(lease_until), urgency, to_ms(now), limit - len(found)),
        ).fetchall()
        found += [owed(row) for row in sorted(rows, key=lambda row: (row[4], row[0]))]
        if len(found) >= limit:
            break
    return found


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


def lost(tx: sqlite3.Connection, *, now: datetime, not_mine: str) -> list[OutboxRow]:
    """The rows that ``rescue`` would find in doubt: their requests may have been open."""
    names = {"now": to_ms(now), "mine": not_mine}
    sql = f"SELECT {COLUMNS} FROM outbox {_LOST} AND state = 'sending' ORDER BY id"  # noqa: S608 - own columns
    return [owed(row) for row in tx.execute(sql, names)]


def rescue(tx: sqlite3.Connection, *, now: datetime, not_mine: str, doubt_limit: int) -> tuple[int, int]:
    """Claims that do not begin with ``not_mine`` (this run's prefix), or whose lease is over, are void.

    A row whose request was not open is planned as before. One whose request may have been open has one more doubt: if
    it prefers twice it is due as it was, unless it had ``doubt_limit`` doubts before; else it is doubtful, for good. So
    a process that dies again and again does not send the same message for ever. How many of each: (released, doubted).
    """
    names = {"now": to_ms(now), "mine": not_mine, "limit": doubt_limit}
    released = tx.execute(_UNCLAIM + _LOST + "AND state = 'claimed'", names)
    doubted = tx.execute(_DOUBT + _LOST + "AND state = 'sending'", names)
    return released.rowcount, doubted.rowcount


# `lease_until > 0` is always true; it is what leads SQLite to the index of claims.
_LOST = """WHERE state IN ('claimed', 'sending') AND lease_until > 0
    AND (lease_until <= :now OR substr(claim, 1, length(:mine)) <> :mine) """
_UNCLAIM = "UPDATE outbox SET state = 'planned', claim = NULL, lease_until = NULL "
_DOUBT = """UPDATE outbox SET doubts = doubts + 1, attempts = attempts + 1, claim = NULL, lease_until = NULL,
    reason = 'perhaps sent already',
    state = iif(prefers = 'twice' AND doubts < :limit, 'planned', 'doubtful'),
    settled_at = iif(prefers = 'twice' AND doubts < :limit, NULL, :now) """
