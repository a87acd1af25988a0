"""Whom a survey's figures are of, where it asks who attended: a judgement of a webinar is for those who were there.

Everybody counts in the question ``attended`` itself; in what is only asked of those who were absent; and in questions
about what a person wants or agrees to (kinds ``materials`` and ``consent``), which judge nothing. In all others only
those count who say that they attended, whether or not a rule kept the others from being asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.survey.answers import UNSEEN, Answer
from bot.survey.definitions import Question, Survey
from bot.survey.engine import in_asking_order
from bot.survey.rules import ABSENT, ATTENDED, may_hold, must_hold
from bot.survey.ruling import All, AnyOf, Attended, Not, Rule

_OF_EVERYBODY = ("materials", "consent")


def asks_attendance(survey: Survey) -> bool:
    """Whether it asks ``attended``, and ``no`` can be the answer."""
    question = survey.question(ATTENDED)
    return question is not None and question.option(ABSENT) is not None


def counts_everybody(survey: Survey, question: Question) -> bool:
    """Whether those who were absent, or did not say, count in its figures, too."""
    if question.key == ATTENDED or question.kind in _OF_EVERYBODY or not asks_attendance(survey):
        return True
    absent = _may_be_asked(survey, ABSENT)
    return question.key in absent and not any(question.key in _may_be_asked(survey, key) for key in _present(survey))


def asked_of_all_who_attended(survey: Survey, question: Question) -> bool:
    """Whether everybody who says that they attended is asked it, whatever else they answer."""
    if question.when is None:
        return True
    said = [{ATTENDED: Answer("answered", (key,))} for key in _present(survey)]
    return bool(said) and all(must_hold(question.when, each) for each in said)


def is_for_absent(audience: Rule) -> bool:
    """Whether ``audience`` holds nobody who is known to have attended."""
    match audience:
        case Attended(attended):
            return not attended
        case Not(Attended(attended)):
            return attended
        case All(rules):
            return any(map(is_for_absent, rules))
        case AnyOf(rules):
            return bool(rules) and all(map(is_for_absent, rules))
        case _:
            return False


def _present(survey: Survey) -> tuple[str, ...]:
    """The options that say somebody was there."""
    question = survey.question(ATTENDED) if asks_attendance(survey) else None
    return () if question is None else tuple(each.key for each in question.options if each.key != ABSENT)


def _may_be_asked(survey: Survey, attended: str) -> frozenset[str]:
    """The questions that whoever picks ``attended`` may come to, whatever else they answer."""
    told: dict[str, Answer] = {}
    found = set()
    for question in in_asking_order(survey):
        applies = question.when is None or may_hold(question.when, _known(told, attended))
        told[question.key] = UNSEEN if applies else Answer("skipped")
        if applies:
            found.add(question.key)
    return frozenset(found)


def _known(told: Mapping[str, Answer], attended: str) -> Mapping[str, Answer]:
    return {**told, ATTENDED: Answer("answered", (attended,))}
