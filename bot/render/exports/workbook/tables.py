"""The sheet of tables: every question's figures below each other, with shares and intervals that follow the counts.

One head serves all: it stays in view and is repeated on paper. What is withheld in a summary is withheld here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.rounding import percent
from bot.insight.summary import (
    BoxFigures,
    GroupFigures,
    NpsFigures,
    OptionFigures,
    QuestionFigures,
    ThemeFigures,
    ThemesFigures,
)
from bot.render.chart_words import chart_words
from bot.render.exports.workbook import formulas
from bot.render.exports.workbook.book import Cell, Page, Style
from bot.render.exports.workbook.words import workbook_words

WIDTHS = (52, 9, 9, 10, 9, 11, 11, 10, 10)
"""Characters: what is answered, number, n, percent, the exact share, the ends of its interval, and its bounds."""

FIGURES = ("count", "base", "percent", "share", "low", "high")
BOUNDS = ("least", "most")
"""What stands in the columns after the first, by its word; bounds only where it is known how many attended."""

PAGE_POINTS = 1340.0
"""How tall a printed page is at the scale that it is printed in, the repeated head apart."""


@dataclass(frozen=True, slots=True)
class Headline:
    """Where the figure stands that speaks for a question. ``row`` is from 0; ``score``: it is a Net Promoter Score."""

    question: QuestionFigures
    label: str
    row: int
    values: tuple[float | None, float | None, float | None, float | None]
    score: bool = False


class Tables:
    """Writes tables onto a page."""

    def __init__(self, page: Page, *, language: str, limit: int) -> None:
        self._page = page
        self._words = workbook_words(language)
        self._boxes = chart_words(language)
        self._limit = limit
        self._begun: list[tuple[int, float]] = []
        page.columns(WIDTHS)
        head = [Cell(self._words[word], "head_right") for word in (*FIGURES, *BOUNDS)]
        page.write(Cell(self._words["what"], "head"), *head, height=32)
        page.sheet.freeze_panes(1, 1)

    def add(self, question: QuestionFigures, *, number: str, version: int | None = None) -> Headline | None:
        """The question's tables stand below those before; where its headline is, if it has one."""
        page, words = self._page, self._words
        self._begun.append((page.row, page.points))
        several = f" ({self._boxes['several']})" if question.picks_several else ""
        blank = [Cell(None, "band")] * (len(WIDTHS) - 1)
        page.write(Cell(f"{number} {question.ask}{several}", "band"), *blank)
        if version is not None:
            page.write(Cell(words["other_wording"].format(version=version), "note"))
        headline = None
        if question.withheld:
            page.write(
                Cell(words["withheld"].format(limit=self._limit), "note"), None, Cell(question.base, "faint_count")
            )
        elif not question.answered:
            page.write(Cell(words["nobody"], "note"))
        else:
            headline = self._figures(question)
        self._missing(question)
        page.write()
        return headline

    def _missing(self, question: QuestionFigures) -> None:
        """Who answered, who did not, and who is not counted: no table keeps silent about it."""
        words = self._words
        counts = (
            ("answered", question.answered),
            ("skipped", question.skipped),
            ("left", question.left),
            ("missing", question.missing),
            ("apart", question.apart or None),
        )
        for word, count in counts:
            if count is not None:
                self._page.write(Cell(words[word], "faint_text"), Cell(count, "faint_count"))
        if question.nonresponse is not None:
            self._part(words["nonresponse"], question.nonresponse.count, question.nonresponse.base, style="faint_text")

    def _figures(self, question: QuestionFigures) -> Headline | None:
        rows = {option.key: self._option(option, question) for option in question.options if option.substantive}
        for option in question.options:
            if not option.substantive:
                label = self._words["outside"].format(label=option.label)
                self._page.write(Cell(label, "faint_text"), Cell(option.count, "faint_count"))
        found = [self._box(box, question, rows) for box in question.boxes if box.count is not None]
        if question.bottom is not None:
            self._box(question.bottom, question, rows)
        if question.nps is not None:
            found.append(self._nps(question.nps, question, rows))
        self._centre(question, rows)
        if question.themes is not None:
            self._themes(question.themes)
        return found[0] if found else self._leading(question, rows)

    def _leading(self, question: QuestionFigures, rows: Mapping[str, int]) -> Headline | None:
        """What was answered most often, where no box and no score speaks for the question."""
        most = max((option.count or 0 for option in question.options if option.key in rows), default=0)
        first = [option for option in question.options if option.key in rows and option.count == most]
        if not most:
            return None
        label = self._words["leading"].format(label=" / ".join(option.label for option in first))
        return Headline(question, label, rows[first[0].key], _values(first[0]))

    def keep_together(self) -> None:
        """No question's tables are torn apart by the end of a page, unless they are longer than one."""
        breaks, top = [], 0.0
        ends = [points for _, points in self._begun[1:]] + [self._page.points]
        for (row, begins), end in zip(self._begun, ends, strict=True):
            if end - top > PAGE_POINTS and begins > top:
                breaks.append(row)
                top = begins
        self._page.sheet.set_h_pagebreaks(breaks)

    def _option(self, option: OptionFigures, question: QuestionFigures) -> int:
        return self._share(option.label, option, question)

    def _share(
        self, label: str, figures: OptionFigures | BoxFigures, question: QuestionFigures, *, sum_of: Sequence[int] = ()
    ) -> int:
        """A row with a share of the base, its interval and bounds; a box's count is the sum of the rows ``sum_of``."""
        number = self._page.row + 1
        counted, of = f"B{number}", f"C{number}"
        total = formulas.total([f"B{row + 1}" for row in sum_of]) if sum_of else None
        whole, exact, low, high = _values(figures)
        cells = [
            Cell(label, "box" if isinstance(figures, BoxFigures) else "text"),
            Cell(figures.count or 0, "count", total),
            Cell(question.base, "count"),
            Cell(whole, "percent", formulas.percent(counted, of)),
            Cell(exact, "share", formulas.share(counted, of)),
            Cell(low, "end", formulas.wilson_low(counted, of)),
            Cell(high, "end", formulas.wilson_high(counted, of)),
        ]
        if (bounds := figures.bounds) is not None:
            cells.append(Cell(bounds.low, "end", formulas.at_least(counted, of, bounds.missing)))
            cells.append(Cell(bounds.high, "end", formulas.at_most(counted, of, bounds.missing)))
        return self._page.write(*cells)

    def _box(self, box: BoxFigures, question: QuestionFigures, rows: Mapping[str, int]) -> Headline:
        """A box. People who picked several of its options count once, so only then it is no sum."""
        name = self._boxes.get(f"box:{box.key}", box.key)
        labels = " + ".join(box.labels)
        label = self._words["box"].format(name=name, labels=labels)
        if box is question.bottom:
            label = self._words["bottom"].format(labels=labels)
        adds_up = not question.picks_several or len(box.options) == 1
        parts = [rows[key] for key in box.options if key in rows] if adds_up else []
        shown = name if f"box:{box.key}" in self._boxes else labels
        return Headline(question, shown, self._share(label, box, question, sum_of=parts), _values(box))

    def _nps(self, nps: NpsFigures, question: QuestionFigures, rows: Mapping[str, int]) -> Headline:
        """Promoters, passives and detractors, and the score."""
        parts = {
            "promoters": (nps.promoters, ("9", "10")),
            "passives": (nps.passives, ("7", "8")),
            "detractors": (nps.detractors, tuple(map(str, range(7)))),
        }
        places: dict[str, int] = {}
        for word, (count, keys) in parts.items():
            label = f"{self._boxes[word]} ({keys[0]}–{keys[-1]})"
            cells = [rows[key] for key in keys if key in rows]
            places[word] = self._page.row
            total = formulas.total([f"B{row + 1}" for row in cells])
            self._part(label, count or 0, question.base, formula=total)
        ends = (f"B{places['promoters'] + 1}", f"B{places['detractors'] + 1}", f"C{self._page.row + 1}")
        values = (nps.rounded, nps.score, nps.low, nps.high)
        label = self._boxes["net"]
        row = self._page.write(
            Cell(label, "box"),
            None,
            Cell(question.base, "count"),
            Cell(nps.rounded, "whole", formulas.net_whole(*ends)),
            Cell(nps.score, "score", formulas.net_score(*ends)),
            Cell(nps.low, "score", formulas.net_low(*ends)),
            Cell(nps.high, "score", formulas.net_high(*ends)),
        )
        return Headline(question, "Net Promoter Score", row, values, score=True)

    def _centre(self, question: QuestionFigures, rows: Mapping[str, int]) -> None:
        if question.mean is None:
            return
        words, base = self._words, Cell(question.base, "count")
        label, formula = words["mean"], None
        if question.kind == "scale":
            label = words["mean_scale"].format(best=len(rows))
            formula = formulas.mean([f"B{row + 1}" for row in rows.values()], f"C{self._page.row + 1}")
        ends = [None if each is None else Cell(each, "mean") for each in (question.mean_low, question.mean_high)]
        self._page.write(Cell(label), None, base, None, Cell(question.mean, "mean", formula), *ends)
        ends = [None if each is None else Cell(each, "mean") for each in (question.median_low, question.median_high)]
        self._page.write(Cell(words["median"]), None, base, None, Cell(question.median, "mean"), *ends)

    def _themes(self, themes: ThemesFigures) -> None:
        """Mentions, which are not people: several of one person go together. Groups of themes are their sums."""
        self._page.write(Cell(self._words["themes"].format(people=themes.people), "note"))
        rows = {theme.label: self._part(theme.label, theme.mentions, themes.mentions) for theme in themes.options}
        for group in themes.groups:
            parts = [theme for theme in themes.options if theme.group == group.label]
            adds_up = bool(parts) and sum(theme.mentions for theme in parts) == group.mentions
            total = formulas.total([f"B{rows[theme.label] + 1}" for theme in parts]) if adds_up else None
            self._part(group.label, group.mentions, themes.mentions, formula=total, style="box")
        if themes.coded:
            self._page.write(Cell(self._words["theme_people"], "note"))
            for each in themes.options:
                self._people(each, themes.coded, "text")
            for each_group in themes.groups:
                self._people(each_group, themes.coded, "box")

    def _people(self, figures: ThemeFigures | GroupFigures, coded: int, style: Style) -> None:
        """A row with the share of people, of those whose answer was looked at."""
        if figures.people is None:
            return
        number = self._page.row + 1
        counted, of = f"B{number}", f"C{number}"
        self._page.write(
            Cell(figures.label, style),
            Cell(figures.people, "count"),
            Cell(coded, "count"),
            Cell(figures.people_percent, "percent", formulas.percent(counted, of)),
            Cell(figures.people_share, "share", formulas.share(counted, of)),
            Cell(figures.low, "end", formulas.wilson_low(counted, of)),
            Cell(figures.high, "end", formulas.wilson_high(counted, of)),
        )

    def _part(self, label: str, count: int, base: int, *, formula: str | None = None, style: Style = "text") -> int:
        """A row with a share that has no interval."""
        number = self._page.row + 1
        counted, of = f"B{number}", f"C{number}"
        number_style: Style = "faint_count" if style == "faint_text" else "count"
        return self._page.write(
            Cell(label, style),
            Cell(count, number_style, formula),
            Cell(base, number_style),
            Cell(percent(count, base), "percent", formulas.percent(counted, of)),
            Cell(count / base if base else None, "share", formulas.share(counted, of)),
        )


def _values(figures: OptionFigures | BoxFigures) -> tuple[float | None, float | None, float | None, float | None]:
    return figures.percent, figures.share, figures.low, figures.high
