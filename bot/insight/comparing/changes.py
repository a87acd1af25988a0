"""From one webinar (or year, or tag) to another: how far a question's figures differ, and whether chance explains it.

One test a question and change, named before anybody looks: of scales and scores by the order of their answers, else
of the share that stands for the question. People who answered at both are never taken for different people: see
``_weigh``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.insight.comparing.chances import fisher, mann_whitney, sign_test
from bot.insight.comparing.comparison import Basis, Change, Difference, Figure, Method, Share, Test
from bot.insight.comparing.overlaps import NOBODY, Both, Overlap, both_of, correlation, score_correlation
from bot.insight.comparing.rows import chose, grouping, is_ranked
from bot.insight.comparing.spans import difference, score_difference
from bot.insight.comparing.unseen import unseen_fisher, unseen_ranks
from bot.insight.intervals import Interval
from bot.insight.rounding import nearest
from bot.survey.definitions import Question


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are compared: a webinar or a pool."""

    name: str
    base: int
    shares: tuple[Share, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparing:
    """A question and what is compared of it. ``limit`` is the smallest group that may be looked at; 0: any."""

    question: Question
    figures: tuple[Figure, ...]
    headline: Figure | None
    limit: int


def change(
    asked: Comparing, first: Side, second: Side, overlap: Overlap = NOBODY, *, certain: bool = True, mixed: bool = False
) -> Change:
    """From ``first`` to ``second``, with p not corrected yet and no verdict.

    ``mixed``: both are pools, in which or between which people answered several times; that is not tested.
    """
    group = grouping(asked.question, asked.headline)
    both = Both({}, seen=False) if group is None else both_of(overlap, group, limit=asked.limit)
    basis, test = ("untested", None) if mixed else _weigh(asked, first.groups, second.groups, both)
    substantive = [each.key for each in asked.question.options if each.substantive]
    differences = (
        _difference(one, first, second, both_of(overlap, chose(figure, substantive), limit=asked.limit))
        for figure, one in zip(asked.figures, zip(first.shares, second.shares, strict=True), strict=True)
    )
    return Change(
        first=first.name,
        second=second.name,
        both=overlap.people(substantive) if group is None else both.people,
        certain=certain,
        differences=tuple(each for each in differences if each is not None),
        score=_score(first, second, both) if asked.question.kind == "nps" else None,
        basis=basis,
        test=test,
        verdict="untested",
    )


def _weigh(asked: Comparing, first: tuple[int, ...], second: tuple[int, ...], both: Both) -> tuple[Basis, Test | None]:
    """The test that fits how many answered at both, which is decided by how many they are, never by what they answered.

    Nobody: of all. As many as the smaller rest, or more: of them alone, paired. Fewer: of the others alone. If they
    must not be looked at, the others are tested with the largest p that leaving them out could give; and nothing is
    tested that would leave over a group that must not be looked at.
    """
    if not first or not second or not sum(first) or not sum(second):
        return "untested", None
    ranked, people = is_ranked(asked.question), both.people
    if not people:
        return "independent", _unpaired(first, second, ranked=ranked)
    rest = min(sum(first), sum(second)) - people
    if not both.seen:
        return _unseen(first, second, people, ranked=ranked) if rest > 0 else ("untested", None)
    if people >= rest:
        left = (sum(first) - people, sum(second) - people)
        told = any(0 < each < asked.limit for each in left)
        return ("untested", None) if told else ("paired", _paired(both, ranked=ranked))
    one = [whole - each for whole, each in zip(first, both.first(len(first)), strict=True)]
    other = [whole - each for whole, each in zip(second, both.second(len(second)), strict=True)]
    if min(*one, *other) < 0:  # the figures stand for other answers than those of the people
        return _unseen(first, second, people, ranked=ranked)
    return "apart", _unpaired(one, other, ranked=ranked)


def _unpaired(first: Sequence[int], second: Sequence[int], *, ranked: bool) -> Test:
    bases = sum(first), sum(second)
    if not ranked:
        rises = second[0] * bases[0] > first[0] * bases[1]
        return _test("fisher", True, bases, fisher(first[0], bases[0], second[0], bases[1]), rises=rises)
    found = mann_whitney(first, second)
    assert found is not None
    rises = found.superiority > 0.5
    return _test("mann_whitney", found.exact, bases, found.p, rises=rises, superiority=found.superiority)


def _paired(both: Both, *, ranked: bool) -> Test:
    better = sum(count for (one, other), count in both.pairs.items() if other < one)
    worse = sum(count for (one, other), count in both.pairs.items() if other > one)
    method: Method = "sign" if ranked else "mcnemar"
    bases = both.people, both.people
    superiority = (better + (both.people - better - worse) / 2) / both.people if ranked else None
    return _test(method, True, bases, sign_test(better, worse), rises=better > worse, superiority=superiority)


def _unseen(first: Sequence[int], second: Sequence[int], people: int, *, ranked: bool) -> tuple[Basis, Test]:
    bases = sum(first) - people, sum(second) - people
    if not ranked:
        rises = second[0] * sum(first) > first[0] * sum(second)
        return "least_favourable", _test("fisher", True, bases, unseen_fisher(first, second, people), rises=rises)
    found = mann_whitney(first, second)
    rises = found is not None and found.superiority > 0.5
    return "least_favourable", _test("mann_whitney", False, bases, unseen_ranks(first, second, people), rises=rises)


def _test(
    method: Method, exact: bool, bases: tuple[int, int], p: float, *, rises: bool, superiority: float | None = None
) -> Test:
    return Test(method, exact, *bases, p=p, corrected=p, rises=rises, superiority=superiority)


def _difference(shares: tuple[Share, Share], first: Side, second: Side, both: Both) -> Difference | None:
    one, other = shares
    if one.count is None or other.count is None or not first.base or not second.base:
        return None
    span = difference(
        (one.count, first.base),
        (other.count, second.base),
        correlation=correlation(both, first.base, second.base),
    )
    assert span is not None
    apart = Fraction(other.count, second.base) - Fraction(one.count, first.base)
    return Difference(one.key, float(apart), span.low, span.high, int(nearest(100 * apart)))


def _score(first: Side, second: Side, both: Both) -> Difference | None:
    one, other = first.groups, second.groups
    if len(one) != 3 or len(other) != 3 or not sum(one) or not sum(other):
        return None
    span: Interval | None = score_difference(
        (one[0], one[1], one[2]),
        (other[0], other[1], other[2]),
        correlation=score_correlation(both, sum(one), sum(other)),
    )
    assert span is not None
    apart = 100 * (Fraction(other[0] - other[2], sum(other)) - Fraction(one[0] - one[2], sum(one)))
    return Difference("nps", float(apart), span.low, span.high, int(nearest(apart)))
