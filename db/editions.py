"""Editions: what was told last of a survey to those who may not read its rows. Counts, and nobody's answers."""

from __future__ import annotations

import sqlite3


def find(tx: sqlite3.Connection, webinar_id: int, survey_key: str) -> str | None:
    """The edition as JSON text; None: nothing was told yet."""
    row = tx.execute(
        "SELECT counts FROM editions WHERE webinar_id = ? AND survey_key = ?", (webinar_id, survey_key)
    ).fetchone()
    return None if row is None else str(row[0])


def follow(tx: sqlite3.Connection, webinar_id: int, survey_key: str, *, earlier: str | None, counts: str) -> bool:
    """This edition follows ``earlier``; False: another one does already, and nothing is changed."""
    if earlier is None:
        written = tx.execute("INSERT OR IGNORE INTO editions VALUES (?, ?, ?)", (webinar_id, survey_key, counts))
    else:
        written = tx.execute(
            "UPDATE editions SET counts = ? WHERE webinar_id = ? AND survey_key = ? AND counts = ?",
            (counts, webinar_id, survey_key, earlier),
        )
    return written.rowcount == 1


def drop(tx: sqlite3.Connection, webinar_id: int) -> None:
    """Nothing is kept of what was told last: the figures are frozen, with what of them is told."""
    tx.execute("DELETE FROM editions WHERE webinar_id = ?", (webinar_id,))
