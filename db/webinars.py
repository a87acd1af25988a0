"""Webinars: the definition as applied, and what everything else asks of it resolved into columns."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none

_SELECT = """SELECT id, key, code, title, series, definition, digest, survey_id, starts_at, ends_at, opens_at,
    closes_at, registrations, attendees, attention, created_at, changed_at, revision,
    paused_at FROM webinars """


@dataclass(frozen=True, slots=True)
class WebinarRow:
    """One webinar. ``definition`` is JSON text. ``opens_at`` None: by hand. ``attention`` is a share from 0 to 1.

    ``paused_at``: since then its survey takes no answers, until somebody lets it go on; nothing once it has closed.
    """

    id: int
    key: str
    code: str
    title: str
    series: str | None
    definition: str
    digest: str
    survey_id: int
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    registrations: int | None
    attendees: int | None
    attention: float | None
    created_at: datetime
    changed_at: datetime
    revision: int = 1
    paused_at: datetime | None = None


def find(tx: sqlite3.Connection, code_or_key: str) -> WebinarRow | None:
    """The webinar with this code, or else with this key, or None."""
    row = tx.execute(
        _SELECT + "WHERE code = ?1 OR key = ?1 ORDER BY code = ?1 DESC LIMIT 1",
        (code_or_key,),
    ).fetchone()
    return None if row is None else _webinar(row)


def by_id(tx: sqlite3.Connection, webinar_id: int) -> WebinarRow:
    """The webinar with this id.

    Raises:
        LookupError: there is none.
    """
    row = find_by_id(tx, webinar_id)
    if row is None:
        raise LookupError(f"no webinar {webinar_id}")
    return row


def find_by_id(tx: sqlite3.Connection, webinar_id: int) -> WebinarRow | None:
    """The webinar with this id, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (webinar_id,)).fetchone()
    return None if row is None else _webinar(row)


def every(tx: sqlite3.Connection) -> list[WebinarRow]:
    """All webinars, in the order they start."""
    rows = tx.execute(_SELECT + "ORDER BY starts_at, id")
    return [_webinar(row) for row in rows]


def insert(
    tx: sqlite3.Connection,
    *,
    key: str,
    code: str,
    title: str,
    series: str | None,
    definition: str,
    digest: str,
    survey_id: int,
    starts_at: datetime,
    ends_at: datetime,
    opens_at: datetime | None,
    closes_at: datetime | None,
    registrations: int | None,
    attendees: int | None,
    attention: float | None,
    now: datetime,
) -> int:
    """A new webinar; its id.

    Raises:
        sqlite3.IntegrityError: the key or the code is taken, or a value is out of its range.
    """
    moments = (to_ms(starts_at), to_ms(ends_at), to_ms_or_none(opens_at), to_ms_or_none(closes_at))
    written = tx.execute(
        """INSERT INTO webinars (key, code, title, series, definition, digest, survey_id, starts_at, ends_at, opens_at,
               closes_at, registrations, attendees, attention, created_at, changed_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?15, ?15)""",
        (
            *(key, code, title, series, definition, digest, survey_id),
            *moments,
            *(registrations, attendees, attention, to_ms(now)),
        ),
    )
    assert written.lastrowid is not None
    return written.lastrowid


def update(
    tx: sqlite3.Connection,
    webinar_id: int,
    *,
    title: str,
    series: str | None,
    definition: str,
    digest: str,
    survey_id: int,
    starts_at: datetime,
    ends_at: datetime,
    opens_at: datetime | None,
    closes_at: datetime | None,
    registrations: int | None,
    attendees: int | None,
    attention: float | None,
    now: datetime,
) -> None:
    """The webinar is as given; its key, its code and the moment it was created stay."""
    moments = (to_ms(starts_at), to_ms(ends_at), to_ms_or_none(opens_at), to_ms_or_none(closes_at))
    tx.execute(
        """UPDATE webinars SET title = ?, series = ?, definition = ?, digest = ?, survey_id = ?, starts_at = ?,
               ends_at = ?, opens_at = ?, closes_at = ?, registrations = ?, attendees = ?, attention = ?, changed_at = ?
           WHERE id = ?""",
        (
            *(title, series, definition, digest, survey_id),
            *moments,
            *(registrations, attendees, attention, to_ms(now), webinar_id),
        ),
    )


def count(
    tx: sqlite3.Connection,
    webinar_id: int,
    *,
    registrations: int | None,
    attendees: int | None,
    attention: float | None,
    now: datetime,
) -> None:
    """So many registered for the webinar and attended it, with that share of attention, as somebody says."""
    tx.execute(
        "UPDATE webinars SET registrations = ?, attendees = ?, attention = ?, changed_at = ? WHERE id = ?",
        (registrations, attendees, attention, to_ms(now), webinar_id),
    )


def open_at(tx: sqlite3.Connection, webinar_id: int, *, opens_at: datetime, now: datetime) -> None:
    """The webinar's survey opens then, whatever its definition says."""
    tx.execute(
        "UPDATE webinars SET opens_at = ?, changed_at = ? WHERE id = ?", (to_ms(opens_at), to_ms(now), webinar_id)
    )


def set_definition(tx: sqlite3.Connection, webinar_id: int, *, definition: str, digest: str, now: datetime) -> None:
    """The webinar's definition is this text, whose digest that is; its moments stay."""
    tx.execute(
        "UPDATE webinars SET definition = ?, digest = ?, changed_at = ? WHERE id = ?",
        (definition, digest, to_ms(now), webinar_id),
    )


def revise(tx: sqlite3.Connection, webinar_id: int) -> None:
    """What organisers see of it is something else now, although nothing in its own row is."""
    tx.execute("UPDATE webinars SET revision = revision + 1 WHERE id = ?", (webinar_id,))


def set_course(
    tx: sqlite3.Connection,
    webinar_id: int,
    *,
    ends_at: datetime,
    opens_at: datetime | None,
    closes_at: datetime | None,
    paused_at: datetime | None,
    now: datetime,
) -> None:
    """The webinar ends, and its survey opens and closes, then, whatever its definition says; paused since when."""
    moments = (to_ms(ends_at), to_ms_or_none(opens_at), to_ms_or_none(closes_at), to_ms_or_none(paused_at))
    tx.execute(
        "UPDATE webinars SET ends_at = ?, opens_at = ?, closes_at = ?, paused_at = ?, changed_at = ? WHERE id = ?",
        (*moments, to_ms(now), webinar_id),
    )


def _webinar(row: sqlite3.Row) -> WebinarRow:
    return WebinarRow(
        id=row[0],
        key=row[1],
        code=row[2],
        title=row[3],
        series=row[4],
        definition=row[5],
        digest=row[6],
        survey_id=row[7],
        starts_at=from_ms(row[8]),
        ends_at=from_ms(row[9]),
        opens_at=from_ms_or_none(row[10]),
        closes_at=from_ms_or_none(row[11]),
        registrations=row[12],
        attendees=row[13],
        attention=row[14],
        created_at=from_ms(row[15]),
        changed_at=from_ms(row[16]),
        revision=row[17],
        paused_at=from_ms_or_none(row[18]),
    )
