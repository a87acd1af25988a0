"""A scale as one diverging bar: the bad side to the left of an axis, the good one to the right, the middle across it.

Its whole length is 100 %, so a single bar fills the sheet. The legend below names every part in the bar's order, with
its figures: no part is told by its colour alone, and one too thin for its figure loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.summary import OptionFigures, QuestionFigures
from bot.render.colours import ink_on
from bot.render.lettering import legible, width, wrap
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.plots.shading import shades_of, sides_of, substantive
from bot.render.sheet import INK, LEADING, MARGIN, QUIET, Sheet

THICK = 72
_SEAM, _THIN = 3, 2
"""Pixels of paper between neighbours."""

_SWATCH, _AFTER = 22, 12
_BETWEEN = 36
_OVER = 12
"""How far the axis reaches beyond the bar; on it, it would strike through a figure."""


@dataclass(frozen=True, slots=True)
class _Part:
    option: OptionFigures
    colour: str


def draw_stack(sheet: Sheet, question: QuestionFigures, words: Mapping[str, str]) -> None:
    """Draw the options of ``question`` at the sheet's end. Its base must not be 0, nor be withheld."""
    shades, sides = shades_of(question), sides_of(question)
    parts = [_Part(option, shades[option.key]) for option in reversed(substantive(question))]
    bad = sum(part.option.share or 0.0 for part in parts[: sides.bad])
    neutral = sum(part.option.share or 0.0 for part in parts[sides.bad : sides.bad + sides.neutral])
    sheet.y += _OVER
    _draw_parts(sheet, parts, words)
    axis = MARGIN + sheet.room * (bad + neutral / 2)
    for end in (sheet.y - _OVER, sheet.y + THICK):
        sheet.box(min(max(axis - 2, MARGIN), sheet.width - MARGIN - 4), end, 4, _OVER, INK)
    sheet.y += THICK + _OVER + 14
    _draw_legend(sheet, parts, words)
    sheet.y += 6


def _draw_parts(sheet: Sheet, parts: Sequence[_Part], words: Mapping[str, str]) -> None:
    x = float(MARGIN)
    for part in parts:
        long = sheet.room * (part.option.share or 0.0)
        if part.option.count:
            start = min(x, sheet.width - MARGIN - _THIN)
            sheet.box(start, sheet.y, max(_THIN, long - _SEAM), THICK, part.colour)
        figure = words["percent"].format(value=part.option.percent)
        size = next((s for s in (LETTERS, SMALL) if width(figure, s, bold=True) + 8 <= long - _SEAM), None)
        if size is not None:
            baseline, middle = sheet.y + THICK / 2 + size * 0.36, x + (long - _SEAM) / 2
            sheet.line(figure, middle, baseline, size, bold=True, colour=ink_on(part.colour), align="center")
        x += long


def _draw_legend(sheet: Sheet, parts: Sequence[_Part], words: Mapping[str, str]) -> None:
    """In two columns if every entry fits into one line of half the sheet, else one below the other."""
    half = (sheet.room - _BETWEEN) / 2
    columns = 2 if all(_length(part, words) <= half for part in parts) else 1
    for row in range(0, len(parts), columns):
        reached = [
            _draw_entry(sheet, part, words, MARGIN + place * (half + _BETWEEN), half if columns == 2 else sheet.room)
            for place, part in enumerate(parts[row : row + columns])
        ]
        sheet.y = max(reached) + 4


def _figures(part: _Part, words: Mapping[str, str]) -> tuple[str, str]:
    return words["percent"].format(value=part.option.percent or 0), str(part.option.count)


def _length(part: _Part, words: Mapping[str, str]) -> float:
    return _SWATCH + _AFTER + width(legible(part.option.label), LETTERS) + _figures_length(part, words)


def _figures_length(part: _Part, words: Mapping[str, str]) -> float:
    figure, count = _figures(part, words)
    return 18 + width(figure, LETTERS, bold=True) + 14 + width(count, SMALL)


def _draw_entry(sheet: Sheet, part: _Part, words: Mapping[str, str], x: float, room: float) -> float:
    baseline = sheet.y + LETTERS
    sheet.box(x, baseline - _SWATCH + 1, _SWATCH, _SWATCH, part.colour, radius=3)
    start = x + _SWATCH + _AFTER
    lines = wrap(part.option.label, room - (start - x) - _figures_length(part, words), LETTERS)
    reached = sheet.lines(lines, start, sheet.y, LETTERS)
    figure, count = _figures(part, words)
    after = start + width(lines[-1], LETTERS) + 18
    last = baseline + (len(lines) - 1) * LETTERS * LEADING
    sheet.line(figure, after, last, LETTERS, bold=True)
    sheet.line(count, after + width(figure, LETTERS, bold=True) + 14, last, SMALL, colour=QUIET)
    return reached
