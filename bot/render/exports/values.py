"""What a variable is for one response, and what it is called in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.insight.extract import Extract, Given
from bot.render.exports.variables import Role, Variable, answer_to, state_of
from bot.survey.answers import Answer
from bot.survey.cells import JOINT
from bot.survey.definitions import OTHER

Value = str | int | float | bool | date | None


def value(variable: Variable, given: Given) -> Value:
    """What ``variable`` is for one response; None: it is missing."""
    if variable.question is None:
        of_response: Mapping[str, Value] = {
            "response": given.label,
            "version": given.version,
            "finished": given.finished,
        }
        return of_response[variable.role]
    if variable.role == "themes":
        return JOINT.join(given.themes.get(variable.question.key, ())) or None
    answer = answer_to(variable, given)
    if variable.role == "state":
        return state_of(answer)
    return None if answer is None or answer.state != "answered" else _ANSWERED[variable.role](variable, answer)


def joined(variable: Variable, answer: Answer) -> str:
    """The keys of all picks, in the order of the options."""
    return JOINT.join(option.key for option in variable.options if option.key in answer.picks)


_ANSWERED: Mapping[Role, Callable[[Variable, Answer], Value]] = {
    "choice": joined,
    "picks": joined,
    "pick": lambda variable, answer: int(variable.option is not None and variable.option.key in answer.picks),
    "other": lambda _, answer: answer.text if OTHER in answer.picks else None,
    "number": lambda _, answer: answer.number,
    "date": lambda _, answer: None if answer.text is None else date.fromisoformat(answer.text),
    "text": lambda _, answer: answer.text,
    "read": lambda _, __: 1,
}


def label_of(variable: Variable, extract: Extract) -> str:
    """What the variable holds, in words."""
    question = variable.question
    if question is None:
        return {
            "response": "Response, under a label that tells nothing",
            "version": f"Version of the survey {extract.survey.key} that was asked",
            "finished": "Whether the survey was answered to its end",
        }[variable.role]
    ask = question.ask.spoken(*extract.webinar.languages)
    match variable.role:
        case "pick":
            assert variable.option is not None
            return f"{variable.option.label.spoken(*extract.webinar.languages)}: {ask}"
        case "other":
            return f"What “Other” means: {ask}"
        case "state":
            return f"How far this question got: {ask}"
        case "themes":
            return f"Themes: {ask}"
        case _:
            return ask
