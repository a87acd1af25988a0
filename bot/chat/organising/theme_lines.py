"""The lines of a codebook: groups with their themes below them, then themes that are in none, each with its people."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.summary import QuestionFigures
from bot.services.coding.desk import Desk, Theme


@dataclass(frozen=True, slots=True)
class Line:
    """A theme as the card tells it; ``inside`` a group. None: it is not told."""

    label: str
    people: int | None
    percent: int | None
    inside: bool


def lines_of(desk: Desk, figures: QuestionFigures | None) -> list[Line]:
    """Groups with their themes below them, then the others."""
    themes = None if figures is None else figures.themes
    told = {} if themes is None else {each.label: each for each in themes.options}
    groups = {} if themes is None else {each.label: each for each in themes.groups}
    lines: list[Line] = []

    def line(theme: Theme, *, inside: bool) -> Line:
        if themes is None:
            return Line(theme.label, None, None, inside)
        found = groups.get(theme.label) or told.get(theme.label)
        return (
            Line(theme.label, 0, None, inside)
            if found is None
            else Line(theme.label, found.people, found.people_percent, inside)
        )

    for theme in sorted(desk.themes, key=lambda each: not each.holds):
        if theme.group is None:
            lines.append(line(theme, inside=False))
            lines += [line(each, inside=True) for each in desk.themes if each.group == theme.id]
    return lines
