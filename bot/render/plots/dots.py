"""A dot a webinar on one axis, with its interval as a line: how one question fared at several, one below the other.

An interval that reaches across another one does not prove that nothing differs: the comparison's tests say that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.insight.comparing.comparison import Asked
from bot.insight.withholding import LIMIT
from bot.render.colours import DARK_GREY, DEEP, PALE
from bot.render.lettering import width as wide
from bot.render.lettering import wrap
from bot.render.plots.frame import ABOVE, BELOW, draw_notes, draw_notice, draw_title
from bot.render.plots.marks import Axis, Mark, axis_of, figure_of, has_marks, mark_of_all, marks_of
from bot.render.plots.notes import notes_of
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.quoting import quoted
from bot.render.sheet import LEADING, LINE, MARGIN, PAPER, QUIET, Sheet

_LABELS = 0.36
"""The share of the sheet that labels take."""

_LEAST = 0.3
"""The share that the axis shall have at least; else interval and base stand below each other."""

_BESIDE = 26
_NARROWEST = 150.0
_GAP = 22
_DOT = 13
_THICK = 8


def dots(
    asked: Asked, words: Mapping[str, str], *, width: int = 1080, figure: str | None = None, limit: int = LIMIT
) -> Sheet:
    """A row a webinar, in the order of their dates, and below all answers together, if they may be pooled.

    ``figure``: the key of the box or option that is drawn; None: the one that stands for the question.
    """
    sheet = Sheet(width, float(ABOVE))
    draw_title(sheet, quoted(asked.ask, webinar="…"))
    if not has_marks(asked):
        draw_notice(sheet, words["nothing"])
        sheet.y += BELOW
        return sheet
    drawn = figure_of(asked, figure)
    axis = axis_of(drawn, words)
    draw_notes(sheet, [axis.counted])
    sheet.y += 16
    marks = marks_of(asked, drawn, words)
    rows = [(mark, DEEP) for mark in marks]
    if asked.pooled is not None:
        rows.append((mark_of_all(asked.pooled, drawn, words), DARK_GREY))
    _Field(sheet, axis, [mark for mark, _ in rows]).draw(rows)
    draw_notes(sheet, notes_of(asked, marks, words, limit=limit))
    sheet.y += BELOW
    return sheet


class _Field:
    """Where labels, marks and figures of a sheet lie, each in a column of its own."""

    def __init__(self, sheet: Sheet, axis: Axis, marks: list[Mark]) -> None:
        self._sheet = sheet
        self._axis = axis
        self._labels = _LABELS * sheet.room
        self._left = MARGIN + self._labels + _BESIDE
        self._split = False
        self._figures = sheet.width - MARGIN - self._widest(marks)
        if self._figures - _BESIDE - self._left < _LEAST * sheet.room:
            self._split = True
            self._figures = sheet.width - MARGIN - self._widest(marks)
        self._right = self._figures - _BESIDE

    def _widest(self, marks: Sequence[Mark]) -> float:
        figures = (wide(mark.figure, LETTERS, bold=True) for mark in marks if mark.value is not None)
        return max(_NARROWEST, *figures, *(wide(line, SMALL) for mark in marks for line in self._beside(mark)))

    def _beside(self, mark: Mark) -> list[str]:
        """Interval and base, below each other where there is little room."""
        return [each for each in ((mark.interval, mark.base) if self._split else (mark.beside,)) if each]

    def draw(self, rows: list[tuple[Mark, str]]) -> None:
        """The rows over the axis, and its ticks below."""
        for mark, colour in rows:
            self._draw_row(mark, colour)
        self._draw_ticks()

    def _x(self, value: float) -> float:
        return self._left + value * (self._right - self._left)

    def _draw_row(self, mark: Mark, colour: str) -> None:
        sheet = self._sheet
        label = wrap(mark.title, self._labels, LETTERS)
        day = [mark.day] if mark.day else []
        tall = len(label) * LETTERS * LEADING + len(day) * SMALL * LEADING
        drawn, beside = mark.value is not None, self._beside(mark)
        size, room = LETTERS if drawn else SMALL, sheet.width - MARGIN - self._figures + 1
        figure = [mark.figure] if drawn else wrap(mark.figure, room, SMALL)
        told = (len(figure) * size + len(beside) * SMALL) * LEADING
        height = max(tall, told)
        reached = sheet.lines(label, MARGIN, sheet.y + (height - tall) / 2, LETTERS)
        sheet.lines(day, MARGIN, reached, SMALL, colour=QUIET)
        for at in range(len(self._axis.ticks)):
            x = self._x(at / (len(self._axis.ticks) - 1))
            sheet.stroke([(x, sheet.y), (x, sheet.y + height + _GAP)], 2, LINE)
        middle = sheet.y + height / 2
        if drawn:
            self._draw_mark(mark, middle, colour)
        top = middle - told / 2
        top = sheet.lines(figure, self._figures, top, size, bold=drawn, colour=colour if drawn else QUIET)
        sheet.lines(beside, self._figures, top, SMALL, colour=QUIET)
        sheet.y += height + _GAP

    def _draw_mark(self, mark: Mark, y: float, colour: str) -> None:
        sheet = self._sheet
        if mark.low is not None and mark.high is not None:
            low, high = self._x(mark.low), self._x(mark.high)
            sheet.box(low, y - _THICK / 2, high - low, _THICK, PALE, radius=_THICK / 2)
        assert mark.value is not None
        sheet.dot(self._x(mark.value), y, _DOT, colour)
        if mark.is_hollow:
            sheet.dot(self._x(mark.value), y, _DOT - 5, PAPER)

    def _draw_ticks(self) -> None:
        """As many of them as fit side by side: all, every other one, or the ends."""
        sheet, ticks = self._sheet, self._axis.ticks
        room = (self._right - self._left) / (len(ticks) - 1)
        long = max(wide(tick, SMALL) for tick in ticks) + 14
        step = next((each for each in (1, 2) if long <= room * each), len(ticks) - 1)
        for at in range(0, len(ticks), step):
            sheet.line(ticks[at], self._x(at / (len(ticks) - 1)), sheet.y + SMALL, SMALL, colour=QUIET, align="center")
        sheet.y += SMALL * LEADING + 18
