"""The intervals of means and medians against SciPy and statsmodels, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from bot.insight.spread import mean_interval, median_interval, student_975

TABLES = st.lists(st.tuples(st.integers(-20, 20).map(lambda n: n / 2), st.integers(0, 40)), min_size=1, max_size=9)


@settings(deadline=None)
@given(TABLES)
def test_the_interval_of_a_mean_is_what_statsmodels_says(table):
    values = [value for value, count in table for _ in range(count)]
    made = mean_interval(table)
    if len(set(values)) < 2:
        assert made is None
        return
    assert made == pytest.approx(DescrStatsW(values).tconfint_mean(alpha=0.05), abs=1e-6)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 10, 29, 30, 31, 100, 1000, 99_999])
def test_the_quantile_of_student_is_scipys(freedom):
    assert student_975(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-7)


def test_no_degrees_of_freedom_are_refused():
    with pytest.raises(ValueError, match="no degrees of freedom"):
        student_975(0)


def test_a_mean_never_leaves_its_scale():
    values = [(1.0, 1), (5.0, 20)]
    assert mean_interval(values)[1] > 5
    assert mean_interval(values, least=1, most=5)[1] == 5


def test_students_own_example_of_sleep():
    """Student (1908), Biometrika 6, 20: additional hours of sleep gained by ten patients with the second drug."""
    gained = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    low, high = mean_interval([(hours, 1) for hours in gained])
    assert (round(low, 2), round(high, 2)) == (0.9, 3.76)


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=300))
def test_the_interval_of_a_median_is_the_narrowest_pair_of_places_that_a_fair_coin_allows(values):
    made = median_interval([(float(value), 1) for value in values])
    ordered, total = sorted(values), len(values)
    places = [place for place in range(1, total + 1) if stats.binom.cdf(place - 1, total, 0.5) <= 0.025]
    if not places or len(set(values)) == 1:
        assert made is None
        return
    assert made == (ordered[places[-1] - 1], ordered[total - places[-1]])


@pytest.mark.parametrize("total", [1001, 2500, 100_000])
def test_with_many_answers_the_median_stays_covered(total):
    made = median_interval([(float(value), 1) for value in range(1, total + 1)])
    missed = stats.binom.cdf(made.low - 1, total, 0.5) + stats.binom.sf(made.high - 1, total, 0.5)
    assert 0.04 < missed <= 0.05


def test_a_mean_and_a_median_of_small_samples_are_held_as_often_as_promised():
    chance, held = np.random.default_rng(7), [0, 0]
    for _ in range(2000):
        sample = chance.normal(3, 1, 12)
        values = [(float(value), 1) for value in sample]
        for place, made in enumerate((mean_interval(values), median_interval(values))):
            held[place] += made.low <= 3 <= made.high
    assert all(count / 2000 > 0.94 for count in held)


def test_five_answers_are_too_few_for_an_interval_of_the_median():
    assert median_interval([(1.0, 2), (2.0, 3)]) is None
    assert median_interval([(1.0, 3), (2.0, 3)]) == (1.0, 2.0)
