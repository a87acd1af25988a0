"""The summary as pictures for a phone: a panel a closed question, from the same figures as text and JSON.

Drawn for 1080 pixels of width. No figure stands without its base, and what is not shown is said.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence

from bot.insight.summary import QuestionFigures, Summary
from bot.render.chart_words import chart_words
from bot.render.lettering import balanced, width
from bot.render.plots import quoted_question, told
from bot.render.plots.panel import draw_panel
from bot.render.sheet import LINE, MARGIN, QUIET, Sheet

WIDTH = 1080
TALLEST = 8_500
"""Pixels. Telegram takes no photo whose width and height together exceed 10,000."""

_HEAD, _TEXT, _SMALL = 46, 30, 26
_AMBER, _SAND = "#7A4A00", "#FBE8C8"


def summary_chart(
    summary: Summary,
    *,
    language: str = "en",
    words: Mapping[str, str] | None = None,
    note: str | None = None,
    keys: Collection[str] | None = None,
    most: int = 8,
) -> bytes:
    """``summary_sheet`` as one PNG for a phone: none beyond ``TALLEST`` pixels is drawn but the first."""
    sheet = summary_sheet(summary, language=language, words=words, note=note, keys=keys, most=most, tallest=TALLEST)
    return sheet.png(title=summary.webinar.title)


def summary_svg(summary: Summary, *, language: str = "en", note: str | None = None) -> str:
    """All closed questions of ``summary`` as one SVG that says in words what it shows."""
    words = chart_words(language)
    sheet = summary_sheet(summary, words=words, note=note, most=len(summary.questions), tallest=sys.maxsize)
    lines = [note or "", _turnout(summary, words)]
    lines += [f"{each.ask} {told(each, words, limit=summary.limit)}" for each in _closed(summary, None)]
    return sheet.svg(title=summary.webinar.title, description="  ".join(line for line in lines if line))


def summary_sheet(
    summary: Summary,
    *,
    language: str = "en",
    words: Mapping[str, str] | None = None,
    note: str | None = None,
    keys: Collection[str] | None = None,
    most: int = 8,
    tallest: int = TALLEST,
) -> Sheet:
    """The closed questions of ``summary``, ``WIDTH`` pixels wide and as tall as needed.

    ``language`` is that of the chart's own words (English where there are none), or ``words`` gives them. ``note`` is
    shown above and below ("Synthetic answers"). ``keys`` picks questions; None: all closed ones. At most ``most``
    are drawn, and none beyond ``tallest`` pixels but the first; how many were left out is said below.
    """
    spoken = words or chart_words(language)
    panels = _closed(summary, keys)
    drawn = _pages(summary, panels[:most], spoken, tallest=tallest)[0]
    return _page(summary, drawn, spoken, note=note, left_out=len(panels) - len(drawn))


def summary_pages(
    summary: Summary,
    *,
    language: str = "en",
    words: Mapping[str, str] | None = None,
    note: str | None = None,
    keys: Collection[str] | None = None,
    tallest: int = 2_200,
) -> tuple[bytes, ...]:
    """The same as an album of PNGs that a phone shows at full width, each at most ``tallest`` pixels high.

    A panel that is higher alone has a page to itself. Nothing is left out. Telegram shrinks taller photos.
    """
    spoken = words or chart_words(language)
    pages = _pages(summary, _closed(summary, keys), spoken, tallest=tallest)
    numbers = [f"{place} / {len(pages)}" if len(pages) > 1 else None for place in range(1, len(pages) + 1)]
    sheets = [_page(summary, page, spoken, note=note, number=at) for page, at in zip(pages, numbers, strict=True)]
    return tuple(sheet.png(title=summary.webinar.title) for sheet in sheets)


def _closed(summary: Summary, keys: Collection[str] | None) -> list[QuestionFigures]:
    """The questions with options, quoted as they are drawn."""
    return [
        quoted_question(question, webinar=summary.webinar.title)
        for question in summary.questions
        if question.options and (keys is None or question.key in keys)
    ]


def _pages(
    summary: Summary, panels: Sequence[QuestionFigures], words: Mapping[str, str], *, tallest: int
) -> list[list[QuestionFigures]]:
    """The panels by page; at least one page, at least one panel on each if there are any."""
    frame = Sheet(WIDTH)
    _draw_head(frame, summary, words, note="x", number=None)
    _draw_foot(frame, summary, words, note="x", closed=panels, left_out=1)
    pages: list[list[QuestionFigures]] = [[]]
    filled = frame.y
    for panel in panels:
        alone = Sheet(WIDTH)
        _draw_ruled(alone, panel, words, limit=summary.limit)
        if pages[-1] and filled + alone.y > tallest:
            pages.append([])
            filled = frame.y
        pages[-1].append(panel)
        filled += alone.y
    return pages


def _page(
    summary: Summary,
    panels: Sequence[QuestionFigures],
    words: Mapping[str, str],
    *,
    note: str | None,
    left_out: int = 0,
    number: str | None = None,
) -> Sheet:
    sheet = Sheet(WIDTH)
    _draw_head(sheet, summary, words, note=note, number=number)
    for panel in panels:
        _draw_ruled(sheet, panel, words, limit=summary.limit)
    _draw_foot(sheet, summary, words, note=note, closed=panels, left_out=left_out)
    return sheet


def _draw_ruled(sheet: Sheet, panel: QuestionFigures, words: Mapping[str, str], *, limit: int) -> None:
    _draw_rule(sheet)
    draw_panel(sheet, panel, words, limit=limit, stacked=panel.kind == "scale")
    sheet.y += 28


def _draw_rule(sheet: Sheet) -> None:
    sheet.box(MARGIN, sheet.y, sheet.width - 2 * MARGIN, 2, LINE)
    sheet.y += 30


def _draw_head(
    sheet: Sheet, summary: Summary, words: Mapping[str, str], *, note: str | None, number: str | None
) -> None:
    room = sheet.width - 2 * MARGIN
    title = balanced(summary.webinar.title, room, _HEAD, bold=True)
    sheet.y = sheet.lines(title, MARGIN, 44, _HEAD, bold=True) + 4
    if number:
        sheet.line(number, sheet.width - MARGIN, sheet.y + _TEXT, _TEXT, colour=QUIET, align="right")
    sheet.paragraph(_turnout(summary, words), MARGIN, room - 120, _TEXT, colour=QUIET)
    if note:
        sheet.y += 14
        _draw_note(sheet, note)
    sheet.y += 28


def _draw_note(sheet: Sheet, note: str) -> None:
    lines = balanced(note, sheet.width - 2 * MARGIN - 40, _TEXT, bold=True)
    wide = max(width(line, _TEXT, bold=True) for line in lines)
    above = sheet.y
    sheet.y = sheet.lines(lines, MARGIN + 20, above + 6, _TEXT, bold=True, colour=_AMBER) + 6
    sheet.box(MARGIN, above, wide + 40, sheet.y - above, _SAND, radius=8)


def _draw_foot(
    sheet: Sheet,
    summary: Summary,
    words: Mapping[str, str],
    *,
    note: str | None,
    closed: Sequence[QuestionFigures],
    left_out: int,
) -> None:
    _draw_rule(sheet)
    sheet.y -= 8
    room = sheet.width - 2 * MARGIN
    if not closed:
        sheet.paragraph(words["nothing"], MARGIN, room, _TEXT)
    if left_out:
        sheet.paragraph(words["more"].format(count=left_out), MARGIN, room, _TEXT, bold=True)
    sheet.y += 6
    lines = [summary.webinar.title, _turnout(summary, words)]
    lines += [words["method"]] if closed else []
    lines += [words["method_box"]] if any(question.boxes for question in closed) else []
    lines += [words["method_bounds"]] if any(_is_bounded(question) for question in closed) else []
    lines += [words["method_net"]] if any(question.kind == "nps" for question in closed) else []
    for line in lines:
        sheet.paragraph(line, MARGIN, room, _SMALL, colour=QUIET)
    if note:
        sheet.paragraph(note, MARGIN, room, _SMALL, bold=True, colour=_AMBER)
    sheet.y += 36


def _is_bounded(question: QuestionFigures) -> bool:
    return any(box.bounds is not None and box.bounds.missing for box in question.boxes)


def _turnout(summary: Summary, words: Mapping[str, str]) -> str:
    """Who finished, of whom: of the attendees and at which rate if their number is known, else of those who entered."""
    responses = summary.responses
    parts = [words["finished"].format(finished=responses.finished, entered=responses.entered)]
    if responses.response is not None:
        rate = responses.response
        parts = [
            words["finished_of"].format(finished=rate.count, attendees=rate.base),
            words["rate"].format(percent=words["percent"].format(value=rate.percent)),
        ]
    if responses.absent:
        parts.append(words["absent"].format(count=responses.absent))
    return "  ·  ".join(parts)
