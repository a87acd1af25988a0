"""The intervals against statsmodels and SciPy, and where textbook intervals break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, norm
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


@settings(deadline=None)
@given(shares)
def test_wilson_lies_in_the_interval_of_agresti_and_coull_around_the_same_middle(share):
    """A. Agresti and B. A. Coull (1998), The American Statistician 52, 119-126: both are centred on the share of
    count + z²/2 in base + z², and theirs is never the shorter one.
    """
    count, base = share
    low, high = proportion_confint(count, base, method="agresti_coull")
    middle = (count + Z_95**2 / 2) / (base + Z_95**2)
    centre, half = middle, Z_95 * np.sqrt(middle * (1 - middle) / (base + Z_95**2))
    made = wilson(count, base)
    assert made is not None
    assert (max(0, centre - half), min(1, centre + half)) == pytest.approx((low, high), abs=1e-9)
    assert low - 1e-12 <= made.low
    assert made.high <= high + 1e-12
    if 0 < count < base:
        assert (made.low + made.high) / 2 == pytest.approx(middle, abs=1e-12)


def test_wilson_covers_as_agresti_and_coull_found_it_to_on_average():
    """The same paper: with five answers, nominal 95 % cover 95.5 % on average over all shares, Wald only 64 %."""
    everywhere = np.linspace(0.0005, 0.9995, 1000)
    chances = np.array([binom.pmf(count, 5, everywhere) for count in range(6)])
    held = np.array([[low <= p <= high for p in everywhere] for low, high in (wilson(count, 5) for count in range(6))])
    assert (chances * held).sum(axis=0).mean() == pytest.approx(0.955, abs=0.005)
