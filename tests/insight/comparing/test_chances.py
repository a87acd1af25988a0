"""p-values against SciPy and statsmodels on random tables, and against every way there is to deal answers out."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, fisher_exact, mannwhitneyu
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from bot.insight.comparing.chances import EXACT_UP_TO, fisher, holm, mann_whitney, sign_test

shares = st.integers(1, 120).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
large_shares = st.integers(900, 4_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
small_groups = st.lists(st.integers(0, 4), min_size=2, max_size=4)
groups = st.lists(st.integers(0, 60), min_size=2, max_size=7)


def answers(counts):
    """Scores as SciPy wants them: the best category is the highest."""
    return np.repeat(np.arange(len(counts), 0, -1), counts)


@settings(deadline=None)
@given(shares, shares)
def test_fisher_is_what_scipy_says(first, second):
    table = [[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]
    assert fisher(*first, *second) == pytest.approx(fisher_exact(table).pvalue, rel=1e-7, abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(large_shares, large_shares)
def test_fisher_of_thousands_is_what_scipy_says(first, second):
    table = [[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]
    assert fisher(*first, *second) == pytest.approx(fisher_exact(table).pvalue, rel=1e-5, abs=1e-12)


def test_fisher_of_the_lady_tasting_tea():
    """R. A. Fisher (1935), The Design of Experiments, chapter II: 3 of 4 cups told right; and all 4."""
    assert fisher(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert fisher(4, 4, 0, 4) == pytest.approx(2 / 70)


def test_what_is_no_share_is_refused():
    with pytest.raises(ValueError, match="not a share"):
        fisher(5, 4, 1, 4)
    with pytest.raises(ValueError, match="negative"):
        sign_test(-1, 2)


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_the_sign_test_is_mcnemars_of_statsmodels_and_the_binomial_of_scipy(up, down):
    theirs = mcnemar([[7, up], [down, 9]], exact=True).pvalue if up + down else 1.0
    assert sign_test(up, down) == pytest.approx(theirs, rel=1e-9, abs=1e-15)
    if up + down:
        assert sign_test(up, down) == pytest.approx(binomtest(up, up + down).pvalue, rel=1e-9, abs=1e-15)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_holm_is_what_statsmodels_says(values):
    assert holm(values) == pytest.approx(multipletests(values, method="holm")[1], abs=1e-15)


def test_nothing_looked_at_is_nothing_corrected():
    assert holm([]) == []


@settings(deadline=None)
@given(
    groups.flatmap(
        lambda one: st.tuples(st.just(one), st.lists(st.integers(0, 60), min_size=len(one), max_size=len(one)))
    )
)
def test_mann_whitney_with_ties_is_what_scipy_says(pair):
    first, second = pair
    found = mann_whitney(first, second)
    if not sum(first) or not sum(second):
        assert found is None
        return
    assert found is not None
    if sum(first) + sum(second) <= EXACT_UP_TO:
        assert found.exact
        return
    x, y = answers(first), answers(second)
    if len(set(x) | set(y)) == 1:
        assert found.p == 1.0
        return
    theirs = mannwhitneyu(y, x, method="asymptotic", use_continuity=True)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-15)
    assert found.superiority == pytest.approx(theirs.statistic / (len(x) * len(y)))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 10).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, EXACT_UP_TO - n), st.randoms())))
def test_mann_whitney_of_few_without_ties_is_scipys_exact_one(drawn):
    size, other, chance = drawn
    places = list(range(size + other))
    chance.shuffle(places)
    first = [1 if at in places[:size] else 0 for at in range(size + other)]
    second = [1 - each for each in first]
    found = mann_whitney(first, second)
    assert found is not None
    assert found.exact
    theirs = mannwhitneyu(answers(second), answers(first), method="exact")
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    small_groups.flatmap(
        lambda one: st.tuples(st.just(one), st.lists(st.integers(0, 2), min_size=len(one), max_size=len(one)))
    )
)
def test_mann_whitney_of_few_goes_through_every_way_to_deal_the_answers_out(pair):
    first, second = pair
    together = sum(first) + sum(second)
    if not sum(first) or not sum(second) or together > 11:
        return
    found = mann_whitney(first, second)
    assert found is not None
    every = [*answers(first), *answers(second)]

    def apart(chosen):
        mine = [every[at] for at in chosen]
        others = [every[at] for at in range(together) if at not in chosen]
        wins = sum((b > a) * 2 + (b == a) for a in mine for b in others)
        return abs(wins - len(mine) * len(others))

    seen = apart(tuple(range(sum(first))))
    ways = [apart(chosen) for chosen in combinations(range(together), sum(first))]
    assert found.p == pytest.approx(sum(each >= seen for each in ways) / len(ways))


def test_the_second_group_wins_if_its_answers_are_better():
    found = mann_whitney([0, 5], [5, 0])
    assert found is not None
    assert found.superiority == 1.0
    assert found.p == pytest.approx(2 / 252)


def test_thousands_of_answers_are_no_trouble():
    assert fisher(5_000, 50_000, 5_600, 50_000) < 1e-6
    found = mann_whitney([30_000, 20_000], [31_000, 19_000])
    assert found is not None
    assert found.p < 1e-6
