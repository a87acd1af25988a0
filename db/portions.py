"""What is known of a portion of a webinar's audience: a few statements, however many people it is.

A portion is everyone enrolled with an attendee id in a range. People are found by their enrolments, everything else by
them, so that nobody pays for who is enrolled elsewhere. It refuses to change anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from db import attendees, enrolments, responses
from db.answers import AnswerRow, picked
from db.attendees import AttendeeRow, as_attendee
from db.consents import Purpose
from db.enrolments import EnrolmentRow, as_enrolment
from db.moments import from_ms_or_none
from db.outbox import State
from db.responses import ResponseRow, as_response

Row = TypeVar("Row")


def _of(table: str, columns: str) -> list[str]:
    return [f"{table}.{column.strip()}" for column in columns.split(",")]


_ENROLMENT, _ATTENDEE = _of("e", enrolments.COLUMNS), _of("a", attendees.COLUMNS)
_RESPONSE = _of("r", responses.COLUMNS)
_BEFORE_RESPONSE = len(_ENROLMENT) + len(_ATTENDEE)
_PERSON = f"""SELECT {", ".join((*_ENROLMENT, *_ATTENDEE, *_RESPONSE))}
    FROM enrolments AS e JOIN attendees AS a ON a.id = e.attendee_id
    LEFT JOIN responses AS r
        ON r.webinar_id = e.webinar_id AND r.survey_key = :survey AND r.attendee_id = e.attendee_id """  # noqa: S608 - own columns
_ENROLLED = """FROM enrolments AS e CROSS JOIN {table} ON {found}
    WHERE e.webinar_id = :webinar AND e.attendee_id BETWEEN :first AND :last """


@dataclass(frozen=True, slots=True)
class Portion:
    """Who is enrolled in this webinar with an attendee id from ``first`` to ``last``."""

    webinar_id: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One of them. ``response`` is theirs to the survey that was asked about, None before there is one."""

    enrolment: EnrolmentRow
    attendee: AttendeeRow
    response: ResponseRow | None


def people(tx: sqlite3.Connection, portion: Portion, *, survey_key: str, limit: int) -> list[Enrolled]:
    """The first ``limit`` people of the portion, by attendee id."""
    rows = tx.execute(
        _PERSON
        + """WHERE e.webinar_id = :webinar AND e.attendee_id BETWEEN :first AND :last
             ORDER BY e.attendee_id LIMIT :limit""",
        {**_names(portion), "survey": survey_key, "limit": limit},
    )
    return [
        Enrolled(
            as_enrolment(row[: len(_ENROLMENT)]),
            as_attendee(row[len(_ENROLMENT) : _BEFORE_RESPONSE]),
            None if row[_BEFORE_RESPONSE] is None else as_response(row[_BEFORE_RESPONSE:]),
        )
        for row in rows
    ]


def owed(
    tx: sqlite3.Connection,
    portion: Portion,
    made: Callable[[int, str, State, datetime | None, str | None, bool, str | None], Row],
) -> Mapping[int, list[Row]]:
    """What is in the outbox for each of them from this webinar, by attendee: ``made`` of id, follow-up, state, moment,
    reason, whether an organiser set that moment, and what a cancelled one was held for.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    for attendee_id, number, follow_up, state, due_at, reason, by_hand, waited in tx.execute(
        "SELECT o.attendee_id, o.id, o.follow_up, o.state, o.due_at, o.reason, o.by_hand, o.waited "
        + _ENROLLED.format(table="outbox AS o", found="o.attendee_id = e.attendee_id AND o.webinar_id = e.webinar_id")
        + "ORDER BY o.attendee_id, o.id",
        _names(portion),
    ):
        moment = from_ms_or_none(due_at)
        found[attendee_id].append(made(number, follow_up, state, moment, reason, by_hand == 1, waited))
    return found


def answers(
    tx: sqlite3.Connection, portion: Portion, *, survey_key: str, questions: Iterable[str]
) -> Mapping[int, dict[str, AnswerRow]]:
    """What each of them has stored in rows for these questions of this survey, by attendee and question."""
    found: dict[int, dict[str, AnswerRow]] = defaultdict(dict)
    for attendee_id, question, state, picks, text, number in tx.execute(
        "SELECT r.attendee_id, q.question, q.state, q.picks, q.text, q.number "
        + _ENROLLED.format(
            table="responses AS r",
            found="""r.webinar_id = e.webinar_id AND r.survey_key = :survey AND r.attendee_id = e.attendee_id
                CROSS JOIN json_each(:questions) AS wanted
                CROSS JOIN answers AS q ON q.response_id = r.id AND q.question = wanted.value""",
        ),
        {**_names(portion), "survey": survey_key, "questions": json.dumps(sorted(questions))},
    ):
        found[attendee_id][question] = AnswerRow(state, picked(picks), text, number)
    return found


def said(tx: sqlite3.Connection, portion: Portion, *, purpose: Purpose) -> Mapping[int, Mapping[str, tuple[bool, str]]]:
    """What each of them said last about each subject of ``purpose``, and to which words, by attendee and subject."""
    found: dict[int, dict[str, tuple[bool, str]]] = defaultdict(dict)
    for attendee_id, subject, given, text in tx.execute(
        "SELECT c.attendee_id, c.subject, c.given, n.text "
        + _ENROLLED.format(
            table="consents AS c",
            found="""c.attendee_id = e.attendee_id AND c.webinar_id = e.webinar_id AND c.purpose = :purpose
                CROSS JOIN notices AS n ON n.digest = c.notice""",
        )
        + "ORDER BY c.id",
        {**_names(portion), "purpose": purpose},
    ):
        found[attendee_id][subject] = (given == 1, text)
    return found


def _names(portion: Portion) -> dict[str, object]:
    return {"webinar": portion.webinar_id, "first": portion.first, "last": portion.last}
