"""What was done to codebooks: who, when, what. The last thing that was done can be undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms, to_ms

Deed = Literal["added", "renamed", "merged", "split", "grouped", "ungrouped", "removed"]


@dataclass(frozen=True, slots=True)
class ThemeChangeRow:
    """One change of a codebook, made at ``webinar_id``. ``by`` None: at the command line; 0: by somebody forgotten.

    ``label`` is what the theme was called, ``other`` what it became or where it went. ``was`` is JSON for undoing it,
    None if it cannot be undone, or is: then ``undone_at`` says since when.
    """

    id: int
    webinar_id: int
    by: int | None
    deed: Deed
    label: str
    other: str | None
    was: str | None
    undone_at: datetime | None
    at: datetime


def record(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    survey_key: str,
    question: str,
    by: int | None,
    deed: Deed,
    label: str,
    other: str | None = None,
    was: str | None = None,
    now: datetime,
) -> int:
    """It was done; the number of the change."""
    written = tx.execute(
        """INSERT INTO theme_changes (webinar_id, survey_key, question, by, deed, label, other, was, at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (webinar_id, survey_key, question, by, deed, label, other, was, to_ms(now)),
    )
    assert written.lastrowid is not None
    return written.lastrowid


def of_question(
    tx: sqlite3.Connection, survey_key: str, question: str, *, webinars: Collection[int] | None, limit: int
) -> list[ThemeChangeRow]:
    """The latest changes, made at these webinars (None: at any), the latest first."""
    rows = tx.execute(_SELECT + "WHERE survey_key = ? AND question = ? ORDER BY id DESC", (survey_key, question))
    found = (_change(row) for row in rows)
    return [each for each in found if webinars is None or each.webinar_id in webinars][:limit]


def revision(tx: sqlite3.Connection, survey_key: str, question: str) -> int:
    """A number that grows with every change and every undoing; 0: nothing was ever done."""
    row = tx.execute(
        "SELECT coalesce(max(id), 0) + count(undone_at) FROM theme_changes WHERE survey_key = ? AND question = ?",
        (survey_key, question),
    ).fetchone()
    return int(row[0])


def latest(tx: sqlite3.Connection, survey_key: str, question: str) -> ThemeChangeRow | None:
    """The last change that can be undone and is not, or None."""
    row = tx.execute(
        _SELECT + "WHERE survey_key = ? AND question = ? AND was IS NOT NULL ORDER BY id DESC LIMIT 1",
        (survey_key, question),
    ).fetchone()
    return None if row is None else _change(row)


def undone(tx: sqlite3.Connection, change_id: int, *, now: datetime) -> None:
    """It is undone."""
    tx.execute("UPDATE theme_changes SET was = NULL, undone_at = ? WHERE id = ?", (to_ms(now), change_id))


def settle(tx: sqlite3.Connection, survey_key: str, question: str) -> None:
    """What was done so far cannot be undone any more."""
    tx.execute("UPDATE theme_changes SET was = NULL WHERE survey_key = ? AND question = ?", (survey_key, question))


_SELECT = "SELECT id, webinar_id, by, deed, label, other, was, undone_at, at FROM theme_changes "


def _change(row: sqlite3.Row) -> ThemeChangeRow:
    undone_at = None if row[7] is None else from_ms(row[7])
    return ThemeChangeRow(row[0], row[1], row[2], row[3], row[4], row[5], row[6], undone_at, from_ms(row[8]))
