"""One closed question drawn on any sheet: its words, its boxes as large figures, its bars, and below them its base."""

from __future__ import annotations

from collections.abc import Mapping

from bot.insight.summary import OptionFigures, QuestionFigures
from bot.render.plots.frame import draw_base, draw_notice, draw_title, notice_of
from bot.render.plots.headlines import draw_boxes
from bot.render.plots.promoters import draw_net_promoter
from bot.render.plots.rows import Bar, draw_bars
from bot.render.plots.shading import shades_of, substantive
from bot.render.plots.stacked import draw_stack
from bot.render.sheet import Sheet
from bot.survey.definitions import OTHER


def draw_panel(
    sheet: Sheet, question: QuestionFigures, words: Mapping[str, str], *, limit: int, stacked: bool = False
) -> None:
    """Draw ``question`` at the sheet's end, a bar an option or all on one. Its texts are drawn as they are: quoted."""
    draw_title(sheet, question.ask)
    notice = notice_of(question, words, limit=limit)
    if notice is not None:
        draw_notice(sheet, notice)
    elif question.nps is not None:
        draw_net_promoter(sheet, question, question.nps, words)
        draw_boxes(sheet, question.boxes, {}, words)
    else:
        draw_boxes(sheet, question.boxes, shades_of(question), words)
        if stacked:
            draw_stack(sheet, question, words)
        else:
            draw_bars(sheet, _bars(question), words)
    draw_base(sheet, question, words)


def option_order(question: QuestionFigures) -> list[OptionFigures]:
    """The options that count, in the survey's order; of several the most chosen first and "Other" last."""
    options = substantive(question)
    if question.picks_several:
        options.sort(key=lambda option: (option.key == OTHER, -(option.count or 0)))
    return options


def _bars(question: QuestionFigures) -> list[Bar]:
    shades = shades_of(question)
    return [Bar(o.label, o.share or 0.0, o.percent or 0, o.count or 0, shades[o.key]) for o in option_order(question)]
