"""Several webinars as one: pooled (all answers together), and the mean of the webinars (each counts the same).

Four webinars of 35 answers tell little one by one. A withheld webinar is in no pool, else it could be told by
subtraction, unless those that are hidden are so many together that nothing of any of them can (``entering``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from bot.insight.comparing.comparison import Compared, Least, Pool, Row, Share
from bot.insight.comparing.rows import share
from bot.insight.scores import net_promoter
from bot.survey.definitions import Question


@dataclass(frozen=True, slots=True)
class Poolable:
    """A webinar's row. ``whole`` is the same with nothing withheld, or None."""

    webinar: Compared
    row: Row
    whole: Row | None


def entering(rows: Sequence[Poolable], *, limit: int) -> dict[str, Row]:
    """By name, the rows that pools may be made of: all that are shown, and of the hidden those that hide each other.

    The hidden are taken in the order of their dates, those of one year and the same tags together, in blocks whose
    bases reach ``limit``; a block enters every pool whole or not at all. So whatever pools are subtracted from each
    other, what is left are whole blocks.
    """
    found = {each.row.name: each.row for each in rows if not each.row.withheld}
    alike: dict[object, list[Row]] = {}
    for each in rows:
        if each.row.withheld and each.whole is not None:
            block = alike.setdefault((each.webinar.on.year, *sorted(each.webinar.tags.items())), [])
            block.append(each.whole)
            if sum(one.base or 0 for one in block) >= limit:
                found |= {one.name: one for one in block}
                block.clear()
    return found


def pool(name: str, question: Question, rows: Iterable[Row], shown: Mapping[str, Row]) -> Pool | None:
    """Those of ``rows`` that are in ``shown`` as one; None without any answers."""
    listed = [each for each in rows if each.base]
    taken = [shown[each.name] for each in listed if each.name in shown]
    if not taken:
        return None
    base = sum(each.base or 0 for each in taken)
    means = [each.mean for each in taken if each.mean is not None]
    scores = [each.nps.score for each in taken if each.nps is not None and each.nps.score is not None]
    options = _shares([each.options for each in taken], base)
    return Pool(
        name=name,
        webinars=tuple(each.name for each in taken),
        left_out=tuple(each.name for each in listed if each.name not in shown),
        base=base,
        shares=_shares([each.shares for each in taken], base),
        means=tuple(_mean([each.shares[at].share for each in taken]) for at in range(len(taken[0].shares))),
        options=options,
        mean=fsum((each.mean or 0) * (each.base or 0) for each in taken) / base if means else None,
        mean_of_means=fsum(means) / len(means) if means else None,
        nps=net_promoter({each.key: each.count or 0 for each in options}) if question.kind == "nps" else None,
        mean_nps=fsum(scores) / len(scores) if scores else None,
        groups=_groups([each.groups for each in taken]),
    )


def by_year(question: Question, rows: Sequence[Poolable], shown: Mapping[str, Row]) -> tuple[Pool, ...]:
    """One pool a calendar year, by the day each webinar began in its zone; none if they are all of one year."""
    years = sorted({each.webinar.on.year for each in rows})
    if len(years) < 2:
        return ()
    pools = (pool(str(year), question, [e.row for e in rows if e.webinar.on.year == year], shown) for year in years)
    return tuple(each for each in pools if each is not None)


def lowest(rows: Sequence[Row]) -> tuple[Least, ...]:
    """Of each figure the lowest share among the webinars that are shown, if there are two at least."""
    there = [each for each in rows if each.base and not each.withheld and each.source != "imported"]
    if len(there) < 2:
        return ()
    found = []
    for at in range(len(there[0].shares)):
        known = [(each.shares[at], each) for each in there if each.shares[at].share is not None]
        if known:
            least, row = min(known, key=lambda each: each[0].share or 0.0)
            found.append(_least(least, row, len(known)))
    return tuple(found)


def _least(least: Share, row: Row, webinars: int) -> Least:
    assert least.share is not None
    assert least.low is not None
    assert least.high is not None
    assert least.percent is not None
    return Least(least.key, row.name, row.base or 0, least.share, least.low, least.high, least.percent, webinars)


def _shares(rows: Sequence[Sequence[Share]], base: int) -> tuple[Share, ...]:
    return tuple(
        share(column[0].key, _sum([each.count for each in column]), base) for column in zip(*rows, strict=True)
    )


def _groups(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True)) if all(rows) else ()


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [each for each in counts if each is not None]
    return sum(known) if len(known) == len(counts) else None


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [each for each in shares if each is not None]
    return fsum(known) / len(known) if known else None
