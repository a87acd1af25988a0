"""Who this bot is, learned from Telegram once and kept for links and for the cache of file ids."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class BotRow:
    """The one bot of this database. ``met_at`` is when this very bot was first met."""

    telegram_id: int
    username: str
    met_at: datetime


def remember(tx: sqlite3.Connection, *, telegram_id: int, username: str, now: datetime) -> None:
    """This is the bot from now on. The same bot under another name keeps its ``met_at`` and how it was presented."""
    tx.execute(
        """INSERT INTO bots (id, telegram_id, username, met_at) VALUES (1, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET
               met_at = iif(telegram_id = excluded.telegram_id, met_at, excluded.met_at),
               presented = iif(telegram_id = excluded.telegram_id, presented, NULL),
               telegram_id = excluded.telegram_id,
               username = excluded.username""",
        (telegram_id, username, to_ms(now)),
    )


def known(tx: sqlite3.Connection) -> BotRow | None:
    """The bot as last met, or None before the first meeting."""
    row = tx.execute("SELECT telegram_id, username, met_at FROM bots").fetchone()
    return None if row is None else BotRow(row[0], row[1], from_ms(row[2]))


def presented(tx: sqlite3.Connection) -> str | None:
    """The digest of what this bot was last given to present itself with; None: nothing yet."""
    row = tx.execute("SELECT presented FROM bots").fetchone()
    return None if row is None else row[0]


def mark_presented(tx: sqlite3.Connection, digest: str) -> None:
    """This bot has been given what has this digest."""
    tx.execute("UPDATE bots SET presented = ?", (digest,))
