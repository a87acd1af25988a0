"""Whether anybody can ever come to a question, found by trying answers.

Only the questions that a rule looks at, directly or through other rules, and only the options that rules name are
tried; everything else makes no difference. Beyond a bound of work the question counts as reachable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from bot.survey.answers import Answer
from bot.survey.definitions import Question, Survey
from bot.survey.engine import in_asking_order
from bot.survey.rules import may_hold, mentioned
from bot.survey.ruling import Picked, Rule

MOST_LOOKS = 50_000
"""Answers looked at for one question."""


def unreachable(survey: Survey) -> tuple[str, ...]:
    """Keys of the questions whose ``when`` no run of answers can make true, in asking order. Rules must point back."""
    named = _named_options(survey)
    return tuple(
        question.key
        for question in in_asking_order(survey)
        if question.when is not None and not _Search(survey, question.when, named).succeeds()
    )


class _Search:
    """One search through the answers that can make ``goal`` true."""

    def __init__(self, survey: Survey, goal: Rule, named: Mapping[str, frozenset[str]]) -> None:
        closure = _looked_at(survey, goal)
        self._questions = [q for q in in_asking_order(survey) if q.key in closure]
        self._goal = goal
        self._named = named
        self._cost = 1 + len(closure)
        self._looks = 0

    def succeeds(self, place: int = 0, told: Mapping[str, Answer] | None = None) -> bool:
        told = told or {}
        if self._looks > MOST_LOOKS:
            return True
        self._looks += self._cost
        if not may_hold(self._goal, told):
            return False
        if place == len(self._questions):
            return True
        question = self._questions[place]
        return any(
            self.succeeds(place + 1, {**told, question.key: answer}) for answer in self._possible(question, told)
        )

    def _possible(self, question: Question, told: Mapping[str, Answer]) -> Iterator[Answer]:
        """The answers that differ for some rule; only "skipped" where the question does not apply."""
        applies = question.when is None or may_hold(question.when, told)
        if applies:
            for picks in _choices(question, self._named.get(question.key, frozenset())):
                yield Answer("answered", picks=picks)
        if not applies or question.optional:
            yield Answer("skipped")


def _choices(question: Question, named: frozenset[str]) -> Iterator[tuple[str, ...]]:
    keys = [option.key for option in question.options]
    inert = [key for key in keys if key not in named]
    if not question.picks_several:
        yield from ((key,) for key in keys if key in named)
        yield from ((key,) for key in inert[:1])
        return
    least, most = int(question.least or 1), int(question.most or len(keys))
    for count in range(min(most, len(named)) + 1):
        padding = tuple(inert[: max(0, least - count)])
        if least <= count + len(padding) <= most:
            for picks in combinations(sorted(named), count):
                yield picks + padding


def _looked_at(survey: Survey, rule: Rule) -> frozenset[str]:
    """The questions that ``rule`` looks at, and those that their rules look at, and so on."""
    found: set[str] = set()
    ahead = set(mentioned(rule))
    while ahead:
        key = ahead.pop()
        found.add(key)
        question = survey.question(key)
        if question is not None and question.when is not None:
            ahead |= mentioned(question.when) - found
    return frozenset(found)


def _named_options(survey: Survey) -> dict[str, frozenset[str]]:
    """For each question, the options that any rule names."""
    named: dict[str, frozenset[str]] = {}
    ahead = [question.when for question in survey.questions if question.when is not None]
    while ahead:
        rule = ahead.pop()
        if isinstance(rule, Picked):
            named[rule.question] = named.get(rule.question, frozenset()) | frozenset(rule.options)
        else:
            ahead.extend(_inner(rule))
    return named


def _inner(rule: Rule) -> tuple[Rule, ...]:
    rules: tuple[Rule, ...] = getattr(rule, "rules", ())
    inner: Rule | None = getattr(rule, "rule", None)
    return rules if inner is None else (inner,)
