"""SPSS: a ``.sav`` file with labels of variables and values, and missing values that say why. Needs the extra ``sav``.

The library writes a whole table at once, so memory grows with the rows; other forms are for very many. Answers are
numbers as ``codes`` gives them; texts stay texts. Names of variables are those of the Parquet file.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.insight.extract import Extract, Given
from bot.render.exports.codes import STATES, missing_codes, option_codes
from bot.render.exports.values import label_of, value
from bot.render.exports.variables import Role, Variable, answer_to, state_of, variables_of
from bot.survey.answers import Answer

LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TITLE = 255, 120, 64
"""Bytes that SPSS reads of a variable's label, of a value's, and of a file's."""

_TEXTS: frozenset[Role] = frozenset({"response", "picks", "other", "text", "themes"})
_FIRST_DAY = date(1582, 10, 14)
"""SPSS counts seconds from its beginning."""


def write_sav(extract: Extract, path: Path) -> None:
    """One case a response."""
    import pandas
    import pyreadstat

    variables = variables_of(extract)
    columns: dict[str, Any] = {each.name: [] if each.role in _TEXTS else array("d") for each in variables}
    coded = {each.name: option_codes(each) for each in variables if each.role == "choice"}
    for given in extract.rows():
        for variable in variables:
            columns[variable.name].append(_cell(variable, given, coded.get(variable.name, {})))
    frame = pandas.DataFrame(
        {
            name: pandas.Series(column, dtype=object) if isinstance(column, list) else column
            for name, column in columns.items()
        }
    )
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=cut(extract.webinar.title, LONGEST_TITLE),
        column_labels={each.name: cut(label_of(each, extract), LONGEST_LABEL) for each in variables},
        variable_value_labels={each.name: labels for each in variables if (labels := value_labels(each, extract))},
        missing_ranges={
            each.name: [{"lo": ends[0], "hi": ends[1]}] for each in variables if (ends := _missing(each)) is not None
        },
        variable_measure={each.name: _measure(each) for each in variables},
        variable_format={each.name: form for each in variables if (form := _form(each)) is not None},
        compress=True,
    )


def cut(text: str, most: int) -> str:
    """``text`` on one line, of ``most`` bytes in UTF-8 at most."""
    line = " ".join(text.split())
    whole = line.encode()
    return line if len(whole) <= most else whole[: most - 3].decode(errors="ignore") + "…"


def value_labels(variable: Variable, extract: Extract) -> dict[int | float, str]:
    """What the numbers of ``variable`` stand for; none for texts and dates."""
    question = variable.question
    if question is None:
        return {0: "no", 1: "yes"} if variable.role == "finished" else {}
    missing = {code: state for state, code in missing_codes(question).items()}
    languages = extract.webinar.languages
    match variable.role:
        case "choice":
            codes = option_codes(variable)
            labels = {codes[each.key]: each.label.spoken(*languages) for each in variable.options}
        case "pick":
            labels = {0: "not picked", 1: "picked"}
        case "read":
            labels = {1: "read"}
        case "state":
            labels, missing = {1: "answered"}, {code: state for state, code in STATES.items() if code < 0}
        case "number":
            labels = {}
        case _:
            return {}
    return {code: cut(label, LONGEST_VALUE_LABEL) for code, label in (labels | missing).items()}


def _cell(variable: Variable, given: Given, codes: Mapping[str, int]) -> str | float:
    question = variable.question
    if variable.role in _TEXTS:
        found = value(variable, given)
        return found if isinstance(found, str) else ""
    if question is None:
        return float(given.finished if variable.role == "finished" else given.version)
    answer = answer_to(variable, given)
    if variable.role == "state":
        return float(STATES[state_of(answer)])
    if answer is None or answer.state != "answered":
        return float("nan") if variable.role == "date" else float(missing_codes(question)[state_of(answer)])
    return _number(variable, answer, codes)


def _number(variable: Variable, answer: Answer, codes: Mapping[str, int]) -> float:
    match variable.role:
        case "choice":
            return float(codes[answer.picks[0]]) if answer.picks else float("nan")
        case "pick":
            return float(variable.option is not None and variable.option.key in answer.picks)
        case "date":
            return float((date.fromisoformat(answer.text) - _FIRST_DAY).days * 86_400) if answer.text else float("nan")
        case "read":
            return 1.0
        case _:
            return float("nan") if answer.number is None else answer.number


def _missing(variable: Variable) -> tuple[int, int] | None:
    """The range of numbers that SPSS leaves out."""
    question = variable.question
    if question is None or variable.role not in ("choice", "pick", "read", "number"):
        return None
    codes = missing_codes(question).values()
    return min(codes), max(codes) if variable.role == "number" else -1


def _measure(variable: Variable) -> str:
    question = variable.question
    if variable.role in ("number", "date"):
        return "scale"
    if variable.role != "choice" or question is None:
        return "nominal"
    if question.kind == "nps":
        return "scale"
    return "ordinal" if question.kind == "scale" or question.ordered else "nominal"


def _form(variable: Variable) -> str | None:
    """How SPSS shows the numbers; None for texts, whose width follows from them."""
    if variable.role in _TEXTS:
        return None
    return {"number": "F12.2", "date": "SDATE10"}.get(variable.role, "F4.0")
