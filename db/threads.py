"""Threads: an attendee and the organisers of a webinar write to each other through the bot. See ``notes``."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import to_ms

_SELECT = "SELECT id, webinar_id, attendee_id, name FROM threads "


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One thread. ``name`` None: the organisers do not learn whose it is."""

    id: int
    webinar_id: int
    attendee_id: int
    name: str | None


def begin(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, name: str | None, now: datetime) -> int:
    """A new thread; its id."""
    rows = tx.execute(
        "INSERT INTO threads (webinar_id, attendee_id, name, opened_at) VALUES (?, ?, ?, ?) RETURNING id",
        (webinar_id, attendee_id, name, to_ms(now)),
    ).fetchall()
    return int(rows[0][0])


def by_id(tx: sqlite3.Connection, thread_id: int) -> ThreadRow | None:
    """The thread, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (thread_id,)).fetchone()
    return None if row is None else ThreadRow(*row)


def still_open(tx: sqlite3.Connection) -> list[ThreadRow]:
    """The threads nobody has closed, the one with the latest note first."""
    rows = tx.execute(
        """SELECT t.id, t.webinar_id, t.attendee_id, t.name FROM threads AS t JOIN notes AS n ON n.thread_id = t.id
           WHERE t.closed_at IS NULL GROUP BY t.id ORDER BY max(n.id) DESC"""
    )
    return [ThreadRow(*row) for row in rows]


def close(tx: sqlite3.Connection, thread_id: int, *, now: datetime) -> None:
    """The thread is done with, until somebody writes in it again."""
    tx.execute("UPDATE threads SET closed_at = ? WHERE id = ? AND closed_at IS NULL", (to_ms(now), thread_id))


def reopen(tx: sqlite3.Connection, thread_id: int) -> None:
    """The thread is open."""
    tx.execute("UPDATE threads SET closed_at = NULL WHERE id = ? AND closed_at IS NOT NULL", (thread_id,))
