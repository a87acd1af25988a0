"""A definition file with its documents sorted by what they are; what is none of them is a fault."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from bot.survey.findings import Findings, TooManyFaultsError, guess
from bot.survey.nodes import Broken, Node, Scalar, Section, documents
from bot.survey.surroundings import Source

_KINDS = ("survey", "webinar", "translation", "plan", "earlier")


@dataclass(slots=True)
class Sheet:
    """One file: what is found out about it, and its documents, each sort in the order in which they stand."""

    findings: Findings
    surveys: list[Section] = field(default_factory=list)
    webinars: list[Section] = field(default_factory=list)
    translations: list[Section] = field(default_factory=list)
    plans: list[Section] = field(default_factory=list)
    earlier: list[Section] = field(default_factory=list)


def opened(source: Source) -> Sheet:
    """The documents of ``source``; what cannot be one is recorded among the sheet's findings."""
    sheet = Sheet(Findings(source.file))
    with suppress(TooManyFaultsError):
        for document in documents(source.content, sheet.findings):
            section = _recognised(document, sheet.findings)
            if section is None:
                continue
            if section.get("webinar") is not None:
                sheet.webinars.append(section)
            elif section.get("survey") is not None:
                sheet.surveys.append(section)
            elif section.get("earlier") is not None:
                sheet.earlier.append(section)
            elif section.get("translation") is None:
                sheet.plans.append(section)
            else:
                sheet.translations.append(section)
    return sheet


def _recognised(document: Node, findings: Findings) -> Section | None:
    """The document if it is of a known sort; an empty one is passed over."""
    if isinstance(document, Section) and any(document.get(key) is not None for key in _KINDS):
        return document
    if isinstance(document, Broken) or (isinstance(document, Scalar) and not document.text):
        return None
    near = ""
    if isinstance(document, Section) and document.entries:
        begins = document.names[0].text
        near = f" (it begins with `{begins}`: {guess(begins, _KINDS)})"
    message = "this is neither a survey nor a webinar nor a translation"
    remedy = f"begin with `survey: KEY`, `webinar: TITLE` or `translation: SURVEY`{near}"
    findings.fault(document.line, f"{message}: {remedy}")
    return None
