"""What is known of people, as the plan asks it: from their rows, their enrolments and their responses.

Facts are loaded for a portion of the audience, which may be one person; there is no other way for a plan to know them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import db.portions
import db.votes
from bot.delivery.owing import Person, Timetable
from bot.delivery.plan import Existing
from bot.services.permissions import agreed_by_all
from bot.survey.answers import Answer, Answers
from bot.survey.definitions import Webinar
from bot.survey.rules import mentioned
from db.attendees import AttendeeRow
from db.enrolments import EnrolmentRow
from db.portions import Portion
from db.responses import ResponseRow
from db.webinars import WebinarRow

_NOTHING: Mapping[str, Answer] = {}


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the audience, and their ``rows`` of the outbox.

    ``begun``: they have a response, which is opened before its question goes out. ``asked``: that is known to be there.
    """

    person: Person
    reachable: bool
    begun: bool
    asked: bool
    rows: Sequence[Existing]


def timetable_of(row: WebinarRow, webinar: Webinar) -> Timetable:
    """When the webinar is, as its row says, in the zone that its definition names."""
    return Timetable(row.starts_at, row.ends_at, ZoneInfo(webinar.timezone))


def know(
    tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, *, first: int, last: int, limit: int
) -> list[Known]:
    """The first ``limit`` people of the webinar's audience with an attendee id from ``first`` to ``last``, by that."""
    portion = Portion(row.id, first, last)
    enrolled = db.portions.people(tx, portion, survey_key=webinar.survey, limit=limit)
    if not enrolled:
        return []
    portion = Portion(row.id, enrolled[0].attendee.id, enrolled[-1].attendee.id)
    answers, agreed = _answers(tx, webinar, portion), agreed_by_all(tx, webinar, portion)
    stopped = stopped_by(tx, webinar, portion)
    rows = db.portions.owed(tx, portion, Existing)
    return [
        Known(
            person_of(
                each.attendee,
                each.enrolment,
                each.response,
                answers=answers.get(each.attendee.id, _NOTHING),
                agreed=agreed.get(each.attendee.id, frozenset()),
                stopped=stopped.get(each.attendee.id, frozenset()),
            ),
            reachable=each.attendee.reachable,
            begun=each.response is not None,
            asked=_asked(each.response),
            rows=rows.get(each.attendee.id, ()),
        )
        for each in enrolled
    ]


def stopped_by(tx: sqlite3.Connection, webinar: Webinar, portion: Portion) -> Mapping[int, frozenset[str]]:
    """The topics that people of the portion want no more of, by attendee."""
    if not any(each.topic for each in webinar.follow_ups):
        return {}
    return db.votes.stopped(tx, portion.webinar_id, first=portion.first, last=portion.last)


def _answers(tx: sqlite3.Connection, webinar: Webinar, portion: Portion) -> Mapping[int, Answers]:
    """The answers that the plan looks at, by attendee; those that lie sealed are nobody's."""
    looked_at = [mentioned(each.to) for each in webinar.follow_ups if each.to is not None]
    questions = frozenset[str]().union(*looked_at)
    if not questions:
        return {}
    found = db.portions.answers(tx, portion, survey_key=webinar.survey, questions=questions)
    return {
        attendee_id: {key: Answer(row.state, row.picks, row.text, row.number) for key, row in rows.items()}
        for attendee_id, rows in found.items()
    }


def person_of(
    attendee: AttendeeRow,
    enrolment: EnrolmentRow,
    response: ResponseRow | None,
    *,
    answers: Answers,
    agreed: frozenset[str],
    stopped: frozenset[str],
) -> Person:
    """The person; ``answers`` are those of ``response``, as far as the plan looks at any."""
    return Person(
        attendee_id=attendee.id,
        entered_at=enrolment.entered_at,
        finished_at=_finished_at(response, enrolment),
        answers=answers,
        wants=enrolment.wants,
        left_at=enrolment.left_at,
        agreed=agreed,
        zone=_zone(attendee.timezone),
        begun=response is not None and response.started_at is not None,
        listed=enrolment.attended,
        registered=enrolment.registered,
        language=attendee.language,
        source=enrolment.source,
        stopped=stopped,
    )


def _finished_at(response: ResponseRow | None, enrolment: EnrolmentRow) -> datetime | None:
    """When they finished. Of an anonymous survey only the day is kept, which may have begun before they entered."""
    if response is None or response.finished_at is None:
        return None
    return max(response.finished_at, enrolment.entered_at)


def _asked(response: ResponseRow | None) -> bool:
    """Whether they have seen a question: it stands in a message that is known, or they have answered one."""
    return response is not None and (response.message_id is not None or response.started_at is not None)


def home_of(attendee: AttendeeRow, webinar: Webinar) -> ZoneInfo:
    """The zone they live in, as far as anybody knows: else it is the webinar's."""
    return _zone(attendee.timezone) or ZoneInfo(webinar.timezone)


@lru_cache(maxsize=1024)
def _zone(name: str | None) -> ZoneInfo | None:
    """The zone; None also for one that this machine does not know any more."""
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
