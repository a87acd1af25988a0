"""The variables of an export that has a column for each value: what SPSS and Parquet files hold and codebooks explain.

A question is a variable of its own, each option of a multiple choice another one of 0 and 1, and so are what "Other"
means, the themes of an open answer, and how far the question got. A question whose kind a version of the survey changed
stands twice, the earlier one with its version's number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.insight.extract import Extract, Given
from bot.survey.answers import Answer
from bot.survey.definitions import OTHER, Kind, Option, Question
from bot.survey.sheet import FINISHED, OTHER_SUFFIX, RESPONSE, THEMES_SUFFIX

VERSION = "version"
STATE_SUFFIX = ".state"
PICK_JOINT = "__"

LONGEST_NAME = 64
"""Bytes of a variable's name in SPSS."""

_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
"""Words that are no names in SPSS."""

Role = Literal[
    "response", "version", "finished", "choice", "picks", "pick", "other", "number", "date", "text", "read", "state",
    "themes",
]  # fmt: skip

State = Literal["answered", "skipped", "left", "not shown"]

_ROLES: Mapping[Kind, Role] = {
    "single": "choice",
    "scale": "choice",
    "nps": "choice",
    "yes_no": "choice",
    "consent": "choice",
    "multiple": "picks",
    "materials": "picks",
    "number": "number",
    "date": "date",
    "open": "text",
    "statement": "read",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One column. ``question`` is the latest version's that has it; ``options`` are those of all versions.

    ``option`` is the one that a pick is of. ``csv`` names the column of the CSV file that says the same, if there is
    one.
    """

    name: str
    role: Role
    question: Question | None = None
    options: tuple[Option, ...] = ()
    option: Option | None = None
    csv: str | None = None


@dataclass(slots=True)
class Namer:
    """Gives each variable a name of its own that SPSS takes; letters' case makes no difference there."""

    taken: set[str] = field(default_factory=lambda: set(_RESERVED))

    def name(self, wanted: str) -> str:
        """``wanted``, or what is nearest to it."""
        name, number = wanted[:LONGEST_NAME], 1
        while name.lower() in self.taken:
            number += 1
            name = f"{wanted[: LONGEST_NAME - 4]}_{number}"
        self.taken.add(name.lower())
        return name


def variables_of(extract: Extract) -> tuple[Variable, ...]:
    """All variables, in the order of the survey."""
    namer = Namer()
    found = [
        Variable(namer.name(RESPONSE), "response", csv=RESPONSE),
        Variable(namer.name(VERSION), "version"),
        Variable(namer.name(FINISHED), "finished", csv=FINISHED),
    ]
    for question in extract.questions:
        for variant, suffix in _variants(extract, question):
            found += _of_question(extract, variant, namer, suffix)
    return tuple(found)


def role_of(question: Question) -> Role:
    """What the variable that is named after the question holds."""
    return _ROLES[question.kind]


def answer_to(variable: Variable, given: Given) -> Answer | None:
    """What ``given`` says to the question of ``variable``; None: it was not shown, or another version asked it."""
    question = variable.question
    assert question is not None
    asked = given.survey.question(question.key)
    if asked is None or role_of(asked) != role_of(question):
        return None
    return given.answers.get(question.key)


def state_of(answer: Answer | None) -> State:
    """How far the question got."""
    if answer is None:
        return "not shown"
    return "left" if answer.state == "shown" else answer.state


def _variants(extract: Extract, question: Question) -> Iterator[tuple[Question, str]]:
    """The question, and those of other versions of the survey under its key that hold something else."""
    yield question, ""
    seen = {role_of(question)}
    for number, survey in reversed(list(extract.versions.items())):
        other = survey.question(question.key)
        if other is not None and role_of(other) not in seen:
            seen.add(role_of(other))
            yield other, f"_v{number}"


def _of_question(extract: Extract, question: Question, namer: Namer, suffix: str) -> Iterator[Variable]:
    role, options = role_of(question), _options(extract, question)
    key = question.key + suffix
    yield Variable(namer.name(key), role, question, options, csv=question.key)
    if role == "picks":
        for option in options:
            yield Variable(namer.name(f"{key}{PICK_JOINT}{option.key}"), "pick", question, options, option)
    if question.other:
        yield Variable(namer.name(key + OTHER_SUFFIX), "other", question, csv=question.key + OTHER_SUFFIX)
    yield Variable(namer.name(key + STATE_SUFFIX), "state", question)
    if role == "text" and extract.themed:
        yield Variable(namer.name(key + THEMES_SUFFIX), "themes", question, csv=question.key + THEMES_SUFFIX)


def _options(extract: Extract, question: Question) -> tuple[Option, ...]:
    """Those of ``question``, then those that only other versions had; "Other" stays last."""
    found = {option.key: option for option in question.options}
    for survey in reversed(list(extract.versions.values())):
        other = survey.question(question.key)
        if other is not None and role_of(other) == role_of(question):
            for option in other.options:
                found.setdefault(option.key, option)
    return tuple(sorted(found.values(), key=lambda option: option.key == OTHER))
