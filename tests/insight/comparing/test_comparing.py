"""Webinars side by side: what is told of them, and what is not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from scipy.stats import fisher_exact, mannwhitneyu

from bot.insight.comparing.compare import compare
from bot.insight.comparing.matching import Outside
from bot.insight.comparing.overlaps import Overlap
from bot.survey.definitions import Option
from tests.insight.comparing.webinars import at_both, told, webinar
from tests.insight.surveys import FORMATS, IMPROVE, NPS, OVERALL, options, question, words

LEARNT = question("learnt", "yes_no", choose=options("yes", "no"))
GOOD, FAIR = (
    {"very_satisfied": 30, "satisfied": 8, "neutral": 2},
    {"very_satisfied": 10, "satisfied": 20, "neutral": 10},
)


def side_by_side(*entries, **given):
    return compare(entries, overlaps=at_both(given.pop("overlaps", None)), several={}, **given)


def only(comparison):
    (asked,) = comparison.questions
    return asked


def test_webinars_stand_in_the_order_of_their_dates_each_with_its_base_and_interval():
    asked = only(side_by_side(webinar(2, told(OVERALL, GOOD)), webinar(1, told(OVERALL, FAIR))))
    assert [(each.name, each.base) for each in asked.rows] == [("w1", 40), ("w2", 40)]
    assert [each.key for each in asked.figures] == ["very", "satisfied"]
    very = asked.rows[1].shares[0]
    assert (very.count, very.share, very.percent) == (30, 0.75, 75)
    assert very.low == pytest.approx(0.598, abs=1e-3)


def test_the_difference_has_newcombes_interval_and_the_scale_a_rank_test():
    asked = only(side_by_side(webinar(1, told(OVERALL, FAIR)), webinar(2, told(OVERALL, GOOD))))
    (change,) = asked.changes
    assert (change.first, change.second, change.basis) == ("w1", "w2", "independent")
    very = change.differences[0]
    assert (very.apart, very.points) == (0.5, 50)
    assert 0 < very.low < 0.5 < very.high < 1
    assert change.test is not None
    x, y = [4] * 10 + [3] * 20 + [2] * 10, [4] * 30 + [3] * 8 + [2] * 2
    assert change.test.p == pytest.approx(mannwhitneyu(x, y, method="asymptotic").pvalue)
    assert (change.test.method, change.test.rises, change.verdict) == ("mann_whitney", True, "up")


def test_a_share_is_tested_by_fisher_and_small_webinars_tell_too_little():
    asked = only(
        side_by_side(webinar(1, told(LEARNT, {"yes": 5, "no": 3})), webinar(2, told(LEARNT, {"yes": 7, "no": 1})))
    )
    (change,) = asked.changes
    assert asked.headline == "yes"
    assert change.test is not None
    assert change.test.p == pytest.approx(fisher_exact([[5, 3], [7, 1]]).pvalue)
    assert change.verdict == "too_few"


def test_what_was_looked_at_often_must_be_clearer():
    quiet = [replace(LEARNT, key=f"learnt{at}") for at in range(5)]
    first, then = {"yes": 20, "no": 20}, {"yes": 30, "no": 10}
    alone = only(side_by_side(webinar(1, told(LEARNT, first)), webinar(2, told(LEARNT, then))))
    (change,) = alone.changes
    assert change.verdict == "up"
    even = [told(each, first) for each in quiet]
    many = side_by_side(webinar(1, told(LEARNT, first), *even), webinar(2, told(LEARNT, then), *even))
    assert many.tests == 6
    (change,) = many.questions[0].changes
    assert change.test is not None
    assert change.test.corrected == pytest.approx(6 * change.test.p)
    assert change.verdict == "too_few"


def test_large_webinars_that_hardly_differ_are_alike_and_not_too_few():
    first, then = {"yes": 2_000, "no": 1_000}, {"yes": 2_010, "no": 990}
    (change,) = only(side_by_side(webinar(1, told(LEARNT, first)), webinar(2, told(LEARNT, then)))).changes
    assert change.verdict == "alike"


def test_another_wording_is_not_compared_and_that_is_said():
    other = replace(OVERALL, ask=words("How pleased were you?"))
    asked = only(
        side_by_side(webinar(1, told(other, FAIR)), webinar(2, told(OVERALL, FAIR)), webinar(3, told(OVERALL, GOOD)))
    )
    assert [each.name for each in asked.rows] == ["w2", "w3"]
    assert asked.unlike == ("w1",)
    assert asked.absent == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"options": OVERALL.options[::-1]},
        {"options": OVERALL.options[:-1]},
        {"options": (Option("very_satisfied", words("Delighted")), *OVERALL.options[1:])},
        {"kind": "single"},
    ],
)
def test_nor_are_other_options(changed):
    asked = only(side_by_side(webinar(1, told(replace(OVERALL, **changed), FAIR)), webinar(2, told(OVERALL, FAIR))))
    assert ([each.name for each in asked.rows], asked.unlike, asked.changes) == (["w2"], ("w1",), ())


def test_each_wording_that_several_share_is_compared_among_them():
    other = replace(OVERALL, ask=words("How pleased were you?"))
    entries = [webinar(at, told(other if at < 3 else OVERALL, FAIR)) for at in range(1, 5)]
    found = side_by_side(*entries).questions
    assert [(each.ask, [row.name for row in each.rows]) for each in found] == [
        ("How satisfied were you?", ["w3", "w4"]),
        ("How pleased were you?", ["w1", "w2"]),
    ]


def test_a_language_that_only_one_webinar_offers_makes_no_other_question():
    french = replace(OVERALL, ask=words("How satisfied were you?", de="Wie zufrieden waren Sie?"))
    asked = only(side_by_side(webinar(1, told(french, FAIR)), webinar(2, told(OVERALL, FAIR))))
    assert len(asked.rows) == 2


def test_open_questions_are_not_compared_and_multiple_choice_is_not_tested():
    found = side_by_side(
        webinar(1, told(IMPROVE, {}), told(FORMATS, {"speakers": 9, "breakouts": 7}, base=10)),
        webinar(2, told(IMPROVE, {}), told(FORMATS, {"speakers": 6, "breakouts": 8}, base=10)),
    )
    asked = only(found)
    (change,) = asked.changes
    assert (asked.key, asked.headline, change.basis, change.test, change.verdict) == (
        *("formats", None, "untested"),
        *(None, "untested"),
    )
    assert [each.points for each in change.differences] == [-30, 10, 0]


def test_a_score_is_compared_by_its_three_groups():
    asked = only(
        side_by_side(
            webinar(1, told(NPS, {"10": 10, "8": 5, "2": 5})), webinar(2, told(NPS, {"9": 16, "7": 2, "0": 2}))
        )
    )
    (change,) = asked.changes
    assert change.score is not None
    assert (change.score.apart, change.score.points) == (45.0, 45)
    assert asked.rows[0].groups == (10, 5, 5)
    assert asked.pooled is not None
    assert asked.pooled.nps is not None
    assert (asked.pooled.nps.rounded, asked.pooled.mean_nps) == (48, 47.5)


def test_pooled_and_mean_of_webinars_are_two_figures():
    asked = only(
        side_by_side(webinar(1, told(LEARNT, {"yes": 9, "no": 1})), webinar(2, told(LEARNT, {"yes": 20, "no": 20})))
    )
    assert asked.pooled is not None
    assert (asked.pooled.base, asked.pooled.shares[0].share, asked.pooled.means[0]) == (50, 0.58, 0.7)
    (least, _) = asked.least
    assert (least.key, least.name, least.percent, least.webinars) == ("yes", "w2", 50, 2)


def test_years_are_pooled_and_compared():
    rows = [webinar(at, told(LEARNT, {"yes": 5, "no": 5}), year=2025) for at in (1, 4)]
    rows += [webinar(at, told(LEARNT, {"yes": 20, "no": 2}), year=2026) for at in (7, 10)]
    assert only(side_by_side(*rows)).years == ()
    asked = only(side_by_side(*rows, years=True))
    assert [(each.name, each.base, each.webinars) for each in asked.years] == [
        ("2025", 20, ("w1", "w4")),
        ("2026", 44, ("w7", "w10")),
    ]
    (change,) = asked.year_changes
    assert (change.first, change.second, change.differences[0].points, change.verdict) == ("2025", "2026", 41, "up")


def test_tags_are_told_with_and_without():
    rows = [webinar(at, told(LEARNT, {"yes": 5, "no": 5})) for at in (1, 2)]
    rows += [webinar(3, told(LEARNT, {"yes": 9, "no": 1}), tags={"format": "break-outs", "lang": "en"})]
    (tagging,) = only(side_by_side(*rows, tags=("format",))).tags
    assert tagging.without is not None
    assert [(each.name, each.base) for each in tagging.pools] == [("break-outs", 10)]
    assert (tagging.tag, tagging.without.base) == ("format", 20)
    assert [(each.second, each.differences[0].points) for each in tagging.changes] == [("break-outs", 40)]


def test_a_tag_that_all_share_tells_nothing():
    rows = [webinar(at, told(LEARNT, {"yes": 5, "no": 5}), tags={"format": "talk"}) for at in (1, 2)]
    assert only(side_by_side(*rows, tags=("format", "lang"))).tags == ()


def test_what_comes_from_elsewhere_stands_beside_and_is_tested_against_nothing():
    typed = Outside("q1-2020", "The first one", None, "learnt", {"yes": 0.59})
    asked = only(side_by_side(webinar(1, told(LEARNT, {"yes": 5, "no": 5})), outside=[typed]))
    assert [(each.source, each.base, each.shares[0].percent, each.shares[0].low is None) for each in asked.rows] == [
        ("imported", None, 59, True),
        ("answers", 10, 50, False),
    ]
    assert asked.changes == ()
    assert asked.pooled is None


def test_nobody_having_answered_is_no_trouble():
    asked = only(side_by_side(webinar(1, told(OVERALL, {})), webinar(2, told(OVERALL, {}))))
    assert (asked.changes, asked.pooled, asked.least) == ((), None, ())


def test_a_webinar_is_not_compared_with_itself():
    with pytest.raises(ValueError, match="itself"):
        side_by_side(webinar(1), webinar(1))


def test_each_with_each_if_that_is_asked_for():
    rows = [webinar(at, told(LEARNT, {"yes": 5, "no": 5})) for at in (1, 2, 3, 4)]
    assert len(only(side_by_side(*rows)).changes) == 3
    assert len(only(side_by_side(*rows, pairs="every")).changes) == 6
    (change,) = only(side_by_side(*rows, pairs="last")).changes
    assert (change.first, change.second) == ("w3", "w4")


def test_people_who_came_to_both_are_never_taken_for_others():
    rows = [webinar(at, told(LEARNT, {"yes": 10, "no": 10})) for at in (1, 2)]
    asked = only(side_by_side(*rows, overlaps={("w1", "w2"): {"learnt": Overlap({(("yes",), ("no",)): 6})}}))
    assert asked.changes[0].both == 6
    assert asked.changes[0].basis == "apart"
