"""What organisers read in chat: a webinar's figures in under 1,000 characters.

Figures come rounded from ``insight``, each with its base; nothing is computed here. What does not fit is left out from
the end, and the card says how much that is.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from bot.insight.figures import BoxFigures, NpsFigures, QuestionFigures, Summary
from bot.insight.rounding import hundredth, nearest
from bot.render.chart_words import chart_words
from bot.render.screens import shortened
from bot.render.texts import Texts, unmarked, utf16_units

CARD_LIMIT = 1000
"""The card stays under so many UTF-16 units, to be read at a glance."""

COMMANDS = ("webinars", "new", "summary", "threads", "team", "audit")
"""What organisers may ask for, in the order it is explained."""

TITLE_LENGTH = 100
ASK_LENGTH = 70
BOX_LENGTH = 44
BOXES = 2
"""Boxes told of one question; the chart and the command line have all."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One question on the card."""

    ask: str
    base: int
    withheld: bool
    boxes: tuple[_Share, ...]
    nps: _Score | None


@dataclass(frozen=True, slots=True)
class _Share:
    """A box; whole percent."""

    name: str
    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Score:
    """A Net Promoter Score from -100 to 100."""

    score: int
    low: int
    high: int


def help_card(texts: Texts, language: str, answers_to: Container[str]) -> str:
    """A line for each command of organisers that there is."""
    commands = [command for command in COMMANDS if command in answers_to]
    return texts.render("organisers/help.html.j2", language, commands=commands) if commands else ""


def summary_card(texts: Texts, language: str, summary: Summary, *, frozen_at: datetime | None = None) -> str:
    """How many answered, and what: boxes and scores with their interval and base, and what was sent.

    ``frozen_at``, in the webinar's zone: the answers were deleted then.
    """
    told = [_told(question, language) for question in summary.questions if question.boxes or question.nps is not None]
    text = ""
    for shown in range(len(told), -1, -1):
        for follow_ups in (summary.follow_ups, ()):
            text = texts.render(
                "organisers/summary.html.j2",
                language,
                title=shortened(summary.webinar.title, TITLE_LENGTH),
                attendees=summary.webinar.attendees,
                frozen_at=frozen_at,
                responses=summary.responses,
                limit=summary.limit,
                questions=told[:shown],
                more=len(told) - shown,
                follow_ups=follow_ups,
            )
            if utf16_units(unmarked(text)) < CARD_LIMIT:
                return text
            if shown > 1:
                break  # first let go of questions, and of what was sent only when one is left
    return text


def _told(question: QuestionFigures, language: str) -> _Told:
    return _Told(
        ask=shortened(question.ask, ASK_LENGTH),
        base=question.base,
        withheld=question.withheld,
        boxes=tuple(share for box in question.boxes[:BOXES] if (share := _share(box, language)) is not None),
        nps=_score(question.nps),
    )


def _share(box: BoxFigures, language: str) -> _Share | None:
    """A box by what it adds up, or by its name where that is too long for a phone."""
    if box.percent is None or box.low is None or box.high is None:
        return None
    name = " + ".join(box.labels)
    if len(name) > BOX_LENGTH:
        name = shortened(chart_words(language).get(f"box:{box.key}", box.key.replace("_", " ")), BOX_LENGTH)
    return _Share(name, box.percent, hundredth(box.low), hundredth(box.high))


def _score(nps: NpsFigures | None) -> _Score | None:
    if nps is None or nps.rounded is None or nps.low is None or nps.high is None:
        return None
    return _Score(nps.rounded, int(nearest(nps.low)), int(nearest(nps.high)))
