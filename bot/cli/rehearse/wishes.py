"""What somebody has to do so that a rule is true of them: every way there is, up to a bound.

Pure. A rule is turned into wishes (pick one of these there, none of those, finish or do not), and a wish for an answer
brings the wish that its question is asked at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import assert_never

from bot.survey.definitions import Survey
from bot.survey.rules import ABSENT, ATTENDED
from bot.survey.ruling import All, AnyOf, Attended, Begun, CameBy, Not, Picked, Progress, Registered, Rule, Speaks

MOST_WAYS = 64
"""Ways of making one rule true that are looked at."""

Options = frozenset[str]
Trait = Begun | Attended | Registered | Speaks | CameBy
"""What a rule may ask of somebody besides answers and finishing."""


@dataclass(frozen=True, slots=True)
class Wish:
    """By question, sets of options: one of each set is to be picked, and none of those to be shunned.

    ``finished`` None: as it comes. ``traits``: what else is to be true of them, or (False) is not.
    """

    picks: Mapping[str, tuple[Options, ...]] = field(default_factory=dict)
    shuns: Mapping[str, Options] = field(default_factory=dict)
    finished: bool | None = None
    traits: tuple[tuple[Trait, bool], ...] = ()

    def joined(self, other: Wish) -> Wish | None:
        """Both wishes at once; None when they contradict each other."""
        if None not in (self.finished, other.finished) and self.finished != other.finished:
            return None
        traits = dict((*self.traits, *other.traits))
        if any(traits[trait] is not wanted for trait, wanted in (*self.traits, *other.traits)):
            return None
        picks = {key: self.picks.get(key, ()) + other.picks.get(key, ()) for key in {**self.picks, **other.picks}}
        shuns = {
            key: self.shuns.get(key, frozenset()) | other.shuns.get(key, frozenset())
            for key in {**self.shuns, **other.shuns}
        }
        finished = self.finished if other.finished is None else other.finished
        return Wish(dict(sorted(picks.items())), dict(sorted(shuns.items())), finished, tuple(traits.items()))


ANYTHING = Wish()


def ways(rule: Rule, survey: Survey) -> tuple[Wish, ...]:
    """Wishes that each make ``rule`` true of whoever fulfils them, the first ``MOST_WAYS`` of them."""
    found = []
    for wish in islice(_ways(rule, wanted=True), MOST_WAYS):
        asked = _asked(wish, survey)
        if asked is not None:
            found.append(asked)
    return tuple(found)


def _ways(rule: Rule, *, wanted: bool) -> Iterator[Wish]:
    match rule:
        case Picked(question, options):
            named = frozenset(options)
            yield Wish(picks={question: (named,)}) if wanted else Wish(shuns={question: named})
        case Progress(finished):
            yield Wish(finished=finished is wanted)
        case Begun() | Attended() | Registered() | Speaks() | CameBy():
            yield Wish(traits=((rule, wanted),))
        case Not(inner):
            yield from _ways(inner, wanted=not wanted)
        case All(rules):
            yield from _all_of(rules, wanted=True) if wanted else _one_of(rules, wanted=False)
        case AnyOf(rules):
            yield from _one_of(rules, wanted=True) if wanted else _all_of(rules, wanted=False)
        case _:
            assert_never(rule)


def _one_of(rules: Sequence[Rule], *, wanted: bool) -> Iterator[Wish]:
    for rule in rules:
        yield from _ways(rule, wanted=wanted)


def _all_of(rules: Sequence[Rule], *, wanted: bool) -> Iterator[Wish]:
    each = [tuple(islice(_ways(rule, wanted=wanted), MOST_WAYS)) for rule in rules]
    for together in islice(product(*each), MOST_WAYS):
        joined: Wish | None = ANYTHING
        for wish in together:
            joined = joined.joined(wish) if joined is not None else None
        if joined is not None:
            yield joined


def _asked(wish: Wish, survey: Survey) -> Wish | None:
    """``wish``, and that its questions are asked; None if that contradicts it. Rules point back, so this ends."""
    found: Wish | None = _said_so(wish, survey)
    ahead = list(found.picks) if found is not None else []
    while ahead and found is not None:
        question = survey.question(ahead.pop())
        if question is None or question.when is None:
            continue
        first = next(_ways(question.when, wanted=True), None)
        ahead += [key for key in first.picks if key not in found.picks] if first is not None else []
        found = found.joined(first) if first is not None else None
    return found


def _said_so(wish: Wish, survey: Survey) -> Wish | None:
    """``wish``, and that who is to have been there (or not) says so where the survey asks."""
    question = survey.question(ATTENDED)
    found: Wish | None = wish
    for trait, wanted in wish.traits:
        if isinstance(trait, Attended) and question is not None and found is not None:
            there = frozenset(option.key for option in question.options) - {ABSENT}
            meant = there if trait.attended is wanted else frozenset((ABSENT,))
            found = found.joined(Wish(picks={ATTENDED: (meant,)}))
    return found
