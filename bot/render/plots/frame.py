"""What every plot of one question has around it: the exact question above, a notice in its place, its base below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.insight.summary import QuestionFigures
from bot.render.lettering import balanced
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.sheet import LEADING, MARGIN, QUIET, TRACK, Sheet

ABOVE, BELOW = 30, 30
"""Above and below a plot on a sheet of its own."""

_TITLE = 38
_MOST_LINES = 3


def draw_title(sheet: Sheet, title: str) -> None:
    """The whole title in as few lines as it takes, in smaller letters if they are many."""
    for size in (_TITLE, LETTERS):
        lines = balanced(title, sheet.room, size, bold=True)
        if len(lines) <= _MOST_LINES:
            break
    sheet.y = sheet.lines(lines, MARGIN, sheet.y, size, bold=True) + 16


def draw_notice(sheet: Sheet, sentence: str) -> None:
    """A sentence in place of figures, on a plate."""
    lines = balanced(sentence, sheet.room - 48, LETTERS)
    height = len(lines) * LETTERS * LEADING + 36
    sheet.box(MARGIN, sheet.y, sheet.room, height, TRACK, radius=8)
    sheet.lines(lines, MARGIN + 24, sheet.y + 18, LETTERS, colour=QUIET)
    sheet.y += height + 14


def draw_notes(sheet: Sheet, notes: Iterable[str]) -> None:
    """Sentences in small grey letters, each on a line of its own."""
    for note in notes:
        sheet.paragraph(note, MARGIN, sheet.room, SMALL, colour=QUIET)


def draw_base(sheet: Sheet, question: QuestionFigures, words: Mapping[str, str]) -> None:
    """The base, and everybody who is not in it; before it that all said the same, if so."""
    draw_notes(sheet, [*([words["unanimous"]] if question.unanimous else []), base_line(question, words)])


def notice_of(question: QuestionFigures, words: Mapping[str, str], *, limit: int) -> str | None:
    """Why there is nothing to draw, if so."""
    if question.withheld:
        return words["withheld"].format(limit=limit)
    return words["nobody"] if question.base == 0 else None


def base_line(question: QuestionFigures, words: Mapping[str, str]) -> str:
    """The same as a line of text."""
    parts = [words["base"].format(base=question.base)]
    if question.picks_several:
        parts.append(words["several"])
    parts += [
        words["outside"].format(label=option.label, count=option.count)
        for option in question.options
        if not option.substantive and option.count
    ]
    if question.apart:
        parts.append(words["apart"].format(count=question.apart))
    if question.skipped:
        parts.append(words["skipped"].format(count=question.skipped))
    if question.left:
        parts.append(words["left"].format(count=question.left))
    return "  ·  ".join(parts)
