"""The drawings of a report: the bars of a question alone, since its words, boxes and base stand beside them as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.insight.summary import OptionFigures, QuestionFigures
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

TALLEST = 1900
"""Pixels of a chart that still fits on a page below the words of its question; what is taller goes on in the next."""

_ABOVE, _BELOW = 12, 4


def question_chart(speech: Speech, question: QuestionFigures, *, limit: int) -> Iterator[Chart]:
    """The chart of a closed question, or several of as many options as fit on a page each.

    None of one that is withheld, or that nobody has answered.
    """
    if question.withheld or not question.options or question.base == 0:
        return
    asked = quoted_question(question, webinar=speech.webinar)
    if asked.nps is not None:
        sheet = Sheet(WIDTH, float(_ABOVE))
        draw_net_promoter(sheet, asked, asked.nps, speech.drawn)
        sheet.y += _BELOW
        yield Chart(question.key, asked.ask, told(asked, speech.drawn, limit=limit), sheet)
        return
    shades = shades_of(asked)
    for place, (options, sheet) in enumerate(_drawn(speech, option_order(asked), shades)):
        boxes = asked.boxes if place == 0 else ()
        shown = told(replace(asked, options=tuple(options), boxes=boxes), speech.drawn, limit=limit)
        yield Chart(question.key, asked.ask, shown, sheet)


def _drawn(
    speech: Speech, options: Sequence[OptionFigures], shades: Mapping[str, str]
) -> Iterator[tuple[Sequence[OptionFigures], Sheet]]:
    sheet = Sheet(WIDTH, float(_ABOVE))
    bars = [Bar(o.label, o.share or 0.0, o.percent or 0, o.count or 0, shades[o.key]) for o in options]
    draw_bars(sheet, bars, speech.drawn)
    sheet.y += _BELOW
    if sheet.y <= TALLEST or len(options) == 1:
        yield options, sheet
        return
    half = (len(options) + 1) // 2
    yield from _drawn(speech, options[:half], shades)
    yield from _drawn(speech, options[half:], shades)
