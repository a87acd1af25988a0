"""What stays back so that nobody computes what a few people said, against somebody who adds and subtracts."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.withholding import concealed, is_withheld, leftover
from tests.insight.subtracting import computable


def parts(*places):
    return frozenset(places)


def test_the_limit_is_on_groups_and_never_on_identified_surveys():
    assert is_withheld(4, identity="pseudonymous")
    assert not is_withheld(5, identity="anonymous")
    assert not is_withheld(0, identity="anonymous")
    assert not is_withheld(1, identity="identified")


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ([12, 10, 6], []),
        ([12, 10, 4], [1, 2]),
        ([12, 10, 4, 1], [2, 3]),
        ([12, 10, 4, 0], [1, 2]),
        ([12, 4, 0], [0, 1]),
        ([3, 1], [0, 1]),
        ([0, 0], []),
        ([8, 8, 1], [1, 2]),
    ],
)
def test_a_small_group_takes_the_next_one_along_unless_there_are_several(sizes, hidden):
    assert sorted(leftover(sizes)) == hidden


def test_a_total_stays_back_where_all_less_the_total_would_be_few():
    """27 answered both questions; the summary says what all 28 said, so the total would tell what the one said."""
    sizes = [22, 2, 3, 1]
    groups = [parts(0), parts(1), parts(2), parts(0, 1, 2)]
    assert concealed(sizes, groups, told=[parts(0, 1, 2, 3)]) == {1, 2, 3}


def test_a_box_does_not_tell_what_its_options_keep_back():
    """A box of 15 less its option of 12 would be the three of the other option."""
    sizes = [12, 3, 20, 4, 1]
    hidden = concealed(sizes, [parts(place) for place in range(5)] + [parts(0, 1)], told=[parts(*range(5))])
    assert {1, 3, 4} < hidden
    assert len(hidden & {0, 5}) == 1


def test_picks_of_several_options_tell_who_picked_both():
    """Ten picked the first, ten the second, eighteen one or the other: so two picked both."""
    sizes = [8, 8, 2, 6]
    groups = [parts(0, 2), parts(1, 2), parts(0, 1, 2)]
    assert concealed(sizes, groups, told=[parts(0, 1, 2, 3)])
    assert not concealed([8, 8, 6, 6], groups, told=[parts(0, 1, 2, 3)])


def test_a_pooled_figure_is_the_single_ones_and_what_is_left():
    """Three webinars and all together: the one with three answers takes another along."""
    groups = [parts(0), parts(1), parts(2), parts(0, 1, 2)]
    assert concealed([20, 9, 3], groups) == {1, 2}


populations = st.lists(st.integers(0, 9), min_size=1, max_size=7)


@st.composite
def shown(draw):
    sizes = draw(populations)
    some = st.frozensets(st.integers(0, len(sizes) - 1), min_size=1)
    return sizes, draw(st.lists(some, min_size=1, max_size=6))


@given(shown(), st.integers(1, 6))
def test_nobody_computes_a_small_group_from_what_is_shown(case, limit):
    sizes, groups = case
    everybody = frozenset(range(len(sizes)))
    hidden = concealed(sizes, groups, told=[everybody], limit=limit)
    known = [group for place, group in enumerate(groups) if place not in hidden]
    if 0 < sum(sizes) < limit:
        return  # what is told in any case is too small itself
    assert not [group for group in _small(sizes, limit) if computable(sizes, [everybody, *known], group)]


@given(shown())
def test_without_the_limit_nothing_stays_back(case):
    sizes, groups = case
    assert not concealed(sizes, groups, limit=1)


def test_without_the_second_step_somebody_would_compute_it():
    """The mechanism is needed: with primary suppression alone, 26 less 12 less 10 is the four."""
    sizes, limit = [12, 10, 4], 5
    shown_alone = [parts(place) for place, size in enumerate(sizes) if size >= limit]
    assert computable(sizes, [parts(0, 1, 2), *shown_alone], parts(2))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=9), st.integers(2, 6))
def test_what_stays_back_of_disjoint_groups_is_nobody_or_enough(sizes, limit):
    hidden = leftover(sizes, limit=limit)
    people = sum(sizes[place] for place in hidden)
    assert people == 0 or people >= limit or people == sum(sizes)
    assert all(place in hidden for place, size in enumerate(sizes) if 0 < size < limit)


def _small(sizes, limit):
    filled = [place for place, size in enumerate(sizes) if size]
    for count in range(1, limit):
        for group in combinations(filled, count):
            if sum(sizes[place] for place in group) < limit:
                yield frozenset(group)
