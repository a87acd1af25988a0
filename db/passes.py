"""Passes: links by which somebody joins the team, each once and for a while. Only a digest is kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.members import MemberRole, Scope
from db.moments import from_ms, from_ms_or_none, to_ms

_SELECT = """SELECT id, role, scope, series, webinar_id, rows, made_by, expires_at, used_at, member_id, session
    FROM passes """


@dataclass(frozen=True, slots=True)
class PassRow:
    """One pass. ``used_at`` None: not yet; ``member_id`` is the membership that it made, if that is still known."""

    id: int
    role: MemberRole
    scope: Scope
    series: str | None
    webinar_id: int | None
    rows: bool
    made_by: int
    expires_at: datetime
    used_at: datetime | None
    member_id: int | None
    session: str | None


def make(
    tx: sqlite3.Connection,
    *,
    digest: bytes,
    role: MemberRole,
    scope: Scope,
    series: str | None,
    webinar_id: int | None,
    rows: bool,
    session: str | None = None,
    made_by: int,
    now: datetime,
    expires_at: datetime,
) -> None:
    """There is a pass.

    Raises:
        sqlite3.IntegrityError: role and scope do not go together.
    """
    tx.execute(
        """INSERT INTO passes (digest, role, scope, series, webinar_id, rows, session, made_by, made_at, expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (digest, role, scope, series, webinar_id, int(rows), session, made_by, to_ms(now), to_ms(expires_at)),
    )


def find(tx: sqlite3.Connection, digest: bytes) -> PassRow | None:
    """The pass with this digest, used or not, or None."""
    row = tx.execute(_SELECT + "WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        return None
    return PassRow(
        id=row[0],
        role=row[1],
        scope=row[2],
        series=row[3],
        webinar_id=row[4],
        rows=bool(row[5]),
        made_by=row[6],
        expires_at=from_ms(row[7]),
        used_at=from_ms_or_none(row[8]),
        member_id=row[9],
        session=row[10],
    )


def use(tx: sqlite3.Connection, pass_id: int, *, member_id: int, now: datetime) -> None:
    """The pass made this membership, and lets nobody in any more."""
    tx.execute("UPDATE passes SET used_at = ?, member_id = ? WHERE id = ?", (to_ms(now), member_id, pass_id))


def waiting(tx: sqlite3.Connection, *, now: datetime) -> int:
    """How many passes could still be used."""
    row = tx.execute("SELECT count(*) FROM passes WHERE used_at IS NULL AND expires_at > ?", (to_ms(now),)).fetchone()
    return int(row[0])


def withdraw(tx: sqlite3.Connection) -> int:
    """No pass that was not used lets anybody in; how many could have, or had expired."""
    return tx.execute("DELETE FROM passes WHERE used_at IS NULL").rowcount


def prune(tx: sqlite3.Connection, *, before: datetime) -> None:
    """Passes that expired before this moment are not known any more."""
    tx.execute("DELETE FROM passes WHERE expires_at < ?", (to_ms(before),))
