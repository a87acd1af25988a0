"""The first sheet: which webinar, who answered, each question's headline, and how to read it all."""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.extract import Drawn, Extract
from bot.insight.intervals import Z_95, wilson
from bot.insight.rounding import percent
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
        self._how()

    def _participation(self, drawn: Drawn) -> None:
        webinar, answers = drawn.summary.webinar, drawn.summary.responses
        self._head("participation", "")
        entered, attendees, registrations = answers.entered, webinar.attendees, webinar.registrations
        rows = (
            ("registered", registrations, None),
            ("attended", attendees, registrations),
            ("entered", entered, None),
            ("started", answers.started, entered),
            ("finished", answers.finished, entered),
            ("response_rate", answers.finished if attendees else None, attendees),
            ("registration_rate", answers.finished if registrations else None, registrations),
        )
        for word, count, base in rows:
            if count is not None:
                self._rate(word, count, base)
        self._page.write()

    def _rate(self, word: str, count: int, base: int | None) -> None:
        page, number = self._page, self._page.row + 1
        counted, of = f"C{number}", f"D{number}"
        label = Cell(self._words[word], "box" if word == "response_rate" else "text")
        if not base:
            page.write(label, None, Cell(count, "count"))
            return
        interval = wilson(count, base) if count <= base else None
        page.write(
            label,
            None,
            Cell(count, "count"),
            Cell(base, "count"),
            Cell(percent(count, base), "percent", formulas.percent(counted, of)),
            Cell(count / base, "share", formulas.share(counted, of)),
            *([] if interval is None else [
                Cell(interval.low, "end", formulas.wilson_low(counted, of)),
                Cell(interval.high, "end", formulas.wilson_high(counted, of)),
            ]),
        )  # fmt: skip

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

    def _how(self) -> None:
        page, words = self._page, self._words
        page.write(Cell(words["how"], "heading"))
        for word in ("method_share", "method_interval", "method_marks"):
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
