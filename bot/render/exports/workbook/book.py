"""A workbook being written: its formats, and sheets that are filled row after row and kept nowhere.

Every text goes in as a text, so that none can run as a formula or become a link. Rows have to be written in their
order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST_CELL = 32_767
"""Characters in a cell."""

_FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets disagree about the calendar."""

_A4 = 9
_MARGIN = 0.5
"""Inches."""
_FONT_POINTS = 11
LINE_POINTS = 15
"""How tall a row of one line is."""

_MOST_LINES = 12
"""A longer text is cut off on screen and on paper; its cell holds all of it."""
_BLUE, _BAND, _GREY, _LINE = "#1F4E79", "#DCE6F1", "#595959", "#BFBFBF"

Style = Literal[
    "title", "subtitle", "heading", "band", "ask", "head", "head_right", "text", "note", "box", "count", "percent",
    "whole", "share", "end", "score", "mean", "faint_count", "faint_text", "flag", "day", "key", "quantile",
]  # fmt: skip

_TOP: Mapping[str, object] = {"valign": "top"}
_STYLES: Mapping[Style, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 18, "font_color": _BLUE, "text_wrap": True, "valign": "vcenter"},
    "subtitle": {"font_size": 11, "font_color": _GREY},
    "heading": {"bold": True, "font_size": 13, "font_color": _BLUE},
    "band": {"bold": True, "bg_color": _BAND, "text_wrap": True, "valign": "vcenter"},
    "ask": {"bold": True, "font_size": 9, "bg_color": _BAND, "text_wrap": True, **_TOP},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": _BLUE, "text_wrap": True, "valign": "vcenter"},
    "head_right": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": _BLUE,
        "text_wrap": True,
        "align": "right",
        "valign": "vcenter",
    },
    "text": {"text_wrap": True, **_TOP},
    "note": {"text_wrap": True, "italic": True, "font_color": _GREY, **_TOP},
    "box": {"text_wrap": True, "bold": True, **_TOP},
    "count": {"num_format": "#,##0", **_TOP},
    "percent": {"num_format": '0" %"', "bold": True, **_TOP},
    "whole": {"num_format": "0", "bold": True, **_TOP},
    "share": {"num_format": "0.0%", **_TOP},
    "end": {"num_format": "0%", **_TOP},
    "score": {"num_format": "0.0", **_TOP},
    "mean": {"num_format": "0.00#", **_TOP},
    "faint_count": {"num_format": "#,##0", "font_color": _GREY, **_TOP},
    "faint_text": {"text_wrap": True, "font_color": _GREY, "indent": 1, **_TOP},
    "flag": {"num_format": "0", "align": "center", **_TOP},
    "day": {"num_format": "yyyy-mm-dd", **_TOP},
    "key": {"font_name": "Consolas", "font_size": 9, "bold": True, "bg_color": _BAND, **_TOP},
    "quantile": {"num_format": "0.000000", "font_color": _GREY, "align": "left"},
}

Written = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, or a formula with what it comes to."""

    value: Written
    style: Style = "text"
    formula: str | None = None


class Page:
    """One sheet, filled from the top. ``row`` is the next row, from 0; ``points`` is how tall those before it are."""

    def __init__(self, sheet: Worksheet, formats: Mapping[Style, Format]) -> None:
        self.sheet = sheet
        self.row = 0
        self.points = 0.0
        self._widths: Sequence[int] = ()
        self._formats = formats

    def columns(self, widths: Sequence[int]) -> None:
        """The columns are so wide, in characters."""
        self._widths = widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def write(self, *cells: Cell | None, height: float | None = None) -> int:
        """The next row holds ``cells``; its number. None: nothing stands there. It is as tall as its texts need: not
        every program finds out by itself.
        """
        self._grow(height or max(map(self._needed, cells, self._widths), default=LINE_POINTS))
        for column, cell in enumerate(cells):
            if cell is not None:
                self._write(column, cell)
        self.row += 1
        return self.row - 1

    def spread(self, cell: Cell) -> int:
        """The next row holds one text across all columns; its number."""
        self._grow(self._needed(cell, sum(self._widths)))
        self.sheet.merge_range(self.row, 0, self.row, len(self._widths) - 1, "", self._formats[cell.style])
        self._write(0, cell)
        self.row += 1
        return self.row - 1

    def _needed(self, cell: Cell | None, width: int) -> float:
        """How tall the row has to be for ``cell`` in a column of ``width``, in points."""
        if cell is None or not isinstance(cell.value, str) or "text_wrap" not in _STYLES[cell.style]:
            return LINE_POINTS
        style = _STYLES[cell.style]
        size = style.get("font_size", _FONT_POINTS)
        assert isinstance(size, int)
        room = max(1.0, width * _FONT_POINTS / size * (1.0 if "bold" in style else 1.1))
        lines = sum(max(1, ceil(len(line) / room)) for line in cell.value.split("\n"))
        return min(lines, _MOST_LINES) * LINE_POINTS * size / _FONT_POINTS

    def _grow(self, points: float) -> None:
        if points != LINE_POINTS:
            self.sheet.set_row(self.row, points)
        self.points += points

    def _write(self, column: int, cell: Cell) -> None:
        look, value = self._formats[cell.style], cell.value
        if cell.formula is not None:
            self.sheet.write_formula(self.row, column, cell.formula, look, "" if value is None else value)
        elif value is None:
            self.sheet.write_blank(self.row, column, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, column, value[:LONGEST_CELL], look)
        elif isinstance(value, date) and value >= _FIRST_DAY:
            self.sheet.write_datetime(self.row, column, value, look)
        elif isinstance(value, date):
            self.sheet.write_string(self.row, column, value.isoformat(), look)
        else:
            self.sheet.write_number(self.row, column, value, look)

    def printed(
        self, *, footer: str, scale: int | None = None, landscape: bool = False, head: int = 0, column: bool = False
    ) -> None:
        """On paper it has its page numbers below, and repeats its first ``head`` rows (and its first ``column``).

        ``scale`` in percent; None: it is as wide as the page.
        """
        self.sheet.set_paper(_A4)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=0.7)
        if scale is None:
            self.sheet.fit_to_pages(1, 0)
        else:
            self.sheet.set_print_scale(scale)
        self.sheet.set_footer(f"&L&8{footer.replace('&', '&&')[:120]}&R&8&P / &N")
        if head:
            self.sheet.repeat_rows(0, head - 1)
        if column:
            self.sheet.repeat_columns(0)


class Book:
    """The file at ``path``, there once the block ends without trouble."""

    def __init__(self, path: Path, *, title: str, made_at: datetime) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        )
        self._book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
        self._formats = {name: self._book.add_format(dict(style)) for name, style in _STYLES.items()}

    def page(self, name: str, *, colour: str | None = None) -> Page:
        """A new sheet, after those there are."""
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        if colour is not None:
            sheet.set_tab_color(colour)
        return Page(sheet, self._formats)

    def name(self, word: str, *, page: Page, row: int, column: str) -> None:
        """Formulas may call the cell ``word``."""
        self._book.define_name(word, f"={quoted(page.sheet.get_name())}!${column}${row + 1}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()


def quoted(sheet: str) -> str:
    """A sheet's name as formulas have it."""
    return "'" + sheet.replace("'", "''") + "'"
