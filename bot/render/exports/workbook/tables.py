"""The sheet of tables: every question's figures below each other, with shares and intervals that follow the counts.

One head serves all: it stays in view and is repeated on paper. What is withheld in a summary is withheld here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.rounding import percent
from bot.insight.summary import BoxFigures, NpsFigures, OptionFigures, QuestionFigures, ThemesFigures
from bot.render.chart_words import chart_words
from bot.render.exports.workbook import formulas
from bot.render.exports.workbook.book import Cell, Page
from bot.render.exports.workbook.words import workbook_words

WIDTHS = (52, 9, 9, 10, 9, 11, 11)
"""Characters: what is answered, number, n, percent, the exact share, and the ends of its interval."""

FIGURES = ("count", "base", "percent", "share", "low", "high")
"""What stands in the columns after the first, by its word."""

PAGE_POINTS = 1120.0
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
        head = [Cell(self._words[word], "head_right") for word in FIGURES]
        page.write(Cell(self._words["what"], "head"), *head, height=32)
        page.sheet.freeze_panes(1, 1)

    def add(self, question: QuestionFigures, *, number: str, version: int | None = None) -> Headline | None:
        """The question's tables stand below those before; where its headline is, if it has one."""
        page, words = self._page, self._words
        self._begun.append((page.row, page.points))
        several = f" ({words['several']})" if question.picks_several else ""
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
        for word, count in (("answered", question.answered), ("skipped", question.skipped), ("left", question.left)):
            page.write(Cell(words[word], "faint_text"), Cell(count, "faint_count"))
        page.write()
        return headline

    def _figures(self, question: QuestionFigures) -> Headline | None:
        rows = {option.key: self._option(option, question.base) for option in question.options if option.substantive}
        for option in question.options:
            if not option.substantive:
                label = self._words["outside"].format(label=option.label)
                self._page.write(Cell(label, "faint_text"), Cell(option.count, "faint_count"))
        found = [self._box(box, question, rows) for box in question.boxes if box.count is not None]
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

    def _option(self, option: OptionFigures, base: int) -> int:
        return self._share(option.label, option.count or 0, base, _values(option))

    def _share(
        self,
        label: str,
        count: int,
        base: int,
        values: Sequence[float | None],
        *,
        sum_of: Sequence[int] = (),
        box: bool = False,
    ) -> int:
        """A row with a share of ``base`` and its interval; the count is a sum of other rows' if those are given."""
        number = self._page.row + 1
        counted, of = f"B{number}", f"C{number}"
        total = formulas.total([f"B{row + 1}" for row in sum_of]) if sum_of else None
        return self._page.write(
            Cell(label, "box" if box else "text"),
            Cell(count, "count", total),
            Cell(base, "count"),
            Cell(values[0], "percent", formulas.percent(counted, of)),
            Cell(values[1], "share", formulas.share(counted, of)),
            Cell(values[2], "end", formulas.wilson_low(counted, of)),
            Cell(values[3], "end", formulas.wilson_high(counted, of)),
        )

    def _box(self, box: BoxFigures, question: QuestionFigures, rows: Mapping[str, int]) -> Headline:
        """A box. People who picked several of its options count once, so only then it is no sum."""
        name = self._boxes.get(f"box:{box.key}", box.key)
        label = self._words["box"].format(name=name, labels=" + ".join(box.labels))
        adds_up = not question.picks_several or len(box.options) == 1
        parts = [rows[key] for key in box.options if key in rows] if adds_up else []
        values = _values(box)
        row = self._share(label, box.count or 0, question.base, values, sum_of=parts, box=True)
        return Headline(question, name, row, values)

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
            self._part(label, Cell(count or 0, "count", total), question.base)
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
        self._page.write(Cell(label), None, base, None, Cell(question.mean, "mean", formula))
        self._page.write(Cell(words["median"]), None, base, None, Cell(question.median, "mean"))

    def _themes(self, themes: ThemesFigures) -> None:
        """Mentions are not people, and several of one person go together: they have no interval."""
        self._page.write(Cell(self._words["themes"].format(people=themes.people), "note"))
        for theme in themes.options:
            self._part(theme.label, Cell(theme.mentions, "count"), themes.mentions)

    def _part(self, label: str, count: Cell, base: int) -> None:
        """A row with a share that has no interval."""
        number = self._page.row + 1
        counted, of = f"B{number}", f"C{number}"
        assert isinstance(count.value, int)
        self._page.write(
            Cell(label),
            count,
            Cell(base, "count"),
            Cell(percent(count.value, base), "percent", formulas.percent(counted, of)),
            Cell(count.value / base if base else None, "share", formulas.share(counted, of)),
        )


def _values(figures: OptionFigures | BoxFigures) -> tuple[float | None, float | None, float | None, float | None]:
    return figures.percent, figures.share, figures.low, figures.high
