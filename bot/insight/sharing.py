"""Figures that may be shared with attendees: of ``LIMIT`` people or more, whatever the survey's identity.

What an organiser may see of an identified survey is not for everybody, so the limit holds for every survey here. Labels
stay wordings, since the same figures are printed in several languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from bot.insight.rounding import hundredth, nearest, percent
from bot.insight.summary import QuestionFigures
from bot.insight.withholding import LIMIT
from bot.survey.definitions import Kind, Question, Wording


class SharedBar(msgspec.Struct, frozen=True):
    """One option, or a group of scores (``label`` None: ``key`` names it). ``share`` is a fraction of the base."""

    key: str
    label: Wording | None
    share: float
    percent: int


class SharedRange(msgspec.Struct, frozen=True):
    """The first options together, with the ends of the 95 % interval of chance, all in whole percent."""

    labels: tuple[Wording, ...]
    percent: int
    low: int
    high: int


class SharedScore(msgspec.Struct, frozen=True):
    """A Net Promoter Score with the ends of its 95 % interval."""

    score: int
    low: int
    high: int


class SharedFigure(msgspec.Struct, frozen=True):
    """The figures of one question. ``base``: how many people they are of."""

    key: str
    kind: Kind
    ask: Wording
    base: int
    bars: tuple[SharedBar, ...] = ()
    together: SharedRange | None = None
    score: SharedScore | None = None
    median: float | None = None

    @property
    def picks_several(self) -> bool:
        """Whether shares may add up to more than 100 %."""
        return self.kind in ("multiple", "materials")


def shared(question: Question, figures: QuestionFigures, *, limit: int = LIMIT) -> SharedFigure | None:
    """What may be shared of ``figures``, which are those of ``question``; None if it is nothing."""
    if figures.withheld or figures.base < limit or figures.kind == "open":
        return None
    labels = {option.key: option.label for option in question.options}
    return SharedFigure(
        key=figures.key,
        kind=figures.kind,
        ask=question.ask,
        base=figures.base,
        bars=_groups(figures) if figures.nps is not None else _bars(figures, labels),
        together=_together(figures, labels),
        score=_score(figures),
        median=figures.median if figures.kind == "number" else None,
    )


def may_follow(earlier: Sequence[SharedFigure], later: Sequence[SharedFigure], *, limit: int = LIMIT) -> bool:
    """Whether ``later`` figures may be told to people who were told the ``earlier`` ones.

    Not if fewer than ``limit`` people came to a question in between: the difference would be their answers.
    """
    before = {figure.key: figure.base for figure in earlier}
    grown = [abs(figure.base - before[figure.key]) for figure in later if figure.key in before]
    return all(more == 0 or more >= limit for more in grown) and any(grown or [len(later)])


def _bars(figures: QuestionFigures, labels: Mapping[str, Wording]) -> tuple[SharedBar, ...]:
    bars = [
        SharedBar(option.key, labels[option.key], option.share, option.percent)
        for option in figures.options
        if option.substantive and option.share is not None and option.percent is not None and option.key in labels
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.share) if figures.picks_several else bars)


def _groups(figures: QuestionFigures) -> tuple[SharedBar, ...]:
    nps = figures.nps
    assert nps is not None
    counts = (("promoters", nps.promoters), ("passives", nps.passives), ("detractors", nps.detractors))
    return tuple(
        SharedBar(key, None, count / figures.base, percent(count, figures.base) or 0)
        for key, count in counts
        if count is not None
    )


def _together(figures: QuestionFigures, labels: Mapping[str, Wording]) -> SharedRange | None:
    """The widest box of first options: "very satisfied or satisfied" rather than "very satisfied".

    None where there is none, and where bars do not stand in the survey's order.
    """
    if figures.nps is not None or figures.picks_several:
        return None
    order = [option.key for option in figures.options if option.substantive]
    firsts = [box for box in figures.boxes if sorted(box.options) == sorted(order[: len(box.options)])]
    box = max(firsts, key=lambda each: len(each.options), default=None)
    if box is None or box.low is None or box.high is None or box.percent is None:
        return None
    named = tuple(labels[key] for key in box.options if key in labels)
    return SharedRange(named, box.percent, hundredth(box.low), hundredth(box.high))


def _score(figures: QuestionFigures) -> SharedScore | None:
    nps = figures.nps
    if nps is None or nps.rounded is None or nps.low is None or nps.high is None:
        return None
    return SharedScore(nps.rounded, int(nearest(nps.low)), int(nearest(nps.high)))
