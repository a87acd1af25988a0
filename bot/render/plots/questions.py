"""One closed question as a plot of its own, and the same in words for whoever cannot see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.insight.summary import BoxFigures, OptionFigures, QuestionFigures
from bot.insight.withholding import LIMIT
from bot.render.plots.frame import ABOVE, BELOW, base_line, notice_of
from bot.render.plots.headlines import bounds_text, box_text, interval_text
from bot.render.plots.panel import draw_panel, option_order
from bot.render.plots.promoters import score_bounds, score_text
from bot.render.quoting import quoted
from bot.render.sheet import Sheet


def bars(question: QuestionFigures, words: Mapping[str, str], *, width: int = 1080, limit: int = LIMIT) -> Sheet:
    """A bar an option; of a Net Promoter question its columns. ``limit`` is the smallest base that is shown."""
    return _panel(question, words, width=width, limit=limit, stacked=False)


def diverging(question: QuestionFigures, words: Mapping[str, str], *, width: int = 1080, limit: int = LIMIT) -> Sheet:
    """A scale as one bar with two sides. Where several may be chosen parts add up to nothing, so it has bars there."""
    return _panel(question, words, width=width, limit=limit, stacked=not question.picks_several)


def quoted_question(question: QuestionFigures, *, webinar: str) -> QuestionFigures:
    """``question`` as it is drawn: the webinar's title put in, everything on one line."""
    return replace(
        question,
        ask=quoted(question.ask, webinar=webinar),
        options=tuple(replace(each, label=quoted(each.label, webinar=webinar)) for each in question.options),
        boxes=tuple(
            replace(box, labels=tuple(quoted(label, webinar=webinar) for label in box.labels)) for box in question.boxes
        ),
    )


def told(question: QuestionFigures, words: Mapping[str, str], *, limit: int = LIMIT) -> str:
    """What the plot of ``question`` shows, but for its title, in words: the description of a picture."""
    notice = notice_of(question, words, limit=limit)
    if notice is not None:
        return f"{notice} {base_line(question, words)}"
    parts = [_told_box(box, words) for box in question.boxes if box.percent is not None]
    if question.nps is not None:
        parts += [each for each in (score_text(question.nps, words), score_bounds(question.nps, words)) if each]
    parts += [_told_option(option, words) for option in option_order(question)]
    parts += [words["unanimous"]] if question.unanimous else []
    return "; ".join([*parts, base_line(question, words)])


def _told_box(box: BoxFigures, words: Mapping[str, str]) -> str:
    told = f"{box_text(box, words)}: {_percent(box.percent, words)} {interval_text(box.low, box.high, words)}"
    bounds = bounds_text(box, words)
    return f"{told}, {bounds}" if bounds else told


def _told_option(option: OptionFigures, words: Mapping[str, str]) -> str:
    return f"{option.label}: {_percent(option.percent, words)} ({option.count})"


def _percent(value: int | None, words: Mapping[str, str]) -> str:
    return words["percent"].format(value=value)


def _panel(question: QuestionFigures, words: Mapping[str, str], *, width: int, limit: int, stacked: bool) -> Sheet:
    sheet = Sheet(width, float(ABOVE))
    draw_panel(sheet, question, words, limit=limit, stacked=stacked)
    sheet.y += BELOW
    return sheet
