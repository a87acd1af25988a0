"""Reads definition files into surveys and webinars, and tells everything that is wrong with them at once.

Pure: what lies around the files is asked of ``Surroundings``. ``nodes`` reads the YAML, ``surveys`` and ``webinars``
one document each. If there is any fault, nothing of the reading should be applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.survey.definitions import Fault, Survey, Webinar
from bot.survey.findings import Findings, TooManyFaultsError, guess
from bot.survey.nodes import Broken, Node, Scalar, Section, documents
from bot.survey.surroundings import Known, Library, Source, Surroundings
from bot.survey.surveys import read_survey
from bot.survey.webinars import read_webinar

_KINDS = ("survey", "webinar")

__all__ = ["Reading", "Source", "Surroundings", "read_definitions"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files say. ``surveys`` are those read, then those found around that a webinar uses.

    ``faults`` and ``warnings`` are in the order of file and line. A document with a fault is not among the others.
    """

    surveys: tuple[Survey, ...]
    webinars: tuple[Webinar, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def read_definitions(sources: Sequence[Source], surroundings: Surroundings) -> Reading:
    """Everything in ``sources``. A webinar may use a survey of any of them, of the shipped ones, or of a file."""
    library = Library(surroundings)
    gathered: list[Findings] = []
    waiting: list[tuple[Section, Findings]] = []
    for source in sources:
        findings = Findings(source.file)
        gathered.append(findings)
        with suppress(TooManyFaultsError):
            for document in documents(source.content, findings):
                section = _recognised(document, findings)
                if section is not None and section.get("webinar") is not None:
                    waiting.append((section, findings))
                elif section is not None:
                    _shelve(section, findings, library)
    webinars: dict[str, Webinar] = {}
    first: dict[str, str] = {}
    for section, findings in waiting:
        with suppress(TooManyFaultsError):
            _enter(section, findings, library, webinars, first)
    return Reading(
        surveys=tuple(library.used.values()),
        webinars=tuple(webinars.values()),
        faults=_in_order([fault for findings in gathered for fault in findings.faults]),
        warnings=_in_order([warning for findings in gathered for warning in findings.warnings]),
    )


def _recognised(document: Node, findings: Findings) -> Section | None:
    """The document if it is a survey or a webinar; an empty one is passed over."""
    if isinstance(document, Section) and any(document.get(key) is not None for key in ("survey", "webinar")):
        return document
    if isinstance(document, Broken) or (isinstance(document, Scalar) and not document.text):
        return None
    near = ""
    if isinstance(document, Section) and document.entries:
        begins = document.names[0].text
        near = f" (it begins with `{begins}`: {guess(begins, _KINDS)})"
    message = f"this is neither a survey nor a webinar: begin with `survey: KEY` or `webinar: TITLE`{near}"
    findings.fault(document.line, message)
    return None


def _shelve(section: Section, findings: Findings, library: Library) -> None:
    key, survey = read_survey(section, findings)
    if key is None:
        return
    earlier = library.add(key, Known(survey, findings.file, section.line))
    if earlier is not None:
        where = f"first in {earlier.file}, line {earlier.line}"
        findings.fault(section.line, f"the survey `{key}` stands twice ({where}): rename one, or leave one out")


def _enter(
    section: Section, findings: Findings, library: Library, webinars: dict[str, Webinar], first: dict[str, str]
) -> None:
    """Read one webinar into ``webinars``; ``first`` remembers where each key stood first."""
    key, webinar = read_webinar(section, findings, library)
    if key is None:
        return
    if key in first:
        findings.fault(section.line, f"the webinar `{key}` stands twice (first in {first[key]}): give each its own key")
    first.setdefault(key, f"{findings.file}, line {section.line}")
    if webinar is not None:
        webinars.setdefault(key, webinar)


def _in_order(found: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: (fault.file, fault.line)))
