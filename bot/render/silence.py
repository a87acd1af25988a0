"""Those who attended and did not answer, in words: how many they are, and how far they could move a figure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.summary import BoxFigures, QuestionFigures
from bot.render.chart_words import chart_words
from bot.render.screens import shortened

BOX_LENGTH = 44


@dataclass(frozen=True, slots=True)
class Silent:
    """How many they are, and between which ends a figure lies whatever they think: whole percent, or a score."""

    people: int
    name: str
    low: int
    high: int
    is_share: bool


def silent_of(question: QuestionFigures, language: str, *, boxes: int | None = None) -> Silent | None:
    """What is not known of ``question``: of its score, or of the largest of its first ``boxes`` boxes (None: of all).

    None: nobody is missing, or nobody knows how many, or it has no such figure.
    """
    if not question.missing or question.withheld:
        return None
    if question.nps is not None and question.nps.bounds is not None:
        ends = question.nps.bounds
        return Silent(question.missing, "NPS", ends.low_rounded, ends.high_rounded, is_share=False)
    bounded = [box for box in question.boxes[:boxes] if box.bounds is not None]
    box = max(bounded, key=lambda each: len(each.options), default=None)
    if box is None or box.bounds is None:
        return None
    low, high = box.bounds.low_percent, box.bounds.high_percent
    return Silent(question.missing, box_name(box, language), low, high, is_share=True)


def box_name(box: BoxFigures, language: str) -> str:
    """A box by what it adds up, or by its name where that is too long for a phone."""
    name = " + ".join(box.labels)
    if len(name) <= BOX_LENGTH:
        return name
    return shortened(chart_words(language).get(f"box:{box.key}", box.key.replace("_", " ")), BOX_LENGTH)
