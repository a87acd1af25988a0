"""Leaving people out without looking: the p-value is at least that of leaving out whoever they really were."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.comparing.chances import fisher, mann_whitney, normal_p
from bot.insight.comparing.unseen import unseen_fisher, unseen_ranks


@st.composite
def groups_with_some_at_both(draw):
    """Two groups, and who of each answered at both."""
    size = draw(st.integers(2, 5))
    people = draw(st.integers(1, 4))
    groups = [draw(st.lists(st.integers(0, 25), min_size=size, max_size=size)) for _ in (0, 1)]
    gone = []
    for counts in groups:
        counts[0] += people + 1
        left, mine = people, []
        for count in counts:
            taken = min(left, draw(st.integers(0, count)))
            left -= taken
            mine.append(taken)
        mine[0] += left
        gone.append(mine)
    return groups[0], groups[1], gone[0], gone[1], people


def without(groups, gone):
    return [each - left for each, left in zip(groups, gone, strict=True)]


@settings(deadline=None)
@given(groups_with_some_at_both())
def test_of_shares_it_is_never_too_small(drawn):
    first, second, gone, other_gone, people = drawn
    one, other = without(first, gone), without(second, other_gone)
    yes, no = (first[0], sum(first[1:])), (second[0], sum(second[1:]))
    true = fisher(one[0], sum(one), other[0], sum(other))
    assert unseen_fisher(yes, no, people) >= true - 1e-12


@settings(deadline=None, max_examples=300)
@given(groups_with_some_at_both())
def test_of_scales_it_is_never_too_small(drawn):
    first, second, gone, other_gone, people = drawn
    one, other = without(first, gone), without(second, other_gone)
    found = mann_whitney(one, other)
    if found is None:
        return
    bases = sum(one), sum(other)
    apart = abs(found.superiority - 0.5) * bases[0] * bases[1]
    ties = [here + there for here, there in zip(one, other, strict=True)]
    assert unseen_ranks(first, second, people) >= normal_p(apart, bases, ties) - 1e-12


def test_a_great_difference_is_still_seen():
    assert unseen_fisher((5, 45), (30, 20), 3) < 0.001
    assert unseen_ranks((2, 10, 20, 18), (30, 15, 3, 2), 3) < 0.001


def test_of_many_left_out_nothing_can_be_told():
    assert unseen_fisher((5, 45), (30, 20), 13) == 1.0
    assert unseen_ranks((5, 45), (30, 20), 25) == 1.0
