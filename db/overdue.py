"""What is behind in the outbox, counted for organisers: due and not gone, held beyond its moment, in doubt."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Behind:
    """So many rows of one follow-up, the first of them due then."""

    webinar_id: int
    follow_up: str
    rows: int
    since: datetime


def planned(tx: sqlite3.Connection, *, until: datetime) -> list[Behind]:
    """Planned rows that were due before this moment, by follow-up."""
    rows = tx.execute(
        """SELECT webinar_id, follow_up, count(*), min(due_at) FROM outbox WHERE state = 'planned' AND due_at < ?
           GROUP BY webinar_id, follow_up ORDER BY webinar_id, follow_up""",
        (to_ms(until),),
    )
    return [_behind(row) for row in rows]


def too_late(tx: sqlite3.Connection, *, webinar_id: int, follow_up: str, before: datetime) -> int:
    """Planned rows of this follow-up that were due before this moment, but those whose moment an organiser set."""
    row = tx.execute(
        """SELECT count(*) FROM outbox
           WHERE webinar_id = ? AND follow_up = ? AND state = 'planned' AND due_at < ? AND NOT by_hand""",
        (webinar_id, follow_up, to_ms(before)),
    ).fetchone()
    return int(row[0])


def held(tx: sqlite3.Connection, *, reason: str, now: datetime) -> list[Behind]:
    """Rows that are due and held for this reason, by follow-up."""
    rows = tx.execute(
        """SELECT webinar_id, follow_up, count(*), min(due_at) FROM outbox INDEXED BY outbox_held
           WHERE state = 'held' AND reason = ? AND due_at <= ?
           GROUP BY webinar_id, follow_up ORDER BY webinar_id, follow_up""",
        (reason, to_ms(now)),
    )
    return [_behind(row) for row in rows]


def doubtful(tx: sqlite3.Connection, *, reason: str, since: datetime) -> dict[int, int]:
    """Rows in doubt for this reason, settled as such at or after this moment or to go again: how many, by webinar."""
    rows = tx.execute(
        """SELECT webinar_id, count(*) FROM outbox WHERE reason = ?
           AND (state = 'planned' OR (state = 'doubtful' AND settled_at >= ?)) GROUP BY webinar_id""",
        (reason, to_ms(since)),
    )
    return dict(rows.fetchall())


def _behind(row: sqlite3.Row) -> Behind:
    return Behind(row[0], row[1], row[2], from_ms(row[3]))
