"""People type days, hours and lengths as they are used to; what could mean two things is asked for again."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.organising.typed_times import LONGEST, Typed, read_length, read_moment

TODAY = date(2026, 11, 20)
DAY, TEN = date(2026, 11, 24), time(10)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("24 Nov 10:00", Typed(DAY, TEN)),
        ("24 November 2026, 10:00", Typed(DAY, TEN)),
        ("November 24, 2026 at 10 am", Typed(DAY, TEN)),
        ("24th nov 10h", Typed(DAY, TEN)),
        ("24 novembre 2026 à 10h30", Typed(DAY, time(10, 30))),
        ("24. Nov. um 10 Uhr", Typed(DAY, TEN)),
        ("24 de noviembre de 2026 a las 10:00", Typed(DAY, TEN)),
        ("24.11.2026 10:00", Typed(DAY, TEN)),
        ("24/11 10:00", Typed(DAY, TEN)),
        ("24.11. 10.00", Typed(DAY, TEN)),
        ("24/11/26 2:15 pm", Typed(DAY, time(14, 15))),
        ("2026-11-24 10:00", Typed(DAY, TEN)),
        ("tomorrow 9:30", Typed(date(2026, 11, 21), time(9, 30))),
        ("aujourd’hui 16h", Typed(date(2026, 11, 20), time(16))),
        ("24 Nov", Typed(DAY)),
        ("1 nov", Typed(date(2027, 11, 1))),
        ("29 Feb", Typed(date(2028, 2, 29))),
        ("10:00", Typed(None, TEN)),
        ("12 am", Typed(None, time(0))),
        ("9.30", Typed(None, time(9, 30))),
    ],
)
def test_a_day_and_an_hour_are_understood_as_they_are_written(text, means):
    assert read_moment(text, today=TODAY) == means


@pytest.mark.parametrize(
    "text", ["", "soon", "31 Feb 10:00", "24 Nov 25:00", "13 pm", "10", "24/13", "24 Nevember", "9.11", "1999-01-01"]
)
def test_what_names_no_moment_or_could_be_two_is_not_understood(text):
    assert read_moment(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *[("2h", 120), ("90", 90), ("90 min", 90), ("1h30", 90), ("1 h 30 min", 90), ("1:30", 90), ("2", 120)],
        *[("1.5 h", 90), ("1,5 heures", 90), ("2 hours", 120), ("45 Minuten", 45), ("12h", 720)],
    ],
)
def test_a_length_is_understood_as_it_is_written(text, minutes):
    assert read_length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0", "long", "13h", "999", "-2h", "2d", "h", " "])
def test_what_is_no_length_of_a_webinar_is_not_understood(text):
    assert read_length(text) is None


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_anything(text):
    found, length = read_moment(text, today=TODAY), read_length(text)
    assert found is None or found.day or found.time
    assert length is None or timedelta(0) < length <= LONGEST


@given(st.dates(date(2026, 11, 20), date(2099, 12, 31)), st.times())
def test_what_is_written_by_the_book_is_what_is_read(day, hour):
    hour = hour.replace(second=0, microsecond=0)
    for written in (f"{day:%Y-%m-%d} {hour:%H:%M}", f"{day:%d.%m.%Y} {hour:%H:%M}", f"{day:%-d %B %Y}, {hour:%-H:%M}"):
        assert read_moment(written, today=TODAY) == Typed(day, hour)
