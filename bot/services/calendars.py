"""An invitation from a calendar (.ics): what the meeting is called, when it begins, by whose clock, for how long.

Pure. Outlook names zones as Windows does (``Romance Standard Time``), Google writes UTC and names the zone beside it,
Zoom names it in the start; RFC 5545 allows all of it. A start that names no zone that clocks are kept by is kept as the
moment it is. It refuses what has no start, with one sentence, and guesses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Component
from icalendar.error import BrokenCalendarProperty
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.services.errors import Refusal

LARGEST_INVITATION = 1_000_000
"""Bytes; an invitation with a long text has a hundredth of it."""

_ENDLESS = re.compile(r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
"""No clock changes as often, and no webinar repeats so; a zone's rules are reckoned through one by one."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """``starts`` is in UTC, or naive if it says by nobody's clock. ``zone`` None: it names none that is known.

    ``guessed``: the zone is that of Windows' name, which stands for several places with one clock. ``duration`` None:
    it does not say. ``repeats``: it is the first of several.
    """

    title: str
    starts: datetime
    zone: str | None
    guessed: bool
    duration: timedelta | None
    repeats: bool

    def local(self, fallback: str) -> tuple[datetime, str]:
        """When it begins by the clocks of its zone, and which zone; ``fallback`` is taken where nothing else is said.

        It is also taken if its clocks show the same then as those of a zone that only Windows' name stands for.
        """
        if self.starts.tzinfo is None:
            return self.starts, self.zone or fallback
        there, here = (self.starts.astimezone(ZoneInfo(name)) for name in (self.zone or fallback, fallback))
        if self.guessed and there.utcoffset() == here.utcoffset():
            return here.replace(tzinfo=None), fallback
        return there.replace(tzinfo=None), self.zone or fallback


def read_invitation(content: bytes) -> Invitation:
    """What the first meeting in a calendar's file says.

    Raises:
        Refusal: it is no such file, the meeting is called off, or has no start.
    """
    events = [(calendar, event) for calendar in _calendars(content) for event in calendar.walk("VEVENT")]
    if not events:
        raise Refusal("There is no meeting in this file. Please send the invitation (.ics) of the webinar.")
    calendar, event = next(((c, e) for c, e in events if "RECURRENCE-ID" not in e), events[0])
    if "CANCELLED" in _text(event, "STATUS").upper() or _text(calendar, "METHOD").upper() == "CANCEL":
        raise Refusal("This invitation calls the meeting off. Please send the one that invites to it.")
    starts = _moment(event, "DTSTART")
    if starts is None or not 1970 < starts.year < 9999:
        raise Refusal("This invitation does not say at what time it begins. Please send another, or type the time.")
    zone, guessed = _zone(calendar, event)
    return Invitation(
        title=" ".join(_text(event, "SUMMARY").split()),
        starts=starts if starts.tzinfo is None else starts.astimezone(UTC),
        zone=zone,
        guessed=guessed,
        duration=_duration(event, starts),
        repeats="RRULE" in event,
    )


def _calendars(content: bytes) -> Sequence[Component]:
    """The calendars in a file; none if it is broken, or would keep the library busy for hours."""
    try:
        text = content[:LARGEST_INVITATION].decode("utf-8-sig")
        return [] if _ENDLESS.search(text) else Calendar.from_ical(text, multiple=True)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):  # what the library raises of broken lines
        return []


def _first(component: Component, name: str) -> object:
    """The first value of a property; None if there is none."""
    found = component.get(name)
    return found[0] if isinstance(found, list) and found else found


def _text(component: Component, name: str) -> str:
    return str(_first(component, name) or "")


def _time(component: Component, name: str) -> object:
    """The moment, day or length that a property says; None if it says none that can be read."""
    try:
        return getattr(_first(component, name), "dt", None)
    except BrokenCalendarProperty:
        return None


def _moment(event: Component, name: str) -> datetime | None:
    """The moment; None if there is none, or only a day."""
    found = _time(event, name)
    return found if isinstance(found, datetime) else None


def _zone(calendar: Component, event: Component) -> tuple[str | None, bool]:
    """The zone it names, as IANA does, and whether only Windows' name said so."""
    known = available_timezones()
    for name in _named(calendar, event):
        bare = name.strip().strip('"')
        parts = bare.split("/")
        tails = ("/".join(parts[place:]) for place in range(len(parts)))  # some put their own address before it
        for tail in tails:
            if tail in known and tail not in ("UTC", "GMT", "Etc/UTC"):
                return tail, False
        if bare in WINDOWS_TO_OLSON:
            return WINDOWS_TO_OLSON[bare], True
    return None, False


def _named(calendar: Component, event: Component) -> Iterator[str]:
    """Where a zone may be named: at the start, in the zone's own description, or beside the whole calendar."""
    params = getattr(_first(event, "DTSTART"), "params", {})
    named = str(params.get("TZID", ""))
    yield named
    for zone in calendar.walk("VTIMEZONE"):
        if not named or _text(zone, "TZID") == named:
            yield _text(zone, "X-LIC-LOCATION")
    yield _text(calendar, "X-WR-TIMEZONE")


def _duration(event: Component, starts: datetime) -> timedelta | None:
    ends, lasts = _moment(event, "DTEND"), _time(event, "DURATION")
    if ends is not None and (ends.tzinfo is None) == (starts.tzinfo is None):
        lasts = ends - starts
    return lasts if isinstance(lasts, timedelta) and lasts > timedelta(0) else None
