"""Reads what an audience may ask of a person besides answers: how far they came, whether they were there, who they are.

``{unfinished: true}``, ``{finished: true}``, ``{not_started: true}``, ``{attended: true}``, ``{registered: true}``,
``{no_show: true}``, ``{language: [fr]}``, ``{wants: [handbook]}``, ``{source: [slide]}``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.survey.definitions import Survey
from bot.survey.fields import EU_LANGUAGES, Fields
from bot.survey.findings import guess
from bot.survey.identities import offers
from bot.survey.nodes import Scalar
from bot.survey.ruling import AnyOf, Attended, Begun, CameBy, Picked, Progress, Registered, Rule, Speaks

_FLAGS = ("unfinished", "finished", "not_started", "attended", "registered", "no_show")
AUDIENCES = (*_FLAGS, "language", "wants", "source")
"""The forms of a rule that only ``to`` has."""

_SOURCE = re.compile(r"[a-z0-9]{1,16}")

FIRST = "a bot cannot write first to someone who never opened it"
"""Told of audiences that only personal links or a person's own word reach; it changes nothing in what is applied."""


def read_audience(
    form: str, fields: Fields, survey: Survey | None, languages: Sequence[str] | None = None
) -> Rule | None:
    """The rule that ``form`` (one of ``AUDIENCES``) is, or None after recording what is wrong with it.

    ``languages`` are the webinar's; None: they are not known.
    """
    if form in _FLAGS:
        return _flag(form, fields, survey)
    if form == "wants":
        return _wants(fields, survey)
    texts = fields.texts(form)
    if texts is None:
        return None
    if not texts:
        fields.fault(fields.line_of(form), f"`{form}` lists nothing: name those it is for, or leave `to` out")
    return _speaks(fields, texts, languages) if form == "language" else _came_by(fields, texts)


def _flag(form: str, fields: Fields, survey: Survey | None) -> Rule | None:
    says = fields.flag(form, default=True)
    if form in ("unfinished", "finished"):
        return Progress(says is (form == "finished"))
    if form == "not_started":
        return Begun(not says)
    line = fields.line_of(form)
    if survey is not None and not offers(survey.identity, "personal_links"):
        known = "nobody may know who came by a link of their own, or said that they were there"
        remedy = "say `{unfinished: true}` or leave `to` out"
        fields.fault(line, f"`{survey.key}` is {survey.identity}, and {known}: {remedy}")
        return None
    if form == "attended":
        return Attended(says)
    reached = "it reaches those who came in by a personal link (`afterword links`)"
    if form == "registered":
        fields.page.findings.warn(line, f"`registered`: {FIRST}; {reached}")
        return Registered(says)
    fields.page.findings.warn(line, f"`no_show`: {FIRST}; {reached}, or say themselves that they were not there")
    return Attended(not says)


def _wants(fields: Fields, survey: Survey | None) -> Rule | None:
    """Who asked for one of these in a question of the kind ``materials``."""
    texts = fields.texts("wants")
    if texts is None or survey is None:
        return None
    line = fields.line_of("wants")
    if not offers(survey.identity, "materials"):
        fields.fault(line, f"`{survey.key}` is {survey.identity}, and nobody may know who wants what: leave `to` out")
        return None
    questions = [question for question in survey.questions if question.kind == "materials"]
    known = [option.key for question in questions for option in question.options]
    if not questions:
        fields.fault(line, f"`{survey.key}` has no question of the kind `materials`: add one, or leave `to` out")
        return None
    missing = [text for text in texts if text.text not in known]
    for text in missing:
        fields.fault(text.line, f"nobody can ask for `{text.text}`: {guess(text.text, known)}")
    if missing or not texts:
        return None
    wanted = tuple(text.text for text in texts)
    asked = tuple(Picked(question.key, wanted) for question in questions)
    return asked[0] if len(asked) == 1 else AnyOf(asked)


def _speaks(fields: Fields, texts: Sequence[Scalar], languages: Sequence[str] | None) -> Rule | None:
    unknown = [text for text in texts if text.text not in EU_LANGUAGES]
    for text in unknown:
        remedy = guess(text.text, EU_LANGUAGES, most=len(EU_LANGUAGES))
        fields.fault(text.line, f"`{text.text}` is none of the 24 languages of the EU: {remedy}")
    offered = EU_LANGUAGES if languages is None else languages
    for text in texts:
        if text.text in EU_LANGUAGES and text.text not in offered:
            said = f"the webinar is not offered in `{text.text}`, only in {', '.join(offered)}"
            reached = "it goes to people whose Telegram speaks it, in another language"
            fields.page.findings.warn(text.line, f"{said}: {reached}: add it to `languages`, or take it out")
    return None if unknown or not texts else Speaks(tuple(text.text for text in texts))


def _came_by(fields: Fields, texts: Sequence[Scalar]) -> Rule | None:
    unfit = [text for text in texts if not _SOURCE.fullmatch(text.text)]
    for text in unfit:
        remedy = "write what stands after the code in the link, up to 16 small letters and digits, such as `slide`"
        fields.fault(text.line, f"`{text.text}` cannot be a source: {remedy}")
    return None if unfit or not texts else CameBy(tuple(text.text for text in texts))
