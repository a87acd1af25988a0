"""Mean, median and Net Promoter Score from counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from bot.insight.intervals import net_promoter_interval
from bot.insight.rounding import percent
from bot.insight.summary import NpsFigures, ScoreBounds
from bot.survey.definitions import Option


class Centre(NamedTuple):
    """Mean and median; None without values."""

    mean: float | None
    median: float | None


def scale_scores(options: Sequence[Option], counts: Mapping[str, int]) -> list[tuple[float, int]]:
    """(score, how many chose it): the best of n substantive options scores n, the last 1; the others score nothing."""
    substantive = [option.key for option in options if option.substantive]
    return [(float(len(substantive) - place), counts.get(key, 0)) for place, key in enumerate(substantive)]


def centre(values: Iterable[tuple[float, int]]) -> Centre:
    """Mean and median of ``values``, each (value, how often); of an even number, midway between the middle two."""
    ordered = sorted((value, count) for value, count in values if count > 0)
    total = sum(count for _, count in ordered)
    if total == 0:
        return Centre(None, None)
    mean = fsum(value * count for value, count in ordered) / total
    return Centre(mean, (_at(ordered, (total - 1) // 2) + _at(ordered, total // 2)) / 2)


def _at(ordered: Sequence[tuple[float, int]], place: int) -> float:
    passed = 0
    for value, count in ordered:
        passed += count
        if place < passed:
            return value
    raise IndexError(place)


def net_promoter(counts: Mapping[str, int], *, missing: int | None = None) -> NpsFigures:
    """The Net Promoter Score of answers "0" to "10": 9 and 10 promote, 0 to 6 detract, 7 and 8 are passive.

    ``missing`` people did not answer; None: that is not known, and there are no bounds.
    Source: F. Reichheld (2003), "The one number you need to grow", Harvard Business Review 81 (12), 46-54.
    """
    promoters = sum(counts.get(str(score), 0) for score in (9, 10))
    passives = sum(counts.get(str(score), 0) for score in (7, 8))
    detractors = sum(counts.get(str(score), 0) for score in range(7))
    interval = net_promoter_interval(promoters, passives, detractors)
    if interval is None:
        return NpsFigures(None, None, None, 0, 0, 0)
    base = promoters + passives + detractors
    net = promoters - detractors
    return NpsFigures(
        score=100 * net / base,
        low=interval.low,
        high=interval.high,
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        rounded=percent(net, base),
        bounds=None if missing is None else _bounds(net, base, missing),
    )


def _bounds(net: int, base: int, missing: int) -> ScoreBounds:
    of, low, high = base + missing, net - missing, net + missing
    return ScoreBounds(100 * low / of, 100 * high / of, percent(low, of) or 0, percent(high, of) or 0, missing, of)
