"""How far chance alone may have moved the difference of two shares, or of two Net Promoter Scores: 95 % intervals.

Each is built from the intervals of the two (Wilson's, or the score's), so none shrinks to nothing at 0 or 100 %.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from bot.insight.intervals import Interval, net_promoter_interval, wilson


class Pairs(NamedTuple):
    """People who answered at both: chose it twice, the first time only, the second time only, neither time."""

    both: int
    first: int
    second: int
    neither: int


def difference(first: tuple[int, int], second: tuple[int, int], *, correlation: float = 0.0) -> Interval | None:
    """Newcombe's hybrid score interval of the second share less the first, each (count, base); None with base 0.

    ``correlation`` is that of the two shares: 0 for different people, and it is method 10 of R. G. Newcombe (1998),
    "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 873-890; for
    pairs it is ``phi``, and it is method 10 of Newcombe (1998), the same volume, 2635-2650. Between the two, where
    some came to both: see ``shared``. Source for any correlation: G. Y. Zou (2007), "Toward using confidence intervals
    to compare correlations", Psychological Methods 12, 399-413 (MOVER). No continuity correction.
    Raises: ValueError unless 0 <= count <= base for both.
    """
    one, other = wilson(*first), wilson(*second)
    if one is None or other is None:
        return None
    shares = first[0] / first[1], second[0] / second[1]
    found = _hybrid(shares[0], one, shares[1], other, correlation)
    return Interval(max(-1.0, found.low), min(1.0, found.high))


def score_difference(
    first: tuple[int, int, int], second: tuple[int, int, int], *, correlation: float = 0.0
) -> Interval | None:
    """The same of two Net Promoter Scores (promoters, passives, detractors), from -200 to 200; None without answers."""
    one, other = net_promoter_interval(*first), net_promoter_interval(*second)
    if one is None or other is None:
        return None
    scores = [100 * (each[0] - each[2]) / sum(each) for each in (first, second)]
    return _hybrid(scores[0], one, scores[1], other, correlation)


def phi(pairs: Pairs) -> float:
    """How the two answers of one person go together, from -1 to 1, drawn towards 0 with few people; 0 if it is moot.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10, with its continuity correction.
    """
    both, first, second, neither = pairs
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    if margins == 0:
        return 0.0
    product = both * neither - first * second
    return (max(product - sum(pairs) / 2, 0.0) if product > 0 else product) / sqrt(margins)


def shared(correlation: float, people: int, first_base: int, second_base: int) -> float:
    """The correlation of two shares of which ``people`` are the same: that of the people, thinned by the others.

    From Cov(a/n, b/m) = people * cov / (n * m). With nobody it is 0, with everybody ``correlation`` itself.
    """
    return correlation * people / sqrt(first_base * second_base) if people else 0.0


def _hybrid(first: float, one: Interval, second: float, other: Interval, correlation: float) -> Interval:
    apart = second - first
    down = _length(max(0.0, second - other.low), max(0.0, one.high - first), correlation)
    up = _length(max(0.0, other.high - second), max(0.0, first - one.low), correlation)
    return Interval(apart - down, apart + up)


def _length(one: float, other: float, correlation: float) -> float:
    return sqrt(max(0.0, one * one - 2 * correlation * one * other + other * other))
