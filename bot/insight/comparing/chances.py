"""How easily chance alone makes two groups differ so much: two-sided p-values, and their correction by Holm.

From counts only. A p-value says nothing of how large a difference is, nor that there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import comb, exp, fsum, lgamma, sqrt
from statistics import NormalDist
from typing import NamedTuple

EXACT_UP_TO = 20
"""Answers of both groups together up to which every way to deal them out is gone through."""

_IN_WHOLE_NUMBERS = 2_000
_SAME = 1e-9
"""Relative difference of probabilities that are one, were it not for the way a computer adds."""


class Ranked(NamedTuple):
    """A rank test. ``superiority``: how often an answer of the second group is the better one, a tie counting half."""

    p: float
    superiority: float
    exact: bool


def fisher(first: int, first_base: int, second: int, second_base: int) -> float:
    """Fisher's exact test of ``first`` of ``first_base`` against ``second`` of ``second_base``.

    The sum over all tables with these margins that are at most as likely as the one at hand.
    Source: R. A. Fisher (1935), "The logic of inductive inference", Journal of the Royal Statistical Society 98, 39-82;
    two-sided as in J. O. Irwin (1935), Metron 12, 83-94, and in R and SciPy.
    Raises: ValueError unless 0 <= count <= base for both.
    """
    if not (0 <= first <= first_base and 0 <= second <= second_base):
        raise ValueError(f"{first} of {first_base} or {second} of {second_base} is not a share")
    chosen = first + second
    places = range(max(0, chosen - second_base), min(first_base, chosen) + 1)
    if first_base + second_base <= _IN_WHOLE_NUMBERS:
        ways = [comb(first_base, at) * comb(second_base, chosen - at) for at in places]
        seen = ways[first - places.start]
        return sum(each for each in ways if each <= seen) / sum(ways)
    logs = [_log_comb(first_base, at) + _log_comb(second_base, chosen - at) for at in places]
    top = max(logs)
    likely = [exp(each - top) for each in logs]
    bound = likely[first - places.start] * (1 + _SAME * first_base)
    return min(1.0, fsum(each for each in likely if each <= bound) / fsum(likely))


def sign_test(up: int, down: int) -> float:
    """The exact sign test of pairs: ``up`` went one way, ``down`` the other; pairs that stayed are no part of it.

    Of pairs of yes and no it is McNemar's exact test.
    Sources: Q. McNemar (1947), Psychometrika 12, 153-157; W. J. Conover (1999), Practical Nonparametric Statistics,
    3rd edition, section 3.4. Of ordered answers it needs no more than their order, as Wilcoxon's signed ranks would.
    Raises: ValueError for negative counts.
    """
    if min(up, down) < 0:
        raise ValueError(f"counts cannot be negative: {up}, {down}")
    pairs = up + down
    if pairs == 0:
        return 1.0
    rare = sum(comb(pairs, at) for at in range(min(up, down) + 1))
    return min(1.0, 2 * rare / (1 << pairs))


def mann_whitney(first: Sequence[int], second: Sequence[int]) -> Ranked | None:
    """Mann and Whitney's U test of two groups over ordered categories, best first; None if one of them is empty.

    Small groups (``EXACT_UP_TO``): exact, over every way to deal the answers at hand out to the groups, ties and all.
    Others: normal, with the variance corrected for ties and with a continuity correction of a half.
    Sources: H. B. Mann, D. R. Whitney (1947), Annals of Mathematical Statistics 18, 50-60; E. L. Lehmann (1975),
    Nonparametrics, section 1.4 (ties).
    Raises: ValueError if the categories differ in number.
    """
    bases = sum(first), sum(second)
    if min(bases) == 0:
        return None
    doubled = _doubled_wins(first, second)
    superiority = doubled / (2 * bases[0] * bases[1])
    if sum(bases) <= EXACT_UP_TO:
        return Ranked(_dealt(first, second, doubled), superiority, exact=True)
    ties = [one + other for one, other in zip(first, second, strict=True)]
    return Ranked(normal_p(abs(doubled / 2 - bases[0] * bases[1] / 2), bases, ties), superiority, exact=False)


def normal_p(apart: float, bases: tuple[int, int], ties: Sequence[int]) -> float:
    """The p-value of a U that lies ``apart`` from the half of all pairs; 1 if everybody answered the same."""
    together = sum(bases)
    tied = sum(each**3 - each for each in ties)
    variance = bases[0] * bases[1] / 12 * (together + 1 - tied / (together * (together - 1)))
    if variance <= 0:
        return 1.0
    return min(1.0, 2 * NormalDist().cdf(-(apart - 0.5) / sqrt(variance)))


def holm(values: Sequence[float]) -> list[float]:
    """The p-values, each corrected for all of them having been looked at, in their order.

    Source: S. Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6, 65-70. It holds whatever depends on what.
    """
    corrected, least = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        least = max(least, min(1.0, values[place] * (len(values) - rank)))
        corrected[place] = least
    return corrected


def _doubled_wins(first: Sequence[int], second: Sequence[int]) -> int:
    """Twice the pairs in which the second group's answer is the better one, ties counting half."""
    wins, worse = 0, sum(first)
    for one, other in zip(first, second, strict=True):
        worse -= one
        wins += other * (2 * worse + one)
    return wins


def _dealt(first: Sequence[int], second: Sequence[int], doubled: int) -> float:
    """The share of all ways to deal the answers out that lie at least as far from the middle as ``doubled``."""
    size, other_size = sum(first), sum(second)
    ways: Counter[tuple[int, int]] = Counter({(size, 0): 1})
    for one, other in zip(first, second, strict=True):
        tied, after = one + other, Counter[tuple[int, int]]()
        for (left, wins), count in ways.items():
            for taken in range(min(tied, left) + 1):
                there = left - taken, wins + (tied - taken) * (2 * (left - taken) + taken)
                after[there] += count * comb(tied, taken)
        ways = after
    ended = {wins: count for (left, wins), count in ways.items() if left == 0}
    middle = size * other_size
    apart = sum(count for wins, count in ended.items() if abs(wins - middle) >= abs(doubled - middle))
    return apart / sum(ended.values())


def _log_comb(base: int, count: int) -> float:
    return lgamma(base + 1) - lgamma(count + 1) - lgamma(base - count + 1)
