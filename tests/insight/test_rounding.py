"""One rule for every figure: half up, decided on the counts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.rounding import hundredth, nearest, percent


@settings(deadline=None)
@given(base=st.integers(1, 100_000), count=st.integers(-100_000, 100_000))
def test_a_shown_percentage_is_within_half_a_point_of_the_exact_one(base, count):
    shown = percent(count, base)
    assert shown is not None
    assert -Fraction(1, 2) < shown - Fraction(100 * count, base) <= Fraction(1, 2)


@settings(deadline=None)
@given(base=st.integers(1, 5_000).map(lambda n: 200 * n), point=st.integers(0, 99))
def test_an_exact_half_always_goes_up(base, point):
    count = (2 * point + 1) * base // 200
    assert percent(count, base) == point + 1


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [(1, 8, 13), (3, 8, 38), (5, 8, 63), (1, 200, 1), (0, 7, 0), (7, 7, 100), (-1, 8, -12)],
)
def test_halves_that_binary_fractions_and_bankers_would_split_go_one_way(count, base, shown):
    assert percent(count, base) == shown


def test_nobody_is_no_percentage():
    assert percent(0, 0) is None
    with pytest.raises(ValueError, match="negative"):
        percent(1, -1)


def test_means_and_interval_ends_round_half_up_too():
    assert nearest(2.5) == 3
    assert nearest(-2.5) == -2
    assert nearest(4.25, places=1) == 4.3
    assert nearest(4.24999, places=1) == 4.2
    assert hundredth(0.125) == 13
    assert hundredth(0.0) == 0
    assert hundredth(1.0) == 100
