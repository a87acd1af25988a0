"""Who is not satisfied: read off the scales somebody answered, so that they can be asked to say more."""

from __future__ import annotations

from bot.survey.answers import Answers
from bot.survey.definitions import Question, Survey


def is_dissatisfied(survey: Survey, answers: Answers) -> bool:
    """Whether some scale was answered with one of its worst options (see ``worst``)."""
    return any(
        (answer := answers.get(question.key)) is not None
        and answer.state == "answered"
        and not set(answer.picks).isdisjoint(worst(question))
        for question in survey.questions
        if question.kind == "scale"
    )


def worst(question: Question) -> tuple[str, ...]:
    """The worst n // 2 of a scale's n substantive options, which stand best first: the middle is no complaint."""
    substantive = [option.key for option in question.options if option.substantive]
    return tuple(substantive[len(substantive) - len(substantive) // 2 :])
