"""Very low answers: with who gave them, for surveys that ask for names; and of whom it is agreed that one is told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import to_ms


@dataclass(frozen=True, slots=True)
class LowRow:
    """One response with such an answer. ``name`` None: it is not known."""

    response_id: int
    name: str | None


def since(
    tx: sqlite3.Connection, *, webinar_id: int, survey_id: int, question: str, picks: str, since: datetime
) -> list[LowRow]:
    """Who answered ``question`` with just ``picks`` (JSON) since then, the first first."""
    rows = tx.execute(
        """SELECT a.response_id, e.name FROM answers a
           JOIN responses r ON r.id = a.response_id
           LEFT JOIN enrolments e ON e.webinar_id = r.webinar_id AND e.attendee_id = r.attendee_id
           WHERE a.webinar_id = ? AND a.survey_id = ? AND a.question = ? AND a.state = 'answered' AND a.picks = ?
             AND a.stored_at >= ? ORDER BY a.stored_at, a.response_id""",
        (webinar_id, survey_id, question, picks, to_ms(since)),
    )
    return [LowRow(row[0], row[1]) for row in rows]


def agreed(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str, since: datetime) -> list[int]:
    """The responses of those who agreed since then that a very low answer is told, and stand by it, by number."""
    rows = tx.execute(
        """SELECT r.id FROM consents c JOIN responses r
             ON r.webinar_id = c.webinar_id AND r.attendee_id = c.attendee_id AND r.survey_key = c.subject
           WHERE c.webinar_id = ? AND c.purpose = 'alert' AND c.subject = ? AND c.given AND c.said_at >= ?
             AND NOT EXISTS (SELECT 1 FROM consents later WHERE later.attendee_id = c.attendee_id
               AND later.webinar_id = c.webinar_id AND later.purpose = 'alert' AND later.subject = c.subject
               AND later.id > c.id)
           ORDER BY r.id""",
        (webinar_id, survey_key, to_ms(since)),
    )
    return [int(row[0]) for row in rows]
