"""One question as a panel of a chart: its words, its boxes as large figures, its bars, and below them its base.

A bar's shade says in which boxes its option counts, and each box shows the shades that it adds up, so that the eye
finds the 84 % in the bars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.rounding import hundredth
from bot.insight.summary import BoxFigures, QuestionFigures
from bot.render.bars import DEEP, LETTERS, MIDDLE, PLAIN, SMALL, WARM, Bar, draw_bars
from bot.render.lettering import balanced, width, wrap
from bot.render.promoters import draw_net_promoter
from bot.render.quoting import named
from bot.render.sheet import LARGE, LEADING, MARGIN, QUIET, TRACK, Sheet
from bot.survey.definitions import OTHER

_TITLE = 35


def draw_panel(sheet: Sheet, question: QuestionFigures, words: Mapping[str, str], *, limit: int) -> None:
    """Draw ``question`` at the sheet's end. Its texts are drawn as they are: quote them before."""
    room = sheet.width - 2 * MARGIN
    sheet.y = sheet.lines(balanced(question.ask, room, _TITLE, bold=True), MARGIN, sheet.y, _TITLE, bold=True) + 16
    if question.withheld:
        _draw_notice(sheet, words["withheld"].format(limit=limit))
    elif question.base == 0:
        _draw_notice(sheet, words["nobody"])
    elif question.nps is not None:
        draw_net_promoter(sheet, question, question.nps, words)
        _draw_boxes(sheet, question.boxes, {}, words)
    else:
        shades = _shades(question)
        _draw_boxes(sheet, question.boxes, shades, words)
        draw_bars(sheet, _bars(question, shades), words)
    sheet.paragraph(_base_line(question, words), MARGIN, room, SMALL, colour=QUIET)


def _draw_notice(sheet: Sheet, sentence: str) -> None:
    room = sheet.width - 2 * MARGIN
    lines = balanced(sentence, room - 48, LETTERS)
    height = len(lines) * LETTERS * LEADING + 36
    sheet.box(MARGIN, sheet.y, room, height, TRACK, radius=8)
    sheet.lines(lines, MARGIN + 24, sheet.y + 18, LETTERS, colour=QUIET)
    sheet.y += height + 14


def _bars(question: QuestionFigures, shades: Mapping[str, str]) -> list[Bar]:
    """In the survey's order; where several may be chosen, the most chosen first and "Other" last."""
    options = [option for option in question.options if option.substantive]
    if question.picks_several:
        options.sort(key=lambda option: (option.key == OTHER, -(option.count or 0)))
    return [Bar(o.label, o.share or 0.0, o.percent or 0, o.count or 0, shades[o.key]) for o in options]


def _shades(question: QuestionFigures) -> Mapping[str, str]:
    """Option key to colour: blue in boxes that overlap the first, deepest where most do; warm in any other box."""
    if not question.boxes:
        return {option.key: DEEP for option in question.options}
    first = set(question.boxes[0].options)
    family = [box for box in question.boxes if first & set(box.options)]
    others = {key for box in question.boxes if box not in family for key in box.options}
    depth = {option.key: sum(option.key in box.options for box in family) for option in question.options}
    deepest = max(depth.values())
    return {
        key: DEEP if 0 < count == deepest else MIDDLE if count else WARM if key in others else PLAIN
        for key, count in depth.items()
    }


@dataclass(frozen=True, slots=True)
class _Headline:
    """A box in words and figures, with the shades it adds up."""

    figure: str
    interval: str
    text: str
    swatches: tuple[str, ...]


def _draw_boxes(sheet: Sheet, boxes: Sequence[BoxFigures], shades: Mapping[str, str], words: Mapping[str, str]) -> None:
    """Each box as a large percentage with its interval and the options it counts, two in a row."""
    headlines = [_headline(box, shades, words) for box in boxes if box.percent is not None]
    columns = min(2, len(headlines))
    for left in range(0, len(headlines), 2):
        room = (sheet.width - 2 * MARGIN - 40 * (columns - 1)) / columns
        row = headlines[left : left + 2]
        sheet.y = max(_draw_box(sheet, one, MARGIN + place * (room + 40), room) for place, one in enumerate(row)) + 20


def _headline(box: BoxFigures, shades: Mapping[str, str], words: Mapping[str, str]) -> _Headline:
    labels = " + ".join(box.labels)
    name = words.get(f"box:{box.key}", named(box.key))
    return _Headline(
        figure=words["percent"].format(value=box.percent),
        interval=words["interval"].format(low=hundredth(box.low or 0.0), high=hundredth(box.high or 0.0)),
        text=labels if len(box.options) == 1 else words["box"].format(name=name, labels=labels),
        swatches=tuple(dict.fromkeys(shades[key] for key in box.options if key in shades)),
    )


def _draw_box(sheet: Sheet, headline: _Headline, x: float, room: float) -> float:
    baseline = sheet.y + LARGE
    sheet.line(headline.figure, x, baseline, LARGE, bold=True, colour=DEEP)
    after = x + width(headline.figure, LARGE, bold=True) + 16
    sheet.line(headline.interval, after, baseline, LETTERS, colour=QUIET)
    start = x
    for colour in headline.swatches:
        sheet.box(start, baseline + 19, 18, 18, colour, radius=3)
        start += 22
    start += 6 if headline.swatches else 0
    return sheet.lines(wrap(headline.text, room - (start - x), SMALL), start, baseline + 12, SMALL)


def _base_line(question: QuestionFigures, words: Mapping[str, str]) -> str:
    """The base, and everybody who is not in it."""
    parts = [words["base"].format(base=question.base)]
    if question.picks_several:
        parts.append(words["several"])
    parts += [
        words["outside"].format(label=option.label, count=option.count)
        for option in question.options
        if not option.substantive and option.count
    ]
    if question.skipped:
        parts.append(words["skipped"].format(count=question.skipped))
    if question.left:
        parts.append(words["left"].format(count=question.left))
    return "  ·  ".join(parts)
