"""Rates: how many of how many, with a Wilson interval, and the two ends that no chance covers.

``bounds`` says how far those who did not answer could move a share; it needs no assumption about them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.intervals import wilson
from bot.insight.rounding import percent


@dataclass(frozen=True, slots=True)
class RateFigures:
    """``count`` of ``base``: ``share`` is a fraction, ``low`` and ``high`` its Wilson 95 % interval.

    Where ``count`` exceeds ``base`` (a number that somebody gave is too small), there is no interval.
    """

    count: int
    base: int
    share: float
    percent: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which ends a share lies whatever ``missing`` people would have said, as fractions of ``of``.

    ``low``: none of them would have said it; ``high``: all of them. ``of`` is the base and those missing.
    """

    low: float
    high: float
    low_percent: int
    high_percent: int
    missing: int
    of: int


def rate(count: int | None, base: int | None) -> RateFigures | None:
    """``count`` of ``base``; None where either is not known, or the base is 0."""
    if count is None or not base:
        return None
    interval = wilson(count, base) if count <= base else None
    return RateFigures(
        count=count,
        base=base,
        share=count / base,
        percent=percent(count, base) or 0,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
    )


def bounds(count: int, base: int, *, missing: int | None) -> Bounds | None:
    """The worst and the best that ``count`` of ``base`` can mean for all; None if it is not known how many are missing.

    These are the bounds without assumptions of C. F. Manski (1989), "Anatomy of the selection problem", Journal of
    Human Resources 24, 343-360: of a share p among those who answered, a fraction r of all, p * r to p * r + 1 - r.
    """
    if missing is None or missing < 0 or base + missing == 0:
        return None
    of = base + missing
    most = count + missing
    return Bounds(count / of, most / of, percent(count, of) or 0, percent(most, of) or 0, missing, of)
