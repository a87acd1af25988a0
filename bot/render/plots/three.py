"""Three bars a webinar: who is satisfied, to whom it was useful, who would share it.

Each bar says which answers it counts, on itself where they fit, else above; the exact questions stand at the top, in
the order and the colours of the bars: blue, dark grey and light grey, as in the report of 2021.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.comparing.comparison import Asked, Comparison, Figure
from bot.render.colours import BLUE, DARK_GREY, LIGHT_GREY, ink_on
from bot.render.lettering import balanced, wrap
from bot.render.lettering import width as wide
from bot.render.plots.frame import ABOVE, BELOW, draw_notes, draw_notice, draw_title
from bot.render.plots.marks import Mark, mark_of, told_mark
from bot.render.plots.notes import reservations
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.quoting import quoted
from bot.render.sheet import INK, LEADING, MARGIN, PAPER, QUIET, TRACK, Sheet

Picks = Sequence[tuple[str, str]]
"""Three questions, each with the box or option that stands for it, by their keys."""

PICKS: Picks = (("overall", "satisfied"), ("useful", "at_all"), ("share", "yes"))
"""Those of the shipped survey."""

COLOURS = (BLUE, DARK_GREY, LIGHT_GREY)

_ON_BAR = 26
_THICK = 72
_GAP = 8
_AIR = 14
_BESIDE = 20
_SWATCH = 24


@dataclass(frozen=True, slots=True)
class _Series:
    """One of the three: what it asks, what it counts, its colour, and its mark by webinar."""

    ask: str
    counted: str
    colour: str
    marks: Mapping[str, Mark]


def three_bars(comparison: Comparison, words: Mapping[str, str], *, width: int = 1080, picks: Picks = PICKS) -> Sheet:
    """The webinars in the order of their dates, three bars each. A question that none of them asks has no bars."""
    sheet = Sheet(width, float(ABOVE))
    draw_title(sheet, words["three"])
    series = _series(comparison, words, picks)
    if not series:
        draw_notice(sheet, words["nothing"])
        sheet.y += BELOW
        return sheet
    for each in series:
        _draw_question(sheet, each)
    sheet.y += 12
    marks = [mark for each in series for mark in each.marks.values()]
    beside = max((wide(mark.beside, SMALL) for mark in marks), default=0.0)
    field = _Field(sheet, full=sheet.room - beside - _BESIDE)
    on_bar = {each.colour: all(field.holds(mark, each.counted) for mark in each.marks.values()) for each in series}
    for name, title, day in _sections(comparison, series):
        _draw_webinar(sheet, title, day)
        for each in series:
            field.draw(each.marks.get(name) or _missing(comparison, name, words), each, on_bar=on_bar[each.colour])
        sheet.y += 26
    withheld = any(row.withheld for asked in comparison.questions for row in asked.rows if asked.key in dict(picks))
    draw_notes(
        sheet, [words["method_box"], *reservations(marks, withheld=withheld, words=words, limit=comparison.limit)]
    )
    sheet.y += BELOW
    return sheet


def has_three(comparison: Comparison, *, picks: Picks = PICKS) -> bool:
    """Whether all three are asked in the same words by several of them."""
    asked = {(each.key, figure.key) for each in comparison.questions for figure in each.figures}
    return set(picks) <= asked


def told_three(comparison: Comparison, words: Mapping[str, str], *, picks: Picks = PICKS) -> str:
    """The same in words."""
    series = _series(comparison, words, picks)
    parts = [f"{each.ask} {each.counted}" for each in series]
    for name, title, day in _sections(comparison, series):
        figures = (told_mark(each.marks.get(name) or _missing(comparison, name, words)) for each in series)
        parts.append(f"{title} ({day}): {' / '.join(figures)}")
    return "; ".join(parts)


def _series(comparison: Comparison, words: Mapping[str, str], picks: Picks) -> list[_Series]:
    """Those of ``picks`` that a webinar asks, each as the latest of them words it."""
    found = []
    for (key, figure_key), colour in zip(picks, COLOURS, strict=True):
        asked = next((each for each in comparison.questions if each.key == key), None)
        figure = None if asked is None else next((f for f in asked.figures if f.key == figure_key), None)
        if asked is not None and figure is not None:
            found.append(_one(asked, figure, colour, words))
    return found


def _sections(comparison: Comparison, series: Sequence[_Series]) -> list[tuple[str, str, str]]:
    """Name, title and day of each webinar, those of elsewhere too, in the order of their days."""
    found = {each.key: (quoted(each.title, webinar="…"), each.on.isoformat()) for each in comparison.webinars}
    for each in series:
        for name, mark in each.marks.items():
            found.setdefault(name, (mark.title, mark.day))
    return sorted(((name, *told) for name, told in found.items()), key=lambda section: section[2])


def _one(asked: Asked, figure: Figure, colour: str, words: Mapping[str, str]) -> _Series:
    counted = " + ".join(quoted(label, webinar="…") for label in figure.labels)
    marks = {row.name: mark_of(row, figure, words) for row in asked.rows}
    return _Series(quoted(asked.ask, webinar="…"), counted, colour, marks)


def _missing(comparison: Comparison, name: str, words: Mapping[str, str]) -> Mark:
    """The mark of a webinar that did not ask it in these words, or of which nobody typed it in."""
    asked = any(each.key == name for each in comparison.webinars)
    return Mark("", "", words["not_asked" if asked else "not_known"], "", "")


def _draw_question(sheet: Sheet, series: _Series) -> None:
    start = MARGIN + _SWATCH + 14
    sheet.box(MARGIN, sheet.y + LETTERS - _SWATCH + 2, _SWATCH, _SWATCH, series.colour, radius=3)
    room = sheet.room - _SWATCH - 14
    sheet.y = sheet.lines(wrap(series.ask, room, LETTERS), start, sheet.y, LETTERS)
    sheet.y = sheet.lines(wrap(series.counted, room, SMALL), start, sheet.y, SMALL, colour=QUIET) + 10


def _draw_webinar(sheet: Sheet, title: str, day: str) -> None:
    sheet.paragraph(title, MARGIN, sheet.room, LETTERS, bold=True)
    sheet.paragraph(day, MARGIN, sheet.room, SMALL, colour=QUIET)
    sheet.y += 8


class _Field:
    """The bars' column, ``full`` pixels for 100 %."""

    def __init__(self, sheet: Sheet, *, full: float) -> None:
        self._sheet = sheet
        self._full = full

    def holds(self, mark: Mark, counted: str) -> bool:
        """Whether the bar of ``mark`` has room for what it counts, too; one that is not drawn needs none."""
        return mark.value is None or len(self._on_bar(mark, counted)) * _ON_BAR * LEADING <= _THICK

    def draw(self, mark: Mark, series: _Series, *, on_bar: bool) -> None:
        """One bar at the sheet's end, with what it counts, its figure, its interval and its base."""
        sheet = self._sheet
        if not on_bar:
            sheet.paragraph(series.counted, MARGIN, sheet.room, _ON_BAR)
            sheet.y += 2
        thick = _THICK if on_bar else 46
        middle = sheet.y + thick / 2
        sheet.box(MARGIN, sheet.y, self._full, thick, TRACK, radius=4)
        if mark.value is None:
            sheet.line(mark.figure, MARGIN + _AIR, middle + SMALL * 0.36, SMALL, colour=QUIET)
        else:
            self._draw_bar(mark, series.colour, mark.value, thick)
            if on_bar:
                self._draw_counted(mark, series, middle)
        if mark.beside:
            right = sheet.width - MARGIN
            sheet.line(mark.beside, right, middle + SMALL * 0.36, SMALL, colour=QUIET, align="right")
        sheet.y += thick + (_GAP if on_bar else _GAP + 4)

    def _draw_bar(self, mark: Mark, colour: str, value: float, thick: float) -> None:
        sheet, long = self._sheet, max(4.0, self._full * value)
        sheet.box(MARGIN, sheet.y, long, thick, colour, radius=4)
        if mark.is_hollow:
            sheet.box(MARGIN + 5, sheet.y + 5, long - 10, thick - 10, PAPER, radius=2)
        room = wide(mark.figure, LETTERS, bold=True) + 2 * _AIR
        inside = room <= long
        start = MARGIN + long - room + _AIR if inside else MARGIN + long + _AIR
        ink = _ink(mark, colour) if inside else INK
        sheet.line(mark.figure, start, sheet.y + thick / 2 + LETTERS * 0.36, LETTERS, bold=True, colour=ink)

    def _draw_counted(self, mark: Mark, series: _Series, middle: float) -> None:
        lines = self._on_bar(mark, series.counted)
        top = middle - (len(lines) - 1) * _ON_BAR * LEADING / 2 - 0.7 * _ON_BAR
        self._sheet.lines(lines, MARGIN + _AIR, top, _ON_BAR, colour=_ink(mark, series.colour))

    def _on_bar(self, mark: Mark, counted: str) -> list[str]:
        room = self._full * (mark.value or 0.0) - wide(mark.figure, LETTERS, bold=True) - 4 * _AIR
        return balanced(counted, room, _ON_BAR) if room > 4 * _ON_BAR else [""] * 9


def _ink(mark: Mark, colour: str) -> str:
    return INK if mark.is_hollow else ink_on(colour)
