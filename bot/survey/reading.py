"""Reads definition files into surveys and webinars, and tells everything that is wrong with them at once.

Pure: what lies around the files is asked of ``Surroundings``. ``nodes`` reads the YAML; ``surveys``, ``translations``
and ``webinars`` read one document each. If there is any fault, nothing of the reading should be applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.survey.definitions import Fault, Survey, Webinar
from bot.survey.earlier import Earlier
from bot.survey.earlier_reading import read_earlier
from bot.survey.findings import Findings, TooManyFaultsError
from bot.survey.plans import read_plan
from bot.survey.sheets import Sheet, opened
from bot.survey.surroundings import Library, Source, Surroundings
from bot.survey.translating import Desk
from bot.survey.translations import Translation
from bot.survey.webinars import read_webinar

__all__ = ["Reading", "Source", "Surroundings", "read_definitions"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files say. ``surveys`` are those read, then those found around that a webinar uses.

    ``translations`` are those that stand in the files themselves; those that lie beside a survey are in the survey.
    ``plans`` counts the ready-made plans. ``earlier`` are results of webinars whose answers are not here.
    ``faults`` and ``warnings`` are in the order of file and line. A document with a fault is not among the others.
    """

    surveys: tuple[Survey, ...]
    webinars: tuple[Webinar, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    translations: tuple[Translation, ...] = ()
    plans: int = 0
    earlier: tuple[Earlier, ...] = ()


def read_definitions(sources: Sequence[Source], surroundings: Surroundings) -> Reading:
    """Everything in ``sources``. A webinar may use a survey of any of them, of the shipped ones, or of a file."""
    library = Library(surroundings)
    sheets = [opened(source) for source in sources]
    desk = Desk(library, sheets)
    for sheet in sheets:
        with suppress(TooManyFaultsError):
            desk.shelve(sheet)
    translations = tuple(desk.translations())
    webinars: dict[str, Webinar] = {}
    first: dict[str, str] = {}
    earlier: list[Earlier] = []
    for sheet in sheets:
        with suppress(TooManyFaultsError):
            _enter(sheet, library, webinars, first)
            earlier += _earlier(sheet, first)
            for section in sheet.plans:
                read_plan(section, sheet.findings, library)
    gathered = desk.findings()
    return Reading(
        surveys=tuple(library.used.values()),
        webinars=tuple(webinars.values()),
        faults=_in_order([fault for findings in gathered for fault in findings.faults]),
        warnings=_in_order([warning for findings in gathered for warning in findings.warnings]),
        translations=translations,
        plans=sum(len(sheet.plans) for sheet in sheets),
        earlier=tuple(earlier),
    )


def _enter(sheet: Sheet, library: Library, webinars: dict[str, Webinar], first: dict[str, str]) -> None:
    """Read the webinars of ``sheet`` into ``webinars``; ``first`` remembers where each key stood first."""
    findings: Findings = sheet.findings
    for section in sheet.webinars:
        key, webinar = read_webinar(section, findings, library)
        if key is None:
            continue
        _once(key, section.line, findings, first)
        if webinar is not None:
            webinars.setdefault(key, webinar)


def _earlier(sheet: Sheet, first: dict[str, str]) -> list[Earlier]:
    """The earlier webinars of ``sheet``; their keys and those of webinars differ, as both stand in one comparison."""
    found = []
    for section in sheet.earlier:
        key, earlier = read_earlier(section, sheet.findings)
        if key is not None:
            _once(key, section.line, sheet.findings, first)
        if earlier is not None:
            found.append(earlier)
    return found


def _once(key: str, line: int, findings: Findings, first: dict[str, str]) -> None:
    """Record a key that stood before; ``first`` remembers where each did."""
    if key in first:
        findings.fault(line, f"the webinar `{key}` stands twice (first in {first[key]}): give each its own key")
    first.setdefault(key, f"{findings.file}, line {line}")


def _in_order(found: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: (fault.file, fault.line)))
