"""Gauges: how many rows wait where, for whoever watches the bot. Nothing here says whose they are.

What is settled grows for ever, and no index is kept for counting it: it is counted in portions of numbers.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from db.moments import from_ms_or_none

LIVE = ("planned", "held", "claimed", "sending")
SETTLED = ("sent", "gave_up", "cancelled", "doubtful")


class InboxGauge(NamedTuple):
    """How many updates are not done, since when the oldest of them is here, and how many are dead letters."""

    open: int
    oldest: datetime | None
    dead: int


def live(tx: sqlite3.Connection) -> dict[str, int]:
    """How many rows of the outbox are in each of the states in ``LIVE``, counted along their indexes."""
    found = dict.fromkeys(LIVE, 0)
    found["planned"] = int(tx.execute("SELECT count(*) FROM outbox WHERE state = 'planned'").fetchone()[0])
    found["held"] = int(tx.execute("SELECT count(*) FROM outbox WHERE state = 'held'").fetchone()[0])
    # The two that share an index are few, and are found by it only if both are asked for as it has them.
    few = tx.execute("SELECT state, count(*) FROM outbox WHERE state IN ('claimed', 'sending') GROUP BY state")
    return found | {state: int(count) for state, count in few}


def highest(tx: sqlite3.Connection) -> int:
    """The highest number of a row of the outbox; 0 if there is none."""
    return int(tx.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0])


def settled(tx: sqlite3.Connection, *, after_id: int, through_id: int) -> dict[str, int]:
    """How many of the rows with these numbers are in each of the states in ``SETTLED``."""
    sums = ", ".join(f"total(state = '{state}')" for state in SETTLED)
    row = tx.execute(f"SELECT {sums} FROM outbox WHERE id > ? AND id <= ?", (after_id, through_id)).fetchone()  # noqa: S608 - own words
    return {state: int(count) for state, count in zip(SETTLED, row, strict=True)}


def inbox(tx: sqlite3.Connection) -> InboxGauge:
    """How the inbox is, counted along its indexes."""
    waits, oldest = tx.execute(
        "SELECT count(*), min(received_at) FROM inbox WHERE state IN ('waiting', 'decided')"
    ).fetchone()
    dead = tx.execute("SELECT count(*) FROM inbox WHERE state = 'dead'").fetchone()[0]
    return InboxGauge(int(waits), from_ms_or_none(oldest), int(dead))
