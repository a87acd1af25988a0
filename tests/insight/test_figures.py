"""What a webinar's answers add up to, and what is not told of small groups."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.figures import QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.survey.definitions import Box, Question
from tests.insight.surveys import FORMATS, IMPROVE, NPS, OVERALL, YEARS, options, question, survey, words

WEBINAR = WebinarFacts("communication-2026", "abcdefghij234", "Communication", registrations=140, attendees=85)
RESPONSES = ResponsesTally(entered=60, started=55, finished=50)


def one(tally, *, identity="pseudonymous", limit=5, webinar=WEBINAR):
    made = figures(survey(tally.question, identity=identity), webinar, RESPONSES, [tally], [], limit=limit)
    return made.questions[0]


def overall(very=0, satisfied=0, neutral=0, dissatisfied=0, no_opinion=0):
    counts = {"very_satisfied": very, "satisfied": satisfied, "neutral": neutral, "dissatisfied": dissatisfied}
    base = sum(counts.values())
    answered = base + no_opinion
    return QuestionTally(
        OVERALL, answered + 3, answered, 2, 1, base, {**counts, "no_opinion": no_opinion} if no_opinion else counts
    )


def test_shares_are_of_those_with_an_opinion():
    made = one(overall(very=6, satisfied=2, no_opinion=4))
    very, _, neutral, _, no_opinion = made.options
    assert (made.answered, made.base) == (12, 8)
    assert (very.count, very.share, very.percent) == (6, 0.75, 75)
    assert (neutral.count, neutral.share, neutral.percent) == (0, 0.0, 0)
    assert (no_opinion.count, no_opinion.share, no_opinion.low, no_opinion.percent) == (4, None, None, None)


def test_a_box_is_the_people_in_its_options():
    very, satisfied = one(overall(very=5, satisfied=2, neutral=1)).boxes
    assert (very.count, very.percent) == (5, 63)
    assert (satisfied.count, satisfied.share, satisfied.percent) == (7, 7 / 8, 88)
    assert satisfied.labels == ("Very satisfied", "Satisfied")
    assert satisfied.low < 7 / 8 < satisfied.high


def test_picks_of_several_options_are_not_added_up_as_people():
    formats = question(
        "formats",
        "multiple",
        choose=options("speakers", "breakouts", "other"),
        boxes=(Box("live", ("speakers", "breakouts")), Box("talks", ("speakers",))),
    )
    tally = QuestionTally(formats, 10, 10, 0, 0, 10, {"speakers": 8, "breakouts": 7, "other": 1})
    uncounted, talks = one(tally).boxes
    assert (uncounted.count, uncounted.share) == (None, None)
    assert talks.count == 8
    live, _ = one(dataclasses.replace(tally, box_people={"live": 9})).boxes
    assert (live.count, live.share) == (9, 0.9)


def test_shares_of_a_multiple_choice_are_of_respondents():
    made = one(QuestionTally(FORMATS, 10, 10, 0, 0, 10, {"speakers": 8, "breakouts": 7, "other": 1}))
    assert [option.share for option in made.options] == [0.8, 0.7, 0.1]


def test_a_scale_has_a_mean_and_a_median_with_the_best_scoring_highest():
    made = one(overall(very=4, satisfied=2, dissatisfied=2, no_opinion=5))
    assert (made.scored, made.mean, made.median) == (True, (16 + 6 + 2) / 8, 3.5)


def test_a_choice_in_natural_order_has_neither_mean_nor_median():
    length = Question("length", "single", words("Length?"), options=options("short", "right", "long"), ordered=True)
    made = one(QuestionTally(length, 9, 9, 0, 0, 9, {"short": 1, "right": 7, "long": 1}))
    assert (made.scored, made.mean, made.median) == (False, None, None)


def test_numbers_have_a_mean_and_a_median_over_those_who_answered():
    made = one(QuestionTally(YEARS, 8, 6, 2, 0, 6, numbers=((1.0, 3), (10.0, 2), (4.5, 1))))
    assert (made.base, made.mean, made.median) == (6, 27.5 / 6, 2.75)


def test_open_answers_are_counted_in_mentions_and_in_people():
    made = one(QuestionTally(IMPROVE, 20, 12, 8, 0, 12, themes=(("Shorter", 4), ("More examples", 9)), theme_people=11))
    assert made.base == 12
    assert (made.themes.mentions, made.themes.people) == (13, 11)
    assert [(theme.label, theme.mentions, theme.percent) for theme in made.themes.options] == [
        ("More examples", 9, 69),
        ("Shorter", 4, 31),
    ]


def test_nobody_answered_yet():
    made = one(QuestionTally(OVERALL))
    assert not made.withheld
    assert {(option.count, option.share, option.low) for option in made.options} == {(0, None, None)}
    assert {(box.count, box.share) for box in made.boxes} == {(0, None)}
    assert (made.mean, made.median) == (None, None)
    recommend = one(QuestionTally(NPS))
    assert (recommend.nps.score, recommend.nps.low, recommend.nps.promoters) == (None, None, 0)


@settings(deadline=None)
@given(
    st.tuples(*[st.integers(0, 2)] * 4).filter(lambda counts: 0 < sum(counts) < 5),
    st.integers(0, 40),
    st.sampled_from(["pseudonymous", "anonymous"]),
)
def test_of_one_to_four_people_nothing_but_their_number_is_told(counts, no_opinion, identity):
    made = one(overall(*counts, no_opinion=no_opinion), identity=identity)
    assert made.withheld
    assert made.base == sum(counts)
    told = [made.mean, made.median]
    for part in (*made.options, *made.boxes):
        told += [part.count, part.share, part.low, part.high, part.percent]
    assert set(told) == {None}


def test_a_small_net_promoter_group_is_withheld():
    made = one(QuestionTally(NPS, 4, 4, 0, 0, 4, {"9": 3, "2": 1}))
    assert made.withheld
    assert set(dataclasses.astuple(made.nps)) == {None}


def test_themes_and_numbers_of_a_small_group_are_withheld():
    coded = one(QuestionTally(IMPROVE, 4, 4, 0, 0, 4, themes=(("Shorter", 4),), theme_people=4))
    assert (coded.withheld, coded.coded, coded.themes) == (True, True, None)
    years = one(QuestionTally(YEARS, 2, 2, 0, 0, 2, numbers=((3.0, 2),)))
    assert (years.withheld, years.mean, years.median) == (True, None, None)


def test_one_unhappy_person_among_five_stays_visible():
    made = one(overall(very=4, dissatisfied=1))
    assert not made.withheld
    assert made.options[3].count == 1


def test_organisers_of_an_identified_survey_see_every_answer():
    made = one(overall(very=1, dissatisfied=1), identity="identified")
    assert not made.withheld
    assert made.options[3].share == 0.5


def test_an_organisation_may_ask_for_larger_groups():
    assert one(overall(very=9), limit=10).withheld
    assert not one(overall(very=10), limit=10).withheld


def test_statements_have_no_figures_and_unseen_questions_stand_in_their_place():
    asked = survey(question("hello", "statement"), OVERALL, FORMATS)
    tallies = [QuestionTally(FORMATS, 6, 6, 0, 0, 6, {"speakers": 6}), QuestionTally(question("hello", "statement"))]
    made = figures(asked, WEBINAR, RESPONSES, tallies, [])
    assert [(entry.key, entry.shown) for entry in made.questions] == [("overall", 0), ("formats", 6)]


def test_versions_with_another_wording_stand_side_by_side():
    reworded = Question("overall", "scale", words("How content were you?"), options=OVERALL.options)
    gone = QuestionTally(question("gone", "open"), 7, 7, 0, 0, 7)
    made = figures(survey(OVERALL), WEBINAR, RESPONSES, [gone, overall(very=9), QuestionTally(reworded)], [])
    assert [entry.ask for entry in made.questions] == [
        "How satisfied were you?",
        "How content were you?",
        "What about gone?",
    ]


def test_labels_come_in_the_first_of_the_webinars_languages():
    made = one(overall(very=9), webinar=dataclasses.replace(WEBINAR, languages=("fr", "en")))
    assert made.ask == "Étiez-vous satisfait ?"
    assert made.boxes[0].labels == ("Très satisfait",)


def test_response_rates_are_of_attendees_and_of_registrations():
    made = figures(survey(OVERALL), WEBINAR, RESPONSES, [], []).responses
    assert (made.response_rate, made.response_percent) == (50 / 85, 59)
    assert (made.registration_response_rate, made.registration_response_percent) == (50 / 140, 36)


@pytest.mark.parametrize("number", [None, 0])
def test_without_attendees_there_is_no_response_rate(number):
    unknown = dataclasses.replace(WEBINAR, attendees=number, registrations=number)
    made = figures(survey(OVERALL), unknown, RESPONSES, [], []).responses
    assert (made.response_rate, made.response_percent, made.registration_response_rate) == (None, None, None)


def test_counts_that_cannot_be_people_are_refused():
    with pytest.raises(ValueError, match="not a share"):
        one(QuestionTally(OVERALL, 5, 5, 0, 0, 5, {"very_satisfied": 6}))
