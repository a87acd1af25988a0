"""People, webinars and responses that tests of the database start from."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count

from db import answers, attendees, enrolments, responses, surveys, webinars

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)

_numbers = count(1)


def a_survey(tx: sqlite3.Connection, key: str = "satisfaction", digest: str = "first") -> int:
    return surveys.publish(tx, key=key, digest=digest, body="{}", now=NOON)


def a_webinar(tx: sqlite3.Connection, key: str = "clusters", survey_id: int | None = None) -> int:
    number = next(_numbers)
    return webinars.insert(
        tx,
        key=key,
        code="a" * 6 + "".join("abcdefghij"[int(digit)] for digit in f"{number:07d}"),
        title="Communication strategies for clusters",
        series=None,
        definition="{}",
        digest="d1",
        survey_id=survey_id or a_survey(tx),
        starts_at=NOON - timedelta(hours=2),
        ends_at=NOON,
        opens_at=None,
        closes_at=NOON + timedelta(days=7),
        registrations=140,
        attendees=85,
        attention=0.6,
        now=NOON,
    )


def someone(tx: sqlite3.Connection, language: str = "en") -> int:
    return attendees.meet(tx, chat_id=1000 + next(_numbers), language=language, now=NOON).id


def someone_entered(tx: sqlite3.Connection, webinar_id: int) -> int:
    attendee_id = someone(tx)
    enrolments.enrol(tx, webinar_id=webinar_id, attendee_id=attendee_id, source=None, now=NOON)
    return attendee_id


def a_response(
    tx: sqlite3.Connection,
    webinar_id: int,
    attendee_id: int | None = None,
    *,
    survey_id: int = 1,
    survey_key: str = "satisfaction",
    label: str | None = None,
) -> int:
    """In chat for ``attendee_id``; imported without one."""
    return responses.create(
        tx,
        label=label or f"label{next(_numbers):08d}",
        webinar_id=webinar_id,
        survey_id=survey_id,
        survey_key=survey_key,
        attendee_id=attendee_id,
        mode="import" if attendee_id is None else "chat",
        language="en",
        now=NOON,
    )


def answered(tx: sqlite3.Connection, response_id: int, question: str, *picks: str, **more: object) -> None:
    """Picks, or a ``text`` or ``number``, settled."""
    values = {"text": None, "number": None, "now": NOON, **more}
    answers.put(tx, response_id, question, state="answered", picks=picks, **values)


def skipped(tx: sqlite3.Connection, response_id: int, question: str) -> None:
    answers.put(tx, response_id, question, state="skipped", picks=(), text=None, number=None, now=NOON)


def shown(tx: sqlite3.Connection, response_id: int, question: str, *ticks: str) -> None:
    answers.put(tx, response_id, question, state="shown", picks=ticks, text=None, number=None, now=NOON)
