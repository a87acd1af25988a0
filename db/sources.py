"""Sources: the names of places where a webinar's link is shown, for the list of links.

Links work without being here, and who came by which stands with who entered (see ``db.tallies.sources``).
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.moments import to_ms


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[str]:
    """The names, in the order they were added."""
    rows = tx.execute("SELECT name FROM sources WHERE webinar_id = ? ORDER BY added_at, name", (webinar_id,))
    return [row[0] for row in rows]


def add(tx: sqlite3.Connection, webinar_id: int, name: str, *, now: datetime) -> bool:
    """It is among them; True if it was not before."""
    written = tx.execute("INSERT OR IGNORE INTO sources VALUES (?, ?, ?)", (webinar_id, name, to_ms(now)))
    return written.rowcount == 1


def remove(tx: sqlite3.Connection, webinar_id: int, name: str) -> bool:
    """It is not among them; True if it was before."""
    return tx.execute("DELETE FROM sources WHERE webinar_id = ? AND name = ?", (webinar_id, name)).rowcount == 1
