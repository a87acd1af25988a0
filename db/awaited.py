"""Awaited: what somebody who runs webinars is to type or send next. At most one thing a chat."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class AwaitedRow:
    """``room`` takes it; ``body`` is what the room noted when it asked."""

    room: str
    body: str
    asked_at: datetime


def put(tx: sqlite3.Connection, chat_id: int, *, room: str, body: str, now: datetime) -> None:
    """This is awaited in that chat, and nothing else any more."""
    tx.execute("INSERT OR REPLACE INTO awaited VALUES (?, ?, ?, ?)", (chat_id, room, body, to_ms(now)))


def of_chat(tx: sqlite3.Connection, chat_id: int) -> AwaitedRow | None:
    """What is awaited there, or None."""
    row = tx.execute("SELECT room, body, asked_at FROM awaited WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else AwaitedRow(row[0], row[1], from_ms(row[2]))


def drop(tx: sqlite3.Connection, chat_id: int, *, room: str | None = None, body: str | None = None) -> None:
    """Nothing is awaited there; or nothing if it is just what ``room`` asked with ``body``."""
    tx.execute(
        "DELETE FROM awaited WHERE chat_id = ?1 AND (?2 IS NULL OR room = ?2) AND (?3 IS NULL OR body = ?3)",
        (chat_id, room, body),
    )


def drop_before(tx: sqlite3.Connection, before: datetime) -> None:
    """What was asked before that is awaited no more."""
    tx.execute("DELETE FROM awaited WHERE asked_at < ?", (to_ms(before),))
