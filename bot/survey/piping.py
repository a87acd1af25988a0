"""Which values a definition's text asks for, and what they are for one response.

Texts may hold ``{{ answers.KEY }}``, ``{{ name }}`` and ``{{ webinar }}`` and no other template code, so none can loop
or call anything. The engine names the values; ``render`` puts them in, in its sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.survey.answers import Answer, Answers
from bot.survey.definitions import OTHER, Question, Survey, Wording

PLACEHOLDER = re.compile(r"\{\{[ \t]*(answers\.[a-z][a-z0-9_]{0,31}|name|webinar)[ \t]*\}\}")
"""The only template code that a definition's text may hold."""

_OPENING = re.compile(r"\{[{%#]")


def references(wording: Wording) -> frozenset[str]:
    """What ``wording`` asks for in any language: ``answers.KEY``, ``name``, ``webinar``."""
    return frozenset(found[1] for text in wording.by_language.values() for found in PLACEHOLDER.finditer(text))


def foreign_code(text: str) -> str | None:
    """The first template code in ``text`` that is no placeholder, cut to 40 characters; None if all is well.

    Read from the left as Jinja does, so that ``{{{ name }}`` is not taken for a brace and a placeholder.
    """
    place = 0
    while opening := _OPENING.search(text, place):
        placeholder = PLACEHOLDER.match(text, opening.start())
        if placeholder is None:
            return text[opening.start() : opening.start() + 40].splitlines()[0]
        place = placeholder.end()
    return None


def piped(
    survey: Survey, answers: Answers, *, name: str | None, webinar: str, languages: Sequence[str]
) -> dict[str, Any]:
    """The values for the sandboxed template: ``answers`` by question key as people read them, ``name``, ``webinar``.

    What is not answered is empty. Nothing is escaped. ``name`` is given in identified surveys only, else it is empty.
    """
    told: Mapping[str, str] = {
        question.key: _as_read(question, answers.get(question.key), languages) for question in survey.questions
    }
    known = name if name is not None and survey.identity == "identified" else ""
    return {"answers": told, "name": known, "webinar": webinar}


def _as_read(question: Question, answer: Answer | None, languages: Sequence[str]) -> str:
    if answer is None or answer.state != "answered":
        return ""
    if answer.picks:
        return ", ".join(_label(question, key, answer, languages) for key in answer.picks)
    if answer.number is not None:
        whole = answer.number.is_integer()
        return str(int(answer.number)) if whole else f"{Decimal(repr(answer.number)):f}"
    return answer.text or ""


def _label(question: Question, key: str, answer: Answer, languages: Sequence[str]) -> str:
    if key == OTHER and answer.text:
        return answer.text
    option = question.option(key)
    return key if option is None else option.label.spoken(*languages)
