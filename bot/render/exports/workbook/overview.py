"""The first sheet: which webinar, who answered, each question's headline, and how to read it all."""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.extract import Drawn, Extract
from bot.insight.intervals import Z_95
from bot.insight.rates import RateFigures, rate
from bot.insight.summary import FunnelStep
from bot.render.exports.workbook import formulas
from bot.render.exports.workbook.book import Book, Cell, Page, Style, quoted
from bot.render.exports.workbook.tables import FIGURES, Headline
from bot.render.exports.workbook.words import workbook_words

WIDTHS = (60, 44, 9, 9, 10, 9, 11, 11)

_SHARE: tuple[Style, ...] = ("percent", "share", "end", "end")


class Overview:
    """Writes the overview. ``tables`` is the sheet that its headlines are taken from."""

    def __init__(self, book: Book, page: Page, tables: Page, *, language: str) -> None:
        self._book = book
        self._page = page
        self._tables = quoted(tables.sheet.get_name())
        self._words = workbook_words(language)
        page.columns(WIDTHS)

    def write(self, extract: Extract, drawn: Drawn, headlines: Sequence[Headline]) -> None:
        """Everything, from the top."""
        page, words = self._page, self._words
        page.spread(Cell(extract.webinar.title, "title"))
        page.write(Cell(extract.survey.title.spoken(*extract.webinar.languages), "subtitle"))
        held = words["held"].format(on=f"{extract.starts_at:%Y-%m-%d}", at=f"{extract.counted_at:%Y-%m-%d %H:%M}")
        page.write(Cell(held, "subtitle"))
        page.write()
        self._participation(drawn)
        if headlines:
            self._glance(headlines)
        if any(step.lost is not None for step in drawn.summary.funnel):
            self._funnel(drawn.summary.funnel)
        self._how(asks_attendance=drawn.summary.responses.absent is not None)

    def _participation(self, drawn: Drawn) -> None:
        """Every number of people with the one that it is of, as far as it is known."""
        answers, registrations = drawn.summary.responses, drawn.summary.webinar.registrations
        attendees = drawn.summary.webinar.attendees
        self._head("participation", "")
        rows = (
            ("registered", registrations, None),
            ("attended", attendees, answers.attendance),
            ("entered", answers.entered, answers.entering),
            ("started", answers.started, rate(answers.started, answers.entered)),
            ("finished", answers.finished, answers.completion),
            ("absent", answers.absent, None),
            ("unsaid", answers.unsaid or None, None),
            ("response_rate", None, answers.response),
            ("with_partials", None, answers.with_partials),
            ("registration_rate", None, answers.registration_response),
            ("invitation_rate", None, answers.invitation_response),
        )
        for word, count, of in rows:
            if of is not None:
                self._rate(Cell(self._words[word], "box" if word == "response_rate" else "text"), of)
            elif count is not None:
                self._page.write(Cell(self._words[word]), None, Cell(count, "count"))
        self._page.write()

    def _rate(self, label: Cell, found: RateFigures) -> None:
        number = self._page.row + 1
        counted, of = f"C{number}", f"D{number}"
        cells = [
            Cell(found.count, "count"),
            Cell(found.base, "count"),
            Cell(found.percent, "percent", formulas.percent(counted, of)),
            Cell(found.share, "share", formulas.share(counted, of)),
        ]
        if found.low is not None and found.high is not None:
            cells.append(Cell(found.low, "end", formulas.wilson_low(counted, of)))
            cells.append(Cell(found.high, "end", formulas.wilson_high(counted, of)))
        self._page.write(label, None, *cells)

    def _funnel(self, steps: Sequence[FunnelStep]) -> None:
        """At which questions people left, of those who saw them."""
        self._head("funnel", "")
        for step in steps:
            if step.lost is not None:
                self._rate(Cell(step.ask), step.lost)
        self._page.write()

    def _glance(self, headlines: Sequence[Headline]) -> None:
        """Every headline is a look into the tables, so that it follows what is changed there."""
        self._head("glance", "headline")
        for each in headlines:
            place = f"={self._tables}!"
            styles: tuple[Style, ...] = ("whole", "score", "score", "score") if each.score else _SHARE
            count = None if each.score else Cell(_count(each), "count", f"{place}B{each.row + 1}")
            self._page.write(
                Cell(each.question.ask),
                Cell(each.label),
                count,
                Cell(each.question.base, "count", f"{place}C{each.row + 1}"),
                *(
                    Cell(value, style, f"{place}{column}{each.row + 1}")
                    for value, style, column in zip(each.values, styles, "DEFG", strict=True)
                ),
            )
        self._page.write()

    def _how(self, *, asks_attendance: bool) -> None:
        page, words = self._page, self._words
        page.write(Cell(words["how"], "heading"))
        attended = ("method_attended",) if asks_attendance else ()
        for word in ("method_share", "method_interval", "method_bounds", *attended, "method_marks"):
            page.spread(Cell(words[word], "note"))
        row = page.write(Cell(words["quantile"], "note"), Cell(Z_95, "quantile", formulas.QUANTILE))
        self._book.name(formulas.Z, page=page, row=row, column="B")

    def _head(self, word: str, second: str) -> None:
        words = self._words
        right = [Cell(words[each], "head_right") for each in FIGURES]
        self._page.write(Cell(words[word], "head"), Cell(words[second] if second else "", "head"), *right, height=32)


def _count(headline: Headline) -> int | None:
    """How many the headline's share is made of."""
    share = headline.values[1]
    return None if share is None else round(share * headline.question.base)
