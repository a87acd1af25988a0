"""Earlier webinars beside one, as organisers read it in chat: each with its base, the change, all together, the lowest.

Figures come from ``insight``; what is not told apart from chance is said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.insight.comparing.comparison import Asked, Comparison, Difference, Figure, Pool, Rate, Share, Test
from bot.insight.comparing.comparison import Row as Told
from bot.insight.comparing.latest import change_to, headline_difference
from bot.insight.rounding import hundredth, nearest
from bot.insight.summary import NpsFigures
from bot.render.chart_words import chart_words
from bot.render.quoting import quoted
from bot.render.screens import shortened
from bot.render.texts import Texts

ASK_UNITS = 300
NAME_UNITS = 80
TITLE_UNITS = 60
SCORED = ("scale", "nps")
"""Kinds whose answers have an order from best to worst."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A share in whole percent, or a score; without ends there is no interval."""

    value: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One webinar of the comparison; ``finished`` None: not known, as it comes from elsewhere."""

    title: str
    on: date | None
    base: int | None
    finished: int | None
    rate: Rate | None
    withheld: bool
    headline: Headline | None


@dataclass(frozen=True, slots=True)
class Shift:
    """The change since the webinar before. Numbers are written with their sign; ``p`` with its relation."""

    points: str
    low: str
    high: str
    p: str
    verdict: str
    basis: str
    both: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """All webinars together, and their mean; ``left_out`` are those that are withheld."""

    webinars: int
    base: int
    headline: Headline
    mean: int | None
    left_out: tuple[str, ...]


def besides_card(texts: Texts, language: str, asked: Asked, comparison: Comparison, *, webinar: str) -> str:
    """One question at the webinar with the key ``webinar`` and at earlier ones, the latest first."""
    titles = {each.key: shortened(each.title, TITLE_UNITS) for each in comparison.webinars}
    title = comparison.webinar(webinar).title
    least = next((each for each in asked.least if each.key == _headline(asked)), None)
    return texts.render(
        "organisers/besides.html.j2",
        language,
        ask=shortened(quoted(asked.ask, webinar=title), ASK_UNITS),
        name=_name(asked, title, language),
        scored=asked.kind in SCORED,
        nps=asked.kind == "nps",
        rows=[_row(each, asked, comparison) for each in reversed(asked.rows)],
        shift=_shift(asked, webinar),
        together=_sum(asked, titles),
        least=None if least is None else (least.percent, titles[least.name], least.webinars),
        unlike=len(asked.unlike) + len(asked.absent),
        limit=comparison.limit,
    )


def _headline(asked: Asked) -> str | None:
    return "nps" if asked.kind == "nps" else asked.headline


def _row(row: Told, asked: Asked, comparison: Comparison) -> Row:
    webinar = next((each for each in comparison.webinars if each.key == row.name), None)
    return Row(
        title=shortened(row.title, TITLE_UNITS),
        on=row.on,
        base=row.base,
        finished=None if webinar is None else webinar.finished,
        rate=None if webinar is None else webinar.rate,
        withheld=row.withheld,
        headline=_score(row.nps) if asked.kind == "nps" else _share(_of(asked, row.shares)),
    )


def _of(asked: Asked, shares: tuple[Share, ...]) -> Share | None:
    return next((each for each in shares if each.key == asked.headline), None)


def _share(share: Share | None) -> Headline | None:
    if share is None or share.percent is None:
        return None
    ends = (None if end is None else hundredth(end) for end in (share.low, share.high))
    return Headline(share.percent, *ends)


def _score(nps: NpsFigures | None) -> Headline | None:
    if nps is None or nps.rounded is None or nps.low is None or nps.high is None:
        return None
    return Headline(nps.rounded, int(nearest(nps.low)), int(nearest(nps.high)))


def _shift(asked: Asked, webinar: str) -> Shift | None:
    change = change_to(asked, webinar)
    moved = None if change is None else headline_difference(asked, change)
    if change is None or moved is None:
        return None
    low, high = _ends(asked, moved)
    p = "" if change.test is None else _p(change.test)
    return Shift(
        _signed(moved.points), _signed(low), _signed(high), p, change.verdict, change.basis, change.both, change.certain
    )


def _ends(asked: Asked, moved: Difference) -> tuple[int, int]:
    if asked.kind == "nps":
        return int(nearest(moved.low)), int(nearest(moved.high))
    return hundredth(moved.low), hundredth(moved.high)


def _p(test: Test) -> str:
    return "< 0.001" if test.corrected < 0.001 else f"= {nearest(test.corrected, places=3):g}"


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def _sum(asked: Asked, titles: dict[str, str]) -> Sum | None:
    pool = asked.pooled
    if pool is None or len(pool.webinars) + len(pool.left_out) < 2:
        return None
    headline = _score(pool.nps) if asked.kind == "nps" else _share(_of(asked, pool.shares))
    if headline is None:
        return None
    return Sum(
        len(pool.webinars), pool.base, headline, _mean(asked, pool), tuple(titles[each] for each in pool.left_out)
    )


def _mean(asked: Asked, pool: Pool) -> int | None:
    if asked.kind == "nps":
        return None if pool.mean_nps is None else int(nearest(pool.mean_nps))
    means = (mean for figure, mean in zip(asked.figures, pool.means, strict=True) if figure.key == asked.headline)
    mean = next(means, None)
    return None if mean is None else hundredth(mean)


def _name(asked: Asked, title: str, language: str) -> str:
    """What stands for the question: its score, or the options of its first box."""
    figure: Figure | None = next((each for each in asked.figures if each.key == asked.headline), None)
    if figure is None:
        return "NPS"
    name = " + ".join(quoted(each, webinar=title) for each in figure.labels)
    if len(name) > NAME_UNITS:
        name = chart_words(language).get(f"box:{figure.key}", figure.key.replace("_", " "))
    return shortened(name, NAME_UNITS)
