"""Horizontal bars: a label, a track that stands for 100 %, the share on it with its figure, and the count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.render.colours import ink_on
from bot.render.lettering import width, wrap
from bot.render.sheet import INK, LEADING, MARGIN, QUIET, TRACK, Sheet

LETTERS, SMALL = 31, 27
"""On a phone, which shows 1080 pixels on 360 points: 10.3 and 9 points."""

THICK = 42
_LABEL_SHARE = 0.4
_BESIDE = 20
_AIR = 12
"""Between the end of a bar and its figure."""

_TALL = 2600
"""Pixels. Bars that would be taller together are drawn smaller."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How large bars are drawn: their letters, their height, and the gap below each."""

    letters: int
    thick: int
    gap: int

    def beside(self, lines: Sequence[str]) -> float:
        """The height of a bar with its label beside it."""
        return max(float(self.thick), self.label(lines)) + self.gap

    def above(self, lines: Sequence[str]) -> float:
        """The height of a bar with its label above it."""
        return self.label(lines) + 6 + self.thick + self.gap + 6

    def label(self, lines: Sequence[str]) -> float:
        """The height of a label."""
        return len(lines) * self.letters * LEADING


_USUAL, _SMALLER = _Scale(LETTERS, THICK, 12), _Scale(SMALL, 35, 8)


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
    counts = max((width(str(bar.count), SMALL) for bar in bars), default=0.0)
    column = _LABEL_SHARE * sheet.room
    for scale in (_USUAL, _SMALLER):
        beside = [wrap(bar.label, column, scale.letters) for bar in bars]
        above = [wrap(bar.label, sheet.room, scale.letters) for bar in bars]
        lower, higher = sum(map(scale.beside, beside)), sum(map(scale.above, above))
        if min(lower, higher) <= _TALL:
            break
    for bar, next_to, over in zip(bars, beside, above, strict=True):
        if lower <= higher:
            height = scale.beside(next_to) - scale.gap
            sheet.lines(next_to, MARGIN, sheet.y + (height - scale.label(next_to)) / 2, scale.letters)
            place = MARGIN + column + _BESIDE, sheet.y + (height - scale.thick) / 2
            _draw_track(sheet, bar, words, place, scale, counts=counts)
            sheet.y += height + scale.gap
        else:
            sheet.lines(over, MARGIN, sheet.y, scale.letters)
            place = float(MARGIN), sheet.y + scale.label(over) + 6
            _draw_track(sheet, bar, words, place, scale, counts=counts)
            sheet.y += scale.above(over)
    sheet.y += 4


def _draw_track(
    sheet: Sheet, bar: Bar, words: Mapping[str, str], place: tuple[float, float], scale: _Scale, *, counts: float
) -> None:
    """``counts`` is the width of the widest count below each other. The figure stands in its bar or just behind it."""
    x, y = place
    end = sheet.width - MARGIN
    full = end - counts - _BESIDE - x
    long = max(4.0, full * bar.share) if bar.count else 0.0
    sheet.box(x, y, full, scale.thick, TRACK, radius=4)
    sheet.box(x, y, long, scale.thick, bar.colour, radius=4)
    baseline = y + scale.thick / 2 + scale.letters * 0.36
    figure = words["percent"].format(value=bar.percent)
    room = width(figure, scale.letters, bold=True) + 2 * _AIR
    behind = x + long + room <= x + full
    colour = INK if behind else ink_on(bar.colour)
    start = x + long + _AIR if behind else x + long - room + _AIR
    sheet.line(figure, start, baseline, scale.letters, bold=True, colour=colour)
    sheet.line(str(bar.count), end, baseline, SMALL, colour=QUIET, align="right")
