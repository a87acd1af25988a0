"""Whose answers judge a webinar where a survey asks who was there."""

from __future__ import annotations

import pytest

from bot.survey.attendance import asked_of_all_who_attended, asks_attendance, counts_everybody, is_for_absent
from bot.survey.rules import All, AnyOf, Attended, Not, Picked, Registered
from tests.survey.making import reading

ASKING = """\
survey: s
title: T
identity: pseudonymous
questions:
  - {key: before, kind: yes_no, ask: Were you there before?}
  - key: attended
    kind: single
    ask: There?
    options: [{key: all, label: Yes}, {key: part, label: Partly}, {key: no, label: No}]
  - {key: judged, kind: yes_no, ask: Good?, when: {question: attended, in: [all, part]}}
  - {key: unguarded, kind: yes_no, ask: Useful?}
  - key: why
    kind: single
    ask: Why not?
    when: {question: attended, in: [no]}
    options: [{key: ill, label: Ill}, {key: busy, label: Busy}]
  - {key: busy, kind: open, ask: What with?, when: {question: why, in: [busy]}}
  - {key: not_all, kind: open, ask: What did you miss?, when: {not: {question: attended, in: [all]}}}
  - {key: missed, kind: open, ask: What kept you?, when: {not: {question: attended, in: [all, part]}}}
  - {key: better, kind: open, ask: What would be better?, when: {question: judged, in: [no]}}
  - {key: contact, kind: consent, ask: May we write?}
  - {key: wanted, kind: materials, ask: What would you like?}
"""


def asked(text=ASKING):
    (survey,) = reading(text).surveys
    return survey


@pytest.mark.parametrize(
    ("key", "everybody"),
    [
        ("attended", True),
        ("before", False),
        ("judged", False),
        ("unguarded", False),
        ("why", True),
        ("busy", True),
        ("not_all", False),
        ("missed", True),
        ("better", False),
        ("contact", True),
        ("wanted", True),
    ],
)
def test_only_those_who_attended_judge_and_what_is_asked_of_the_absent_is_theirs(key, everybody):
    survey = asked()
    assert counts_everybody(survey, survey.question(key)) is everybody


def test_a_survey_that_does_not_ask_counts_everybody():
    survey = asked(ASKING.replace("key: attended", "key: came").replace("question: attended", "question: came"))
    assert not asks_attendance(survey)
    assert all(counts_everybody(survey, question) for question in survey.questions)


def test_a_question_called_attended_that_nobody_can_deny_asks_nothing():
    survey = asked(
        ASKING.replace("key: no,", "key: later,").replace(
            "question: attended, in: [no]", "question: attended, in: [later]"
        )
    )
    assert not asks_attendance(survey)


@pytest.mark.parametrize(
    ("key", "every"),
    [("before", True), ("judged", True), ("unguarded", True), ("not_all", False), ("better", False), ("why", False)],
)
def test_who_attended_may_have_been_kept_from_a_question_by_other_answers(key, every):
    survey = asked()
    assert asked_of_all_who_attended(survey, survey.question(key)) is every


@pytest.mark.parametrize(
    ("audience", "absent"),
    [
        (Attended(False), True),
        (Attended(True), False),
        (Not(Attended(True)), True),
        (All((Registered(True), Attended(False))), True),
        (AnyOf((Registered(True), Attended(False))), False),
        (AnyOf((Attended(False), Not(Attended(True)))), True),
        (Picked("attended", ("no",)), False),
    ],
)
def test_an_audience_of_absent_people_is_known(audience, absent):
    assert is_for_absent(audience) is absent
