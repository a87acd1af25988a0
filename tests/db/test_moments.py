"""Moments survive the database to the millisecond, and a moment without a zone is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_as_it_was_without_fractions_of_a_millisecond(moment: datetime) -> None:
    back = from_ms(to_ms(moment))
    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)
    assert to_ms(back) == to_ms(moment)
    assert back.tzinfo is UTC


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    brussels = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert from_ms(to_ms(brussels)) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        to_ms(datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None))


def test_no_moment_stays_none() -> None:
    assert to_ms_or_none(None) is None
    assert from_ms_or_none(None) is None
    assert from_ms_or_none(to_ms_or_none(datetime(2026, 11, 24, tzinfo=UTC))) == datetime(2026, 11, 24, tzinfo=UTC)
