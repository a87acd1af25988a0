"""Whether a claimed row of the outbox may go at this very moment, judged by what is true then."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.declining import CANCELLED_BY_HAND, Wants
from bot.delivery.moments import allowed
from bot.delivery.owing import AT_ONCE, owed_of, quiet_until
from bot.delivery.plan import NO_LONGER_OWED, too_late
from bot.delivery.spacing import in_turn
from bot.services.knowing import home_of, person_of, stopped_by, timetable_of
from bot.services.orders import orders_of
from bot.services.outcomes import Against, Cancelled, Held, Overdue, Postponed
from bot.services.permissions import agreed
from bot.services.standing import Standing, wordings_for
from bot.survey.definitions import FollowUp, Webinar
from db.attendees import AttendeeRow
from db.enrolments import EnrolmentRow
from db.outbox import OutboxRow
from db.portions import Portion
from db.webinars import WebinarRow

QUIET = "quiet hours"
NOT_YET = "its moment moved"
PAUSED = "the survey is paused"
"""Put off until somebody lets the survey go on, or it closes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel goes and what may be said there."""

    row: WebinarRow
    webinar: Webinar
    attendee: AttendeeRow
    standing: Standing | None
    enrolment: EnrolmentRow | None

    @property
    def wants(self) -> Wants:
        """What this person asked for."""
        return self.enrolment.wants if self.enrolment else "all"

    @property
    def language(self) -> str:
        """The one of the webinar's languages that is theirs, else its first."""
        return wordings_for(self.attendee.language, self.webinar.languages)[0]


def stands_against(
    tx: sqlite3.Connection, row: OutboxRow, follow_up: FollowUp, place: Place, *, now: datetime
) -> Against | None:
    """What stands against sending ``follow_up`` now; None: nothing.

    A row that is not due, or whose moment an organiser set by hand not long ago, is judged by its audience only. The
    definition may be newer than the row: then the plan is being laid anew, and what waits for an organiser by the new
    one is held.
    """
    if place.enrolment is None:
        return Cancelled(NO_LONGER_OWED)
    alone = Portion(place.row.id, place.attendee.id, place.attendee.id)
    standing, timetable = place.standing, timetable_of(place.row, place.webinar)
    person = person_of(
        place.attendee,
        place.enrolment,
        standing.response if standing else None,
        answers=standing.answers if standing else {},
        agreed=agreed(tx, place.row, place.webinar, place.attendee.id),
        stopped=stopped_by(tx, place.webinar, alone).get(place.attendee.id, frozenset()),
    )
    found = owed_of(place.webinar, follow_up, person, timetable)
    if found is None:
        return Cancelled(NO_LONGER_OWED)
    if row.due_at is None or row.due_at > now:
        return None
    if row.by_hand:
        if now - row.due_at > found.too_late_after and not found.promised:
            return Overdue(too_late(found.too_late_after))
        return None if now - row.due_at <= AT_ONCE else quiet_against(place, now=now)
    wanted = in_turn(place.webinar, person, timetable, orders_of(tx, place.row.id))
    found = next((each for each in wanted if each.follow_up == follow_up.key), None)
    if found is None:
        return Cancelled(CANCELLED_BY_HAND)
    if found.held is not None:
        return Held(found.held)
    if found.due_at is not None and found.due_at > now:
        return Postponed(found.due_at, NOT_YET)
    until = quiet_until(place.webinar, found, person, timetable, now=now)
    since = found.due_at if row.reason in (QUIET, PAUSED) and found.due_at is not None else row.due_at
    if (until or now) - since > found.too_late_after and not found.promised:
        return Overdue(too_late(found.too_late_after))
    return None if until is None else Postponed(until, QUIET)


def quiet_against(place: Place, *, now: datetime) -> Postponed | None:
    """Whether hours are quiet where they live, for what answers nobody's own act; None: it may go."""
    until = allowed(now, place.webinar.quiet, home_of(place.attendee, place.webinar))
    return Postponed(until, QUIET) if until > now else None
