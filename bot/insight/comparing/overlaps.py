"""Who answered the same question at two webinars: they are no independent answers, and are never tested as such."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from bot.insight.comparing.spans import Pairs, phi, shared

Picks = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """People who answered one question at both of two webinars: what they picked first and then, and how many did.

    ``hidden``: how many is all that may be used, as the figures stand for other answers than there are now.
    """

    picks: Mapping[tuple[Picks, Picks], int]
    hidden: bool = False

    def people(self, substantive: Collection[str]) -> int:
        """How many gave an answer of substance both times."""
        return sum(
            count
            for (one, other), count in self.picks.items()
            if any(each in substantive for each in one) and any(each in substantive for each in other)
        )


NOBODY = Overlap({})


@dataclass(frozen=True, slots=True)
class Both:
    """The same people by group (0 is the best): ``pairs`` counts them by first and second group.

    ``seen``: they may be looked at. Otherwise they are as many as they are, and nothing else of them is used.
    """

    pairs: Mapping[tuple[int, int], int]
    seen: bool

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(self.pairs.values())

    def first(self, groups: int) -> list[int]:
        """How many of them were in each group at first."""
        return [sum(count for (one, _), count in self.pairs.items() if one == at) for at in range(groups)]

    def second(self, groups: int) -> list[int]:
        """How many of them were in each group then."""
        return [sum(count for (_, other), count in self.pairs.items() if other == at) for at in range(groups)]


def both_of(overlap: Overlap, group_of: Callable[[Picks], int | None], *, limit: int) -> Both:
    """Those who gave an answer that belongs to a group at both. Fewer than ``limit`` must not be looked at."""
    pairs: dict[tuple[int, int], int] = {}
    for one, other, count in _grouped(overlap, group_of):
        pairs[one, other] = pairs.get((one, other), 0) + count
    people = sum(pairs.values())
    return Both(pairs, seen=people >= limit and not overlap.hidden)


def correlation(both: Both, first_base: int, second_base: int) -> float:
    """How the two shares go together, group 0 against the others; the least favourable if nobody may look."""
    if not both.seen:
        return shared(-1.0, both.people, first_base, second_base)
    pairs = Pairs(*(both.pairs.get(each, 0) for each in ((0, 0), (0, 1), (1, 0), (1, 1))))
    return shared(phi(pairs), both.people, first_base, second_base)


def score_correlation(both: Both, first_base: int, second_base: int) -> float:
    """The same of two scores, groups counting 1, 0 and -1: Pearson's, thinned by those who came to one only."""
    if not both.seen:
        return shared(-1.0, both.people, first_base, second_base)
    points = [(1 - one, 1 - other, count) for (one, other), count in both.pairs.items()]
    people = both.people
    if not people:
        return 0.0
    means = [sum(point[at] * point[2] for point in points) / people for at in (0, 1)]
    spread = [sum((point[at] - means[at]) ** 2 * point[2] for point in points) for at in (0, 1)]
    if min(spread) == 0:
        return 0.0
    together = sum((one - means[0]) * (other - means[1]) * count for one, other, count in points)
    return shared(together / sqrt(spread[0] * spread[1]), people, first_base, second_base)


def _grouped(overlap: Overlap, group_of: Callable[[Picks], int | None]) -> Iterator[tuple[int, int, int]]:
    for (one, other), count in overlap.picks.items():
        first, second = group_of(one), group_of(other)
        if first is not None and second is not None:
            yield first, second, count
