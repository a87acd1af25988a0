"""Composing briefings: what each holds, read from one snapshot, and its prints, made outside any transaction and kept.

Figures are counted when a briefing is first sent and once more when the survey has closed, never in between: two
countings that differ by one person would tell that person's answers. A changed text is printed anew with the figures
that are there. Printing is a port (``Press``); this floor knows no fonts.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

import db.briefings
import db.materials
import db.webinars
from bot.clock import Clock
from bot.insight.contents import Contents, Told
from bot.insight.sharing import SharedFigure, may_follow, shared
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Reader
from bot.services.canonical import digest
from bot.services.editions import Steps, in_steps
from bot.services.errors import Refusal, Unavailable
from bot.services.library import Library
from bot.services.reporting import local, report_of
from bot.services.sighting import sees_all
from bot.services.sources import is_stale
from bot.services.storage import Storage
from bot.survey.definitions import Material, Webinar
from db.briefings import BriefingRow, Print
from db.webinars import WebinarRow

log = logging.getLogger("afterword.services")

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How PNG and JPEG files begin."""


class Press(Protocol):
    """Prints."""

    def __call__(self, contents: Contents, language: str) -> bytes:
        """The briefing in ``language`` as the bytes of a PDF; the same contents give the same bytes."""
        ...


class NoBriefing(Refusal):
    """The webinar has none that the bot composes."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "The webinar {key} has no briefing to compose: give a material of the kind `briefing` a `compose`.", key=key
        )


@dataclass(frozen=True, slots=True)
class _Job:
    """One briefing to print: its material's key, what it is composed of, and all the figures that may be shared."""

    key: str
    source: str
    contents: Contents
    figures: tuple[SharedFigure, ...]
    counted_at: datetime


class Composing:
    """Composes. ``limit``: figures of fewer people are not shared."""

    def __init__(self, store: Storage, clock: Clock, library: Library, press: Press, *, limit: int = LIMIT) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._press = press
        self._limit = limit
        self._one_at_a_time = asyncio.Lock()

    async def compose(self, material_id: int) -> None:
        """The briefing's prints, one for each language of its webinar, are those of now. Nothing if it is gone."""
        async with self._one_at_a_time:
            now = self._clock.now()
            job = await in_steps(self._store, lambda tx, steps: self._job(tx, material_id, now, steps))
            if job is None:
                return
            prints = await asyncio.to_thread(self._printed, job)

            def work(tx: sqlite3.Connection) -> None:
                db.briefings.keep_figures(
                    tx, material_id, figures=msgspec.json.encode(job.figures).decode(), now=job.counted_at
                )
                db.briefings.keep_prints(tx, material_id, prints, source=job.source, now=now)

            await self._store.write(work)
            log.info("composed", extra={"action": "composed", "material": material_id, "languages": len(prints)})

    async def compose_closed(self) -> None:
        """Every briefing whose survey has closed is composed, whether or not a follow-up sends it."""
        now = self._clock.now()
        for material_id in await self._store.read(lambda tx: db.briefings.closed(tx, now=now)):
            try:
                await self.compose(material_id)
            except Unavailable:
                raise
            except Exception:
                log.exception("a briefing cannot be composed", extra={"action": "uncomposed", "material": material_id})

    async def look(self, code_or_key: str, *, access: Access, reader: Reader) -> Contents:
        """The first briefing of a webinar as it would be composed now, with figures counted now; nothing is kept.

        Raises:
            NotAllowed, UnknownWebinar, NoBriefing.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection, steps: Steps) -> Contents:
            row = access.named(tx, reader, Act.READ, code_or_key)
            webinar = self._library.webinar(row)
            material = next((each for each in webinar.materials if each.compose is not None), None)
            if material is None:
                raise NoBriefing(row.key)
            questions = access.questions(tx, reader, row)
            exact = sees_all(tx, self._library, access, reader, row)
            figures = self._counted(tx, row, None if exact else steps)
            return self._contents(tx, row, webinar, _of(material, questions), figures, now)

        return await in_steps(self._store, work)

    def _job(self, tx: sqlite3.Connection, material_id: int, now: datetime, steps: Steps) -> _Job | None:
        """What is to be printed; None if the prints there are those of now, or the briefing is gone."""
        briefing = db.briefings.find(tx, material_id)
        webinar_id = db.materials.webinar_of(tx, material_id)
        if briefing is None or webinar_id is None:
            return None
        row = db.webinars.by_id(tx, webinar_id)
        if not is_stale(briefing, row, now=now):
            return None
        webinar = self._library.webinar(row)
        key = next(each.key for each in db.materials.of_webinar(tx, row.id) if each.id == material_id)
        material = next(each for each in webinar.materials if each.key == key)
        figures, counted_at = self._figures(tx, row, briefing, now, steps)
        contents = self._contents(tx, row, webinar, material, figures, counted_at)
        return _Job(key, briefing.source, contents, figures, counted_at)

    def _printed(self, job: _Job) -> list[Print]:
        webinar = job.contents.webinar
        several = len(webinar.languages) > 1
        prints = []
        for language in webinar.languages:
            content = self._press(job.contents, language)
            name = f"{webinar.key}-{job.key}{'-' + language if several else ''}.pdf"
            prints.append(Print(language, name, digest(content), content))
        return prints

    def _figures(
        self, tx: sqlite3.Connection, row: WebinarRow, briefing: BriefingRow, now: datetime, steps: Steps
    ) -> tuple[tuple[SharedFigure, ...], datetime]:
        """Those that were counted, unless the survey has closed since and what has come in between may be told."""
        if briefing.figures is None or briefing.counted_at is None:
            return self._counted(tx, row, steps), now
        kept = msgspec.json.decode(briefing.figures, type=tuple[SharedFigure, ...])
        if row.closes_at is not None and briefing.counted_at < row.closes_at <= now:
            later = self._counted(tx, row, steps)
            if may_follow(kept, later, limit=self._limit):
                return later, now
        return kept, briefing.counted_at

    def _counted(self, tx: sqlite3.Connection, row: WebinarRow, steps: Steps | None) -> tuple[SharedFigure, ...]:
        """Everything of the webinar's own survey that may be shared; with ``steps``, as other readers are told it.

        Otherwise the difference between the two would be the answers of a few.
        """
        survey = self._library.survey(tx, row.survey_id)
        report = report_of(tx, self._library, row, limit=self._limit, steps=steps)
        asked = {question.key: question for question in survey.questions}
        pairs = ((asked[each.key], each) for each in report.summary.questions if each.key in asked)
        return tuple(figure for pair in pairs if (figure := shared(*pair, limit=self._limit)) is not None)

    def _contents(
        self,
        tx: sqlite3.Connection,
        row: WebinarRow,
        webinar: Webinar,
        material: Material,
        figures: Sequence[SharedFigure],
        counted_at: datetime,
    ) -> Contents:
        composition = material.compose
        assert composition is not None
        pictures = {
            each.key: db.materials.file_bytes(tx, each.id, digest=each.files[0].digest)
            for each in db.materials.of_webinar(tx, row.id)
            if each.files and each.key in composition.practices
        }
        practices = {each.key: each for each in webinar.materials}
        told = [practices[key] for key in composition.practices if key in practices]
        by_key = {figure.key: figure for figure in figures}
        listed = tuple(by_key[key] for key in composition.figures if key in by_key)
        return Contents(
            title=material.title,
            webinar=webinar,
            composition=composition,
            practices=tuple(
                Told(each, _printable(picture) if (picture := pictures.get(each.key)) is not None else None)
                for each in told
            ),
            figures=listed,
            left_out=len(composition.figures) - len(listed),
            counted_at=local(counted_at, webinar),
        )


def _of(material: Material, questions: frozenset[str] | None) -> Material:
    """The briefing as it is composed for whoever sees the figures of these questions; None: of all."""
    composition = material.compose
    if questions is None or composition is None:
        return material
    listed = tuple(key for key in composition.figures if key in questions)
    return msgspec.structs.replace(material, compose=msgspec.structs.replace(composition, figures=listed))


def _printable(picture: bytes) -> bytes | None:
    """The picture, if it is a PNG or a JPEG whatever it is called."""
    return picture if picture.startswith(_PICTURES) else None
