"""Drafts: the answers of one response to an anonymous survey, sealed, under a tag that only the key can tell.

What is here says which survey it answers and nothing of who did, or how far they are. Opening it is for the services.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.moments import to_ms


@dataclass(frozen=True, slots=True)
class Closed:
    """How many drafts answer a version of the own survey of a webinar, which takes no more answers."""

    webinar_id: int
    survey_id: int
    drafts: int


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


def exists(tx: sqlite3.Connection, tag: bytes) -> bool:
    """Whether there is a draft under ``tag``."""
    return tx.execute("SELECT 1 FROM drafts WHERE tag = ?", (tag,)).fetchone() is not None


def closed(tx: sqlite3.Connection, *, now: datetime) -> list[Closed]:
    """What lies sealed although its survey has closed at ``now``. Surveys that a follow-up brought never close."""
    rows = tx.execute(
        """SELECT d.webinar_id, d.survey_id, count(*) FROM webinars AS w
           JOIN drafts AS d ON d.webinar_id = w.id
           JOIN surveys AS own ON own.id = w.survey_id JOIN surveys AS s ON s.id = d.survey_id AND s.key = own.key
           WHERE w.closes_at <= ? GROUP BY d.webinar_id, d.survey_id ORDER BY d.webinar_id, d.survey_id""",
        (to_ms(now),),
    )
    return [Closed(*row) for row in rows]
