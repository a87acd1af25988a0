"""Judges the texts of a whole document: the languages they come in, and what they pipe."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.survey.definitions import ANY_LANGUAGE, Identity, Option, Question, Survey, Wording
from bot.survey.fields import EU_LANGUAGES, Worded
from bot.survey.fills import OTHER_OPTION, filled_options
from bot.survey.findings import Findings, guess
from bot.survey.piping import references

_NAMES = (
    *("Bulgarian", "Czech", "Danish", "German", "Greek", "English", "Spanish", "Estonian", "Finnish", "French"),
    *("Irish", "Croatian", "Hungarian", "Italian", "Lithuanian", "Latvian", "Maltese", "Dutch", "Polish"),
    *("Portuguese", "Romanian", "Slovak", "Slovenian", "Swedish"),
)

IN_ENGLISH: Mapping[str, str] = dict(zip(EU_LANGUAGES, _NAMES, strict=True))
"""What each of the ``EU_LANGUAGES`` is called in English, the language of faults and warnings."""

UNCONFIRMED = "is a draft that nobody has confirmed"
"""What a warning says of a wording that no organiser has read."""

_UNPIPEABLE = frozenset(name for name in dir(dict) if not name.startswith("_"))


def worded_in(survey: Survey) -> tuple[str, ...]:
    """The languages that ``survey`` is offered in; empty if its title has a text that serves every language."""
    languages = survey.title.by_language
    return () if ANY_LANGUAGE in languages else tuple(languages)


def wordings(survey: Survey) -> list[Wording]:
    """Every text of ``survey`` that its definition words: the title, the questions and their own options."""
    found = [survey.title]
    for question in survey.questions:
        found.append(question.ask)
        found.extend(option.label for option in own_options(question))
    return found


def own_options(question: Question) -> list[Option]:
    """The options that the definition words itself; the others come with the product, in every language."""
    filled = (OTHER_OPTION, *filled_options(question.kind))
    return [option for option in question.options if option not in filled]


def lacks(wording: Wording, languages: Collection[str]) -> list[str]:
    """The ``languages`` that ``wording`` does not come in; none if it is one text."""
    there = wording.by_language
    return [] if ANY_LANGUAGE in there else [language for language in languages if language not in there]


def report_missing(texts: Sequence[Worded], languages: Collection[str], findings: Findings, *, fault: bool) -> None:
    """Record each of ``texts`` that lacks one of ``languages``, as a fault or as a warning."""
    for worded in texts:
        missing = lacks(worded.wording, languages)
        if missing:
            message = f"{worded.what} has no text in {', '.join(missing)}: add it"
            (findings.fault if fault else findings.warn)(worded.line, message)


def report_piping(worded: Worded, *, identity: Identity, known: Collection[str], findings: Findings) -> None:
    """Record placeholders that nothing fills, and a name where none is known. ``known``: questions asked before."""
    for reference in sorted(references(worded.wording)):
        key = reference.removeprefix("answers.")
        if reference == "name" and identity != "identified":
            message = f"{worded.what} pipes {{{{ name }}}}, which stays empty in a {identity} survey: leave it out"
            findings.warn(worded.line, message)
        elif key != reference and key in _UNPIPEABLE:
            findings.fault(worded.line, f"the answer to `{key}` cannot be piped under that key: rename the question")
        elif key != reference and key not in known:
            remedy = guess(key, known) if known else "pipe the answer to an earlier question"
            message = f"{worded.what} pipes the answer to `{key}`, which is not asked before it: {remedy}"
            findings.fault(worded.line, message)
