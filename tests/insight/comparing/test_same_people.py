"""People who answered at several webinars: paired, left out, or not looked at; never taken for different people."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest, fisher_exact

from bot.insight.comparing.compare import compare
from bot.insight.comparing.overlaps import Overlap
from tests.insight.comparing.webinars import at_both, told, webinar
from tests.insight.surveys import OVERALL, options, question

LEARNT = question("learnt", "yes_no", choose=options("yes", "no"))
YES, NO = ("yes",), ("no",)


def changed(first, second, picks, *, asked=LEARNT, hidden=False, **given):
    entries = [webinar(at, told(asked, counts), **given) for at, counts in ((1, first), (2, second))]
    overlaps = {("w1", "w2"): {asked.key: Overlap(picks, hidden=hidden)}}
    (found,) = compare(entries, overlaps=at_both(overlaps), several={}).questions
    (change,) = found.changes
    return change


def test_those_who_are_most_are_paired_with_themselves():
    change = changed(
        {"yes": 5, "no": 15}, {"yes": 15, "no": 5}, {(NO, YES): 11, (YES, NO): 1, (YES, YES): 4, (NO, NO): 4}
    )
    assert (change.basis, change.both, change.verdict) == ("paired", 20, "up")
    assert change.test is not None
    assert (change.test.method, change.test.first_base) == ("mcnemar", 20)
    assert change.test.p == pytest.approx(binomtest(1, 12).pvalue)


def test_those_who_are_fewer_are_left_out_of_both():
    change = changed({"yes": 10, "no": 20}, {"yes": 22, "no": 8}, {(YES, YES): 4, (NO, NO): 2})
    assert (change.basis, change.both) == ("apart", 6)
    assert change.test is not None
    assert (change.test.first_base, change.test.second_base) == (24, 24)
    assert change.test.p == pytest.approx(fisher_exact([[6, 18], [18, 6]]).pvalue)


def test_very_few_are_left_out_without_anybody_looking():
    change = changed({"yes": 10, "no": 20}, {"yes": 28, "no": 2}, {(YES, YES): 2})
    assert (change.basis, change.both, change.verdict) == ("least_favourable", 2, "up")
    assert change.test is not None
    assert change.test.p >= fisher_exact([[8, 20], [26, 2]]).pvalue


def test_the_same_is_said_whatever_the_very_few_answered():
    one, other = (changed({"yes": 10, "no": 20}, {"yes": 20, "no": 10}, {pair: 2}) for pair in ((YES, YES), (NO, YES)))
    assert one == other


def test_in_an_identified_survey_anybody_may_be_looked_at():
    change = changed({"yes": 10, "no": 20}, {"yes": 28, "no": 2}, {(YES, YES): 2}, identity="identified")
    assert change.basis == "apart"


def test_of_figures_that_stand_for_other_answers_nobody_is_looked_at():
    change = changed({"yes": 10, "no": 20}, {"yes": 22, "no": 8}, {(YES, YES): 4, (NO, NO): 2}, hidden=True)
    assert change.basis == "least_favourable"


@pytest.mark.parametrize("left", [1, 4])
def test_pairs_are_not_tested_where_they_leave_a_few_over(left):
    change = changed({"yes": 10 + left, "no": 10}, {"yes": 10, "no": 10}, {(YES, YES): 10, (NO, NO): 10})
    assert (change.basis, change.test, change.verdict) == ("untested", None, "untested")


def test_scales_are_paired_by_their_signs():
    very, neutral = ("very_satisfied",), ("neutral",)
    change = changed(
        {"neutral": 12, "very_satisfied": 2}, {"very_satisfied": 13, "neutral": 1},
        {(neutral, very): 11, (very, very): 2, (neutral, neutral): 1},
        asked=OVERALL,
    )  # fmt: skip
    assert change.test is not None
    assert (change.basis, change.test.method, change.verdict) == ("paired", "sign", "up")
    assert change.test.p == pytest.approx(2 * 0.5**11)


def test_an_answer_that_is_no_part_of_the_base_pairs_with_nothing():
    very = ("very_satisfied",)
    change = changed(
        {"very_satisfied": 9, "no_opinion": 3}, {"very_satisfied": 9}, {(("no_opinion",), very): 3}, asked=OVERALL
    )
    assert (change.basis, change.both) == ("independent", 0)


def test_people_who_answer_alike_make_the_interval_narrower():
    apart = changed({"yes": 10, "no": 10}, {"yes": 10, "no": 10}, {})
    alike = changed({"yes": 10, "no": 10}, {"yes": 10, "no": 10}, {(YES, YES): 10, (NO, NO): 10})
    few = changed({"yes": 10, "no": 10}, {"yes": 10, "no": 10}, {(YES, YES): 2})
    width = [each.differences[0].high - each.differences[0].low for each in (alike, apart, few)]
    assert width == sorted(width)
    assert len(set(width)) == 3


def test_it_is_said_where_nobody_knows_who_came_twice():
    assert not changed({"yes": 10, "no": 10}, {"yes": 9, "no": 11}, {}, known=False).certain


def test_years_with_the_same_people_are_not_tested():
    entries = [webinar(at, told(LEARNT, {"yes": 9, "no": 9}), year=2020 + at) for at in (1, 2, 3)]
    overlaps = {("w1", "w2"): {"learnt": Overlap({(YES, YES): 1})}}
    (found,) = compare(entries, overlaps=at_both(overlaps), several={2: 1}, years=True).questions
    assert [each.basis for each in found.year_changes] == ["untested", "independent"]
    assert found.year_changes[0].differences != ()
