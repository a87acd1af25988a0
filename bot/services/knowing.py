"""What is known of one person, as the plan asks it: from their row, their enrolment and their response."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.delivery.owing import Person, Timetable
from bot.survey.answers import Answers
from bot.survey.definitions import Webinar
from db.attendees import AttendeeRow
from db.enrolments import EnrolmentRow
from db.responses import ResponseRow
from db.webinars import WebinarRow


def timetable_of(row: WebinarRow, webinar: Webinar) -> Timetable:
    """When the webinar is, as its row says, in the zone that its definition names."""
    return Timetable(row.starts_at, row.ends_at, ZoneInfo(webinar.timezone))


def person_of(
    attendee: AttendeeRow,
    enrolment: EnrolmentRow,
    response: ResponseRow | None,
    *,
    answers: Answers,
    agreed: frozenset[str],
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
    )


def _finished_at(response: ResponseRow | None, enrolment: EnrolmentRow) -> datetime | None:
    """When they finished. Of an anonymous survey only the day is kept, which may have begun before they entered."""
    if response is None or response.finished_at is None:
        return None
    return max(response.finished_at, enrolment.entered_at)


def _zone(name: str | None) -> ZoneInfo | None:
    """The zone; None also for one that this machine does not know any more."""
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
