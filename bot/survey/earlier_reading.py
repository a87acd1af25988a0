"""Reads results of earlier webinars, of which no answers are left: counts, or shares of which nobody knows the base.

Such a document begins with ``earlier: TITLE``. It is shown in trends, marked, without an interval and untested; and as
the same question only where its wording is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.survey.earlier import Earlier, EarlierQuestion
from bot.survey.fields import NAME, OPTION_NAME, WEBINAR_NAME, Fields, KeyForm, Page, named, report_twins
from bot.survey.findings import Findings
from bot.survey.nodes import Node, Scalar, Section

_KEYS = ("earlier", "key", "series", "held", "source", "questions")
_QUESTION_KEYS = ("key", "ask", "base", "counts", "shares", "mean")
_LONGEST_WORDING = 1000
_EXAMPLES = {"counts": "{very_satisfied: 20, satisfied: 8}", "shares": "{satisfied: 0.82}"}


def read_earlier(section: Section, findings: Findings) -> tuple[str | None, Earlier | None]:
    """The key as far as it can be read, and the results; None if anything is wrong with them."""
    before = len(findings.faults)
    page = Page(findings)
    fields = Fields(section, page, what="the earlier webinar", known=_KEYS)
    title = fields.text("earlier")
    fields.need("key", "give it one, such as `recovery-2020`; the same key again is an update")
    key = fields.name("key", WEBINAR_NAME)
    fields.need("series", "name the series whose trends it belongs to")
    series = fields.name("series", WEBINAR_NAME)
    held = _held(fields)
    source = fields.text("source", longest=500)
    fields.need("questions", "list what was asked, like {key: overall, base: 34, counts: {very_satisfied: 20}}")
    listed = fields.listing("questions") or ()
    read = [_question(node, page) for node in listed]
    report_twins(page, "question", [(found, node.line) for node, (found, _) in zip(listed, read, strict=True)])
    questions = tuple(question for _, question in read if question is not None)
    if len(findings.faults) > before or title is None or key is None or series is None:
        return key, None
    return key, Earlier(key, " ".join(title.split()), series, questions, held, source)


def _held(fields: Fields) -> date | None:
    text = fields.text("held")
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        fields.fault(fields.line_of("held"), f"`held` is `{text}`: write a day such as 2020-06-18, or take it out")
        return None


def _question(node: Node, page: Page) -> tuple[str | None, EarlierQuestion | None]:
    if not isinstance(node, Section):
        page.findings.fault(node.line, "a question must be a map: write it like {key: overall, shares: {very: 0.59}}")
        return None, None
    fields = Fields(node, page, what=named(node, "question"), known=_QUESTION_KEYS)
    fields.need("key", "give it the key of the question that it is compared with")
    key = fields.name("key", NAME)
    base, ask = fields.whole("base"), fields.wording("ask", longest=_LONGEST_WORDING, piping=True)
    counts = _numbers(fields, "counts", most=base)
    shares = _numbers(fields, "shares", most=1)
    mean = fields.decimal("mean")
    if base == 0:
        fields.fault(fields.line_of("base"), "`base` is 0: of nobody there is nothing to tell; leave the question out")
    if fields.has("counts") and not fields.has("base"):
        fields.fault(fields.line_of("counts"), "`counts` without a `base` are counts of nobody knows how many: add it")
    if fields.has("counts") and fields.has("shares"):
        fields.fault(fields.line_of("shares"), "`shares` follow from `counts`: keep one of the two")
    if not (fields.has("counts") or fields.has("shares") or fields.has("mean")):
        fields.fault(fields.line, f"{fields.what} says nothing: give it `counts` with a `base`, or `shares`")
    if key is None:
        return None, None
    whole = {option: int(count) for option, count in counts.items()}
    return key, EarlierQuestion(key, ask, base, whole, shares, mean)


def _numbers(fields: Fields, key: str, *, most: int | None) -> Mapping[str, float]:
    """The numbers under ``key`` by option or box, from 0 to ``most``: whole ones if they are counts."""
    section = fields.section(key, _EXAMPLES[key])
    found: dict[str, float] = {}
    if section is None:
        return found
    entries = Fields(section, fields.page, what=f"`{key}` of {fields.what}", known=list(section.entries))
    for name in section.names:
        if not isinstance(section.get(name.text), Scalar) or not _is_key(name, OPTION_NAME, fields):
            continue
        number = entries.whole(name.text) if key == "counts" else entries.decimal(name.text)
        if number is None:
            continue
        if most is not None and not 0 <= number <= most:
            limit = f"a share from 0 to 1, such as 0.{number:.0f}" if key == "shares" else f"at most the base, {most}"
            fields.fault(name.line, f"`{name.text}` in `{key}` is {number:g}: write {limit}")
        found[name.text] = number
    return found


def _is_key(name: Scalar, form: KeyForm, fields: Fields) -> bool:
    if form.pattern.fullmatch(name.text):
        return True
    fields.fault(name.line, f"`{name.text[:40]}` cannot be an option's or a box's key: use {form.words}")
    return False
