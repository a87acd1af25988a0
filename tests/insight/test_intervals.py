"""The intervals against statsmodels and SciPy, and where textbook intervals break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm
from statsmodels.stats.proportion import proportion_confint

from bot.insight.intervals import Z_95, net_promoter_interval, wilson

shares = st.integers(1, 20_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
groups = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)).filter(any)


@settings(deadline=None)
@given(shares)
def test_wilson_is_what_statsmodels_says(share):
    count, base = share
    assert wilson(count, base) == pytest.approx(proportion_confint(count, base, method="wilson"), abs=1e-12)


@settings(deadline=None)
@given(shares)
def test_wilson_is_what_scipy_says(share):
    count, base = share
    theirs = binomtest(count, base).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson(count, base) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@settings(deadline=None)
@given(shares)
def test_wilson_holds_the_share_and_stays_between_nobody_and_everybody(share):
    count, base = share
    interval = wilson(count, base)
    assert interval is not None
    assert 0 <= interval.low <= count / base <= interval.high <= 1


@settings(deadline=None)
@given(st.integers(1, 100_000))
def test_nobody_and_everybody_still_have_an_interval(base):
    nobody, everybody = wilson(0, base), wilson(base, base)
    assert nobody is not None
    assert everybody is not None
    assert nobody.low == 0.0
    assert nobody.high > 0
    assert everybody.high == 1.0
    assert everybody.low < 1
    assert everybody.low == pytest.approx(1 - nobody.high)


def test_wilson_of_newcombes_worked_examples():
    """R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_no_answers_have_no_interval():
    assert wilson(0, 0) is None
    assert net_promoter_interval(0, 0, 0) is None


@pytest.mark.parametrize(("count", "base"), [(2, 1), (-1, 4), (0, -1)])
def test_more_people_than_there_are_is_refused(count, base):
    with pytest.raises(ValueError, match="not a share"):
        wilson(count, base)


@settings(deadline=None)
@given(groups)
def test_the_net_promoter_interval_is_a_wald_interval_on_three_more_observations(counts):
    """Built the long way: a weighted sample of -100, 0 and 100, its mean and its standard error."""
    promoters, passives, detractors = counts
    weights = np.array([detractors + 0.75, passives + 1.5, promoters + 0.75])
    values = np.array([-100.0, 0.0, 100.0])
    mean = np.average(values, weights=weights)
    error = np.sqrt(np.average((values - mean) ** 2, weights=weights) / weights.sum())
    low, high = norm.interval(0.95, loc=mean, scale=error)
    assert net_promoter_interval(promoters, passives, detractors) == pytest.approx(
        (max(low, -100), min(high, 100)), abs=1e-9
    )


@settings(deadline=None)
@given(groups)
def test_the_net_promoter_interval_holds_the_score_and_stays_on_its_scale(counts):
    promoters, _, detractors = counts
    interval = net_promoter_interval(*counts)
    assert interval is not None
    assert -100 <= interval.low < interval.high <= 100
    if sum(counts) > 1:  # of one answer alone the method says -98.5 at the least, though the score is -100
        assert interval.low <= 100 * (promoters - detractors) / sum(counts) <= interval.high


def test_promoters_and_detractors_mirror_each_other():
    low, high = net_promoter_interval(30, 10, 5)
    assert net_promoter_interval(5, 10, 30) == pytest.approx((-high, -low))


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        net_promoter_interval(1, -1, 0)


def test_the_quantile_is_scipys():
    assert pytest.approx(norm.ppf(0.975), abs=1e-14) == Z_95
