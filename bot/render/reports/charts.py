"""The drawings of a report: the bars of a question alone, since its words, boxes and base stand beside them as text."""

from __future__ import annotations

from collections.abc import Iterator

from bot.insight.summary import QuestionFigures
from bot.render.plots.panel import option_order
from bot.render.plots.promoters import draw_net_promoter
from bot.render.plots.questions import quoted_question, told
from bot.render.plots.rows import Bar, draw_bars
from bot.render.plots.shading import shades_of
from bot.render.reports.contents import Chart
from bot.render.reports.speech import Speech
from bot.render.sheet import Sheet

WIDTH = 1620
"""Pixels: on a page of A4 the letters are then as large as those around them."""

_ABOVE, _BELOW = 12, 4


def question_chart(speech: Speech, question: QuestionFigures, *, limit: int) -> Iterator[Chart]:
    """The chart of a closed question; none of one that is withheld, or that nobody has answered."""
    if question.withheld or not question.options or question.base == 0:
        return
    asked = quoted_question(question, webinar=speech.webinar)
    sheet = Sheet(WIDTH, float(_ABOVE))
    if asked.nps is not None:
        draw_net_promoter(sheet, asked, asked.nps, speech.drawn)
    else:
        shades = shades_of(asked)
        bars = [Bar(o.label, o.share or 0.0, o.percent or 0, o.count or 0, shades[o.key]) for o in option_order(asked)]
        draw_bars(sheet, bars, speech.drawn)
    sheet.y += _BELOW
    yield Chart(question.key, asked.ask, told(asked, speech.drawn, limit=limit), sheet)
