"""The words for moments and lengths of time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.survey.definitions import ByHand, Moment, Offset, OnEntry, OnFinish
from bot.survey.whens import NotUnderstoodError, duration_of, exists, local_moment, roughly, when_of

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("on finish", OnFinish()),
        ("on entry", OnEntry()),
        ("By  Hand", ByHand()),
        ("at end", Offset(0, "m", "end")),
        ("at start", Offset(0, "m", "start")),
        ("15m before end", Offset(-15, "m", "end")),
        ("1wd after end at 09:00", Offset(1, "wd", "end", (9, 0))),
        ("2d after end at 9:05", Offset(2, "d", "end", (9, 5))),
        ("1w before start", Offset(-1, "w", "start")),
        ("3 h after start", Offset(3, "h", "start")),
        ("0d after end at 18:00", Offset(0, "d", "end", (18, 0))),
        ("2026-11-24 10:00", Moment(at("2026-11-24 10:00"))),
        ("2026-11-24T10:00:30", Moment(at("2026-11-24 10:00:30"))),
    ],
)
def test_what_the_grammar_says_is_read(text, when):
    assert when_of(text) == when


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("tomorrow", "write `on finish`"),
        ("2 days after end", "write `on finish`"),
        ("2d after the end", "write `on finish`"),
        ("-2d after end", "write `on finish`"),
        ("2h after end at 09:00", "leave `at` out"),
        ("2d after end at 24:00", "write 00:00 to 23:59"),
        ("2d after end at 09:60", "write 00:00 to 23:59"),
        ("9999w after end", "use a smaller number"),
        ("2026-02-30 10:00", "write it like 2026-11-24 10:00"),
        ("2026-11-24", "or a moment such as 2026-11-24 10:00"),
        ("1026-11-24 10:00", "write it like 2026-11-24 10:00"),
        ("2026-11-24 10:00Z", "write `on finish`"),
        ("", "write `on finish`"),
    ],
)
def test_what_it_does_not_say_is_refused_with_a_remedy(text, remedy):
    with pytest.raises(NotUnderstoodError) as refusal:
        when_of(text)
    assert remedy in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2h", timedelta(hours=2)),
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("365d", timedelta(days=365)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_length_of_time_is_read(text, length):
    assert duration_of(text) == length


@pytest.mark.parametrize("text", ["", "2", "2 hours", "0m", "30m1h", "-2h", "2h2h", "99999d", "1.5h"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(NotUnderstoodError, match="write it like 90m, 2h"):
        duration_of(text)


def test_a_moment_carries_no_zone():
    with pytest.raises(NotUnderstoodError, match="without a zone"):
        local_moment("2026-11-24 10:00+01:00")


def test_an_hour_that_clocks_jump_over_does_not_exist_and_a_doubled_one_does():
    brussels = ZoneInfo("Europe/Brussels")
    assert not exists(at("2026-03-29 02:30"), brussels)
    assert exists(at("2026-03-29 03:00"), brussels)
    assert exists(at("2026-10-25 02:30"), brussels)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("15m before end", "2026-11-27 11:45"),
        ("at start", "2026-11-27 10:00"),
        ("1wd after end at 09:00", "2026-11-30 09:00"),
        ("1wd before start", "2026-11-26 10:00"),
        ("2d after end", "2026-11-29 12:00"),
        ("1w after start at 07:30", "2026-12-04 07:30"),
        ("2026-12-01 08:00", "2026-12-01 08:00"),
    ],
)
def test_moments_can_be_put_in_order_roughly(text, moment):
    starts, ends = at("2026-11-27 10:00"), at("2026-11-27 12:00")
    assert roughly(when_of(text), starts=starts, ends=ends) == at(moment)


def test_what_a_person_decides_has_no_moment():
    noon = at("2026-11-27 12:00")
    assert [roughly(when_of(text), starts=noon, ends=noon) for text in ("by hand", "on finish", "on entry")] == [
        None
    ] * 3
