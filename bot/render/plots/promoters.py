"""The Net Promoter Score as a panel: the score, eleven columns from 0 to 10, and below them the three groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.insight.rounding import nearest, percent
from bot.insight.summary import NpsFigures, OptionFigures, QuestionFigures
from bot.render.colours import DEEP, PLAIN, WARM
from bot.render.lettering import width, wrap
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.sheet import LARGE, MARGIN, QUIET, TRACK, Sheet

_TALL, _BETWEEN = 110, 16
_TINY = 22


def draw_net_promoter(sheet: Sheet, question: QuestionFigures, nps: NpsFigures, words: Mapping[str, str]) -> None:
    """Draw the score of ``question`` at the sheet's end. Its base must not be 0, nor be withheld."""
    _draw_score(sheet, nps, words)
    scores = [option for option in question.options if option.substantive]
    most = max(option.count or 0 for option in scores) or 1
    left = MARGIN - _BETWEEN / 2
    step = (sheet.width - 2 * MARGIN + _BETWEEN) / len(scores)
    floor = sheet.y + _TALL + 46
    counts = _size_of_counts(most, step - _BETWEEN)
    for place, option in enumerate(scores):
        tall = _TALL * (option.count or 0) / most
        _draw_column(sheet, option, left + (place + 0.5) * step, floor, step - _BETWEEN, tall, counts=counts)
    groups = (
        ("detractors", range(7), nps.detractors, WARM),
        ("passives", range(7, 9), nps.passives, PLAIN),
        ("promoters", range(9, 11), nps.promoters, DEEP),
    )
    reached = floor
    for name, span, count, colour in groups:
        x, room = left + span.start * step + _BETWEEN / 2, len(span) * step - _BETWEEN
        sheet.box(x, floor + 50, room, 6, colour, radius=3)
        share = words["percent"].format(value=percent(count or 0, question.base))
        sheet.line(share, x, floor + 92, LETTERS, bold=True)
        after = width(share, LETTERS, bold=True) + 14
        below = wrap(words[name], room, SMALL)
        if after + width(str(count), SMALL) <= room:
            sheet.line(str(count), x + after, floor + 92, SMALL, colour=QUIET)
        else:
            below.append(str(count))
        reached = max(reached, sheet.lines(below, x, floor + 98, SMALL))
    sheet.y = reached + 14


def score_text(nps: NpsFigures, words: Mapping[str, str]) -> str:
    """The score in words, with its interval."""
    return f"{words['net']}: {signed(nps.rounded or 0)} {score_interval(nps, words)}"


def score_interval(nps: NpsFigures, words: Mapping[str, str]) -> str:
    """The ends of a score's interval, with their signs."""
    low, high = (signed(int(nearest(end or 0.0))) for end in (nps.low, nps.high))
    return words["net_interval"].format(low=low, high=high)


def score_bounds(nps: NpsFigures, words: Mapping[str, str]) -> str:
    """Between which ends the score of all attendees lies; empty if nobody is missing, or nobody knows."""
    ends = nps.bounds
    if ends is None or not ends.missing:
        return ""
    return words["score_bounds"].format(of=ends.of, low=signed(ends.low_rounded), high=signed(ends.high_rounded))


def _draw_score(sheet: Sheet, nps: NpsFigures, words: Mapping[str, str]) -> None:
    figure = signed(nps.rounded or 0)
    sheet.line(figure, MARGIN, sheet.y + LARGE, LARGE, bold=True, colour=DEEP)
    start = MARGIN + width(figure, LARGE, bold=True) + 16
    sheet.line(score_interval(nps, words), start, sheet.y + LARGE, LETTERS, colour=QUIET)
    sheet.y += LARGE + 12
    sheet.paragraph(words["net"], MARGIN, sheet.room, SMALL)
    if bounds := score_bounds(nps, words):
        sheet.paragraph(bounds, MARGIN, sheet.room, SMALL, colour=QUIET)


def _size_of_counts(most: int, room: float) -> float:
    """The size at which the largest count is no wider than its column; 0 if nobody could read it."""
    size = min(float(SMALL), SMALL * room / width(str(most), SMALL))
    return size if size >= _TINY else 0.0


def _draw_column(
    sheet: Sheet, option: OptionFigures, middle: float, floor: float, thick: float, tall: float, *, counts: float
) -> None:
    """One answer, its count above its column and its number below."""
    sheet.box(middle - thick / 2, floor, thick, 3, TRACK)
    sheet.box(middle - thick / 2, floor - tall, thick, tall, _colour(option.key), radius=3)
    if counts:
        sheet.line(str(option.count), middle, floor - tall - 8, counts, colour=QUIET, align="center")
    sheet.line(option.label, middle, floor + 36, LETTERS, align="center")


def _colour(key: str) -> str:
    groups: Sequence[tuple[tuple[str, ...], str]] = ((("9", "10"), DEEP), (("7", "8"), PLAIN))
    return next((colour for keys, colour in groups if key in keys), WARM)


def signed(score: int) -> str:
    """A score with its sign."""
    return f"+{score}" if score > 0 else f"−{-score}" if score < 0 else "0"
