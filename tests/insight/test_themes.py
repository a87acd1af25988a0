"""Themes in figures: mentions, people, the base that was coded, groups as a union, and what is withheld."""

from bot.insight.coded import CodingTally, GroupTally, PairTally, SecondTally, ThemeTally
from bot.insight.figures import QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.insight.intervals import wilson
from bot.insight.shapes import document
from tests.insight.surveys import IMPROVE, survey

GROUPED = CodingTally(
    coded=20,
    people=16,
    themes=(ThemeTally("Food", 8, "Catering"), ThemeTally("Drinks", 6, "Catering"), ThemeTally("Length", 5)),
    groups=(GroupTally("Catering", 14, 11),),
    second=SecondTally(10, 1, (PairTally("Food", 4, 1, 0),)),
)


def improve(coding, *, answered=30):
    tally = QuestionTally(IMPROVE, answered, answered, 0, 0, answered, coding=coding)
    summary = figures(survey(IMPROVE), WebinarFacts("k", "c", "t"), ResponsesTally(40, answered, answered), [tally], [])
    made = next(each for each in summary.questions if each.key == IMPROVE.key)
    return made, next(each for each in document(summary)["questions"] if each["key"] == IMPROVE.key)


def test_a_theme_has_its_share_of_mentions_and_of_the_people_whose_answer_was_coded():
    made, _ = improve(GROUPED)
    food = made.themes.options[0]
    assert (food.mentions, food.percent) == (8, 42)  # of 19 mentions
    assert (food.people, food.people_percent) == (8, 40)  # of 20 people
    assert (food.low, food.high) == tuple(wilson(8, 20))
    assert (made.themes.coded, made.themes.people, made.themes.mentions) == (20, 16, 19)
    assert (made.coding.coded, made.coding.uncoded) == (20, 10)


def test_people_of_a_group_are_counted_once_each():
    made, _ = improve(GROUPED)
    (catering,) = made.themes.groups
    assert (catering.mentions, catering.people, catering.people_percent) == (14, 11, 55)


def test_the_document_tells_all_of_it_and_keeps_what_it_told_before():
    _, shape = improve(GROUPED)
    assert {"mentions", "people", "options"} <= shape["themes"].keys()
    assert shape["themes"]["options"][0] | {"low": 0, "high": 0} == {
        "label": "Food", "mentions": 8, "share": 8 / 19, "people": 8, "people_share": 0.4, "low": 0, "high": 0,
        "group": "Catering",
    }  # fmt: skip
    assert "group" not in shape["themes"]["options"][2]
    assert shape["themes"]["groups"][0]["people"] == 11
    assert (shape["coding"]["coded"], shape["coding"]["uncoded"]) == (20, 10)
    assert shape["coding"]["agreement"]["answers"] == 10
    assert shape["coding"]["agreement"]["few"] is True
    assert shape["coding"]["agreement"]["themes"][0]["neither"] == 5


def test_themes_are_withheld_while_few_answers_are_coded_however_many_people_wrote():
    made, shape = improve(CodingTally(coded=4, people=4, themes=(ThemeTally("Food", 4),)))
    assert (made.withheld, made.themes, made.coding.withheld) == (False, None, True)
    assert shape["themes"] is None
    assert shape["coding"] == {"coded": 4, "uncoded": 26, "withheld": True}


def test_agreement_on_few_answers_is_withheld():
    few = SecondTally(4, 0, (PairTally("Food", 4, 0, 0),))
    _, shape = improve(CodingTally(coded=20, people=4, themes=(ThemeTally("Food", 4),), second=few))
    assert shape["coding"]["agreement"] == {"answers": 4, "few": True, "withheld": True}
