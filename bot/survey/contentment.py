"""Who is not satisfied: read off the scales somebody answered, so that they can be asked to say more."""

from __future__ import annotations

from collections.abc import Iterator

from bot.survey.answers import Answers
from bot.survey.definitions import Option, Question, Survey


def is_dissatisfied(survey: Survey, answers: Answers) -> bool:
    """Whether some scale was answered with one of its worst options (see ``worst``)."""
    return any(
        (answer := answers.get(question.key)) is not None
        and answer.state == "answered"
        and not set(answer.picks).isdisjoint(worst(question))
        for question in survey.questions
        if question.kind == "scale"
    )


def very_low(survey: Survey, answers: Answers) -> tuple[Question, Option] | None:
    """The first scale that was answered with its very worst option, and that; None: none was."""
    for question, option in lowest(survey):
        answer = answers.get(question.key)
        if answer is not None and answer.state == "answered" and tuple(answer.picks) == (option.key,):
            return question, option
    return None


def lowest(survey: Survey) -> Iterator[tuple[Question, Option]]:
    """Each scale with its very worst option."""
    for question in survey.questions:
        substantive = [option for option in question.options if option.substantive]
        if question.kind == "scale" and substantive:
            yield question, substantive[-1]


def worst(question: Question) -> tuple[str, ...]:
    """The worst n // 2 of a scale's n substantive options, which stand best first: the middle is no complaint."""
    substantive = [option.key for option in question.options if option.substantive]
    return tuple(substantive[len(substantive) - len(substantive) // 2 :])
