"""Whether a rule holds, and whether it still may.

Rules are judged on settled answers only. A question that is not settled makes a rule undecided, which ``may_hold``
takes for yes and ``holds`` for no; that is Kleene's three-valued logic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from bot.survey.answers import Answer, Answers
from bot.survey.ruling import All, AnyOf, Attended, Begun, CameBy, Not, Picked, Progress, Registered, Rule, Speaks

ATTENDED = "attended"
"""The question that asks whether somebody was there; its option ``no`` says that they were not."""

ABSENT = "no"

_NO_ANSWERS: Mapping[str, Answer] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an audience may ask of one person.

    ``begun``: they settled a question. ``listed`` is what an attendance list says of them, None if nothing; their own
    word goes first. ``registered``: they came by a link mailed to them. ``source`` is the link's, if it names one.
    """

    answers: Answers = field(default_factory=lambda: _NO_ANSWERS)
    finished: bool = False
    begun: bool = False
    listed: bool | None = None
    registered: bool = False
    language: str = "en"
    source: str | None = None

    @property
    def attended(self) -> bool | None:
        """Whether they were at the webinar; None: nobody knows."""
        answer = self.answers.get(ATTENDED)
        if answer is not None and answer.state == "answered" and answer.picks:
            return ABSENT not in answer.picks
        return self.listed


def holds(rule: Rule, facts: Facts) -> bool:
    """Whether ``rule`` is true now: an unanswered or skipped question has picked nothing."""
    match rule:
        case Picked(question, options):
            answer = facts.answers.get(question)
            return answer is not None and answer.state == "answered" and not set(options).isdisjoint(answer.picks)
        case All(rules):
            return all(holds(each, facts) for each in rules)
        case AnyOf(rules):
            return any(holds(each, facts) for each in rules)
        case Not(inner):
            return not holds(inner, facts)
        case _:
            return _is_true_of(rule, facts)


def _is_true_of(rule: Progress | Begun | Attended | Registered | Speaks | CameBy, facts: Facts) -> bool:
    match rule:
        case Progress(finished):
            return facts.finished is finished
        case Begun(begun):
            return facts.begun is begun
        case Attended(attended):
            return facts.attended is attended
        case Registered(registered):
            return facts.registered is registered
        case Speaks(languages):
            return facts.language in languages
        case CameBy(sources):
            return facts.source in sources
        case _:
            assert_never(rule)


def may_hold(rule: Rule, answers: Answers) -> bool:
    """Whether ``rule`` is true now or can become true as more questions are settled."""
    return _verdict(rule, answers) is not False


def must_hold(rule: Rule, answers: Answers) -> bool:
    """Whether ``rule`` is true now and stays so, however more questions are settled."""
    return _verdict(rule, answers) is True


def leaves(rule: Rule) -> Iterator[Rule]:
    """The rules inside ``rule`` that are made of no others."""
    match rule:
        case All(rules) | AnyOf(rules):
            for each in rules:
                yield from leaves(each)
        case Not(inner):
            yield from leaves(inner)
        case _:
            yield rule


def mentioned(rule: Rule) -> frozenset[str]:
    """The keys of the questions that ``rule`` looks at."""
    picked = {leaf.question for leaf in leaves(rule) if isinstance(leaf, Picked)}
    asks_attendance = any(isinstance(leaf, Attended) for leaf in leaves(rule))
    return frozenset(picked | {ATTENDED} if asks_attendance else picked)


def is_for_unfinished(rule: Rule) -> bool:
    """Whether ``rule`` is true only of those who have not finished."""
    match rule:
        case Progress(reached) | Begun(reached):
            return not reached
        case Not(Progress(finished)):
            return finished
        case Not(Begun(begun)):
            return begun
        case All(rules):
            return any(map(is_for_unfinished, rules))
        case AnyOf(rules):
            return bool(rules) and all(map(is_for_unfinished, rules))
        case _:
            return False


def reaches(rule: Rule, *, finished: bool) -> bool | None:
    """Whether ``rule`` is true of everybody who has (not) finished, of nobody (False), or of some (None)."""
    match rule:
        case Progress(wanted):
            return wanted is finished
        case Begun(begun):
            return begun if finished else None
        case Picked() | Attended() | Registered() | Speaks() | CameBy():
            return None
        case All(rules):
            return _and(reaches(each, finished=finished) for each in rules)
        case AnyOf(rules):
            return _not(_and(_not(reaches(each, finished=finished)) for each in rules))
        case Not(inner):
            return _not(reaches(inner, finished=finished))
        case _:
            assert_never(rule)


def _verdict(rule: Rule, answers: Answers) -> bool | None:
    """True or False where settled answers decide it, else None."""
    match rule:
        case Picked(question, options):
            answer = answers.get(question)
            if answer is None or not answer.settled:
                return None
            return answer.state == "answered" and not set(options).isdisjoint(answer.picks)
        case Progress() | Begun() | Attended() | Registered() | Speaks() | CameBy():
            return None
        case All(rules):
            return _and(_verdict(each, answers) for each in rules)
        case AnyOf(rules):
            return _not(_and(_not(_verdict(each, answers)) for each in rules))
        case Not(inner):
            return _not(_verdict(inner, answers))
        case _:
            assert_never(rule)


def _and(verdicts: Iterable[bool | None]) -> bool | None:
    found = set(verdicts)
    return False if False in found else None if None in found else True


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict
