"""Reads one question of a survey: its kind, wording, options, bounds and boxes.

What can be understood is returned even beside faults, so that the faults of its neighbours are found in the same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from bot.survey.conditions import Condition
from bot.survey.definitions import ANY_LANGUAGE, Kind, Question, Wording
from bot.survey.fields import NAME, Fields, Page
from bot.survey.fills import LISTING, top_box
from bot.survey.nodes import Node, Scalar, Section
from bot.survey.options import read_boxes, read_options
from bot.survey.ruling import Rule

LONGEST_ASK = 1000

KINDS: tuple[Kind, ...] = get_args(Kind)
_RESERVED = ("response", "finished")
_KEYS = ("key", "kind", "ask", "options", "boxes", "ordered", "min", "max", "other", "optional", "when")
_BELONGS: dict[str, tuple[Kind, ...]] = {
    "options": LISTING,
    "boxes": ("single", "multiple", "scale", "nps", "yes_no", "consent", "materials"),
    "ordered": ("single", "multiple", "scale"),
    "min": ("multiple", "materials", "number"),
    "max": ("multiple", "materials", "number"),
    "other": ("single", "multiple", "materials"),
}


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question as far as it could be read. ``question`` None: its key or kind could not be."""

    key: str | None
    line: int
    question: Question | None
    condition: Condition | None
    when: Rule | None


def read_question(node: Node, page: Page, *, place: int) -> ReadQuestion:
    """The question that ``node`` is; faults are recorded. ``place`` counts from 1."""
    if not isinstance(node, Section):
        page.findings.fault(node.line, "a question is a map: write it like {key: improve, kind: open, ask: ...}")
        return ReadQuestion(None, node.line, None, None, None)
    written = node.get("key")
    what = f"question `{written.text}`" if isinstance(written, Scalar) and written.text else f"question {place}"
    fields = Fields(node, page, what=what, known=_KEYS)
    key = _key(fields)
    fields.need("kind", "write one of " + ", ".join(KINDS))
    chosen = fields.choice("kind", KINDS)
    kind = next((known for known in KINDS if known == chosen), None)
    fields.need("ask", "write what people are asked")
    ask = fields.wording("ask", longest=LONGEST_ASK, piping=True) or Wording({ANY_LANGUAGE: what})
    condition = Condition(page, f"`when` of {what}", audience=False)
    asked_if = fields.node("when")
    when = None if asked_if is None else condition.read(asked_if)
    if key is None or kind is None:
        return ReadQuestion(key, node.line, None, condition, when)
    question = _of_kind(fields, Question(key=key, kind=kind, ask=ask, when=when))
    return ReadQuestion(key, node.line, question, condition, when)


def _key(fields: Fields) -> str | None:
    fields.need("key", "give it one, such as `improve`")
    key = fields.name("key", NAME)
    if key in _RESERVED:
        fields.fault(fields.line_of("key"), f"`{key}` is a column of every export: call the question something else")
    return key


def _of_kind(fields: Fields, plain: Question) -> Question:
    """``plain`` with what its kind allows; what belongs to other kinds is recorded."""
    kind = plain.kind
    allowed = [key for key, kinds in _BELONGS.items() if kind in kinds]
    for key, kinds in _BELONGS.items():
        if key not in allowed and fields.has(key):
            fields.fault(fields.line_of(key), f"`{key}` cannot go with the kind {kind}: take it out ({_for(kinds)})")
    other = "other" in allowed and fields.flag("other", default=False)
    options, written = read_options(fields, kind, other=other)
    boxes = read_boxes(fields, options) if "boxes" in allowed else ()
    least, most = _bounds(fields, kind, written) if "min" in allowed else (None, None)
    return Question(
        key=plain.key,
        kind=kind,
        ask=plain.ask,
        options=options,
        boxes=boxes or (top_box(options) if kind == "scale" else ()),
        ordered="ordered" in allowed and fields.flag("ordered", default=False),
        least=least,
        most=most,
        other=other,
        optional=fields.flag("optional", default=True),
        when=plain.when,
    )


def _for(kinds: Sequence[Kind]) -> str:
    return "it is for " + ", ".join(kinds)


def _bounds(fields: Fields, kind: Kind, options: int) -> tuple[float | None, float | None]:
    number = kind == "number"
    least = fields.decimal("min") if number else fields.whole("min")
    most = fields.decimal("max") if number else fields.whole("max")
    if least is not None and most is not None and least > most:
        message = f"`min` is more than `max` in {fields.what}, so nobody could answer: swap them"
        fields.fault(fields.line_of("min"), message)
    if not number and options:
        for key, bound in (("min", least), ("max", most)):
            if bound is not None and bound > options:
                message = f"`{key}` is {bound:g}, and {fields.what} has {options} options: lower it to {options}"
                fields.fault(fields.line_of(key), message)
        if most == 0:
            fields.fault(fields.line_of("max"), f"`max` of {fields.what} is 0, so nobody could pick: raise it")
    return (None if least is None else float(least)), (None if most is None else float(most))
