"""The columns of exported and imported answers, and a CSV file taken apart into rows with their lines.

Pure. ``cells`` says what stands in one cell. Columns are named ``response``, ``finished``, then by question key, with
``KEY.other`` for what "Other" means, ``KEY.themes`` for the themes of an open answer and ``KEY.themes2`` for those that
a second coder gave.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.survey.cells import quoted
from bot.survey.definitions import Fault, Question

RESPONSE = "response"
FINISHED = "finished"
OTHER_SUFFIX = ".other"
THEMES_SUFFIX = ".themes"
SECOND_SUFFIX = ".themes2"

SEALED = "sealed-"
"""How the label of a row begins whose answers lay sealed when it was exported: such labels are drawn anew each time."""

NO_COMMAS = "the columns are not separated by commas; save the sheet as “CSV UTF-8”, with commas"

MOST_FAULTS = 10_000
"""After so many faults the rest of a file is not read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column name; ``line`` is where it begins, from 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns and rows, and what stands between its cells.

    ``faults`` are of the rows with a wrong number of cells, which are not in ``rows``.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    delimiter: str = ","


class Faulty(Exception):  # noqa: N818  an answer to whoever gave the file, not an error
    """A file that is not taken, with everything that is wrong in it; nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


def columns_of(questions: Iterable[Question], *, themes: bool, second: bool = False) -> Iterator[str]:
    """The names of all columns, in order, with those for open answers' ``themes``, and those of a ``second`` coder."""
    yield RESPONSE
    yield FINISHED
    for question in questions:
        yield question.key
        if question.other:
            yield question.key + OTHER_SUFFIX
        if question.kind == "open" and themes:
            yield question.key + THEMES_SUFFIX
        if question.kind == "open" and second:
            yield question.key + SECOND_SUFFIX


def read_table(file: str, content: bytes, *, known: Iterable[str]) -> Table:
    """The rows of a CSV file whose columns are all ``known``, in any order, ``response`` among them.

    Uneven rows are told beside the others, so that whoever judges these can tell everything at once.

    Raises:
        Faulty: it is not UTF-8, not CSV, or has other columns.
    """
    lines = _Lines(file, content)
    header = next(lines, None)
    if header is None:
        raise Faulty([Fault(file, 1, "the file is empty; its first line has to name the columns")])
    columns = tuple(cell.strip() for cell in header.cells)
    faults = list(_column_faults(file, header.line, columns, set(known)))
    if faults:
        raise Faulty(faults)
    return _table(file, columns, lines, faults)


def _table(file: str, columns: tuple[str, ...], lines: Iterable[_Record], faults: list[Fault]) -> Table:
    rows: list[Row] = []
    for found in lines:
        if len(found.cells) == len(columns):
            rows.append(Row(found.line, dict(zip(columns, found.cells, strict=True))))
        elif any(cell.strip() for cell in found.cells):
            faults.append(Fault(file, found.line, _uneven(len(found.cells), len(columns))))
        if len(faults) > MOST_FAULTS:
            break
    return Table(columns, tuple(rows), tuple(faults))


def delimiter_of(content: bytes) -> str:
    """What stands between the names in a file's first line: a comma, unless there is none but a semicolon or a tab.

    Excel writes semicolons where the comma is what stands before decimals.
    """
    first = content.partition(b"\n")[0]
    return next((mark for mark in (",", ";", "\t") if mark.encode() in first), ",")


def read_rows(file: str, content: bytes) -> Table:
    """The rows of a CSV file, whatever its columns are called; uneven ones are told beside the others.

    Its cells may be separated by semicolons or tabs as well.

    Raises:
        Faulty: it is not UTF-8 or not CSV, has no columns, or two of one name.
    """
    delimiter = delimiter_of(content)
    lines = _Lines(file, content, delimiter)
    header = next(lines, None)
    if header is None:
        raise Faulty([Fault(file, 1, "the file is empty; its first line has to name the columns")])
    columns = tuple(cell.strip() for cell in header.cells)
    if len(set(columns)) < len(columns):
        twice = next(name for name in columns if columns.count(name) > 1)
        raise Faulty([Fault(file, header.line, f"the column {quoted(twice)} stands twice; keep one")])
    return replace(_table(file, columns, lines, []), delimiter=delimiter)


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


class _Lines:
    """The records of a CSV file with the line each begins in; empty lines are passed over."""

    def __init__(self, file: str, content: bytes, delimiter: str = ",") -> None:
        self._file = file
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as trouble:
            line = content.count(b"\n", 0, trouble.start) + 1
            raise Faulty([Fault(file, line, "this is not UTF-8; save the sheet as “CSV UTF-8”")]) from None
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)

    def __iter__(self) -> Iterator[_Record]:
        return self

    def __next__(self) -> _Record:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except csv.Error as trouble:
                raise Faulty([Fault(self._file, line, f"this is not CSV ({trouble}); save the sheet anew")]) from None
            if cells:
                return _Record(line, cells)


def _column_faults(file: str, line: int, columns: tuple[str, ...], known: set[str]) -> Iterator[Fault]:
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        yield Fault(file, line, NO_COMMAS)
        return
    for name in columns:
        if name not in known:
            near = get_close_matches(name, sorted(known), n=1)
            remedy = f"did you mean {near[0]}?" if near else "take it out or give it a question's key"
            yield Fault(file, line, f"there is no question for the column {quoted(name)}; {remedy}")
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        yield Fault(file, line, f"the column {quoted(name)} stands twice; keep one")
    for name in columns:
        if name.endswith(OTHER_SUFFIX) and name in known and name.removesuffix(OTHER_SUFFIX) not in columns:
            yield Fault(file, line, f"the column {quoted(name)} is of no use without {name.removesuffix(OTHER_SUFFIX)}")
    if RESPONSE not in columns:
        yield Fault(file, line, f"the column {RESPONSE} is missing; give each row a label of its own there")


def _uneven(count: int, due: int) -> str:
    return f"the row has {count} cell{'' if count == 1 else 's'} and the first line {due}; make them equal"
