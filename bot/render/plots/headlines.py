"""Boxes as large figures: the percentage, its interval, the options it counts and their shades, two in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.rounding import hundredth
from bot.insight.summary import BoxFigures
from bot.render.colours import DEEP
from bot.render.lettering import width, wrap
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.quoting import named
from bot.render.sheet import LARGE, MARGIN, QUIET, Sheet

_BETWEEN = 40


@dataclass(frozen=True, slots=True)
class _Headline:
    """A box in words and figures, with the shades it adds up."""

    figure: str
    interval: str
    text: str
    bounds: str
    swatches: tuple[str, ...]


def draw_boxes(sheet: Sheet, boxes: Sequence[BoxFigures], shades: Mapping[str, str], words: Mapping[str, str]) -> None:
    """Each box that has a share, at the sheet's end."""
    headlines = [_headline(box, shades, words) for box in boxes if box.percent is not None]
    columns = min(2, len(headlines))
    for left in range(0, len(headlines), 2):
        room = (sheet.room - _BETWEEN * (columns - 1)) / columns
        row = headlines[left : left + 2]
        sheet.y = max(_draw_box(sheet, one, MARGIN + at * (room + _BETWEEN), room) for at, one in enumerate(row)) + 20


def box_text(box: BoxFigures, words: Mapping[str, str]) -> str:
    """What a box counts."""
    return box_label(box.key, box.labels, words)


def box_label(key: str, labels: Sequence[str], words: Mapping[str, str]) -> str:
    """The label of a box's only option, or its name and the labels of all."""
    if len(labels) == 1:
        return labels[0]
    return words["box"].format(name=words.get(f"box:{key}", named(key)), labels=" + ".join(labels))


def interval_text(low: float | None, high: float | None, words: Mapping[str, str]) -> str:
    """The ends of an interval of shares in whole percent."""
    return words["interval"].format(low=hundredth(low or 0.0), high=hundredth(high or 0.0))


def bounds_text(box: BoxFigures, words: Mapping[str, str]) -> str:
    """Between which ends the share of all attendees lies; empty if nobody is missing, or nobody knows."""
    ends = box.bounds
    if ends is None or not ends.missing:
        return ""
    return words["bounds"].format(of=ends.of, low=ends.low_percent, high=ends.high_percent)


def _headline(box: BoxFigures, shades: Mapping[str, str], words: Mapping[str, str]) -> _Headline:
    return _Headline(
        figure=words["percent"].format(value=box.percent),
        interval=interval_text(box.low, box.high, words),
        text=box_text(box, words),
        bounds=bounds_text(box, words),
        swatches=tuple(dict.fromkeys(shades[key] for key in box.options if key in shades)),
    )


def _draw_box(sheet: Sheet, headline: _Headline, x: float, room: float) -> float:
    baseline = sheet.y + LARGE
    sheet.line(headline.figure, x, baseline, LARGE, bold=True, colour=DEEP)
    after = x + width(headline.figure, LARGE, bold=True) + 16
    sheet.line(headline.interval, after, baseline, LETTERS, colour=QUIET)
    start = x
    for colour in headline.swatches:
        sheet.box(start, baseline + 20, 20, 20, colour, radius=3)
        start += 24
    start += 6 if headline.swatches else 0
    reached = sheet.lines(wrap(headline.text, room - (start - x), SMALL), start, baseline + 12, SMALL)
    if not headline.bounds:
        return reached
    return sheet.lines(wrap(headline.bounds, room, SMALL), x, reached, SMALL, colour=QUIET)
