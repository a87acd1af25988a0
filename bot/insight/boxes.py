"""Shares of options and boxes, and which options of a scale are its bottom box.

The bottom box answers the top box from the other end: as many options as the largest box of first options, two at most,
and never one that is in that box. A share of "satisfied" hides how many were dissatisfied; this does not.
"""

from __future__ import annotations

from bot.insight.intervals import wilson
from bot.insight.rates import bounds
from bot.insight.rounding import percent
from bot.insight.summary import BoxFigures, OptionFigures
from bot.insight.tallies import QuestionTally
from bot.survey.definitions import Box, Option, Question

BOTTOM = "bottom"
"""The key of a bottom box, which no survey names."""

_MOST = 2


def bottom_of(question: Question) -> Box | None:
    """The bottom box of a scale; None of any other kind, and of a scale whose top box leaves nothing over."""
    if question.kind != "scale":
        return None
    order = [option.key for option in question.options if option.substantive]
    firsts = [len(box.options) for box in question.boxes if set(box.options) == set(order[: len(box.options)])]
    top = max(firsts, default=_MOST)
    deep = min(top, len(order) - top, _MOST)
    return Box(BOTTOM, tuple(order[len(order) - deep :])) if deep > 0 else None


class Shares:
    """What options and boxes of one question are as shares of its base; ``missing`` attended and did not answer."""

    def __init__(
        self, tally: QuestionTally, base: int, languages: tuple[str, ...], *, withheld: bool, missing: int | None
    ) -> None:
        self._tally = tally
        self._base = base
        self._languages = languages
        self._withheld = withheld
        self._missing = missing

    def option(self, option: Option) -> OptionFigures:
        """One option; without a share if it is not substantive."""
        label = option.label.spoken(*self._languages)
        if self._withheld:
            return OptionFigures(option.key, label, option.substantive, None)
        count = self._tally.counts.get(option.key, 0)
        interval = wilson(count, self._base) if option.substantive else None
        if interval is None:
            return OptionFigures(option.key, label, option.substantive, count)
        return OptionFigures(
            key=option.key,
            label=label,
            substantive=True,
            count=count,
            share=count / self._base,
            low=interval.low,
            high=interval.high,
            percent=percent(count, self._base),
            bounds=bounds(count, self._base, missing=self._missing),
        )

    def box(self, box: Box) -> BoxFigures:
        """One box, in people."""
        named = (self._tally.question.option(key) for key in box.options)
        labels = tuple(option.label.spoken(*self._languages) for option in named if option is not None)
        count = None if self._withheld else self._people_in(box)
        interval = None if count is None else wilson(count, self._base)
        if count is None or interval is None:
            return BoxFigures(box.key, box.options, labels, count)
        return BoxFigures(
            key=box.key,
            options=box.options,
            labels=labels,
            count=count,
            share=count / self._base,
            low=interval.low,
            high=interval.high,
            percent=percent(count, self._base),
            bounds=bounds(count, self._base, missing=self._missing),
        )

    def _people_in(self, box: Box) -> int | None:
        """Picks of several options by one person must not be added up as if they were people."""
        if self._tally.question.picks_several and len(box.options) > 1:
            return self._tally.box_people.get(box.key)
        return sum(self._tally.counts.get(key, 0) for key in box.options)
