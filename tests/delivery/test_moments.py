"""When exactly something is due: local clocks, clock changes, working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.moments import moment, resolved, working_day
from bot.survey.definitions import ByHand, Moment, Offset, OnEntry, OnFinish, When
from tests.delivery import UNHURRIED

BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = [
    "Europe/Brussels",
    "Europe/Lisbon",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
]


def local(text: str, zone: ZoneInfo = BRUSSELS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def due(when: When, *, starts: str = "2026-11-24 10:00", ends: str = "2026-11-24 12:00") -> datetime | None:
    return moment(when, starts_at=local(starts), ends_at=local(ends), zone=BRUSSELS)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (Offset(0, "m", "end"), "2026-11-24 12:00"),
        (Offset(-15, "m", "end"), "2026-11-24 11:45"),
        (Offset(90, "m", "start"), "2026-11-24 11:30"),
        (Offset(3, "h", "end"), "2026-11-24 15:00"),
        (Offset(20, "h", "end", (9, 0)), "2026-11-25 09:00"),
        (Offset(1, "d", "end"), "2026-11-25 12:00"),
        (Offset(-1, "d", "start", (18, 30)), "2026-11-23 18:30"),
        (Offset(2, "d", "end", (9, 0)), "2026-11-26 09:00"),
        (Offset(1, "w", "end"), "2026-12-01 12:00"),
        (Offset(-2, "w", "start"), "2026-11-10 10:00"),
        (Offset(1, "wd", "end", (9, 0)), "2026-11-25 09:00"),
        (Offset(4, "wd", "end", (9, 0)), "2026-11-30 09:00"),
        (Offset(-2, "wd", "start"), "2026-11-20 10:00"),
        (Offset(0, "d", "end", (18, 0)), "2026-11-24 18:00"),
        (Moment(datetime(2026, 12, 1, 9, 0)), "2026-12-01 09:00"),  # noqa: DTZ001 - as written, local to the webinar
    ],
)
def test_each_form_of_when_means_one_moment(when: When, expected: str) -> None:
    assert due(when) == local(expected)


@pytest.mark.parametrize("when", [OnFinish(), OnEntry(), ByHand()])
def test_what_a_person_brings_about_has_no_moment_of_its_own(when: When) -> None:
    assert due(when) is None


def test_a_day_later_is_the_same_hour_on_the_clock_although_clocks_changed() -> None:
    ended = {"starts": "2026-10-24 16:00", "ends": "2026-10-24 18:00"}
    assert due(Offset(1, "d", "end"), **ended) == local("2026-10-25 18:00")
    assert due(Offset(24, "h", "end"), **ended) == local("2026-10-25 17:00")


def test_a_time_that_clocks_skip_moves_forward_by_the_gap() -> None:
    assert due(Moment(datetime(2026, 3, 29, 2, 30))) == local("2026-03-29 03:30")  # noqa: DTZ001 - local by definition


def test_a_time_that_comes_twice_is_the_first() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due(Moment(datetime(2026, 10, 25, 2, 30))) == first  # noqa: DTZ001 - local by definition
    assert due(Moment(datetime(2026, 10, 25, 2, 30, fold=1))) == first  # noqa: DTZ001 - local by definition


def test_a_webinar_that_ends_in_the_doubled_hour_is_not_followed_before_its_end() -> None:
    ends_at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    found = moment(Offset(0, "d", "end"), starts_at=ends_at - timedelta(hours=1), ends_at=ends_at, zone=BRUSSELS)
    assert found == ends_at


@pytest.mark.parametrize(
    ("day", "amount", "expected"),
    [
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday
        (date(2026, 11, 29), 1, date(2026, 11, 30)),  # Sunday
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),  # Monday
        (date(2026, 11, 29), -1, date(2026, 11, 27)),
        (date(2026, 11, 27), 5, date(2026, 12, 4)),
    ],
)
def test_working_days_are_monday_to_friday(day: date, amount: int, expected: date) -> None:
    assert working_day(day, amount) == expected


@UNHURRIED
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-300, 300))
def test_working_days_are_those_one_counts_on_a_calendar(day: date, amount: int) -> None:
    step = timedelta(days=-1 if amount < 0 else 1)
    found, left = day, abs(amount)
    while left or (amount == 0 and found.weekday() > 4):
        found += step
        left -= left > 0 and found.weekday() < 5
    assert working_day(day, amount) == found


@UNHURRIED
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - local, in any of the zones
)
def test_a_local_time_is_what_the_clock_shows_unless_it_is_skipped(name: str, written: datetime) -> None:
    zone = ZoneInfo(name)
    found = resolved(written, zone)
    shown = found.astimezone(zone).replace(tzinfo=None, fold=0)
    assert found.tzinfo is UTC
    if shown == written:
        assert not found.astimezone(zone).fold, "the first of two"
    else:
        earlier = (found - timedelta(hours=12)).astimezone(zone).utcoffset()
        later = (found + timedelta(hours=12)).astimezone(zone).utcoffset()
        assert earlier is not None
        assert later is not None
        assert shown - written == later - earlier > timedelta(0), "forward by the gap"


@UNHURRIED
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - given a zone
    st.integers(0, 60),
    st.sampled_from(["d", "w", "wd"]),
    st.times(),
)
def test_calendar_days_keep_the_hour_and_never_go_backwards(
    name: str, ends_at: datetime, amount: int, unit: str, at: time
) -> None:
    zone = ZoneInfo(name)
    hour = (at.hour, at.minute)
    earlier, later = (
        moment(Offset(n, unit, "end", hour), starts_at=ends_at, ends_at=ends_at, zone=zone)
        for n in (amount, amount + 1)
    )
    assert earlier is not None
    assert later is not None
    assert earlier <= later
    shown = earlier.astimezone(zone)
    assert (shown.hour, shown.minute) == hour or resolved(shown.replace(tzinfo=None), zone) == earlier
    plain = moment(Offset(amount, unit, "end"), starts_at=ends_at, ends_at=ends_at, zone=zone)
    assert plain is not None
    assert plain >= ends_at
