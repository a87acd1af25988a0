"""Rules, and what they may still become."""

import pytest

from bot.survey.answers import Answer
from bot.survey.rules import Facts, holds, may_hold, mentioned
from bot.survey.ruling import All, AnyOf, Not, Picked, Progress

A, B = Picked("a", ("x", "y")), Picked("b", ("x",))
YES, NO = {"a": Answer("answered", ("y", "z"))}, {"a": Answer("answered", ("z",))}


@pytest.mark.parametrize(
    ("rule", "answers", "now", "perhaps"),
    [
        (A, {}, False, True),
        (A, YES, True, True),
        (A, NO, False, False),
        (A, {"a": Answer("skipped")}, False, False),
        (A, {"a": Answer("shown", ("x",))}, False, True),
        (Not(A), {}, True, True),
        (Not(A), YES, False, False),
        (All((A, B)), YES, False, True),
        (All((A, B)), NO, False, False),
        (AnyOf((A, B)), YES, True, True),
        (AnyOf((A, B)), NO, False, True),
        (AnyOf((Not(A), B)), {**YES, "b": Answer("skipped")}, False, False),
    ],
)
def test_a_rule_holds_now_or_may_yet(rule, answers, now, perhaps):
    assert holds(rule, Facts(answers)) is now
    assert may_hold(rule, answers) is perhaps


def test_progress_is_told_from_outside():
    unfinished = Progress(finished=False)
    assert holds(unfinished, Facts())
    assert not holds(unfinished, Facts(finished=True))
    assert holds(All((Progress(finished=True), A)), Facts(YES, finished=True))
    assert may_hold(unfinished, {})


def test_a_rule_names_every_question_it_looks_at():
    assert mentioned(All((AnyOf((A, Not(B))), Progress(finished=True)))) == {"a", "b"}
