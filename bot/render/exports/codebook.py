"""The codebook: what every column of an export means, so that whoever gets only the files can read them.

One line for each column, question, option, box and mark. It is in English and shows the survey's wording in every
language; of a question that versions worded otherwise it has each wording, with the numbers of the versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.insight.extract import Extract
from bot.render.exports.codes import MISSING, missing_codes, option_codes
from bot.render.exports.rule_words import rule_words
from bot.render.exports.values import label_of
from bot.render.exports.variables import Variable, role_of, variables_of
from bot.survey.cells import JOINT, LEFT, NOT_SHOWN
from bot.survey.definitions import ANY_LANGUAGE, Option, Question, Survey
from bot.survey.sheet import OTHER_SUFFIX, SEALED, THEMES_SUFFIX

Level = Literal["column", "question", "option", "box", "mark"]

HEADINGS = (
    *("column", "variable", "level", "key", "kind", "code", "substantive", "boxes"),
    *("when", "optional", "min", "max", "versions"),
)
"""What every line has; wordings follow, in a column ``text`` or ``text.LANGUAGE`` each."""

OF_RESPONSE = "response"
"""The kind of a column that belongs to no question."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``cells`` are by heading, empty where they are missing; ``texts`` by language, ``*`` for all."""

    level: Level
    cells: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one or several versions asked it. ``versions`` are their numbers, ascending."""

    question: Question
    survey: Survey
    versions: tuple[int, ...]


def entries(extract: Extract) -> Iterator[Entry]:
    """Every line of the codebook, in the order of the columns."""
    variables = variables_of(extract)
    for variable in variables:
        if variable.question is None:
            cells = {"column": variable.csv or "", "variable": variable.name, "key": variable.name, "kind": OF_RESPONSE}
            yield Entry("column", cells, {"en": _of_response(variable, extract)})
    for question in extract.questions:
        own = [each for each in variables if each.question is not None and each.question.key == question.key]
        for asked in wordings(extract, question.key):
            yield from _of_question(extract, asked, own)
    yield from _marks()


def languages_of(extract: Extract) -> tuple[str, ...]:
    """Every language in which anything is worded: the webinar's first, then the others by their codes."""
    texts = [
        wording
        for survey in extract.versions.values()
        for question in survey.questions
        for wording in (question.ask, *(option.label for option in question.options))
    ]
    found = {language for wording in texts for language in wording.by_language if language != ANY_LANGUAGE} | {"en"}
    own = [language for language in extract.webinar.languages if language in found]
    return (*own, *sorted(found - set(own)))


def wordings(extract: Extract, key: str) -> list[Asked]:
    """The question ``key`` in each of its wordings, the one that speaks first, then the latest."""
    found: list[Asked] = []
    order = [extract.current, *(number for number in reversed(list(extract.versions)) if number != extract.current)]
    for number in order:
        survey = extract.versions[number]
        question = survey.question(key)
        if question is None:
            continue
        place = next((place for place, each in enumerate(found) if each.question == question), None)
        if place is None:
            found.append(Asked(question, survey, (number,)))
        else:
            numbers = tuple(sorted((*found[place].versions, number)))
            found[place] = Asked(question, found[place].survey, numbers)
    return found


def numbers(versions: Sequence[int]) -> str:
    """The numbers of versions as people write them."""
    return ", ".join(map(str, versions))


def _of_question(extract: Extract, asked: Asked, own: Sequence[Variable]) -> Iterator[Entry]:
    question, versions = asked.question, numbers(asked.versions)
    role = role_of(question)
    main = next((each for each in own if each.role == role), None)
    when = (
        ""
        if question.when is None
        else "shown if " + rule_words(question.when, asked.survey, *extract.webinar.languages)
    )
    yield Entry(
        "question",
        {
            "column": question.key,
            "variable": main.name if main else "",
            "key": question.key,
            "kind": question.kind,
            "code": _odd_codes(question),
            "when": when,
            "optional": "yes" if question.optional else "no",
            "min": "" if question.least is None else f"{question.least:g}",
            "max": "" if question.most is None else f"{question.most:g}",
            "versions": versions,
        },
        question.ask.by_language,
    )
    for option in question.options:
        yield _of_option(question, option, main, own, versions)
    for box in question.boxes:
        cells = {"column": question.key, "key": box.key, "boxes": JOINT.join(box.options), "versions": versions}
        yield Entry("box", cells, {"en": f"Reported as one share: {', '.join(box.options)}"})
    for variable in own:
        if variable.role in ("other", "state", "themes") and variable.question == question:
            cells = {
                "column": variable.csv or "",
                "variable": variable.name,
                "key": variable.name,
                "kind": variable.role,
            }
            yield Entry("column", cells, {"en": _HELPING[variable.role]})


def _odd_codes(question: Question) -> str:
    """The numbers of missing answers, where they are not those of all other questions."""
    codes = missing_codes(question)
    return "" if codes == MISSING else "; ".join(f"{code} {state}" for state, code in codes.items())


_HELPING = {
    "other": f"What “Other” means, in their own words (column KEY{OTHER_SUFFIX}).",
    "state": "How far the question got: answered, skipped, left (shown last, then gone) or not shown.",
    "themes": f"The themes that organisers gave to the answer, joined by `{JOINT}` (column KEY{THEMES_SUFFIX}).",
}


def _of_option(
    question: Question, option: Option, main: Variable | None, own: Sequence[Variable], versions: str
) -> Entry:
    pick = next((each for each in own if each.option is not None and each.option.key == option.key), None)
    code = ""
    if main is not None and main.role == "choice":
        code = str(option_codes(main)[option.key])
    elif pick is not None:
        code = "1"
    return Entry(
        "option",
        {
            "column": question.key,
            "variable": pick.name if pick else main.name if main else "",
            "key": option.key,
            "code": code,
            "substantive": "yes" if option.substantive else "no",
            "boxes": JOINT.join(box.key for box in question.boxes if option.key in box.options),
            "versions": versions,
        },
        option.label.by_language,
    )


def _of_response(variable: Variable, extract: Extract) -> str:
    if variable.role == "response":
        return f"{label_of(variable, extract)}; one that begins with {SEALED} is drawn anew in every export."
    if variable.role == "finished":
        return f"{label_of(variable, extract)}: 1 or 0."
    return f"{label_of(variable, extract)}."


def _marks() -> Iterator[Entry]:
    """What stands for a missing answer: in CSV files and sheets, and as a number in SPSS."""
    said = {
        "": ("skipped", "Shown and skipped: the cell is empty."),
        NOT_SHOWN: (
            "not shown",
            "Never shown, because a rule left it out, the person had stopped, or it was not asked.",
        ),
        LEFT: ("left", "Shown last and left: on screen when the person stopped."),
    }
    for mark, (state, text) in said.items():
        code = next(code for known, code in MISSING.items() if known == state)
        yield Entry("mark", {"key": mark, "code": str(code)}, {"en": text})
    yield Entry(
        "mark", {"key": "'"}, {"en": "Before = + - @ it keeps a spreadsheet from running a text; not part of it."}
    )
