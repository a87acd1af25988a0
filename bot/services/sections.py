"""A report of several tables in one file, taken apart: each table with its title, its columns and its lines.

Pure. Webinar tools export such files, in UTF-8 with or without a mark at its beginning or in UTF-16, separated by
commas, semicolons or tabs. What the tables mean is for ``tool_reports`` to say.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.survey.definitions import Fault
from bot.survey.sheet import Faulty

_NAMES = {
    *("attended", "user name", "user name (original name)", "name (original name)", "name", "full name"),
    *("first name", "last name", "email", "email address", "user email", "join time", "leave time"),
    *("first join", "last leave", "duration", "duration (minutes)", "role", "in-meeting duration"),
    *("participant id (upn)", "time in session", "time in session (minutes)", "interest rating"),
    *("attentiveness", "attentiveness score", "registration time", "registration date"),
    *("registration date/time", "registration status", "approval status", "topic", "webinar id"),
    *("webinar name", "country/region name", "is guest", "guest", "unsubscribed"),
}
"""Columns of the tools' tables. A line with two of them begins a table; no line about a person has them."""

_TITLE = re.compile(r"[1-9]\. \S.*|.*\b(?:details|information|attended)", re.IGNORECASE)
"""What stands alone in a line above a table, even where the table before it has not ended with an empty line."""

_NUMBERED = re.compile(r"[2-9]\. \S")
"""A title of Teams, in whatever language, other than of the summary, which is no table."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line about somebody; ``line`` is its number, from 1. ``cells`` by column."""

    line: int
    cells: dict[str, str]

    def first(self, *names: str) -> str:
        """What stands in the first of these columns that there is; empty if there is none."""
        return next((self.cells[name] for name in names if name in self.cells), "")


@dataclass(frozen=True, slots=True)
class Section:
    """One table. ``title`` is what stands above it; ``columns`` are in small letters, in their order."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def decoded(file: str, content: bytes) -> str:
    """The text of a file that a webinar tool wrote.

    Raises:
        Faulty: it is neither UTF-8 nor UTF-16.
    """
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content[1:64:2]:  # letters without a mark: every second byte of UTF-16 is empty
        encoding = "utf-16-le"
    elif b"\0" in content[0:64:2]:
        encoding = "utf-16-be"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Faulty([Fault(file, 1, "this is neither UTF-8 nor UTF-16; export the report anew")]) from None


def sections_of(text: str) -> tuple[Section, ...]:
    """The tables of a report, in their order; empty if there is none."""
    reader = _Reader()
    try:
        for number, cells in _records(text):
            reader.take(number, cells)
    except csv.Error:  # no tool writes cells that long
        return ()
    reader.close()
    return tuple(reader.found)


class _Reader:
    """Takes line after line; ``found`` are the tables that have ended."""

    def __init__(self) -> None:
        self.found: list[Section] = []
        self._title = ""
        self._columns: tuple[str, ...] = ()
        self._lines: list[Line] = []

    def take(self, number: int, cells: list[str]) -> None:
        alone = _alone(cells)
        if not any(cells) or (alone and (not self._columns or _TITLE.fullmatch(alone))):
            self.close()
            self._title = alone or self._title
        elif _is_header(cells) or (not self._columns and _NUMBERED.match(self._title)):
            self.close()
            self._columns = tuple(cell.casefold() for cell in cells)
        elif self._columns:
            self._lines.append(Line(number, _by_column(self._columns, cells)))

    def close(self) -> None:
        if self._columns:
            self.found.append(Section(self._title, self._columns, tuple(self._lines)))
            self._title, self._columns, self._lines = "", (), []


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and its cells without spaces around them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    for record in reader:
        yield line, [cell.strip() for cell in record]
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """What stands most often between the cells of the beginning."""
    beginning = text[:4000]
    return max(",\t;", key=beginning.count)


def _alone(cells: list[str]) -> str:
    """The text of a line that has one at its beginning and no other."""
    return cells[0] if cells and cells[0] and not any(cells[1:]) else ""


def _is_header(cells: Iterable[str]) -> bool:
    return sum(cell.casefold() in _NAMES for cell in cells) > 1


def _by_column(columns: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    """Cells by their columns; those that are missing at the end are empty, and of two columns the first counts."""
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return dict(reversed([*zip(columns, padded, strict=False)]))
