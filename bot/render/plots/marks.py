"""One question at several webinars as marks to place: a share or a score with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.insight.comparing.comparison import Asked, Figure, Pool, Row, Share
from bot.insight.summary import NpsFigures
from bot.render.plots.headlines import box_label, interval_text
from bot.render.plots.promoters import score_interval, signed
from bot.render.quoting import quoted

SCORE = "nps"


@dataclass(frozen=True, slots=True)
class Mark:
    """One webinar (or all together). ``value``, ``low`` and ``high`` go from 0 to 1 along the axis.

    ``value`` None: there is nothing to draw, and ``figure`` says why. ``low`` None: no interval is known, so the mark
    is hollow. ``base`` says how many answers it is of.
    """

    title: str
    day: str
    figure: str
    interval: str
    base: str
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_hollow(self) -> bool:
        """Whether it is drawn without an interval."""
        return self.value is not None and self.low is None

    @property
    def beside(self) -> str:
        """Interval and base, as they stand beside it."""
        return "  ".join(each for each in (self.interval, self.base) if each)


@dataclass(frozen=True, slots=True)
class Axis:
    """What a plot of one question measures: its ends in words, and what is counted."""

    ticks: tuple[str, ...]
    counted: str


def figure_of(asked: Asked, key: str | None) -> Figure | None:
    """The figure that is drawn: ``key``, or the one that stands for the question, or its first. None: a score."""
    wanted = key or asked.headline
    return next((each for each in asked.figures if each.key == wanted), next(iter(asked.figures), None))


def has_marks(asked: Asked) -> bool:
    """Whether there is a share or a score to draw."""
    return asked.kind == "nps" or bool(asked.figures)


def axis_of(figure: Figure | None, words: Mapping[str, str]) -> Axis:
    """The axis of ``figure``'s share, from 0 to 100 %, or of the score, from -100 to 100."""
    if figure is None:
        return Axis(tuple(signed(tick) for tick in (-100, -50, 0, 50, 100)), words["net"])
    return Axis(
        tuple(words["percent"].format(value=tick) for tick in (0, 25, 50, 75, 100)),
        box_label(figure.key, [quoted(each, webinar="…") for each in figure.labels], words),
    )


def marks_of(asked: Asked, figure: Figure | None, words: Mapping[str, str]) -> list[Mark]:
    """A mark a webinar, in the order of their dates."""
    return [mark_of(row, figure, words) for row in asked.rows]


def mark_of(row: Row, figure: Figure | None, words: Mapping[str, str]) -> Mark:
    """The mark of one webinar."""
    title, day = quoted(row.title, webinar="…"), row.on.isoformat() if row.on else ""
    base = words["base_unknown"] if row.base is None else words["base"].format(base=row.base)
    if row.withheld:
        return Mark(title, day, words["not_shown"], "", base)
    if row.source == "imported":
        title = title if row.alike else f"{title} ({words['not_asked']})"
        mark = _placed(Mark(title, day, words["not_known"], "", base), row.shares, row.nps, figure, words)
        return mark if mark.value is not None or row.base is not None else replace(mark, base="")
    return _placed(Mark(title, day, words["not_answered"], "", base), row.shares, row.nps, figure, words)


def mark_of_all(pool: Pool, figure: Figure | None, words: Mapping[str, str]) -> Mark:
    """The mark of all answers together, whoever gave them."""
    base = words["base"].format(base=pool.base)
    return _placed(Mark(words["together"], "", "", "", base), pool.shares, pool.nps, figure, words)


def told_mark(mark: Mark) -> str:
    """A mark in words, without its title and day."""
    return "  ".join(each for each in (mark.figure, mark.interval, mark.base) if each)


def _placed(
    mark: Mark, shares: Sequence[Share], nps: NpsFigures | None, figure: Figure | None, words: Mapping[str, str]
) -> Mark:
    if figure is None:
        return mark if nps is None or nps.rounded is None else _of_score(mark, nps, words)
    found = next((each for each in shares if each.key == figure.key), None)
    if found is None or found.share is None:
        return mark
    known = found.low is not None and found.high is not None
    return Mark(
        mark.title,
        mark.day,
        words["percent"].format(value=found.percent),
        interval_text(found.low, found.high, words) if known else "",
        mark.base,
        found.share,
        found.low,
        found.high,
    )


def _of_score(mark: Mark, nps: NpsFigures, words: Mapping[str, str]) -> Mark:
    low, value, high = (None if end is None else (end + 100) / 200 for end in (nps.low, nps.score, nps.high))
    figure = signed(nps.rounded or 0)
    return Mark(mark.title, mark.day, figure, score_interval(nps, words), mark.base, value, low, high)
