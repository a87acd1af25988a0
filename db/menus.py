"""Menus: in which organisers' chats Telegram was told which commands to list."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.moments import to_ms


def every(tx: sqlite3.Connection) -> dict[int, str]:
    """By chat the digest of what is listed there."""
    return dict(tx.execute("SELECT chat_id, shown FROM menus ORDER BY chat_id"))


def told(tx: sqlite3.Connection, chat_id: int, *, shown: str, now: datetime) -> None:
    """Telegram lists this there."""
    tx.execute(
        """INSERT INTO menus (chat_id, shown, told_at) VALUES (?1, ?2, ?3)
           ON CONFLICT (chat_id) DO UPDATE SET shown = ?2, told_at = ?3""",
        (chat_id, shown, to_ms(now)),
    )


def gone(tx: sqlite3.Connection, chat_id: int) -> None:
    """Telegram lists there what it lists for everybody."""
    tx.execute("DELETE FROM menus WHERE chat_id = ?", (chat_id,))
