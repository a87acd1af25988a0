"""The same question at several webinars: the same in key, wording and options, or not at all."""

from dataclasses import replace
from datetime import date

import pytest

from bot.insight.beside import Asked, Rate, beside, has_headline, same_question
from bot.insight.questions import question_figures
from bot.insight.summary import ResponsesFigures
from bot.insight.tallies import QuestionTally
from tests.insight.surveys import IMPROVE, NPS, OVERALL


def figures_of(question, counts):
    base = sum(counts.values())
    tally = QuestionTally(question, shown=base, answered=base, base=base, counts=counts)
    return question_figures(tally, languages=("en",), identity="pseudonymous", limit=5)


def webinar(number, *questions, finished=8, attendees=40):
    responses = ResponsesFigures(finished, finished, finished)
    return Asked(number, f"Webinar {number}", date(2026, 1, number), attendees, responses, questions)


SATISFIED = figures_of(OVERALL, {"very_satisfied": 6, "satisfied": 2})


def test_each_has_its_own_base_rate_and_first_box():
    (found,), unlike = beside(SATISFIED, [webinar(1, SATISFIED)])
    assert unlike == 0
    assert (found.base, found.finished, found.withheld) == (8, 8, False)
    assert found.rate == Rate(20, 10, 35)
    assert found.box is not None
    assert (found.box.key, found.box.count, found.box.percent) == ("very", 6, 75)


def test_another_wording_other_options_or_another_key_is_another_question():
    others = [
        replace(SATISFIED, ask="How satisfied have you been?"),
        replace(SATISFIED, key="satisfaction"),
        replace(SATISFIED, kind="single"),
        replace(SATISFIED, options=SATISFIED.options[:-1]),
        replace(SATISFIED, options=SATISFIED.options[::-1]),
        replace(SATISFIED, options=(replace(SATISFIED.options[0], label="Delighted"), *SATISFIED.options[1:])),
    ]
    assert not any(same_question(SATISFIED, other) for other in others)
    assert beside(SATISFIED, [webinar(number, other) for number, other in enumerate(others, start=1)]) == ((), 6)


def test_other_counts_and_other_boxes_make_no_other_question():
    other = replace(figures_of(OVERALL, {"dissatisfied": 5}), boxes=())
    (found,), unlike = beside(SATISFIED, [webinar(1, other)])
    assert (found.base, found.box, unlike) == (5, None, 0)


def test_an_earlier_wording_that_stands_alone_is_found():
    reworded = replace(SATISFIED, ask="Otherwise?")
    (found,), _ = beside(SATISFIED, [webinar(1, reworded, SATISFIED)])
    assert found.base == 8


@pytest.mark.parametrize("base", [1, 4])
def test_a_group_that_is_too_small_shows_its_base_alone(base):
    (found,), _ = beside(SATISFIED, [webinar(1, figures_of(OVERALL, {"satisfied": base}))])
    assert (found.base, found.withheld, found.box) == (base, True, None)


def test_a_score_stands_for_a_net_promoter_question():
    score = figures_of(NPS, {"10": 4, "0": 1})
    (found,), _ = beside(score, [webinar(1, score)])
    assert found.nps is not None
    assert found.nps.rounded == 60
    assert has_headline(score)
    assert not has_headline(figures_of(IMPROVE, {}))


@pytest.mark.parametrize(("finished", "attendees"), [(8, None), (8, 0), (8, 7)])
def test_no_rate_is_told_of_what_is_not_known_or_cannot_be(finished, attendees):
    (found,), _ = beside(SATISFIED, [webinar(1, SATISFIED, finished=finished, attendees=attendees)])
    assert found.rate is None
