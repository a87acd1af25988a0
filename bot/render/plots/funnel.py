"""How far people came: a bar a stage from registration to the end, and below it a bar a question with who left there.

Stages and questions have scales of their own, so that a large list of registrations does not flatten the survey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.rounding import percent
from bot.insight.summary import FunnelStep, Summary
from bot.render.colours import BLUE, DARK_GREY, PLAIN, WARM, ink_on
from bot.render.lettering import legible, wrap
from bot.render.lettering import width as wide
from bot.render.plots.frame import ABOVE, BELOW, draw_notes, draw_title
from bot.render.plots.rows import LETTERS, SMALL
from bot.render.quoting import quoted
from bot.render.sheet import INK, LEADING, MARGIN, QUIET, TRACK, Sheet

_LABELS = 0.4
_BESIDE, _AIR = 20, 12
_STAGE, _QUESTION = 46, 30
_SEAM, _THIN = 3, 2
_SWATCH = 22


@dataclass(frozen=True, slots=True)
class Stage:
    """How many came so far; ``percent`` is of those of the stage before, as it is shown, empty for the first."""

    label: str
    count: int
    percent: str


def funnel(summary: Summary, words: Mapping[str, str], *, width: int = 1080) -> Sheet:
    """The stages of ``summary`` that are known, then its questions in the order of asking."""
    sheet = Sheet(width, float(ABOVE))
    draw_title(sheet, words["funnel"])
    _draw_stages(sheet, stages(summary, words))
    draw_notes(sheet, [words["of_above"]])
    if summary.funnel:
        sheet.y += 34
        sheet.paragraph(words["by_question"], MARGIN, sheet.room, LETTERS, bold=True)
        draw_notes(sheet, [words["of_seen"]])
        sheet.y += 6
        _draw_legend(sheet, words)
        most = max(step.shown for step in summary.funnel)
        for step in summary.funnel:
            _draw_step(sheet, step, words, most=most, webinar=summary.webinar.title)
    sheet.y += BELOW
    return sheet


def told_funnel(summary: Summary, words: Mapping[str, str]) -> str:
    """The same in words."""
    reached = [f"{each.label}: {each.count} {each.percent}".rstrip() for each in stages(summary, words)]
    steps = [f"{quoted(step.ask, webinar=summary.webinar.title)} {_line(step, words)}" for step in summary.funnel]
    return "; ".join([*reached, words["of_above"], words["of_seen"], *steps])


def stages(summary: Summary, words: Mapping[str, str]) -> list[Stage]:
    """Each with its percentage of the one before; what is not known is left out."""
    responses, webinar = summary.responses, summary.webinar
    counts = {
        "registered": webinar.registrations,
        "attended": webinar.attendees,
        "entered": responses.entered,
        "started": responses.started,
        "completed": responses.finished,
    }
    found: list[Stage] = []
    for name, count in counts.items():
        if count is not None:
            share = percent(count, found[-1].count) if found else None
            found.append(Stage(words[name], count, "" if share is None else words["percent"].format(value=share)))
    return found


def _draw_stages(sheet: Sheet, stages: Sequence[Stage]) -> None:
    most = max(max(stage.count for stage in stages), 1)
    column = _LABELS * sheet.room
    x = MARGIN + column + _BESIDE
    shares = max(wide(stage.percent, SMALL) for stage in stages)
    full = sheet.width - MARGIN - shares - _BESIDE - x
    for stage in stages:
        lines = wrap(stage.label, column, LETTERS)
        tall = len(lines) * LETTERS * LEADING
        height = max(float(_STAGE), tall)
        sheet.lines(lines, MARGIN, sheet.y + (height - tall) / 2, LETTERS)
        middle = sheet.y + height / 2
        long = max(4.0, full * stage.count / most) if stage.count else 0.0
        sheet.box(x, middle - _STAGE / 2, full, _STAGE, TRACK, radius=4)
        sheet.box(x, middle - _STAGE / 2, long, _STAGE, DARK_GREY, radius=4)
        count = str(stage.count)
        room = wide(count, LETTERS, bold=True) + 2 * _AIR
        behind = long + room <= full
        start = x + long + _AIR if behind else x + long - room + _AIR
        ink = INK if behind else ink_on(DARK_GREY)
        sheet.line(count, start, middle + LETTERS * 0.36, LETTERS, bold=True, colour=ink)
        if stage.percent:
            right = sheet.width - MARGIN
            sheet.line(stage.percent, right, middle + SMALL * 0.36, SMALL, colour=QUIET, align="right")
        sheet.y += height + 10


def _draw_legend(sheet: Sheet, words: Mapping[str, str]) -> None:
    x = float(MARGIN)
    for name, colour in (("answered", BLUE), ("passed", PLAIN), ("gone", WARM)):
        if x + _SWATCH + 10 + wide(words[name], SMALL) > sheet.width - MARGIN:
            x, sheet.y = float(MARGIN), sheet.y + LETTERS * LEADING
        sheet.box(x, sheet.y + LETTERS - _SWATCH + 1, _SWATCH, _SWATCH, colour, radius=3)
        sheet.line(words[name], x + _SWATCH + 10, sheet.y + LETTERS, SMALL)
        x += _SWATCH + 10 + wide(words[name], SMALL) + 34
    sheet.y += LETTERS * LEADING + 12


def _draw_step(sheet: Sheet, step: FunnelStep, words: Mapping[str, str], *, most: int, webinar: str) -> None:
    ask = legible(quoted(step.ask, webinar=webinar))
    sheet.paragraph(ask, MARGIN, sheet.room, SMALL)
    sheet.y += 6
    sheet.box(MARGIN, sheet.y, sheet.room, _QUESTION, TRACK, radius=4)
    x = float(MARGIN)
    for count, colour in ((step.answered, BLUE), (step.skipped, PLAIN), (step.left, WARM)):
        long = sheet.room * count / max(most, 1)
        start = min(x, sheet.width - MARGIN - _THIN)
        sheet.box(start, sheet.y, max(_THIN, long - _SEAM) if count else 0.0, _QUESTION, colour)
        x += long
    sheet.y += _QUESTION + 2
    draw_notes(sheet, [_line(step, words)])
    sheet.y += 18


def _line(step: FunnelStep, words: Mapping[str, str]) -> str:
    """Who saw it, who skipped it and who left at it, in words."""
    if not step.shown or step.reached is None:
        parts = [words["seen_by_nobody"]]
    else:
        share = words["percent"].format(value=step.reached.percent)
        parts = [words["seen"].format(count=step.shown, percent=share)]
    if step.skipped:
        parts.append(words["skipped"].format(count=step.skipped))
    if step.left:
        parts.append(words["left"].format(count=step.left))
    if step.conditional:
        parts.append(words["conditional"])
    return "  ·  ".join(parts)
