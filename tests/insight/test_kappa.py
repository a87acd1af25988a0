"""Two coders' agreement: the examples of the papers, a second implementation, and what is withheld or undefined."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from bot.insight.coded import PairTally, SecondTally
from bot.insight.kappa import FEW, agreement, kappa

COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Cohen 1960, table 1 with N = 200: 70 % observed, 41 % by chance."""


def test_cohens_own_example():
    found = kappa(COHEN)
    assert found.value == pytest.approx((0.70 - 0.41) / (1 - 0.41))
    assert round(found.value, 3) == 0.492


def test_agreement_worse_than_chance_is_below_zero_and_perfect_agreement_is_one():
    assert kappa([[0, 5], [5, 0]]).value == -1
    perfect = kappa([[3, 0], [0, 7]])
    assert (perfect.value, perfect.error) == (1, 0)


def test_nothing_is_told_where_chance_alone_agrees_always():
    assert kappa([[9, 0], [0, 0]]) is None
    assert kappa([[0, 0], [0, 0]]) is None
    assert kappa([]) is None


@pytest.mark.parametrize("table", [[[1, 2]], [[1, -1], [0, 2]]])
def test_what_is_no_table_of_agreement_is_refused(table):
    with pytest.raises(ValueError, match="square"):
        kappa(table)


@given(
    st.integers(2, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 60), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_it_is_what_statsmodels_computes(table):
    found = kappa(table)
    assume(found is not None)
    with np.errstate(all="ignore"):
        theirs = cohens_kappa(np.array(table))
    assert found.value == pytest.approx(theirs.kappa)
    if not np.isnan(theirs.std_kappa):
        assert found.error == pytest.approx(theirs.std_kappa, abs=1e-7)


def test_each_theme_has_its_kappa_and_the_whole_is_their_mean():
    tally = SecondTally(60, 2, (PairTally("Food", 20, 5, 5), PairTally("Rooms", 10, 0, 0), PairTally("All", 60, 0, 0)))
    found = agreement(tally)
    food, rooms, everywhere = found.themes
    assert (food.both, food.first, food.second, food.neither) == (20, 5, 5, 30)
    assert food.kappa == pytest.approx(cohens_kappa(np.array([[20, 5], [5, 30]])).kappa)
    assert food.low < food.kappa < food.high
    assert rooms.kappa == 1
    assert everywhere.kappa is None
    assert found.kappa == pytest.approx((food.kappa + 1) / 2)
    assert found.observed == pytest.approx((50 / 60 + 1 + 1) / 3)
    assert (found.answers, found.revised, found.few) == (60, 2, False)


def test_few_answers_are_told_to_be_few_and_fewer_than_the_limit_tell_nothing():
    assert agreement(SecondTally(FEW - 1, 0, (PairTally("Food", 5, 0, 0),))).few
    withheld = agreement(SecondTally(3, 0, (PairTally("Food", 1, 0, 0),)), withheld=True)
    assert (withheld.answers, withheld.themes, withheld.kappa, withheld.observed) == (3, (), None, None)
