"""A report as plain values: pages of paragraphs, boxes, tables and charts, every word and number of them final.

HTML, PDF and Word are all printed from the same ``Document``, so that they cannot disagree; none of them computes,
rounds or words anything. ``values`` gives the form that the layouts in ``templates/reports`` arrange.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Protocol

Values = dict[str, Any]


class Drawing(Protocol):
    """Something drawn, as ``render.sheet`` has it."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        ...

    def png(self, *, title: str) -> bytes:
        """As a picture."""
        ...

    def svg(self, *, title: str, description: str) -> str:
        """As lines and letters."""
        ...


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``quiet``: a note in smaller letters."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with what is said of it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """One large figure: what it is of, its interval, and in ``bounds`` what it would be had everybody answered."""

    figure: str
    interval: str
    text: str
    of: str
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Headlines:
    """Large figures side by side."""

    boxes: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first cell of a row is its heading; all other columns are numbers.

    ``key`` is the question it is about; ``name`` says which table of that question.
    """

    key: str
    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing; everything in it stands in a table of the same page, too. ``alt`` says what it shows."""

    key: str
    title: str
    alt: str
    drawing: Drawing

    def svg(self) -> str:
        """As lines and letters, with its title and what it shows for whoever cannot see it."""
        return self.drawing.svg(title=self.title, description=self.alt)

    @property
    def tall(self) -> float:
        """Its height in widths."""
        wide, high = self.drawing.size
        return high / wide

    def png(self) -> bytes:
        """As a picture."""
        return self.drawing.png(title=self.title)


Part = Paragraph | Subheading | Facts | Headlines | Table | Chart


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or as many as it needs. ``key``: the question it is about, or what kind of page it is."""

    key: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. ``language`` is that of its own words; ``words`` are those of the layouts, by name.

    ``loose``: its pages follow each other without a break.
    """

    language: str
    title: str
    subtitle: tuple[str, ...]
    organiser: str
    contact: str
    pages: tuple[Page, ...]
    words: dict[str, str]
    made_at: datetime
    loose: bool = False

    def charts(self) -> Iterator[tuple[str, Chart]]:
        """Every chart with the name of its file, in the order of the pages."""
        drawn = [part for page in self.pages for part in page.parts if isinstance(part, Chart)]
        yield from ((f"chart-{number}", chart) for number, chart in enumerate(drawn, start=1))

    def tables(self) -> list[Table]:
        """Every table, in the order of the pages."""
        return [part for page in self.pages for part in page.parts if isinstance(part, Table)]


def values(document: Document) -> Values:
    """The document for a layout: each part names its ``kind``, a chart the file that it is in."""
    files = (name for name, _ in document.charts())
    plain = asdict(replace(document, pages=()))
    del plain["made_at"]
    plain["pages"] = [
        {"key": page.key, "title": page.title, "parts": [_part(part, files) for part in page.parts]}
        for page in document.pages
    ]
    return plain


def joined(told: Sequence[str]) -> str:
    """Facts on one line."""
    return " · ".join(each for each in told if each)


def _part(part: Part, files: Iterator[str]) -> Values:
    kind = type(part).__name__.lower()
    if isinstance(part, Chart):
        return {
            "kind": kind,
            "key": part.key,
            "title": part.title,
            "alt": part.alt,
            "file": next(files),
            "tall": part.tall,
        }
    return {"kind": kind, **asdict(part)}
