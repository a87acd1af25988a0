"""Bulletins: what organisers are told in chat, one row for each of them, due until it is known to be sent.

Also the heartbeat, by which the bot knows at its start for how long it was away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms, from_ms_or_none, to_ms

What = Literal["downtime", "missing", "awaiting", "preview", "closing", "digest", "low", "health", "restored"]


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """One bulletin for one chat. ``body`` is JSON."""

    id: int
    chat_id: int
    what: What
    body: str
    attempts: int


def make(tx: sqlite3.Connection, *, chats: Iterable[int], what: What, subject: str, body: str, now: datetime) -> None:
    """Each of the chats is to be told this, from now on."""
    tx.executemany(
        "INSERT INTO bulletins (chat_id, what, subject, body, made_at, due_at) VALUES (?, ?, ?, ?, ?5, ?5)",
        [(chat_id, what, subject, body, to_ms(now)) for chat_id in sorted(chats)],
    )


def last_made(tx: sqlite3.Connection, *, what: What, subject: str) -> datetime | None:
    """When the latest bulletin about this was made; None: never."""
    row = tx.execute("SELECT max(made_at) FROM bulletins WHERE what = ? AND subject = ?", (what, subject)).fetchone()
    return from_ms_or_none(row[0])


def next_due(tx: sqlite3.Connection, *, now: datetime) -> BulletinRow | None:
    """The one that has been due for longest; None: nothing is due."""
    row = tx.execute(
        """SELECT id, chat_id, what, body, attempts FROM bulletins
           WHERE sent_at IS NULL AND trouble IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT 1""",
        (to_ms(now),),
    ).fetchone()
    return None if row is None else BulletinRow(*row)


def settle(tx: sqlite3.Connection, bulletin_id: int, *, now: datetime, trouble: str | None = None) -> None:
    """It is sent, or (``trouble``) never will be."""
    tx.execute(
        "UPDATE bulletins SET sent_at = ?, trouble = ? WHERE id = ?",
        (None if trouble is not None else to_ms(now), trouble, bulletin_id),
    )


def postpone(tx: sqlite3.Connection, bulletin_id: int, *, due_at: datetime, counted: bool) -> None:
    """It goes again then; one more attempt if ``counted``."""
    tx.execute(
        "UPDATE bulletins SET due_at = ?, attempts = attempts + ? WHERE id = ?",
        (to_ms(due_at), int(counted), bulletin_id),
    )


def prune(tx: sqlite3.Connection, *, before: datetime) -> None:
    """What was made before this moment is gone, sent or not."""
    tx.execute("DELETE FROM bulletins WHERE made_at < ?", (to_ms(before),))


def last_beat(tx: sqlite3.Connection) -> datetime | None:
    """When the bot was last known to be up; None: never."""
    row = tx.execute("SELECT beat_at FROM heartbeats").fetchone()
    return None if row is None else from_ms(row[0])


def beat(tx: sqlite3.Connection, *, now: datetime) -> None:
    """The bot is up."""
    tx.execute(
        "INSERT INTO heartbeats (id, beat_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at",
        (to_ms(now),),
    )
