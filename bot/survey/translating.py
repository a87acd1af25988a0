"""Puts surveys together with the translations that lie beside them.

A survey with a faulty translation is faulty as a whole, as otherwise a misplaced letter would take a language away
and nobody would know. Translations that are read by themselves are judged against the survey they are of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from bot.survey.definitions import Survey
from bot.survey.findings import Findings, TooManyFaultsError, guess
from bot.survey.sheets import Sheet, opened
from bot.survey.surroundings import Known, Library
from bot.survey.surveys import read_survey
from bot.survey.translations import Translation, merged, read_translation, survey_meant


class Desk:
    """The files of one reading and those found beside them; each is judged once, by the name of its file."""

    def __init__(self, library: Library, sheets: Sequence[Sheet]) -> None:
        self._library = library
        self._given = sheets
        self._found: list[Sheet] = []
        self._bases: dict[str, Survey | None] = {}
        self._judged: dict[str, list[Translation]] = {}

    def findings(self) -> list[Findings]:
        """What is found out about every file that was opened."""
        return [sheet.findings for sheet in (*self._given, *self._found)]

    def shelve(self, sheet: Sheet) -> None:
        """Read the surveys of ``sheet`` and put them, with their translations, on the library's shelf."""
        read = [(section, *read_survey(section, sheet.findings)) for section in sheet.surveys]
        bases = {key: base for _, key, base in reversed(read) if key is not None}
        self._bases = {**bases, **self._bases}
        translations, sound = self._beside(sheet, bases) if bases else ([], True)
        for section, key, base in read:
            if key is None:
                continue
            own = [each for each in translations if each.survey == key]
            survey = None if base is None or not sound else merged(base, own)
            earlier = self._library.add(key, Known(survey, sheet.findings.file, section.line))
            if earlier is not None:
                where = f"first in {earlier.file}, line {earlier.line}"
                message = f"the survey `{key}` stands twice ({where}): rename one, or leave one out"
                sheet.findings.fault(section.line, message)

    def translations(self) -> Iterator[Translation]:
        """The translations that stand in the given files and have no fault."""
        for sheet in self._given:
            if sheet.findings.file not in self._judged:
                self._judge(sheet, None)
            yield from self._judged[sheet.findings.file]

    def _beside(self, sheet: Sheet, bases: dict[str, Survey | None]) -> tuple[list[Translation], bool]:
        """The translations of the surveys of ``sheet``, and whether all of their files are without fault."""
        given = {each.findings.file: each for each in self._given}
        found: list[Translation] = []
        sound = True
        for source in self._library.around.translations(sheet.findings.file):
            other = given.get(source.file)
            if other is None:
                other = opened(source)
                self._found.append(other)
            self._judge(other, bases)
            found += self._judged[other.findings.file]
            sound = sound and not other.findings.faults
        return found, sound

    def _judge(self, sheet: Sheet, bases: dict[str, Survey | None] | None) -> None:
        """Read the translations of ``sheet``, of the surveys ``bases``; None: of whichever they name."""
        read = self._judged.setdefault(sheet.findings.file, [])
        with suppress(TooManyFaultsError):
            for section in sheet.translations:
                key = survey_meant(section, sheet.findings)
                if key is None:
                    continue
                known = self._base(key, sheet) if bases is None else bases
                if key not in known:
                    sheet.findings.fault(_line(section.get("translation")), _astray(key, known))
                base = known.get(key)
                translation = None if base is None else read_translation(section, sheet.findings, base)
                if translation is not None and any(each.survey == key for each in read):
                    message = f"the translation of `{key}` stands twice in this file: keep one of them"
                    sheet.findings.fault(section.line, message)
                elif translation is not None:
                    read.append(translation)

    def _base(self, key: str, sheet: Sheet) -> dict[str, Survey | None]:
        """The survey ``key`` of this reading, or the one around; nothing if there is none."""
        if key in self._bases:
            return {key: self._bases[key]}
        base = self._library.around.base(key, beside=sheet.findings.file)
        return {} if base is None else {key: base}


def _astray(key: str, known: Collection[str]) -> str:
    if known:
        return f"`{key}` is no survey of the file that this lies beside: {guess(key, known)}"
    remedy = "lay it beside the survey's file NAME.yaml and call it NAME.LANG.yaml"
    return f"no survey `{key}` can be read that this would be a translation of: {remedy}"


def _line(node: object) -> int:
    line = getattr(node, "line", 1)
    return line if isinstance(line, int) else 1
