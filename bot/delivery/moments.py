"""When exactly: from a ``when`` of a definition to one moment in UTC.

Pure. Minutes and hours are elapsed time; days, weeks and working days are calendar days in the webinar's zone. A local
time that a clock change skips moves forward by the gap; one that comes twice is the first. Quiet
hours push to their end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.survey.definitions import ByHand, Moment, Offset, OnEntry, OnFinish, Quiet, When


@lru_cache(maxsize=4096)
def moment(when: When, *, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment ``when`` means for a webinar from ``starts_at`` to ``ends_at`` (aware), in UTC.

    None for what has no moment of its own: on finish, on entry, by hand.

    Raises:
        OverflowError: when the moment lies outside the years 1 to 9999.
    """
    match when:
        case OnFinish() | OnEntry() | ByHand():
            return None
        case Moment(local):
            return resolved(local, zone)
        case Offset():
            return _counted(when, starts_at if when.anchor == "start" else ends_at, zone)
        case _:
            assert_never(when)


@lru_cache(maxsize=4096)
def allowed(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """``at`` (aware), or the first moment after it at which clocks in ``zone`` are out of ``quiet``; in UTC."""
    if quiet is None:
        return at
    found = at
    while _is_quiet(found, quiet, zone):
        found = _next_showing(found, quiet.ends, zone)
    return found


def _is_quiet(at: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    shown = (local.hour, local.minute)
    if quiet.begins < quiet.ends:
        return quiet.begins <= shown < quiet.ends
    return shown >= quiet.begins or shown < quiet.ends


def _next_showing(at: datetime, hour: tuple[int, int], zone: ZoneInfo) -> datetime:
    """The first moment after ``at`` at which clocks in ``zone`` show ``hour``, or jump over it."""
    day = at.astimezone(zone).date()
    candidates = (
        moment
        for ahead in (0, 1)
        for moment in _showing(datetime.combine(day + timedelta(days=ahead), time(*hour), tzinfo=zone), zone)
    )
    return min(candidate for candidate in candidates if candidate > at)


def _showing(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every moment, in UTC, at which clocks show ``local``; if they never do, the one at which they jump over it."""
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first, second
    # Skipped: PEP 495 reads it before and after the jump, which lies between the two readings, at a whole second.
    before, early, late = second.astimezone(zone).utcoffset(), second, first
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return (late,)


def resolved(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in ``zone`` show the naive ``local``.

    With ``fold=0`` PEP 495 reads a skipped time with the offset from before the gap, which moves it forward by the
    gap, and a doubled time as its first occurrence.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _counted(offset: Offset, anchor: datetime, zone: ZoneInfo) -> datetime:
    local = anchor.astimezone(zone)
    match offset.unit:
        case "m" | "h":
            step = timedelta(minutes=offset.amount) if offset.unit == "m" else timedelta(hours=offset.amount)
            elapsed = anchor.astimezone(UTC) + step
            return elapsed if offset.at is None else _at(elapsed.astimezone(zone).date(), offset.at, zone)
        case "d" | "w":
            day = local.date() + timedelta(days=offset.amount * (7 if offset.unit == "w" else 1))
        case "wd":
            day = working_day(local.date(), offset.amount)
        case _:
            assert_never(offset.unit)
    if offset.at is not None:
        return _at(day, offset.at, zone)
    if day == local.date():
        return anchor.astimezone(UTC)  # itself, also when clocks show its hour twice
    return resolved(datetime.combine(day, local.time()), zone)


def _at(day: date, at: tuple[int, int], zone: ZoneInfo) -> datetime:
    return resolved(datetime.combine(day, time(*at)), zone)


def working_day(day: date, amount: int) -> date:
    """The day ``amount`` working days (Monday to Friday) after ``day``, or before it when negative.

    Counting starts on the next working day in that direction, so one working day after a Friday, a Saturday or a
    Sunday is the Monday. 0 is ``day`` itself, or the Monday after it if it is no working day.
    """
    weekday = day.weekday()
    if weekday > 4:
        day += timedelta(days=4 - weekday if amount > 0 else 7 - weekday)
        weekday = day.weekday()
    weeks, rest = divmod(weekday + amount, 5)
    return day + timedelta(days=7 * weeks + rest - weekday)
