"""Which colour each option of a question has, so that the eye finds a box's 84 % in the bars.

A scale has two sides and perhaps a middle; elsewhere a shade says in which boxes an option counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.insight.summary import OptionFigures, QuestionFigures
from bot.render.colours import DEEP, MIDDLE, PLAIN, WARM, shades_of_sides


@dataclass(frozen=True, slots=True)
class Sides:
    """How many of a scale's options, best first, are on the good side, in the middle (0 or 1), on the bad side."""

    good: int
    neutral: int
    bad: int


def substantive(question: QuestionFigures) -> list[OptionFigures]:
    """The options that count, in the survey's order."""
    return [option for option in question.options if option.substantive]


def sides_of(question: QuestionFigures) -> Sides:
    """The sides of a scale. The middle option is neither, unless one of its boxes counts it as good.

    So "to a small extent" is on the good side where a box "at all" counts it, and what a picture shows on that side
    is never less than what the box beside it says.
    """
    keys = [option.key for option in substantive(question)]
    counted = max((_first_in_a_row(keys, box.options) for box in question.boxes), default=0)
    half = len(keys) // 2
    if counted > half or (len(keys) % 2 == 0 and counted > half - 1):
        good = max(counted, half)
        return Sides(good, 0, len(keys) - good)
    return Sides(half, len(keys) % 2, half)


def shades_of(question: QuestionFigures) -> Mapping[str, str]:
    """Option key to colour, of the options that count.

    Of a scale: by its sides. Else blue in boxes that overlap the first, deepest where most do; warm in any other box.
    """
    options = substantive(question)
    if question.kind == "scale":
        sides = sides_of(question)
        shades = shades_of_sides(sides.good, sides.neutral, sides.bad)
        return {option.key: shade for option, shade in zip(options, shades, strict=True)}
    if not question.boxes:
        return {option.key: DEEP for option in options}
    first = set(question.boxes[0].options)
    family = [box for box in question.boxes if first & set(box.options)]
    others = {key for box in question.boxes if box not in family for key in box.options}
    depth = {option.key: sum(option.key in box.options for box in family) for option in options}
    deepest = max(depth.values())
    return {
        key: DEEP if 0 < count == deepest else MIDDLE if count else WARM if key in others else PLAIN
        for key, count in depth.items()
    }


def _first_in_a_row(keys: Sequence[str], box: Sequence[str]) -> int:
    """How many of ``keys`` are ``box``, if it is the first ones and no other; else 0."""
    return len(box) if set(keys[: len(box)]) == set(box) else 0
