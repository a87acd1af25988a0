"""Reads translations: the texts of one survey in one more language, each of them once and nothing else.

A translation is judged against the survey as the survey's own file words it, and ``merged`` puts it in. Which files
hold the translations of a survey is not asked here: ``reading`` asks its surroundings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from bot.survey.definitions import ANY_LANGUAGE, Question, Survey, Wording
from bot.survey.fields import EU_LANGUAGES, NAME, Fields, Page
from bot.survey.findings import Findings, guess
from bot.survey.languages import IN_ENGLISH, own_options, wordings
from bot.survey.nodes import Section
from bot.survey.options import LONGEST_LABEL
from bot.survey.piping import references
from bot.survey.questions import LONGEST_ASK
from bot.survey.surroundings import bare_name
from bot.survey.surveys import LONGEST_TITLE

_KEYS = ("translation", "language", "draft", "title", "questions")
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Translation:
    """One survey's texts in ``language``. ``labels`` are by question and option; ``draft``: nobody confirmed them."""

    survey: str
    language: str
    draft: bool
    title: str
    asks: Mapping[str, str]
    labels: Mapping[tuple[str, str], str]


def survey_meant(section: Section, findings: Findings) -> str | None:
    """The key of the survey that a translation is of, or None after recording that there is none."""
    return Fields(section, Page(findings), what="the translation", known=_KEYS).name("translation", NAME)


def read_translation(section: Section, findings: Findings, base: Survey) -> Translation | None:
    """The translation of ``base`` that ``section`` is, or None after recording what is wrong with it."""
    before = len(findings.faults)
    fields = Fields(section, Page(findings), what="the translation", known=_KEYS)
    language = _language(fields, base)
    draft = fields.flag("draft", default=False)
    title = _text(fields, "title", base.title, longest=LONGEST_TITLE)
    asks: dict[str, str] = {}
    labels: dict[tuple[str, str], str] = {}
    fields.need("questions", "translate each of them, as {overall: {ask: ..., options: {...}}}")
    section_of_all = fields.section("questions", "{overall: {ask: ..., options: {...}}}")
    if section_of_all is not None:
        known = [question.key for question in base.questions]
        questions = Fields(section_of_all, fields.page, what="`questions` of the translation", known=known)
        for question in base.questions:
            _read_question(questions, question, language or ANY_LANGUAGE, asks, labels)
    if len(findings.faults) > before or language is None or title is None:
        return None
    return Translation(base.key, language, draft, title, asks, labels)


def _language(fields: Fields, base: Survey) -> str | None:
    """Its language: one that the survey does not word itself, and the one that the name of the file says."""
    fields.need("language", "write the code of one of the 24 languages of the EU")
    language = fields.text("language")
    if language is None:
        return None
    line, (stem, name) = fields.line_of("language"), bare_name(fields.page.findings.file)
    if language not in EU_LANGUAGES:
        remedy = guess(language, EU_LANGUAGES, most=len(EU_LANGUAGES))
        fields.fault(line, f"`{language}` is none of the 24 languages of the EU: {remedy}")
    elif any(language in wording.by_language for wording in wordings(base)):
        message = f"the survey `{base.key}` words itself in {IN_ENGLISH[language]} already"
        fields.fault(line, f"{message}: take those texts out of its file, or leave this translation out")
    elif not stem.endswith(f".{language}"):
        named = f"NAME.{language}.yaml, where NAME.yaml is the survey's file"
        fields.fault(line, f"{IN_ENGLISH[language]} is not looked for in {name}: call the file {named}")
    else:
        return language
    return None


def _read_question(
    questions: Fields, question: Question, language: str, asks: dict[str, str], labels: dict[tuple[str, str], str]
) -> None:
    """Read the texts of ``question`` into ``asks`` and ``labels``."""
    questions.need(question.key, f"translate {_quoted(question.ask)}")
    section = questions.section(question.key, "{ask: ..., options: {yes: ..., no: ...}}")
    if section is None:
        return
    fields = Fields(section, questions.page, what=f"question `{question.key}`", known=("ask", "options"))
    ask = _text(fields, "ask", question.ask, longest=LONGEST_ASK, piping=True)
    if ask is not None:
        asks[question.key] = ask
    if own_options(question):
        labels |= _labels(fields, question, language)
    elif fields.has("options"):
        message = f"what {fields.what} offers comes with the product in every language"
        fields.fault(fields.line_of("options"), f"{message}: take `options` out")


def _labels(fields: Fields, question: Question, language: str) -> dict[tuple[str, str], str]:
    """The labels of the question's own options, none of which may read like another option in ``language``."""
    own = own_options(question)
    known = [option.key for option in own]
    fields.need("options", f"translate {', '.join(known)}")
    written = fields.section("options", "{yes: ..., no: ...}")
    if written is None:
        return {}
    options = Fields(written, fields.page, what=f"`options` of {fields.what}", known=known)
    seen = {o.label.by_language.get(language, "").casefold(): o.key for o in question.options if o not in own}
    labels: dict[tuple[str, str], str] = {}
    for option in own:
        label = _text(options, option.key, option.label, longest=LONGEST_LABEL)
        if label is not None:
            labels[question.key, option.key] = label
            twin = seen.setdefault(label.casefold(), option.key)
            if twin != option.key:
                message = f"`{option.key}` of {fields.what} reads the same as `{twin}`"
                options.fault(options.line_of(option.key), f"{message}: word each option differently")
    return labels


def _text(fields: Fields, key: str, original: Wording, *, longest: int, piping: bool = False) -> str | None:
    """The text under ``key``, which pipes what ``original`` does."""
    if not fields.need(key, f"translate {_quoted(original)}"):
        return None
    text = fields.phrase(key, longest=longest, piping=piping)
    if text is None:
        return None
    wanted, piped = references(original), references(Wording({ANY_LANGUAGE: text}))
    for name in sorted(wanted - piped):
        message = f"`{key}` of {fields.what} lacks {{{{ {name} }}}}, which the survey's own text pipes: put it in"
        fields.fault(fields.line_of(key), message)
    for name in sorted(piped - wanted):
        message = f"`{key}` of {fields.what} pipes {{{{ {name} }}}}, which the survey's own text does not: take it out"
        fields.fault(fields.line_of(key), message)
    return text


def _quoted(wording: Wording) -> str:
    text = " ".join(wording.spoken("en").split())
    return f"“{text[:_LONGEST_QUOTE]}...”" if len(text) > _LONGEST_QUOTE else f"“{text}”"


def merged(base: Survey, translations: Sequence[Translation]) -> Survey:
    """``base`` with the texts of ``translations``, which are of different languages, put into its wordings."""
    if not translations:
        return base
    there = sorted(translations, key=lambda each: each.language)
    return replace(
        base,
        title=_worded(base.title, {each.language: each.title for each in there}),
        questions=tuple(_question(question, there) for question in base.questions),
        drafts=tuple(each.language for each in there if each.draft),
    )


def _question(question: Question, translations: Sequence[Translation]) -> Question:
    own = own_options(question)
    options = tuple(
        replace(
            option,
            label=_worded(
                option.label, {each.language: each.labels[question.key, option.key] for each in translations}
            ),
        )
        if option in own
        else option
        for option in question.options
    )
    ask = _worded(question.ask, {each.language: each.asks[question.key] for each in translations})
    return replace(question, ask=ask, options=options)


def _worded(wording: Wording, more: Mapping[str, str]) -> Wording:
    return Wording({**wording.by_language, **more})
