"""What is told at a glance besides shares: the strongest themes, what was asked for most, where all were of one mind.

``Since`` is a change since the last webinar, made by ``comparing``, and only where the test says that chance alone does
not explain it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.insight.summary import QuestionFigures, Summary, ThemeFigures, ThemesFigures

MOST = 3
"""Themes and wishes at a glance."""


@dataclass(frozen=True, slots=True)
class Since:
    """How far the first figure has risen or fallen ``since`` a day, in whole points with their 95 % interval; falling,
    they are negative.

    ``labels`` are those of its options, empty for a Net Promoter Score.
    """

    since: date
    labels: tuple[str, ...]
    rises: bool
    points: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Wished:
    """What was asked for, and by how many of ``base`` people."""

    base: int
    most: tuple[tuple[str, int], ...]


def strongest(summary: Summary) -> tuple[ThemesFigures, Sequence[ThemeFigures]] | None:
    """The themes of the question that was written about most, and the strongest of them; None if nothing is coded."""
    coded = [each.themes for each in summary.questions if each.themes is not None and each.themes.mentions]
    most = max(coded, key=lambda themes: themes.mentions, default=None)
    return None if most is None else (most, most.options[:MOST])


def wished(summary: Summary) -> Wished | None:
    """What most people asked for where materials are on offer; None if nobody did, or it is withheld."""
    asked = next((each for each in summary.questions if each.kind == "materials" and each.base), None)
    if asked is None or asked.withheld:
        return None
    counted = ((option.label, option.count or 0) for option in asked.options if option.substantive)
    most = sorted((each for each in counted if each[1]), key=lambda each: -each[1])[:MOST]
    return Wished(asked.base, tuple(most)) if most else None


def of_one_mind(summary: Summary) -> int:
    """In how many questions everybody said the same although names are not asked for, so that it is known of each."""
    return 0 if summary.identity == "identified" else sum(each.unanimous for each in summary.questions)


def leading(summary: Summary) -> QuestionFigures | None:
    """The first question with a figure that stands for it and is not withheld."""
    headed = (each for each in summary.questions if each.boxes or each.nps is not None)
    return next((each for each in headed if each.base and not each.withheld), None)
