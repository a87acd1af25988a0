"""Published versions of surveys. A version never changes; the same digest is the same version."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import to_ms

_SELECT = "SELECT id, key, version, digest, body FROM surveys "


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One version. ``body`` is the survey as JSON text; versions of a key count from 1."""

    id: int
    key: str
    version: int
    digest: str
    body: str


def publish(tx: sqlite3.Connection, *, key: str, digest: str, body: str, now: datetime) -> int:
    """The id of the version of ``key`` with this digest; it is published as the next version if it is new."""
    known = tx.execute("SELECT id FROM surveys WHERE key = ? AND digest = ?", (key, digest)).fetchone()
    if known is not None:
        return int(known[0])
    published = tx.execute(
        """INSERT INTO surveys (key, version, digest, body, published_at)
           VALUES (?1, 1 + (SELECT coalesce(max(version), 0) FROM surveys WHERE key = ?1), ?2, ?3, ?4)""",
        (key, digest, body, to_ms(now)),
    )
    assert published.lastrowid is not None
    return published.lastrowid


def by_id(tx: sqlite3.Connection, survey_id: int) -> SurveyRow:
    """The version with this id.

    Raises:
        LookupError: there is none.
    """
    row = tx.execute(_SELECT + "WHERE id = ?", (survey_id,)).fetchone()
    if row is None:
        raise LookupError(f"no survey {survey_id}")
    return SurveyRow(*row)


def latest(tx: sqlite3.Connection, key: str) -> SurveyRow | None:
    """The version of ``key`` published last, or None."""
    row = tx.execute(
        _SELECT + "WHERE key = ? ORDER BY version DESC LIMIT 1",
        (key,),
    ).fetchone()
    return None if row is None else SurveyRow(*row)


def versions(tx: sqlite3.Connection, key: str) -> list[SurveyRow]:
    """Every version of ``key``, the first one first."""
    rows = tx.execute(_SELECT + "WHERE key = ? ORDER BY version", (key,))
    return [SurveyRow(*row) for row in rows]
