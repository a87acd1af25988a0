"""95 % intervals of a mean and of a median, from values and how often each was given.

Both are None where there is nothing to judge the spread by: one value, all the same, or too few. Like all intervals
here they cover chance only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, comb, cos, floor, fsum, pi, sin, sqrt

from bot.insight.intervals import Z_95, Interval
from bot.insight.scores import centre

Values = Sequence[tuple[float, int]]
"""(value, how many gave it)."""

_SERIES_FROM = 30
_EXACT_UP_TO = 1000
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and median, None without values; their intervals, None where nothing shows how values spread."""

    mean: float | None = None
    median: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    median_low: float | None = None
    median_high: float | None = None


def spread(values: Values, *, least: float | None = None, most: float | None = None) -> Spread:
    """Of ``values``, which lie between ``least`` and ``most``."""
    middle = centre(values)
    mean, median = mean_interval(values, least=least, most=most), median_interval(values)
    return Spread(
        mean=middle.mean,
        median=middle.median,
        mean_low=None if mean is None else mean.low,
        mean_high=None if mean is None else mean.high,
        median_low=None if median is None else median.low,
        median_high=None if median is None else median.high,
    )


def mean_interval(values: Values, *, least: float | None = None, most: float | None = None) -> Interval | None:
    """Student's t interval of the mean, cut off at the ``least`` and ``most`` that can be given.

    Source: Student (1908), "The probable error of a mean", Biometrika 6, 1-25.
    """
    total = sum(count for _, count in values)
    if total < 2:
        return None
    mean = fsum(value * count for value, count in values) / total
    spread = fsum(count * (value - mean) ** 2 for value, count in values) / (total - 1)
    if len({value for value, count in values if count}) == 1:
        return None
    half = student_975(total - 1) * sqrt(spread / total)
    low, high = mean - half, mean + half
    return Interval(low if least is None else max(low, least), high if most is None else min(high, most))


def median_interval(values: Values) -> Interval | None:
    """The interval of the median between two of the values given, which assumes nothing of their distribution.

    The widest pair of order statistics of which each misses the median with at most 2.5 %; None with fewer than six
    values, or one value only. Source: W. R. Thompson (1936), "On confidence ranges for the median and other expectation
    distributions", Annals of Mathematical Statistics 7, 122-128.
    """
    ordered = sorted((value, count) for value, count in values if count > 0)
    total = sum(count for _, count in ordered)
    place = _lowest_place(total)
    if place == 0 or ordered[0][0] == ordered[-1][0]:
        return None
    return Interval(_at(ordered, place), _at(ordered, total + 1 - place))


def _lowest_place(total: int) -> int:
    """The greatest place (from 1) that stays below the median in all but 2.5 % of samples; 0: there is none."""
    if total > _EXACT_UP_TO:
        return floor((total - Z_95 * sqrt(total)) / 2)
    below, place, all_samples = 0, 0, 2**total
    while 1000 * (below + comb(total, place)) <= 25 * all_samples:
        below += comb(total, place)
        place += 1
    return place


def _at(ordered: Values, place: int) -> float:
    passed = 0
    for value, count in ordered:
        passed += count
        if place <= passed:
            return value
    raise IndexError(place)


@lru_cache(maxsize=1024)
def student_975(freedom: int) -> float:
    """The 97.5 % quantile of Student's t distribution with ``freedom`` degrees of freedom, to eight digits.

    Source: M. Abramowitz and I. Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4 (exact, for few
    degrees of freedom), 26.7.5 (a series, for many).
    Raises: ValueError with none.
    """
    if freedom < 1:
        raise ValueError(f"no degrees of freedom: {freedom}")
    if freedom >= _SERIES_FROM:
        return _series(freedom)
    low, high = 1.0, 13.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 1 - 2 * _TAIL else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The probability that t lies between ``-t`` and ``t``."""
    angle = atan(t / sqrt(freedom))
    if freedom == 1:
        return 2 * angle / pi
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = term
    for step in range(2 + odd, freedom - 1, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def _series(freedom: int) -> float:
    z, found, power = Z_95, Z_95, 1.0
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    for term in terms:
        power /= freedom
        found += term * power
    return found
