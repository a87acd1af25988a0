"""Which options are the bottom of a scale, and when a group gives everybody in it away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.boxes import bottom_of
from bot.insight.figures import QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.survey.definitions import Box
from tests.insight.surveys import FORMATS, NPS, OVERALL, YEARS, options, question, survey

FIVE = ("a", "b", "c", "d", "e")


def one(tally, *, attendees=80, identity="pseudonymous"):
    facts = WebinarFacts("k", "c", "T", attendees=attendees)
    return figures(survey(tally.question, identity=identity), facts, ResponsesTally(50, 50, 50), [tally], []).questions[
        0
    ]


def scale(*keys, boxes=()):
    return question("q", "scale", choose=options(*keys, without_opinion="none"), boxes=tuple(boxes))


@pytest.mark.parametrize(
    ("asked", "bottom"),
    [
        (scale(*FIVE), ("d", "e")),
        (scale(*FIVE, boxes=[Box("very", ("a",)), Box("satisfied", ("a", "b"))]), ("d", "e")),
        (scale(*FIVE, boxes=[Box("very", ("a",))]), ("e",)),
        (scale(*FIVE[:4], boxes=[Box("great", ("a",)), Box("at_all", ("a", "b", "c"))]), ("d",)),
        (scale(*FIVE[:3]), ("c",)),
        (scale(*FIVE[:2]), None),
        (scale(*FIVE, boxes=[Box("middle", ("c",))]), ("d", "e")),
        (question("q", "single", choose=options(*FIVE)), None),
        (NPS, None),
    ],
)
def test_the_bottom_box_mirrors_the_largest_top_box_and_never_meets_it(asked, bottom):
    made = bottom_of(asked)
    assert (None if made is None else made.options) == bottom


def test_the_bottom_box_stands_beside_the_boxes_with_its_share_and_its_bounds():
    counts = {"very_satisfied": 20, "satisfied": 8, "neutral": 2, "dissatisfied": 4, "no_opinion": 3}
    made = one(QuestionTally(OVERALL, 37, 37, base=34, counts=counts))
    assert (made.bottom.key, made.bottom.options, made.bottom.labels) == (
        "bottom",
        ("neutral", "dissatisfied"),
        ("Neither", "Dissatisfied"),
    )
    assert (made.bottom.count, made.bottom.share) == (6, 6 / 34)
    assert [box.key for box in made.boxes] == ["very", "satisfied"]
    assert made.missing == 43
    satisfied = made.boxes[1].bounds
    assert (satisfied.low, satisfied.high, satisfied.of) == (28 / 77, 71 / 77, 77)


def test_without_opinions_twenty_eight_of_thirty_four_of_eighty_are_bounded_by_35_and_93():
    counts = {"very_satisfied": 20, "satisfied": 8, "neutral": 2, "dissatisfied": 4}
    made = one(QuestionTally(OVERALL, 34, 34, base=34, counts=counts)).boxes[1]
    assert (made.percent, made.bounds.low_percent, made.bounds.high_percent) == (82, 35, 93)


def test_a_question_that_not_everybody_is_asked_has_no_bounds():
    tally = QuestionTally(OVERALL, 34, 34, base=34, counts={"very_satisfied": 34}, bounded=False)
    made = one(tally)
    assert made.missing is None
    assert {each.bounds for each in (*made.options, *made.boxes, made.bottom)} == {None}


def test_nobody_is_missing_who_is_not_known_to_have_attended():
    tally = QuestionTally(OVERALL, 34, 34, base=34, counts={"very_satisfied": 34})
    assert one(tally, attendees=None).missing is one(tally, attendees=33).missing is None
    assert one(tally, attendees=34).missing == 0


@pytest.mark.parametrize(
    ("tally", "alike"),
    [
        (QuestionTally(OVERALL, 9, 9, base=9, counts={"satisfied": 9}), True),
        (QuestionTally(OVERALL, 9, 9, base=8, counts={"satisfied": 8, "no_opinion": 1}), True),
        (QuestionTally(OVERALL, 9, 9, base=9, counts={"satisfied": 8, "neutral": 1}), False),
        (QuestionTally(OVERALL, 9, 9, base=0, counts={"no_opinion": 9}), True),
        (QuestionTally(OVERALL), False),
        (QuestionTally(FORMATS, 9, 9, base=9, counts={"speakers": 9, "breakouts": 4}), True),
        (QuestionTally(FORMATS, 9, 9, base=9, counts={"speakers": 8, "breakouts": 8}), False),
        (QuestionTally(YEARS, 9, 9, base=9, numbers=((2.0, 9),)), True),
        (QuestionTally(YEARS, 9, 9, base=9, numbers=((2.0, 8), (3.0, 1))), False),
        (QuestionTally(OVERALL, 4, 4, base=4, counts={"satisfied": 4}), False),
    ],
)
def test_a_group_of_one_mind_is_flagged_unless_it_is_withheld_anyway(tally, alike):
    assert one(tally).unanimous is alike


def test_one_person_of_an_identified_survey_is_not_called_unanimous():
    tally = QuestionTally(OVERALL, 1, 1, base=1, counts={"satisfied": 1})
    assert not one(tally, identity="identified").unanimous


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_rounded_percentages_of_a_single_choice_add_up_to_nearly_100(counts):
    keys = ("very_satisfied", "satisfied", "neutral", "dissatisfied")
    base = sum(counts)
    made = one(QuestionTally(OVERALL, base, base, base=base, counts=dict(zip(keys, counts, strict=True))))
    if base < 5:
        assert made.percent_sum is None
        return
    assert made.percent_sum == sum(each.percent for each in made.options if each.substantive)
    assert 98 <= made.percent_sum <= 102


def test_shares_of_a_multiple_choice_have_no_sum():
    assert one(QuestionTally(FORMATS, 9, 9, base=9, counts={"speakers": 9, "breakouts": 4})).percent_sum is None


def test_item_nonresponse_is_of_those_who_saw_the_question():
    made = one(QuestionTally(OVERALL, 20, 15, 4, 1, 15, {"satisfied": 15})).nonresponse
    assert (made.count, made.base, made.share, made.percent) == (5, 20, 0.25, 25)
    assert one(QuestionTally(OVERALL)).nonresponse is None


def test_a_question_that_some_who_attended_are_not_asked_says_so():
    assert one(QuestionTally(YEARS, conditional=True)).conditional
    assert not one(QuestionTally(YEARS)).conditional


def test_numbers_come_with_how_often_each_was_given():
    made = one(QuestionTally(YEARS, 9, 9, base=9, numbers=((2.0, 8), (3.0, 1))))
    assert made.values == ((2.0, 8), (3.0, 1))
    assert made.mean_low < made.mean < made.mean_high
    assert (made.median_low, made.median_high) == (2.0, 2.0)
    assert one(QuestionTally(YEARS, 4, 4, base=4, numbers=((2.0, 3), (3.0, 1)))).values == ()
