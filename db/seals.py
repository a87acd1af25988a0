"""The seal's check value: by it the key outside this database is known again. The key itself is never here."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import to_ms


def check(tx: sqlite3.Connection) -> bytes | None:
    """The check value of the key that this database is sealed with; None: nothing was ever sealed."""
    row = tx.execute("SELECT check_value FROM seals").fetchone()
    return None if row is None else bytes(row[0])


def needs_key(tx: sqlite3.Connection) -> bool:
    """Whether anything here is worth nothing without the key: sealed drafts or updates, or marks of who
    was erased or invited.
    """
    (needed,) = tx.execute(
        """SELECT EXISTS (SELECT 1 FROM drafts) OR EXISTS (SELECT 1 FROM inbox WHERE typeof(body) = 'blob')
               OR EXISTS (SELECT 1 FROM erasures) OR EXISTS (SELECT 1 FROM invitations)"""
    ).fetchone()
    return bool(needed)


@dataclass(frozen=True, slots=True)
class Lost:
    """How much is worth nothing any more and is gone: drafts of responses, updates that were not done, and links that
    were mailed to one person each.
    """

    drafts: int
    updates: int
    links: int


def forget(tx: sqlite3.Connection) -> Lost:
    """The database is sealed with no key, and nothing that was sealed is there any more."""
    drafts = tx.execute("DELETE FROM drafts").rowcount
    updates = tx.execute("DELETE FROM inbox WHERE typeof(body) = 'blob'").rowcount
    links = tx.execute("DELETE FROM invitations").rowcount  # the same address would get a second one
    tx.execute("DELETE FROM seals")
    return Lost(drafts, updates, links)


def remember(tx: sqlite3.Connection, *, check: bytes, now: datetime) -> None:
    """The database is sealed with this key from now on, unless it is with another one already."""
    tx.execute(
        "INSERT INTO seals (id, check_value, made_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING", (check, to_ms(now))
    )
