"""Rates against statsmodels; bounds against everybody who could have answered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from bot.insight.rates import bounds, rate
from bot.insight.scores import net_promoter

SMALL = st.integers(0, 12)


@settings(deadline=None)
@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_rate_has_the_interval_of_statsmodels(share):
    count, base = share
    made = rate(count, base)
    assert (made.low, made.high) == pytest.approx(proportion_confint(count, base, method="wilson"), abs=1e-12)
    assert made.share == count / base


def test_a_rate_of_nobody_or_of_an_unknown_number_is_none():
    assert rate(3, None) is rate(3, 0) is rate(None, 3) is None


def test_more_who_answered_than_are_said_to_have_attended_have_a_rate_without_an_interval():
    made = rate(9, 8)
    assert (made.share, made.percent, made.low, made.high) == (1.125, 113, None, None)


def test_twenty_eight_of_thirty_four_of_eighty_attendees_may_be_a_third_or_nearly_all():
    made = bounds(28, 34, missing=80 - 34)
    assert (made.low, made.high, made.of, made.missing) == (28 / 80, 74 / 80, 80, 46)
    assert (made.low_percent, made.high_percent) == (35, 93)


@given(SMALL, SMALL, SMALL)
def test_whatever_those_missing_would_have_said_the_share_lies_within_the_bounds(count, others, missing):
    made = bounds(count, count + others, missing=missing)
    if made is None:
        assert count + others + missing == 0
        return
    every = [(count + said) / (count + others + missing) for said in range(missing + 1)]
    assert (made.low, made.high) == (min(every), max(every))


def test_with_nobody_missing_the_bounds_are_the_share():
    made = bounds(28, 34, missing=0)
    assert made.low == made.high == 28 / 34


def test_where_it_is_not_known_how_many_are_missing_there_are_no_bounds():
    assert bounds(28, 34, missing=None) is bounds(28, 34, missing=-1) is bounds(0, 0, missing=0) is None


@given(SMALL, SMALL, SMALL, st.integers(0, 6))
def test_whatever_score_those_missing_would_have_given_the_net_promoter_score_lies_within_the_bounds(
    promoters, passives, detractors, missing
):
    base = promoters + passives + detractors
    made = net_promoter({"10": promoters, "8": passives, "0": detractors}, missing=missing).bounds
    if base == 0:
        assert made is None
        return
    every = [
        100 * (promoters + more - detractors - fewer) / (base + missing)
        for more in range(missing + 1)
        for fewer in range(missing + 1 - more)
    ]
    assert (made.low, made.high) == pytest.approx((min(every), max(every)))
