"""Reports for tests, and what is read back from their HTML, PDF and Word."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import docx
from pypdf import PdfReader

from bot.insight.dossier import Dossier
from bot.insight.summary import Summary
from bot.render.reports.contents import Chart
from bot.render.reports.printing import ReportPress
from bot.render.reports.word import word
from bot.render.reports.writing import report
from bot.render.texts import Texts
from bot.survey.definitions import Privacy, Webinar
from tests.render.summaries import words

TEXTS = Texts()
PRESS = ReportPress(TEXTS)
COUNTED_AT = datetime(2026, 12, 1, 12, 5, tzinfo=ZoneInfo("Europe/Brussels"))

Cells = list[list[str]]


def a_webinar(**changes) -> Webinar:
    told = {
        "key": "communication-2026",
        "title": "Communication for clusters",
        "starts_local": datetime(2026, 11, 24, 10, 0),  # noqa: DTZ001  local to the zone, as definitions have it
        "timezone": "Europe/Brussels",
        "duration": timedelta(hours=2),
        "survey": "satisfaction",
        "privacy": Privacy("The organiser", "privacy@example.org", words("to improve"), timedelta(days=365)),
    }
    return Webinar(**(told | changes))


def dossier(summary: Summary, **changes) -> Dossier:
    told = {
        "webinar": a_webinar(),
        "survey": "satisfaction",
        "title": words("How was it?"),
        "version": 1,
        "summary": summary,
        "others": (),
        "counted_at": COUNTED_AT,
    }
    return Dossier(**(told | changes))


@dataclass
class Printed:
    """One report in its three forms: all text, and the tables with their headings as the first row."""

    html: str
    pdf: bytes
    pages: list[str]
    word: bytes
    tables: dict[tuple[str, str], Cells]
    texts: dict[str, str]
    word_tables: list[Cells] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)


def printed(summary: Summary, language: str = "en", **changes) -> Printed:
    made = report(TEXTS, dossier(summary, **changes), language)
    html, pdf, written = PRESS.page(made), PRESS.pdf(made), word(made)
    page = Page.read(html)
    pages = pages_of(pdf)
    opened = docx.Document(io.BytesIO(written))
    body = "\n".join(part.text or "" for part in opened.element.body.iter() if part.tag.endswith("}t"))
    return Printed(
        html,
        pdf,
        pages,
        written,
        page.tables,
        {"html": page.text, "pdf": "\n".join(_body(each) for each in pages), "docx": body, "drawn": page.drawn},
        [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables],
        [chart for _, chart in made.charts()],
    )


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages]


def numbers(text: str) -> list[str]:
    """Every number in ``text``, sorted."""
    return sorted(re.findall(r"\d+(?:[.,]\d+)*", text))


def squeezed(text: str) -> str:
    """``text`` without blanks, which differ from one form to the other, and without signs that fonts lack."""
    return re.sub(r"[\s\u200b\u00ad\U0001f000-\U0001ffff-]+", "", text)


def in_order(rows: Sequence[Sequence[str]], text: str) -> bool:
    """Whether all cells stand in ``text``, one after the other."""
    start, squeezed_text = 0, squeezed(text)
    for cell in (squeezed(cell) for row in rows for cell in row if squeezed(cell)):
        found = squeezed_text.find(cell, start)
        if found < 0:
            return False
        start = found + len(cell)
    return True


def _body(page: str) -> str:
    """A page's text without its footer."""
    return "\n".join(
        line for line in page.splitlines() if not re.search(r"(Page|Seite|Página) \d+ (of|sur|von|de) \d+", line)
    )


class Page(HTMLParser):
    """Reads tables by question and name, and the text outside of the navigation, the footer and drawings."""

    SILENT = ("nav", "footer", "svg", "style", "title")

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[tuple[str, str], Cells] = {}
        self.text = self.drawn = ""
        self._silent: list[str] = []
        self._table: Cells = []
        self._in_cell = False

    @classmethod
    def read(cls, html: str) -> Page:
        page = cls()
        page.feed(html)
        return page

    def handle_starttag(self, tag, attrs):
        if tag in self.SILENT or (tag == "text" and self._silent):
            self._silent.append(tag)
        elif tag == "table":
            given = dict(attrs)
            self._table = self.tables.setdefault((given["data-question"], given["data-table"]), [])
        elif tag == "tr":
            self._table.append([])
        elif tag in ("th", "td"):
            self._table[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag in ("th", "td"):
            self._in_cell = False

    def handle_data(self, data):
        if self._silent:
            self.drawn += f"{data}\n" if self._silent[-1] == "text" else ""
            return
        self.text += f"{data}\n"
        if self._in_cell:
            self._table[-1][-1] += data
