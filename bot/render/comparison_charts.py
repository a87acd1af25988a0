"""Webinars side by side as one picture: three bars each where they ask the shipped questions, then dots a question.

Drawn for 1080 pixels of width. What is not drawn is counted; whether a difference is more than chance is said in the
text of the comparison and not here.
"""

from __future__ import annotations

import sys

from bot.insight.comparing.comparison import Comparison
from bot.render.chart_words import chart_words
from bot.render.charts import TALLEST, WIDTH
from bot.render.plots import dots, three_bars, told_three, told_webinars
from bot.render.plots.frame import BELOW
from bot.render.plots.marks import has_marks
from bot.render.plots.rows import LETTERS
from bot.render.plots.three import has_three
from bot.render.quoting import quoted
from bot.render.sheet import LINE, MARGIN, Sheet


def comparison_chart(comparison: Comparison, *, language: str = "en") -> bytes:
    """One PNG for a phone: what would make it taller than ``TALLEST`` pixels is counted instead."""
    return comparison_sheet(comparison, language=language).png(title=_title(comparison))


def comparison_svg(comparison: Comparison, *, language: str = "en") -> str:
    """All of it as one SVG that says in words what it shows."""
    words = chart_words(language)
    parts = [told_three(comparison, words)] if has_three(comparison) else []
    for asked in comparison.questions:
        if has_marks(asked):
            told = told_webinars(asked, words, limit=comparison.limit)
            parts.append(f"{quoted(asked.ask, webinar='…')} {told}")
    sheet = comparison_sheet(comparison, language=language, tallest=sys.maxsize)
    return sheet.svg(title=_title(comparison), description="  ".join(parts))


def has_chart(comparison: Comparison) -> bool:
    """Whether there is a share or a score to draw."""
    rows = [row for asked in comparison.questions if has_marks(asked) for row in asked.rows]
    shares = any(each.share is not None for row in rows for each in row.shares)
    return shares or any(row.nps is not None and row.nps.score is not None for row in rows)


def comparison_sheet(comparison: Comparison, *, language: str = "en", tallest: int = TALLEST) -> Sheet:
    """The three bars, and below them each question that has shares or a score."""
    words = chart_words(language)
    asked = [each for each in comparison.questions if has_marks(each)]
    plots = [three_bars(comparison, words, width=WIDTH)] if has_three(comparison) else []
    plots += [dots(each, words, width=WIDTH, limit=comparison.limit) for each in asked]
    sheet, left_out = Sheet(WIDTH), 0
    for place, plot in enumerate(plots, start=1):
        last_hope = not sheet.y and place == len(plots)
        if sheet.y + plot.y > tallest and not last_hope:
            left_out += 1
            continue
        if sheet.y:
            sheet.box(MARGIN, sheet.y, sheet.room, 2, LINE)
        sheet.append(plot)
    if left_out:
        sheet.paragraph(words["more"].format(count=left_out), MARGIN, sheet.room, LETTERS, bold=True)
        sheet.y += BELOW
    return sheet


def _title(comparison: Comparison) -> str:
    return " · ".join(quoted(each.title, webinar="…") for each in comparison.webinars)
