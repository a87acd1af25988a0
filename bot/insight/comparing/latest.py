"""What one webinar's comparison with those before it comes down to: one question, one change, one figure."""

from __future__ import annotations

from bot.insight.comparing.comparison import Asked, Change, Comparison, Difference
from bot.insight.summary import QuestionFigures


def has_headline(question: QuestionFigures) -> bool:
    """Whether it has one figure that stands for it: a box or a score."""
    return bool(question.boxes) or question.kind == "nps"


def asked_at(comparison: Comparison, key: str, webinar: str) -> Asked | None:
    """The question with that key in the wording in which the webinar with the key ``webinar`` asks it."""
    return next((each for each in comparison.questions if each.key == key and each.row(webinar) is not None), None)


def change_to(asked: Asked, webinar: str) -> Change | None:
    """The change from the webinar before to this one; None: there is none before it, or one of them is not told."""
    return next((each for each in asked.changes if each.second == webinar), None)


def headline_difference(asked: Asked, change: Change) -> Difference | None:
    """How far the figure that stands for the question has moved: its score, or the share of its first box."""
    if change.score is not None:
        return change.score
    return next((each for each in change.differences if each.key == asked.headline), None)
