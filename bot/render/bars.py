"""Horizontal bars on a sheet: a label, a track that stands for 100 %, the share on it, the percentage and the count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.render.lettering import width, wrap
from bot.render.sheet import LEADING, MARGIN, QUIET, TRACK, Sheet

DEEP, MIDDLE, PLAIN, WARM = "#0B4F8A", "#5B9BD0", "#AEB8C4", "#D98324"
"""Shades that differ in lightness, hence for colour-blind eyes and in grey print too."""

LETTERS, SMALL = 28, 24
_THICK, _GAP = 32, 13
_LABEL_ROOM = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``share`` is a fraction of the full track, ``percent`` the same as it is shown."""

    label: str
    share: float
    percent: int
    count: int
    colour: str


def draw_bars(sheet: Sheet, bars: Sequence[Bar], words: Mapping[str, str]) -> None:
    """Draw ``bars`` at the sheet's end, labels beside them or above them, whichever is shorter."""
    room = sheet.width - 2 * MARGIN
    counts = max((width(str(bar.count), SMALL) for bar in bars), default=0.0)
    beside = [wrap(bar.label, _LABEL_ROOM, LETTERS) for bar in bars]
    above = [wrap(bar.label, room, LETTERS) for bar in bars]
    if sum(map(_height_beside, beside)) <= sum(map(_height_above, above)):
        for bar, lines in zip(bars, beside, strict=True):
            _draw_beside(sheet, bar, lines, words, counts=counts)
    else:
        for bar, lines in zip(bars, above, strict=True):
            sheet.lines(lines, MARGIN, sheet.y, LETTERS)
            top = sheet.y + len(lines) * LETTERS * LEADING + 4
            _draw_track(sheet, bar, words, MARGIN, top, counts=counts)
            sheet.y += _height_above(lines)
    sheet.y += 4


def _height_beside(lines: Sequence[str]) -> float:
    return max(float(_THICK), len(lines) * LETTERS * LEADING) + _GAP


def _height_above(lines: Sequence[str]) -> float:
    return len(lines) * LETTERS * LEADING + 4 + _THICK + _GAP + 6


def _draw_beside(sheet: Sheet, bar: Bar, lines: Sequence[str], words: Mapping[str, str], *, counts: float) -> None:
    height = _height_beside(lines) - _GAP
    sheet.lines(lines, MARGIN, sheet.y + (height - len(lines) * LETTERS * LEADING) / 2, LETTERS)
    top = sheet.y + (height - _THICK) / 2
    _draw_track(sheet, bar, words, MARGIN + _LABEL_ROOM + 20, top, counts=counts)
    sheet.y += height + _GAP


def _draw_track(sheet: Sheet, bar: Bar, words: Mapping[str, str], x: float, y: float, *, counts: float) -> None:
    """``counts`` is the width of the widest count below each other."""
    end = sheet.width - MARGIN
    shares = end - counts - 30
    full = shares - width(words["percent"].format(value=100), LETTERS, bold=True) - 24 - x
    sheet.box(x, y, full, _THICK, TRACK, radius=3)
    if bar.count:
        sheet.box(x, y, max(4.0, full * bar.share), _THICK, bar.colour, radius=3)
    baseline = y + _THICK / 2 + LETTERS * 0.36
    sheet.line(words["percent"].format(value=bar.percent), shares, baseline, LETTERS, bold=True, align="right")
    sheet.line(str(bar.count), end, baseline, SMALL, colour=QUIET, align="right")
