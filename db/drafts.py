"""Drafts: the answers of one response to an anonymous survey, sealed, under a tag that only the key can tell.

What is here says which survey it answers and nothing of who did, or how far they are. Opening it is for the services.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def put(tx: sqlite3.Connection, tag: bytes, *, webinar_id: int, survey_id: int, sealed: bytes) -> None:
    """The draft under ``tag`` is exactly this."""
    tx.execute(
        """INSERT INTO drafts (tag, webinar_id, survey_id, sealed) VALUES (?, ?, ?, ?)
           ON CONFLICT (tag) DO UPDATE SET sealed = excluded.sealed""",
        (tag, webinar_id, survey_id, sealed),
    )


def find(tx: sqlite3.Connection, tag: bytes) -> bytes | None:
    """The sealed draft under ``tag``, or None: there never was one, or it was moved or erased."""
    row = tx.execute("SELECT sealed FROM drafts WHERE tag = ?", (tag,)).fetchone()
    return None if row is None else bytes(row[0])


def delete(tx: sqlite3.Connection, tags: Sequence[bytes]) -> int:
    """There are no drafts under these tags; how many there were."""
    return tx.executemany("DELETE FROM drafts WHERE tag = ?", [(tag,) for tag in tags]).rowcount if tags else 0


def any_of(tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Sequence[int]) -> bool:
    """Whether answers to any of these versions lie sealed."""
    return any(
        tx.execute("SELECT 1 FROM drafts WHERE webinar_id = ? AND survey_id = ? LIMIT 1", (webinar_id, each)).fetchone()
        for each in survey_ids
    )
