"""A webinar that is withheld cannot be told from what several add up to, however they are subtracted."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.comparing.compare import compare
from bot.insight.withholding import concealed
from tests.insight.comparing.webinars import at_both, told, webinar
from tests.insight.surveys import options, question

LEARNT = question("learnt", "yes_no", choose=options("yes", "no"))


def compared(*entries):
    (found,) = compare(entries, overlaps=at_both(), several={}, years=True, tags=("format",)).questions
    return found


def test_it_is_in_no_pool_no_minimum_and_no_test():
    found = compared(*(webinar(at, told(LEARNT, {"yes": yes, "no": 1})) for at, yes in ((1, 9), (2, 2), (3, 8))))
    assert [each.withheld for each in found.rows] == [False, True, False]
    assert found.rows[1].shares[0].count is None
    assert found.pooled is not None
    assert (found.pooled.base, found.pooled.webinars, found.pooled.left_out) == (19, ("w1", "w3"), ("w2",))
    assert [(each.first, each.second) for each in found.changes] == [("w1", "w3")]
    assert found.least[0].webinars == 2


def test_nor_in_a_year_or_a_tag():
    entries = [
        webinar(1, told(LEARNT, {"yes": 9, "no": 1}), year=2025),
        webinar(2, told(LEARNT, {"yes": 3}), year=2025, tags={"format": "talk"}),
        webinar(3, told(LEARNT, {"yes": 8, "no": 3}), tags={"format": "talk"}),
    ]
    found = compared(*entries)
    assert [(each.base, each.left_out) for each in found.years] == [(10, ("w2",)), (11, ())]
    assert [(each.base, each.left_out) for each in found.tags[0].pools] == [(11, ("w2",))]


def test_small_webinars_that_hide_each_other_are_told_together():
    found = compared(*(webinar(at, told(LEARNT, {"yes": 2, "no": 1})) for at in (1, 2, 3, 4)))
    assert all(each.withheld for each in found.rows)
    assert found.pooled is not None
    assert (found.pooled.base, found.pooled.shares[0].count, found.pooled.left_out) == (12, 8, ())
    assert found.least == ()


def test_what_would_be_left_over_of_them_is_left_out():
    found = compared(*(webinar(at, told(LEARNT, {"yes": 2, "no": 1})) for at in (1, 2, 3)))
    assert found.pooled is not None
    assert (found.pooled.base, found.pooled.left_out) == (6, ("w3",))


def test_in_an_identified_survey_everything_is_told():
    found = compared(
        *(webinar(at, told(LEARNT, {"yes": 2}, identity="identified"), identity="identified") for at in (1, 2))
    )
    assert found.pooled is not None
    assert (found.pooled.base, found.pooled.left_out) == (4, ())


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from([2025, 2026]), st.sampled_from([None, "a", "b"])),
        min_size=2,
        max_size=8,
    )
)
def test_no_difference_of_pools_is_a_group_below_the_limit(webinars):
    """Every pool less another that lies within it, and less every webinar that is shown, is nobody or enough people."""
    entries = [
        webinar(at, told(LEARNT, {"yes": base}), year=year, tags={} if tag is None else {"format": tag})
        for at, (base, year, tag) in enumerate(webinars, start=1)
    ]
    found = compared(*entries)
    bases = {each.name: each.base or 0 for each in found.rows}
    hidden = {each.name for each in found.rows if each.withheld}
    pools = [each for each in [found.pooled, *found.years] if each is not None]
    for tagging in found.tags:
        pools += [*tagging.pools, *([tagging.without] if tagging.without else [])]
    for one, other in combinations([frozenset(each.webinars) & hidden for each in pools] + [frozenset()], 2):
        for left in (one - other, other - one, one & other):
            assert not 0 < sum(bases[name] for name in left) < 5
    names = list(bases)
    told_of = [frozenset(names.index(name) for name in each.webinars) for each in pools]
    alone = [frozenset((names.index(name),)) for name in names if name not in hidden]
    assert concealed(list(bases.values()), told_of, told=alone) == frozenset()
