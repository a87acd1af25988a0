"""The comparison as a whole: every question, every change, and p-values corrected over all that was looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise
from typing import Literal

from bot.insight.comparing.chances import holm
from bot.insight.comparing.changes import Comparing, Side, change
from bot.insight.comparing.comparison import Asked, Change, Comparison, Pool, Row, Tagging, Verdict
from bot.insight.comparing.matching import Entry, Matched, Outside, matched
from bot.insight.comparing.overlaps import Overlap
from bot.insight.comparing.pooling import Poolable, by_year, entering, lowest, pool
from bot.insight.comparing.rows import figures_of, headline_of, options_of, outside_row, row
from bot.insight.withholding import LIMIT
from bot.survey.definitions import Question

LEVEL = 0.05
"""A corrected p below it is a difference."""

ALIKE = 0.10
"""An interval of a share within this far of 0 either way is no difference worth the name."""

Pairing = Literal["next", "last", "every"]
"""Each webinar with the one before it; only the last one, whatever it asks, with that; or each with each."""

Overlaps = Callable[[str, str, Question], Overlap]
"""By the keys of an earlier and a later webinar, who answered that question at both."""


def compare(
    entries: Sequence[Entry],
    *,
    overlaps: Overlaps,
    several: Mapping[int, int],
    outside: Sequence[Outside] = (),
    limit: int = LIMIT,
    pairs: Pairing = "next",
    years: bool = False,
    tags: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Comparison:
    """The webinars side by side, in the order of their dates.

    Those of one day are as they are given. ``pairs`` says which are compared, ``several`` how many people answered at
    how many. With ``years`` there is a pool a calendar year, with ``tags`` one a value of each. ``only``:
    questions with these keys. There is no more in it than is asked for, as p is corrected for all that is.

    Raises: ValueError if two have the same key.
    """
    ordered = sorted(entries, key=lambda each: each.webinar.on)
    webinars = tuple(each.webinar for each in ordered)
    if len({each.key for each in webinars}) < len(webinars):
        raise ValueError("a webinar cannot be compared with itself")
    alone = {each.question for each in outside} | set((only or ()) if pairs == "last" else ())
    wanted = [each for each in matched(ordered, alone=alone) if only is None or each.question.key in only]
    ways = _Ways(overlaps, limit, pairs, years, tuple(tags))
    asked = [_asked(each, [one for one in outside if one.question == each.question.key], ways) for each in wanted]
    values = [each.test.p for question in asked for each in _changes(question) if each.test is not None]
    corrected = iter(holm(values))
    return Comparison(
        webinars=webinars,
        questions=tuple(_judged(each, corrected) for each in asked),
        several=dict(several),
        certain=all(each.known for each in webinars),
        tests=len(values),
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """How questions are compared."""

    overlaps: Overlaps
    limit: int
    pairs: Pairing
    years: bool
    tags: tuple[str, ...]


def _asked(found: Matched, outside: Sequence[Outside], ways: _Ways) -> Asked:
    question, figures = found.question, figures_of(found)
    rows = [
        Poolable(
            webinar,
            row(webinar, told.figures, found, figures),
            None if told.whole is None else row(webinar, told.whole, found, figures),
        )
        for webinar, told in found.told
    ]
    guarded = any(each.webinar.identity != "identified" for each in rows)
    headline = headline_of(question, figures)
    among = _Among(Comparing(question, figures, headline, ways.limit if guarded else 0), rows, ways)
    own = [each.row for each in rows]
    typed = [outside_row(each, found, figures) for each in outside]
    years = by_year(question, rows, among.shown) if ways.years else ()
    return Asked(
        key=question.key,
        kind=question.kind,
        ask=found.figures.ask,
        figures=figures,
        options=options_of(found),
        headline=None if headline is None else headline.key,
        rows=tuple(sorted([*typed, *own], key=lambda each: each.on or date.min)),
        unlike=found.unlike,
        absent=found.absent,
        changes=tuple(among.webinars()),
        pooled=pool("", question, own, among.shown) if len(own) > 1 else None,
        least=lowest(own),
        years=years,
        year_changes=tuple(among.pools(one, other) for one, other in pairwise(years)),
        tags=tuple(among.tags()),
    )


class _Among:
    """The changes among the webinars that ask one question."""

    def __init__(self, asked: Comparing, rows: Sequence[Poolable], ways: _Ways) -> None:
        self._asked = asked
        self._rows = rows
        self._webinars = {each.webinar.key: each.webinar for each in rows}
        self._ways = ways
        self.shown = entering(rows, limit=ways.limit)

    def webinars(self) -> Iterator[Change]:
        """Between those that are shown and have answers."""
        there = [each.row for each in self._rows if each.row.base and not each.row.withheld]
        there = there[-2:] if self._ways.pairs == "last" else there
        for one, other in combinations(there, 2) if self._ways.pairs == "every" else pairwise(there):
            certain = self._webinars[one.name].known and self._webinars[other.name].known
            yield change(self._asked, _side(one), _side(other), self._overlap(one.name, other.name), certain=certain)

    def pools(self, first: Pool, second: Pool) -> Change:
        """From one pool to the other; not tested where anybody is known to have answered at several of the webinars."""
        names = [*first.webinars, *second.webinars]
        again = any(self._overlap(*pair).picks for pair in combinations(self._in_order(names), 2))
        certain = all(self._webinars[name].known for name in names)
        return change(self._asked, _side(first), _side(second), certain=certain, mixed=again)

    def tags(self) -> Iterator[Tagging]:
        """Each tag that is asked for and does not say the same of all webinars."""
        for tag in self._ways.tags:
            values = {each.webinar.tags.get(tag) for each in self._rows}
            if len(values) > 1:
                pools = [self._tagged(tag, value) for value in sorted(each for each in values if each is not None)]
                without, there = self._tagged(tag, None), tuple(each for each in pools if each is not None)
                changes = () if without is None else tuple(self.pools(without, each) for each in there)
                yield Tagging(tag, there, without, changes)

    def _tagged(self, tag: str, value: str | None) -> Pool | None:
        rows = [each.row for each in self._rows if each.webinar.tags.get(tag) == value]
        return pool(value or "", self._asked.question, rows, self.shown)

    def _overlap(self, one: str, other: str) -> Overlap:
        return self._ways.overlaps(one, other, self._asked.question)

    def _in_order(self, names: Sequence[str]) -> list[str]:
        return [name for name in self._webinars if name in names]


def _side(of: Row | Pool) -> Side:
    return Side(of.name, of.base or 0, of.shares, of.groups)


def _changes(question: Asked) -> list[Change]:
    return [*question.changes, *question.year_changes, *(each for tag in question.tags for each in tag.changes)]


def _judged(question: Asked, corrected: Iterator[float]) -> Asked:
    def judge(changes: Sequence[Change]) -> tuple[Change, ...]:
        return tuple(each if each.test is None else _judge(question, each, next(corrected)) for each in changes)

    return replace(
        question,
        changes=judge(question.changes),
        year_changes=judge(question.year_changes),
        tags=tuple(replace(each, changes=judge(each.changes)) for each in question.tags),
    )


def _judge(question: Asked, found: Change, p: float) -> Change:
    assert found.test is not None
    test = replace(found.test, corrected=p)
    return replace(found, test=test, verdict=_verdict(question, found, p, rises=test.rises))


def _verdict(question: Asked, found: Change, p: float, *, rises: bool) -> Verdict:
    if p < LEVEL:
        return "up" if rises else "down"
    shown = next((each for each in found.differences if each.key == question.headline), None)
    if shown is not None and shown.low >= -ALIKE and shown.high <= ALIKE:
        return "alike"
    return "too_few"
