"""Prepared: what somebody who runs webinars has put together in a room and not carried out yet. One thing a room."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.moments import to_ms


def put(tx: sqlite3.Connection, chat_id: int, room: str, *, body: str, now: datetime) -> None:
    """This is prepared there, in place of what was."""
    tx.execute("INSERT OR REPLACE INTO prepared VALUES (?, ?, ?, ?)", (chat_id, room, body, to_ms(now)))


def of_chat(tx: sqlite3.Connection, chat_id: int, room: str) -> str | None:
    """What is prepared there, as JSON text; None if nothing is."""
    row = tx.execute("SELECT body FROM prepared WHERE chat_id = ? AND room = ?", (chat_id, room)).fetchone()
    return None if row is None else str(row[0])


def drop(tx: sqlite3.Connection, chat_id: int, room: str) -> None:
    """Nothing is prepared there."""
    tx.execute("DELETE FROM prepared WHERE chat_id = ? AND room = ?", (chat_id, room))


def prune(tx: sqlite3.Connection, *, before: datetime) -> None:
    """What was last touched before that is gone."""
    tx.execute("DELETE FROM prepared WHERE made_at < ?", (to_ms(before),))
