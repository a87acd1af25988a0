"""A description of exported files for programs: Frictionless Data Package, version 2 (datapackage.org).

Tables get a schema: types, constraints, categories with their labels, and what stands for a missing value. It names
files relative to itself, so it goes into their folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.insight.extract import Extract
from bot.render.exports.codes import missing_codes, option_codes
from bot.render.exports.rule_words import rule_words
from bot.render.exports.spss import value_labels
from bot.render.exports.values import label_of
from bot.render.exports.variables import Role, Variable, variables_of
from bot.survey.cells import JOINT, LEFT, NOT_SHOWN
from bot.survey.sheet import columns_of

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"

MARKS = [
    {"value": "", "label": "skipped"},
    {"value": NOT_SHOWN, "label": "not shown"},
    {"value": LEFT, "label": "shown last, then left"},
]

_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "codebook": "text/csv",
    "markdown": "text/markdown",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written. ``name`` is what it will be called, relative to the description; it lies at ``path``."""

    kind: str
    name: str
    path: Path


def write_datapackage(extract: Extract, path: Path, *, files: Sequence[Written]) -> None:
    """The description of ``files``, which are all there."""
    webinar = extract.webinar
    package = {
        "$schema": PROFILE,
        "name": f"{webinar.key}-{extract.survey.key}".replace("_", "-"),
        "title": f"{webinar.title}: {extract.survey.title.spoken(*webinar.languages)}",
        "description": f"Responses to the survey {extract.survey.key} at the webinar {webinar.key}.",
        "created": extract.counted_at.isoformat(timespec="seconds"),
        "resources": [_resource(each, extract) for each in files],
    }
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _resource(file: Written, extract: Extract) -> dict[str, Any]:
    content = hashlib.sha256()
    with file.path.open("rb") as opened:
        while block := opened.read(1 << 20):
            content.update(block)
    described: dict[str, Any] = {
        "name": f"{'codebook' if file.kind == 'markdown' else file.kind}",
        "path": file.name,
        "format": {"codebook": "csv", "markdown": "md"}.get(file.kind, file.kind),
        "mediatype": _MEDIA[file.kind],
        "bytes": file.path.stat().st_size,
        "hash": f"sha256:{content.hexdigest()}",
    }
    if file.kind in ("csv", "jsonl", "codebook", "markdown"):
        described["encoding"] = "utf-8"
    schema = _SCHEMAS.get(file.kind)
    return described if schema is None else described | {"type": "table", "schema": schema(extract)}


def _csv_schema(extract: Extract) -> dict[str, Any]:
    """That of the CSV file, whose cells are as ``import`` reads them."""
    by_column = {each.csv: each for each in reversed(variables_of(extract)) if each.csv is not None}
    columns = columns_of(extract.questions, themes=extract.themed)
    fields = [_csv_field(column, by_column[column], extract) for column in columns]
    return {"$schema": SCHEMA, "fields": fields, "missingValues": MARKS, "primaryKey": ["response"]}


def _csv_field(column: str, variable: Variable, extract: Extract) -> dict[str, Any]:
    described = {"name": column, **_common(variable, extract)}
    match variable.role:
        case "response":
            described |= {"type": "string", "constraints": {"required": True, "unique": True}, "missingValues": []}
        case "finished":
            described |= {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]}
        case "choice" if len(extract.versions) == 1:
            described |= {"type": "string", "categories": _categories(variable, extract)}
            described |= {"categoriesOrdered": True} if _is_ordered(variable) else {}
        case "picks" | "themes":
            described |= {"type": "list", "delimiter": JOINT, "itemType": "string"}
        case "number":
            described |= {"type": "number", "constraints": _bounds(variable)}
        case "date":
            described |= {"type": "date"}
        case "read":
            described |= {"type": "integer", "constraints": {"enum": [1]}}
        case _:
            described |= {"type": "string"}
    return described


def _parquet_schema(extract: Extract) -> dict[str, Any]:
    fields = [
        {"name": each.name, "type": _PARQUET_TYPES.get(each.role, "string"), **_common(each, extract)}
        for each in variables_of(extract)
    ]
    return {"$schema": SCHEMA, "fields": fields, "primaryKey": ["response"]}


def _sav_schema(extract: Extract) -> dict[str, Any]:
    fields = [_sav_field(each, extract) for each in variables_of(extract)]
    return {"$schema": SCHEMA, "fields": fields, "primaryKey": ["response"]}


def _sav_field(variable: Variable, extract: Extract) -> dict[str, Any]:
    described = {"name": variable.name, "type": _SAV_TYPES.get(variable.role, "string"), **_common(variable, extract)}
    labels = value_labels(variable, extract)
    question = variable.question
    missing = set() if question is None or variable.role == "state" else set(missing_codes(question).values())
    if variable.role == "choice":
        missing |= {code for code in option_codes(variable).values() if code < 0}
    if counted := [{"value": int(code), "label": label} for code, label in labels.items() if code not in missing]:
        described["categories"] = counted
    if unsaid := [{"value": str(code), "label": label} for code, label in labels.items() if code in missing]:
        described["missingValues"] = unsaid
    return described


def _common(variable: Variable, extract: Extract) -> dict[str, Any]:
    question = variable.question
    described: dict[str, Any] = {"title": label_of(variable, extract)}
    if question is not None and question.when is not None:
        described["description"] = f"Shown if {rule_words(question.when, extract.survey, *extract.webinar.languages)}."
    if variable.role == "picks":
        described["options"] = _categories(variable, extract)
    return described


def _categories(variable: Variable, extract: Extract) -> list[dict[str, str]]:
    languages = extract.webinar.languages
    return [{"value": option.key, "label": option.label.spoken(*languages)} for option in variable.options]


def _is_ordered(variable: Variable) -> bool:
    return variable.question is not None and (variable.question.ordered or variable.question.kind == "scale")


def _bounds(variable: Variable) -> dict[str, float]:
    question = variable.question
    assert question is not None
    least = {} if question.least is None else {"minimum": question.least}
    return least | ({} if question.most is None else {"maximum": question.most})


_PARQUET_TYPES: Mapping[Role, str] = {
    "version": "integer",
    "finished": "boolean",
    "pick": "integer",
    "read": "integer",
    "number": "number",
    "date": "date",
}
_SAV_TYPES: Mapping[Role, str] = {
    "version": "integer",
    "finished": "integer",
    "choice": "integer",
    "pick": "integer",
    "read": "integer",
    "state": "integer",
    "number": "number",
    "date": "date",
}
_SCHEMAS: Mapping[str, Callable[[Extract], dict[str, Any]]] = {
    "csv": _csv_schema,
    "parquet": _parquet_schema,
    "sav": _sav_schema,
}
