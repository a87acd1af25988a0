"""JSON Lines: one response a line, as it is stored: what was shown, what was answered, and which version asked.

Nothing is joined or coded: whoever reads it with a program has every answer as a list of keys, a text or a number. A
question that was not shown is not there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from bot.insight.extract import Extract, Given
from bot.render.exports.variables import state_of
from bot.survey.answers import Answer

_encode = msgspec.json.Encoder().encode


def write_json_lines(extract: Extract, path: Path) -> None:
    """One JSON object a response, in UTF-8."""
    with path.open("wb") as file:
        for given in extract.rows():
            file.write(_encode(_line(given)))
            file.write(b"\n")


def _line(given: Given) -> dict[str, Any]:
    answers = {
        question.key: _said(answer, given.themes.get(question.key))
        for question in given.survey.questions
        if (answer := given.answers.get(question.key)) is not None
    }
    return {
        "response": given.label,
        "survey": given.survey.key,
        "version": given.version,
        "finished": given.finished,
        "answers": answers,
    }


def _said(answer: Answer, themes: tuple[str, ...] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"state": state_of(answer)}
    if answer.state == "answered":
        said |= {"picks": answer.picks} if answer.picks else {}
        said |= {"text": answer.text} if answer.text is not None else {}
        said |= {"number": answer.number} if answer.number is not None else {}
    return said | ({"themes": themes} if themes else {})
