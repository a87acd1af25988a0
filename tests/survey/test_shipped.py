"""The surveys that come with the product."""

from __future__ import annotations

from functools import cache

import pytest
from msgspec.structs import replace

from bot.survey.answers import Answer
from bot.survey.definitions import Box, Survey
from bot.survey.engine import Ask, Over, is_finished, whats_next
from bot.survey.fields import EU_LANGUAGES
from bot.survey.languages import wordings
from bot.survey.reading import Source, read_definitions
from bot.survey.replies import Confirm, Skip, Tap
from bot.survey.ruling import Picked
from tests.survey.making import SHIPPED, Around, after, on_screen

PUBLISHED_OPTIONS = {
    "q1": 11,
    "q3": 10,
    "q4": 10,
    "q5": 10,
    "q6": 7,
    "q10": 3,
    "q11": 3,
    "q12": 10,
    "q13": 4,
    "q14": 3,
    "q15": 3,
}


@cache
def shipped(name: str) -> Survey:
    path = SHIPPED / f"{name}.yaml"
    read = read_definitions([Source(str(path), path.read_bytes())], Around())
    assert (read.faults, read.warnings) == ((), ())
    assert read.surveys[0].key == name
    return read.surveys[0]


def keys(survey: Survey, question: str) -> list[str]:
    return [option.key for option in survey.question(question).options]


def test_every_shipped_survey_reads_without_faults_or_doubts():
    surveys = {path.stem for path in SHIPPED.glob("*.yaml") if "." not in path.stem}
    assert surveys == {"satisfaction", "pulse", "no_show", "needs", "impact"}
    for name in surveys:
        assert shipped(name).identity == "pseudonymous"


@pytest.mark.parametrize("name", ["satisfaction", "pulse", "no_show", "needs", "impact"])
def test_every_text_comes_in_all_languages_of_the_union_and_what_is_not_english_is_a_draft(name):
    survey = shipped(name)
    assert {*survey.drafts, "en"} == set(EU_LANGUAGES)
    for wording in wordings(survey):
        assert set(wording.by_language) == {"*" if name == "needs" else "en", *survey.drafts}


@pytest.mark.parametrize("name", ["satisfaction", "pulse", "no_show", "needs", "impact"])
def test_no_wording_is_much_longer_than_the_english_one(name):
    for wording in wordings(shipped(name)):
        english = wording.spoken("en")
        for language, text in wording.by_language.items():
            assert len(text) <= 2 * len(english) + 20, (language, text)


def test_the_same_scale_is_worded_the_same_wherever_it_stands():
    satisfaction, pulse, no_show = shipped("satisfaction"), shipped("pulse"), shipped("no_show")
    assert pulse.title == satisfaction.title
    assert no_show.question("materials").ask == satisfaction.question("materials").ask
    useful = satisfaction.question("useful")
    for option in no_show.question("recording").options:
        same = useful.option(option.key).label.by_language
        apart = {language for language, text in option.label.by_language.items() if text != same[language]}
        assert apart <= {"ga"}, option.key  # Irish answers with the verb of the question


def test_satisfaction_asks_what_it_has_always_asked():
    survey = shipped("satisfaction")
    asked = [question.key for question in survey.questions]
    assert asked == ["attended", "overall", "useful", "share", "length", "policy", "enjoyed", "improve", "materials"]
    assert keys(survey, "attended") == ["all", "part", "no"]
    assert keys(survey, "overall") == ["very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied"]
    assert keys(survey, "useful") == ["great", "some", "small", "not_at_all"]
    assert keys(survey, "share") == ["yes", "maybe", "no"]
    assert keys(survey, "length") == ["short", "right", "long"]
    assert keys(survey, "policy") == ["great", "some", "small", "not_at_all", "worse", "no_opinion"]
    assert (keys(survey, "enjoyed")[0], keys(survey, "enjoyed")[-1]) == ("content", "nothing")


def test_its_boxes_report_what_the_organisers_report():
    boxes = {question.key: question.boxes for question in shipped("satisfaction").questions if question.boxes}
    assert boxes == {
        "overall": (Box("very", ("very_satisfied",)), Box("satisfied", ("very_satisfied", "satisfied"))),
        "useful": (Box("great", ("great",)), Box("at_all", ("great", "some", "small"))),
        "length": (Box("right", ("right",)),),
        "policy": (Box("great", ("great",)), Box("improved", ("great", "some", "small"))),
    }


def test_no_mean_is_drawn_where_the_best_is_not_at_an_end():
    survey = shipped("satisfaction")
    assert [q.key for q in survey.questions if q.kind == "scale"] == ["overall", "useful"]
    assert all(survey.question(key).ordered for key in ("attended", "share", "length", "policy"))
    assert [o.key for o in survey.question("policy").options if not o.substantive] == ["no_opinion"]


def test_only_who_was_there_is_asked_to_judge():
    there = Picked("attended", ("all", "part"))
    first, *judging, materials = shipped("satisfaction").questions
    assert (first.when, first.optional, materials.when) == (None, False, None)
    assert {question.when for question in judging} == {there}


def test_who_was_not_there_goes_straight_to_the_materials():
    survey = shipped("satisfaction")
    absent = after(survey, Tap(0, 2))
    assert is_finished(survey, absent)
    assert on_screen(survey, absent) == "materials"
    assert len(survey.question("materials").options) == 7


def test_someone_who_writes_nothing_finishes_in_eight_taps():
    survey = shipped("satisfaction")
    answers: dict[str, Answer] = {}
    taps = 0
    while not is_finished(survey, answers):
        ask = whats_next(survey, answers)
        assert isinstance(ask, Ask)
        assert (ask.position, ask.total) == (taps + 1, 8)
        answers = after(survey, Tap(ask.index, 0) if ask.question.options else Skip(ask.index), answers=answers)
        taps += 1
    assert taps == 8
    assert whats_next(survey, after(survey, Confirm(8), answers=answers)) == Over()


def test_the_needs_survey_has_the_published_questions():
    survey = shipped("needs")
    assert [q.key for q in survey.questions] == [f"q{n}" for n in (*range(1, 9), *range(10, 16))]
    assert {q.key: len(q.options) for q in survey.questions if q.options} == PUBLISHED_OPTIONS
    assert [q.key for q in survey.questions if q.kind == "open"] == ["q2", "q7", "q8"]
    assert {q.most for q in survey.questions if q.kind == "multiple"} == {3.0}
    assert [q.key for q in survey.questions if q.other] == ["q1", "q3", "q4", "q6"]


def test_the_needs_survey_asks_about_a_cluster_only_who_works_for_one():
    survey = shipped("needs")
    assert {q.when for q in survey.questions[9:]} == {Picked("q10", ("yes",))}
    assert on_screen(survey, after(survey, *(Skip(index) for index in range(8)), Tap(8, 1))) is None


def test_the_needs_survey_says_other_in_the_published_word_where_it_is_not_translated():
    survey = shipped("needs")
    for key in ("q1", "q3", "q4", "q6", "q11", "q12"):
        assert survey.question(key).options[-1].label.by_language["*"] == "Other"


def test_impact_is_three_short_questions():
    survey = shipped("impact")
    assert [(q.key, q.kind) for q in survey.questions] == [("used", "single"), ("shared", "yes_no"), ("change", "open")]
    assert max(len(q.ask.spoken("en")) for q in survey.questions) < 80


def test_the_pulse_asks_one_question_in_the_words_of_satisfaction():
    overall = replace(shipped("satisfaction").question("overall"), when=None)
    assert shipped("pulse").questions == (overall,)


def test_who_did_not_come_is_asked_five_short_questions():
    survey = shipped("no_show")
    asked = [(q.key, q.kind) for q in survey.questions]
    assert asked == [
        ("reason", "single"),
        ("recording", "scale"),
        ("next", "scale"),
        ("possible", "open"),
        ("materials", "materials"),
    ]
    assert max(len(q.ask.spoken("en")) for q in survey.questions) < 80
    assert keys(survey, "reason")[-2:] == ["came", "other"]
    assert [(box.key, box.options) for box in survey.question("next").boxes] == [
        ("very", ("very_likely",)),
        ("likely", ("very_likely", "likely")),
    ]


def test_who_did_come_after_all_is_no_reason_and_goes_straight_to_the_materials():
    survey = shipped("no_show")
    came = keys(survey, "reason").index("came")
    assert [o.key for o in survey.question("reason").options if not o.substantive] == ["came"]
    assert on_screen(survey, after(survey, Tap(0, came))) == "materials"
    assert on_screen(survey, after(survey, Skip(0))) == "recording"


def test_the_needs_survey_asks_for_topics_for_next_time():
    assert "suggest topics for future" in shipped("needs").question("q7").ask.spoken("en")
