"""Responses: one attendee's run through one survey version, or a row without an attendee.

Such a row was imported, or holds answers to an anonymous survey that were moved to where they are nobody's. A row of an
anonymous survey with an attendee says only that they took part.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from db.moments import from_ms, from_ms_or_none, to_ms

Mode = Literal["chat", "import", "anonymous"]

COLUMNS = """id, label, webinar_id, survey_id, survey_key, attendee_id, mode, language, created_at, started_at,
    finished_at, message_id, revisit"""
"""In the order that ``as_response`` reads them."""

SELECT = f"SELECT {COLUMNS} FROM responses "  # noqa: S608 - own columns
_LAST_TOUCHED_FIRST = """WHERE attendee_id = ? ORDER BY
    max(created_at, coalesce((SELECT max(stored_at) FROM answers WHERE response_id = responses.id), 0)) DESC, id DESC"""


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One response. ``attendee_id`` is None unless the mode is "chat"; ``started_at`` is None until the first answer;
    ``message_id`` is the message that holds its screen, None before there is one; ``revisit`` is JSON text.
    """

    id: int
    label: str
    webinar_id: int
    survey_id: int
    survey_key: str
    attendee_id: int | None
    mode: Mode
    language: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    message_id: int | None
    revisit: str | None = None


def create(
    tx: sqlite3.Connection,
    *,
    label: str,
    webinar_id: int,
    survey_id: int,
    survey_key: str,
    attendee_id: int | None,
    mode: Mode,
    language: str,
    now: datetime,
) -> int:
    """A new response with nothing answered; its id.

    Raises:
        sqlite3.IntegrityError: the label is taken, the attendee has a response to this survey already, or the mode is
            "chat" without an attendee (or "import" with one).
    """
    written = tx.execute(
        """INSERT INTO responses (label, webinar_id, survey_id, survey_key, attendee_id, mode, language, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (label, webinar_id, survey_id, survey_key, attendee_id, mode, language, to_ms(now)),
    )
    assert written.lastrowid is not None
    return written.lastrowid


def by_id(tx: sqlite3.Connection, response_id: int) -> ResponseRow | None:
    """The response with this id, or None (an id may come from a forged button)."""
    row = tx.execute(SELECT + "WHERE id = ?", (response_id,)).fetchone()
    return None if row is None else as_response(row)


def find(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str, attendee_id: int) -> ResponseRow | None:
    """This attendee's response to this survey of this webinar, or None."""
    row = tx.execute(
        SELECT + "WHERE webinar_id = ? AND survey_key = ? AND attendee_id = ?",
        (webinar_id, survey_key, attendee_id),
    ).fetchone()
    return None if row is None else as_response(row)


def by_label(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str, label: str) -> ResponseRow | None:
    """The response with this label, or None."""
    row = tx.execute(
        SELECT + "WHERE webinar_id = ? AND survey_key = ? AND label = ?",
        (webinar_id, survey_key, label),
    ).fetchone()
    return None if row is None else as_response(row)


def of_attendee(tx: sqlite3.Connection, attendee_id: int) -> list[ResponseRow]:
    """All responses of this attendee, the one touched last (an answer stored, or created) first."""
    rows = tx.execute(
        SELECT + _LAST_TOUCHED_FIRST,
        (attendee_id,),
    )
    return [as_response(row) for row in rows]


def told(tx: sqlite3.Connection, webinar_id: int) -> int:
    """How many responses in chat there are to any survey of this webinar: people who were told what becomes of them."""
    row = tx.execute("SELECT count(attendee_id) FROM responses WHERE webinar_id = ?", (webinar_id,)).fetchone()
    return int(row[0])


def touched(tx: sqlite3.Connection, attendee_id: int) -> dict[int, int]:
    """When each response of this attendee was touched last (an answer in a row stored, or created), by id, in
    milliseconds since 1970 UTC.
    """
    rows = tx.execute(
        """SELECT id, max(created_at, coalesce((SELECT max(stored_at) FROM answers WHERE response_id = r.id), 0))
           FROM responses AS r WHERE attendee_id = ?""",
        (attendee_id,),
    )
    return dict(rows.fetchall())


def participations(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str, survey_id: int) -> list[ResponseRow]:
    """The responses to this version that belong to somebody, by attendee."""
    rows = tx.execute(
        SELECT
        + """WHERE webinar_id = ? AND survey_key = ? AND survey_id = ? AND attendee_id IS NOT NULL
             ORDER BY attendee_id""",
        (webinar_id, survey_key, survey_id),
    )
    return [as_response(row) for row in rows]


def any_moved(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str) -> bool:
    """Whether answers to any version of this survey were moved to where they are nobody's."""
    row = tx.execute(
        """SELECT 1 FROM responses WHERE webinar_id = ? AND survey_key = ? AND attendee_id IS NULL
           AND mode = 'anonymous' LIMIT 1""",
        (webinar_id, survey_key),
    ).fetchone()
    return row is not None


def anybody_of(tx: sqlite3.Connection, webinar_id: int, survey_ids: Iterable[int]) -> bool:
    """Whether a response to any of these versions belongs to somebody."""
    row = tx.execute(
        """SELECT 1 FROM responses WHERE webinar_id = ? AND attendee_id IS NOT NULL
           AND survey_id IN (SELECT value FROM json_each(?)) LIMIT 1""",
        (webinar_id, json.dumps(list(survey_ids))),
    ).fetchone()
    return row is not None


def mark_started(tx: sqlite3.Connection, response_id: int, *, now: datetime) -> bool:
    """The response has begun; True if only now. A second time changes nothing."""
    changed = tx.execute(
        "UPDATE responses SET started_at = ? WHERE id = ? AND started_at IS NULL", (to_ms(now), response_id)
    )
    return changed.rowcount == 1


def finish(tx: sqlite3.Connection, response_id: int, *, now: datetime) -> bool:
    """The response is finished (and so has begun); True if only now. A second time changes nothing."""
    changed = tx.execute(
        """UPDATE responses SET finished_at = ?1, started_at = coalesce(started_at, ?1)
           WHERE id = ?2 AND finished_at IS NULL""",
        (to_ms(now), response_id),
    )
    return changed.rowcount == 1


def reopen(tx: sqlite3.Connection, response_id: int) -> None:
    """The response is not finished (an import said so later)."""
    tx.execute("UPDATE responses SET finished_at = NULL WHERE id = ?", (response_id,))


def set_message(tx: sqlite3.Connection, response_id: int, message_id: int | None) -> None:
    """Its screen is in this message; None: in none any more."""
    tx.execute("UPDATE responses SET message_id = ? WHERE id = ?", (message_id, response_id))


def forget_messages(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str) -> None:
    """Of no response to this survey is it known which message holds its screen. Messages of all chats have numbers from
    one sequence: two of them tell how many were written in between.
    """
    tx.execute(
        "UPDATE responses SET message_id = NULL WHERE webinar_id = ? AND survey_key = ? AND message_id IS NOT NULL",
        (webinar_id, survey_key),
    )


def is_over_and_anonymous(tx: sqlite3.Connection, response_id: int, *, now: datetime) -> bool:
    """Whether it belongs to the own survey of a webinar, which is anonymous and has closed at ``now``."""
    row = tx.execute(
        """SELECT 1 FROM responses AS r
           JOIN webinars AS w ON w.id = r.webinar_id JOIN surveys AS s ON s.id = r.survey_id
           WHERE r.id = ? AND w.closes_at <= ? AND s.key = (SELECT key FROM surveys WHERE id = w.survey_id)
             AND json_extract(s.body, '$.identity') = 'anonymous'""",
        (response_id, to_ms(now)),
    ).fetchone()
    return row is not None


def set_revisit(tx: sqlite3.Connection, response_id: int, revisit: str | None) -> None:
    """The settled question that is looked at again, as JSON text; None: none."""
    tx.execute("UPDATE responses SET revisit = ? WHERE id = ?", (revisit, response_id))


def as_response(row: sqlite3.Row | tuple[Any, ...]) -> ResponseRow:
    """The response in a row of ``COLUMNS``."""
    return ResponseRow(
        id=row[0],
        label=row[1],
        webinar_id=row[2],
        survey_id=row[3],
        survey_key=row[4],
        attendee_id=row[5],
        mode=row[6],
        language=row[7],
        created_at=from_ms(row[8]),
        started_at=from_ms_or_none(row[9]),
        finished_at=from_ms_or_none(row[10]),
        message_id=row[11],
        revisit=row[12],
    )
