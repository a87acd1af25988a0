"""One question from webinar to webinar: a point each with its interval, joined where neighbours have intervals.

Webinars stand at equal distances in the order of their dates; the list below says what each point is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from bot.insight.comparing.comparison import Asked
from bot.insight.withholding import LIMIT
from bot.render.colours import DEEP, MIDDLE, PALE
from bot.render.lettering import width as wide
from bot.render.lettering import wrap
from bot.render.plots.frame import ABOVE, BELOW, draw_notes, draw_notice, draw_title
from bot.render.plots.marks import Axis, Mark, axis_of, figure_of, has_marks, marks_of
from bot.render.plots.notes import notes_of
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.quoting import quoted
from bot.render.sheet import LEADING, LINE, MARGIN, PAPER, QUIET, Sheet

_TALL = 420
_ABOVE = 52
"""For the figure of a point at the very top."""

_DOT, _CAP = 13, 14
_NUMBERS = 56
_INSET = 14


def trend(
    asked: Asked, words: Mapping[str, str], *, width: int = 1080, figure: str | None = None, limit: int = LIMIT
) -> Sheet:
    """The figure over time. ``figure``: the key of the box or option; None: the one that stands for the question."""
    sheet = Sheet(width, float(ABOVE))
    draw_title(sheet, quoted(asked.ask, webinar="…"))
    if has_marks(asked):
        drawn = figure_of(asked, figure)
        axis = axis_of(drawn, words)
        draw_notes(sheet, [axis.counted])
        marks = marks_of(asked, drawn, words)
        _draw_field(sheet, axis, marks)
        for number, mark in enumerate(marks, start=1):
            _draw_entry(sheet, number, mark)
        sheet.y += 6
        draw_notes(sheet, notes_of(asked, marks, words, limit=limit))
    else:
        draw_notice(sheet, words["nothing"])
    sheet.y += BELOW
    return sheet


def _draw_field(sheet: Sheet, axis: Axis, marks: Sequence[Mark]) -> None:
    top = sheet.y + _ABOVE
    left = MARGIN + max(wide(tick, SMALL) for tick in axis.ticks) + 16
    for at, tick in enumerate(axis.ticks):
        y = top + _TALL * (1 - at / (len(axis.ticks) - 1))
        sheet.stroke([(left, y), (sheet.width - MARGIN, y)], 2, LINE)
        sheet.line(tick, left - 16, y + SMALL * 0.36, SMALL, colour=QUIET, align="right")
    step = (sheet.width - MARGIN - left - 2 * _INSET) / max(len(marks), 1)
    points = [
        (left + _INSET + (place + 0.5) * step, None if mark.value is None else top + _TALL * (1 - mark.value))
        for place, mark in enumerate(marks)
    ]
    for run in _runs(marks, points):
        sheet.stroke(run, 5, MIDDLE)
    for mark, (x, height) in zip(marks, points, strict=True):
        if height is not None:
            _draw_point(sheet, mark, x, height, top)
            _draw_figure(sheet, mark, x, top, step)
    floor = top + _TALL + 12
    _draw_numbers(sheet, [x for x, _ in points], floor, step)
    _draw_days(sheet, marks, [x for x, _ in points], floor + LETTERS * LEADING, step)
    sheet.y = floor + (LETTERS + SMALL) * LEADING + 26


def _runs(marks: Sequence[Mark], points: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The points that follow each other without a gap; what is hollow is joined to nothing."""
    runs: list[list[tuple[float, float]]] = [[]]
    for mark, (x, y) in zip(marks, points, strict=True):
        if y is None or mark.is_hollow:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return runs


def _draw_point(sheet: Sheet, mark: Mark, x: float, y: float, top: float) -> None:
    if mark.low is not None and mark.high is not None:
        ends = [top + _TALL * (1 - end) for end in (mark.high, mark.low)]
        sheet.stroke([(x, ends[0]), (x, ends[1])], 6, PALE)
        for end in ends:
            sheet.stroke([(x - _CAP, end), (x + _CAP, end)], 4, PALE)
    sheet.dot(x, y, _DOT, DEEP)
    if mark.is_hollow:
        sheet.dot(x, y, _DOT - 5, PAPER)


def _draw_figure(sheet: Sheet, mark: Mark, x: float, top: float, step: float) -> None:
    """Above the interval, where it fits between the neighbours; the list below says it in any case."""
    size = next((each for each in (LETTERS, SMALL) if wide(mark.figure, each, bold=True) + 8 <= step), None)
    if size is None or mark.value is None:
        return
    long = wide(mark.figure, size, bold=True)
    dot, line = (top + _TALL * (1 - (end or 0.0)) for end in (mark.value, mark.high))
    baseline = min(dot - _DOT, line) - 12
    sheet.box(x - long / 2 - 4, baseline - size * 0.8, long + 8, size * 1.02, PAPER)
    sheet.line(mark.figure, x, baseline, size, bold=True, colour=DEEP, align="center")


def _draw_numbers(sheet: Sheet, places: Sequence[float], floor: float, step: float) -> None:
    """A number below each point; where they are too many, below every other one or fewer."""
    widest = str(len(places))
    size = LETTERS if wide(widest, LETTERS, bold=True) + 12 <= step else SMALL
    every = ceil((wide(widest, size, bold=True) + 12) / step)
    for at in range(0, len(places), every):
        sheet.line(str(at + 1), places[at], floor + LETTERS, size, bold=True, align="center")


def _draw_days(sheet: Sheet, marks: Sequence[Mark], places: Sequence[float], y: float, step: float) -> None:
    """Year and month below each number, if there is room for all."""
    days = [mark.day[:7] for mark in marks]
    if all(wide(day, SMALL) + 10 <= step for day in days):
        for day, x in zip(days, places, strict=True):
            sheet.line(day, x, y + SMALL, SMALL, colour=QUIET, align="center")


def _draw_entry(sheet: Sheet, number: int, mark: Mark) -> None:
    """What the point with that number is: the webinar, its day, its figure, interval and base."""
    figure = wide(mark.figure, LETTERS, bold=True)
    room = sheet.room - _NUMBERS - figure - 24
    sheet.line(str(number), MARGIN, sheet.y + LETTERS, LETTERS, bold=True)
    bold = mark.value is not None
    colour = DEEP if bold else QUIET
    right = sheet.width - MARGIN
    sheet.line(mark.figure, right, sheet.y + LETTERS, LETTERS, bold=bold, colour=colour, align="right")
    below = sheet.lines(wrap(mark.title, room, LETTERS), MARGIN + _NUMBERS, sheet.y, LETTERS)
    sheet.line(mark.day, MARGIN + _NUMBERS, below + SMALL, SMALL, colour=QUIET)
    sheet.line(mark.beside, right, below + SMALL, SMALL, colour=QUIET, align="right")
    sheet.y = below + SMALL * LEADING + 14
