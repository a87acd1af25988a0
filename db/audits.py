"""The audit log: what was done and by whom, one row for each deed, the latest last. Rows are added, and pruned by age.

``detail`` and ``undo`` are JSON, which this module does not read.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms

FORGOTTEN = 0
"""Whose number is not kept any more; no Telegram id is 0."""

_SELECT = "SELECT id, at, by, action, webinar, detail, undo FROM audits "


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One deed. ``by`` None: at the command line. ``webinar`` is a key. ``undo`` None: it cannot be undone, or was."""

    id: int
    at: datetime
    by: int | None
    action: str
    webinar: str | None
    detail: str
    undo: str | None


def record(
    tx: sqlite3.Connection,
    *,
    by: int | None,
    action: str,
    webinar: str | None,
    detail: str,
    undo: str | None,
    now: datetime,
) -> int:
    """The deed is in the log; its number."""
    written = tx.execute(
        "INSERT INTO audits (at, by, action, webinar, detail, undo) VALUES (?, ?, ?, ?, ?, ?)",
        (to_ms(now), by, action, webinar, detail, undo),
    )
    assert written.lastrowid is not None
    return written.lastrowid


def by_id(tx: sqlite3.Connection, audit_id: int) -> AuditRow | None:
    """The deed, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (audit_id,)).fetchone()
    return None if row is None else _audit(row)


def latest_undoable(tx: sqlite3.Connection, *, by: int, webinar: str, since: datetime) -> AuditRow | None:
    """Their latest deed about the webinar with this key since then that can be undone; None: there is none."""
    row = tx.execute(
        _SELECT + "WHERE at >= ? AND by = ? AND webinar = ? AND undo IS NOT NULL ORDER BY id DESC LIMIT 1",
        (to_ms(since), by, webinar),
    ).fetchone()
    return None if row is None else _audit(row)


def done_since(tx: sqlite3.Connection, *, by: int | None, action: str, webinar: str, since: datetime) -> bool:
    """Whether they did that with the webinar with this key since then."""
    row = tx.execute(
        "SELECT 1 FROM audits WHERE at >= ? AND by IS ? AND action = ? AND webinar = ? LIMIT 1",
        (to_ms(since), by, action, webinar),
    ).fetchone()
    return row is not None


def latest(tx: sqlite3.Connection, *, skip: int, limit: int) -> list[AuditRow]:
    """The latest deeds but the last ``skip``, the latest first."""
    rows = tx.execute(_SELECT + "ORDER BY id DESC LIMIT ? OFFSET ?", (limit, skip))
    return [_audit(row) for row in rows]


def count(tx: sqlite3.Connection) -> int:
    """How many deeds are in the log."""
    return int(tx.execute("SELECT count(*) FROM audits").fetchone()[0])


def undone(tx: sqlite3.Connection, audit_id: int) -> None:
    """It cannot be undone any more."""
    tx.execute("UPDATE audits SET undo = NULL WHERE id = ?", (audit_id,))


def prune(tx: sqlite3.Connection, *, before: datetime) -> None:
    """Deeds before this moment are not known any more."""
    tx.execute("DELETE FROM audits WHERE at < ?", (to_ms(before),))


def _audit(row: sqlite3.Row) -> AuditRow:
    return AuditRow(row[0], from_ms(row[1]), *row[2:])
