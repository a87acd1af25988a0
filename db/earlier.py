"""Results of webinars whose answers are not here."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.moments import to_ms


def put(tx: sqlite3.Connection, key: str, *, series: str, body: str, now: datetime) -> str | None:
    """The results under ``key`` are ``body`` (JSON); what they were before, or None."""
    before = tx.execute("SELECT body FROM earlier WHERE key = ?", (key,)).fetchone()
    if before is None or before[0] != body:
        tx.execute(
            """INSERT INTO earlier (key, series, body, changed_at) VALUES (?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET series = excluded.series, body = excluded.body,
                   changed_at = excluded.changed_at""",
            (key, series, body, to_ms(now)),
        )
    return None if before is None else str(before[0])


def of_series(tx: sqlite3.Connection, series: str) -> list[str]:
    """The results of a series, each as JSON, by key."""
    rows = tx.execute("SELECT body FROM earlier WHERE series = ? ORDER BY key", (series,))
    return [row[0] for row in rows]


def is_known(tx: sqlite3.Connection, key: str) -> bool:
    """Whether there are results under ``key``."""
    return tx.execute("SELECT 1 FROM earlier WHERE key = ?", (key,)).fetchone() is not None
