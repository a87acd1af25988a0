"""A webinar's definition resolved into its row: moments in UTC, numbers, the stored text and its digest.

Where a file says the same as last time, what has been changed since by other means (an import, an organiser's word)
stays; where it says something new, the file wins.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.delivery.moments import moment, resolved
from bot.services.canonical import canonical, digest
from bot.services.errors import Refusal
from bot.survey.definitions import ByHand, Webinar
from db.webinars import WebinarRow

T = TypeVar("T")


def new_row(webinar: Webinar, *, code: str, survey_id: int, now: datetime) -> WebinarRow:
    """The row of a webinar that is applied for the first time; its id is 0 until it is inserted.

    Raises:
        Refusal: one of its moments lies beyond what a calendar holds.
    """
    zone = ZoneInfo(webinar.timezone)
    definition = canonical(webinar)
    try:
        starts_at = resolved(webinar.starts_local, zone)
        ends_at = starts_at + webinar.duration
        opens_at, closes_at, *_ = [
            moment(when, starts_at=starts_at, ends_at=ends_at, zone=zone)
            for when in (webinar.opens, webinar.closes, *(each.when for each in webinar.follow_ups))
        ]
    except OverflowError:
        raise Refusal("The webinar {key} has a moment that no calendar reaches.", key=webinar.key) from None
    return WebinarRow(
        id=0,
        key=webinar.key,
        code=code,
        title=webinar.title,
        series=webinar.series,
        definition=definition,
        digest=digest(definition),
        survey_id=survey_id,
        starts_at=starts_at,
        ends_at=ends_at,
        opens_at=opens_at,
        closes_at=closes_at,
        registrations=webinar.registrations,
        attendees=webinar.attendees,
        attention=webinar.attention,
        created_at=now,
        changed_at=now,
    )


def updated_row(fresh: WebinarRow, new: Webinar, *, before: WebinarRow, old: Webinar) -> WebinarRow:
    """``fresh``, made from ``new``, as the update of ``before``, whose definition was ``old``."""
    times = ("starts_local", "timezone", "duration")
    same_times = all(getattr(old, name) == getattr(new, name) for name in times)
    opened = same_times or isinstance(new.opens, ByHand)  # what an organiser has opened by hand stays open
    return WebinarRow(
        id=before.id,
        key=before.key,
        code=before.code,
        title=fresh.title,
        series=fresh.series,
        definition=fresh.definition,
        digest=fresh.digest,
        survey_id=fresh.survey_id,
        starts_at=before.starts_at if same_times else fresh.starts_at,
        ends_at=before.ends_at if same_times else fresh.ends_at,
        opens_at=before.opens_at if opened and old.opens == new.opens else fresh.opens_at,
        closes_at=before.closes_at if same_times and old.closes == new.closes else fresh.closes_at,
        registrations=_merged(old.registrations, new.registrations, before.registrations),
        attendees=_merged(old.attendees, new.attendees, before.attendees),
        attention=_merged(old.attention, new.attention, before.attention),
        created_at=before.created_at,
        changed_at=fresh.changed_at,
        paused_at=before.paused_at,
    )


def _merged(said: T, says: T, stored: T) -> T:
    return stored if said == says else says
