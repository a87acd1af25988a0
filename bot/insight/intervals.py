"""95 % intervals: how far chance alone may have moved a share or a Net Promoter Score.

They cover chance only, not who chose to answer. Both stay honest with few answers and at 0 and 100 %,
where the textbook (Wald) interval shrinks to nothing.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

Z_95 = NormalDist().inv_cdf(0.975)
"""Standard normal quantile of a two-sided 95 % interval, 1.95996..."""


class Interval(NamedTuple):
    """Lower and upper end."""

    low: float
    high: float


def wilson(count: int, base: int) -> Interval | None:
    """Wilson's score interval for the share ``count / base``, as fractions from 0 to 1; None with base 0.

    Source: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22, 209-212. No continuity correction.
    Raises: ValueError unless 0 <= count <= base.
    """
    if not 0 <= count <= base:
        raise ValueError(f"{count} of {base} is not a share")
    if base == 0:
        return None
    square = Z_95 * Z_95
    centre = (count + square / 2) / (base + square)
    half = Z_95 * sqrt(count * (base - count) / base + square / 4) / (base + square)
    return Interval(
        0.0 if count == 0 else max(0.0, centre - half),
        1.0 if count == base else min(1.0, centre + half),
    )


def net_promoter_interval(promoters: int, passives: int, detractors: int) -> Interval | None:
    """Adjusted Wald interval of the Net Promoter Score, clipped to -100..100; None without respondents.

    Three observations are added, 3/4 to promoters, 3/2 to passives, 3/4 to detractors, and a Wald interval is built
    on what results: p - d +- z * sqrt((p + d - (p - d)^2) / (n + 3)). Its centre is drawn towards 0 with few answers.
    Source: B. Rocks (2016), "Interval Estimation for the Net Promoter Score", The American Statistician 70, 365-372
    (arXiv:1601.07235), who found it among the best performing; the weights are the default of the author's R package
    NPS (``pseudo_observations = c(0.75, 1.5, 0.75)``).
    See also J. Lewis and J. Sauro, measuringu.com/nps-confidence-intervals.
    Raises: ValueError for negative counts.
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError(f"counts cannot be negative: {promoters}, {passives}, {detractors}")
    base = promoters + passives + detractors
    if base == 0:
        return None
    adjusted = base + 3
    up, down = (promoters + 0.75) / adjusted, (detractors + 0.75) / adjusted
    centre = up - down
    half = Z_95 * sqrt((up + down - centre * centre) / adjusted)
    return Interval(max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))
