"""Differences of shares: Newcombe's worked examples, statsmodels, and what must hold whatever the counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from bot.insight.comparing.spans import Pairs, difference, phi, score_difference, shared

shares = st.integers(1, 3_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
pairs = st.builds(Pairs, *[st.integers(0, 60)] * 4).filter(any)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_worked_examples_of_newcombe(one, other, low, high):
    """R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, table II, examples a to h, method 10."""
    assert difference(other, one) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        (Pairs(36, 12, 2, 0), 0.0569, 0.3404),
        (Pairs(36, 14, 0, 0), 0.1528, 0.4167),
        (Pairs(1, 1, 7, 12), -0.507, -0.026),
    ],
)
def test_worked_examples_of_pairs(table, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10; and M. W. Fagerland, S. Lydersen, P. Laake
    (2017), Statistical Analysis of Contingency Tables, chapter 8, the "square-and-add" interval of Bentur's patients.
    """
    people = sum(table)
    first, second = table.both + table.first, table.both + table.second
    found = difference((second, people), (first, people), correlation=shared(phi(table), people, people, people))
    assert found == pytest.approx((low, high), abs=5e-4 if low == -0.507 else 5e-5)


@settings(deadline=None)
@given(shares, shares)
def test_newcombe_is_what_statsmodels_says(first, second):
    theirs = confint_proportions_2indep(*second, *first, method="newcomb", compare="diff", correction=False)
    assert difference(first, second) == pytest.approx(theirs, abs=1e-9)


@settings(deadline=None)
@given(shares, shares)
def test_the_other_way_round_is_the_other_way_round(first, second):
    there, back = difference(first, second), difference(second, first)
    assert there is not None
    assert back is not None
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert -1 <= there.low <= second[0] / second[1] - first[0] / first[1] <= there.high <= 1


@settings(deadline=None)
@given(pairs)
def test_how_answers_go_together_lies_between_minus_one_and_one(table):
    assert -1 <= phi(table) <= 1


@settings(deadline=None)
@given(shares, shares, st.floats(0, 1))
def test_people_who_answer_alike_make_the_interval_narrower_and_never_wider(first, second, correlation):
    free, tied = difference(first, second), difference(first, second, correlation=correlation)
    assert free is not None
    assert tied is not None
    assert tied.high - tied.low <= free.high - free.low + 1e-12


def test_the_same_people_are_thinned_by_the_others():
    assert shared(0.5, 0, 30, 30) == 0
    assert shared(0.5, 30, 30, 30) == pytest.approx(0.5)
    assert shared(0.5, 10, 20, 80) == pytest.approx(0.125)


def test_nobody_has_no_difference():
    assert difference((0, 0), (3, 4)) is None
    assert score_difference((0, 0, 0), (3, 4, 1)) is None


def test_the_interval_of_two_scores_holds_their_difference():
    found = score_difference((10, 5, 5), (16, 2, 2))
    assert found is not None
    assert found.low < 45 < found.high
    wide = score_difference((1, 0, 0), (0, 0, 1))
    assert wide is not None
    assert pytest.approx(wide.low) == -200
    assert wide.high > -100
