"""Members: who helps the owners with which webinars. Who was removed is kept for the audit log's sake, and may nothing.

What a role allows is not known here; see ``bot.services.access``.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms, from_ms_or_none, to_ms

MemberRole = Literal["organiser", "viewer", "speaker"]
Scope = Literal["all", "series", "webinar"]

_SELECT = """SELECT id, telegram_id, name, role, scope, series, webinar_id, rows, invited_by, since, removed_at, session
    FROM members """


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One membership; somebody may have several. ``series`` or ``webinar_id`` say what of, unless it is of all.

    ``rows``: they may read more than figures. ``invited_by`` None: nobody knows any more. ``session``: a speaker is one
    of that session, by its key; None: of the whole webinar.
    """

    id: int
    telegram_id: int
    name: str
    role: MemberRole
    scope: Scope
    series: str | None
    webinar_id: int | None
    rows: bool
    invited_by: int | None
    since: datetime
    removed_at: datetime | None
    session: str | None = None


def of_person(tx: sqlite3.Connection, telegram_id: int) -> list[MemberRow]:
    """The memberships that somebody has now, the first one first."""
    rows = tx.execute(_SELECT + "WHERE telegram_id = ? AND removed_at IS NULL ORDER BY id", (telegram_id,))
    return [_member(row) for row in rows]


def every(tx: sqlite3.Connection) -> list[MemberRow]:
    """All memberships of now, the first one first."""
    return [_member(row) for row in tx.execute(_SELECT + "WHERE removed_at IS NULL ORDER BY id")]


def by_id(tx: sqlite3.Connection, member_id: int) -> MemberRow | None:
    """The membership, also a removed one, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (member_id,)).fetchone()
    return None if row is None else _member(row)


def name_of(tx: sqlite3.Connection, telegram_id: int) -> str | None:
    """The name that the team knows somebody by, also if they were removed; None: nobody does."""
    row = tx.execute(
        "SELECT name FROM members WHERE telegram_id = ? ORDER BY id DESC LIMIT 1", (telegram_id,)
    ).fetchone()
    return None if row is None else str(row[0])


def join(
    tx: sqlite3.Connection,
    *,
    telegram_id: int,
    name: str,
    role: MemberRole,
    scope: Scope,
    series: str | None = None,
    webinar_id: int | None = None,
    rows: bool = False,
    session: str | None = None,
    invited_by: int | None,
    now: datetime,
) -> int:
    """Somebody is a member from now on; the membership's number.

    Raises:
        sqlite3.IntegrityError: they have one of this scope already, or role and scope do not go together.
    """
    written = tx.execute(
        """INSERT INTO members (telegram_id, name, role, scope, series, webinar_id, rows, session, invited_by, since)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (telegram_id, name, role, scope, series, webinar_id, int(rows), session, invited_by, to_ms(now)),
    )
    assert written.lastrowid is not None
    return written.lastrowid


def change(tx: sqlite3.Connection, member_id: int, *, role: MemberRole, rows: bool, session: str | None = None) -> None:
    """The membership has this role; a speaker's is of ``session``.

    Raises:
        sqlite3.IntegrityError: role, ``rows``, ``session`` and scope do not go together, or they have such another one.
    """
    tx.execute("UPDATE members SET role = ?, rows = ?, session = ? WHERE id = ?", (role, int(rows), session, member_id))


def remove(tx: sqlite3.Connection, member_id: int, *, now: datetime) -> None:
    """They are a member by it no more."""
    tx.execute("UPDATE members SET removed_at = ? WHERE id = ? AND removed_at IS NULL", (to_ms(now), member_id))


def restore(tx: sqlite3.Connection, member_id: int) -> None:
    """They are a member by it again.

    Raises:
        sqlite3.IntegrityError: they have another one of this scope by now.
    """
    tx.execute("UPDATE members SET removed_at = NULL WHERE id = ?", (member_id,))


def prune(tx: sqlite3.Connection, *, before: datetime) -> None:
    """Who was removed before this moment is not known any more."""
    tx.execute("DELETE FROM members WHERE removed_at < ?", (to_ms(before),))


def _member(row: sqlite3.Row) -> MemberRow:
    return MemberRow(
        id=row[0],
        telegram_id=row[1],
        name=row[2],
        role=row[3],
        scope=row[4],
        series=row[5],
        webinar_id=row[6],
        rows=bool(row[7]),
        invited_by=row[8],
        since=from_ms(row[9]),
        removed_at=from_ms_or_none(row[10]),
        session=row[11],
    )
