"""Whether a rule holds, and whether it still may.

Rules are judged on settled answers only. A question that is not settled makes a rule undecided, which ``may_hold``
takes for yes and ``holds`` for no; that is Kleene's three-valued logic.
"""

from __future__ import annotations

from typing import assert_never

from bot.survey.answers import Answers
from bot.survey.definitions import All, AnyOf, Not, Picked, Progress, Rule


def holds(rule: Rule, answers: Answers, *, finished: bool) -> bool:
    """Whether ``rule`` is true now: an unanswered or skipped question has picked nothing."""
    match rule:
        case Picked(question, options):
            answer = answers.get(question)
            return answer is not None and answer.state == "answered" and not set(options).isdisjoint(answer.picks)
        case Progress(wanted):
            return finished is wanted
        case All(rules):
            return all(holds(each, answers, finished=finished) for each in rules)
        case AnyOf(rules):
            return any(holds(each, answers, finished=finished) for each in rules)
        case Not(inner):
            return not holds(inner, answers, finished=finished)
        case _:
            assert_never(rule)


def may_hold(rule: Rule, answers: Answers) -> bool:
    """Whether ``rule`` is true now or can become true as more questions are settled."""
    return _verdict(rule, answers) is not False


def mentioned(rule: Rule) -> frozenset[str]:
    """The keys of the questions that ``rule`` looks at."""
    match rule:
        case Picked(question, _):
            return frozenset((question,))
        case Progress():
            return frozenset()
        case All(rules) | AnyOf(rules):
            return frozenset().union(*(mentioned(each) for each in rules))
        case Not(inner):
            return mentioned(inner)
        case _:
            assert_never(rule)


def is_for_unfinished(rule: Rule) -> bool:
    """Whether ``rule`` is true only of those who have not finished."""
    match rule:
        case Progress(finished):
            return not finished
        case Not(Progress(finished)):
            return finished
        case All(rules):
            return any(map(is_for_unfinished, rules))
        case _:
            return False


def _verdict(rule: Rule, answers: Answers) -> bool | None:
    """True or False where settled answers decide it, else None."""
    match rule:
        case Picked(question, options):
            answer = answers.get(question)
            if answer is None or not answer.settled:
                return None
            return answer.state == "answered" and not set(options).isdisjoint(answer.picks)
        case Progress():
            return None
        case All(rules):
            verdicts = {_verdict(each, answers) for each in rules}
            return False if False in verdicts else None if None in verdicts else True
        case AnyOf(rules):
            verdicts = {_verdict(each, answers) for each in rules}
            return True if True in verdicts else None if None in verdicts else False
        case Not(inner):
            verdict = _verdict(inner, answers)
            return None if verdict is None else not verdict
        case _:
            assert_never(rule)
