"""Dossiers: all that a report of one survey is printed from. It counts nothing itself and prints nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

import db.surveys
from bot.clock import Clock
from bot.insight.dossier import Dossier, EarlierVersion
from bot.insight.glance import Since
from bot.insight.summary import Summary
from bot.insight.withholding import LIMIT
from bot.insight.worded import in_words_of
from bot.services.access import Access, Act, Reader
from bot.services.comparing import Comparisons
from bot.services.editions import Steps, in_steps
from bot.services.library import Library
from bot.services.reporting import Report, local
from bot.services.sighting import seen_report
from bot.services.since import since_last
from bot.services.storage import Storage
from bot.survey.definitions import Session, Survey
from db.webinars import WebinarRow


class Dossiers:
    """Gathers dossiers for those who may read the figures. ``limit``: smaller bases are withheld."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access, *, limit: int = LIMIT) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access
        self._limit = limit
        self._comparisons = Comparisons(store, access, library, limit=limit)

    async def named(
        self, code_or_key: str, *, reader: Reader, survey: str | None = None, language: str | None = None
    ) -> Dossier:
        """That of the webinar's own survey, or of ``survey``, worded in ``language`` where it is.

        Raises:
            NotAllowed, UnknownWebinar; NotAsked: the webinar does not ask ``survey``.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection, steps: Steps) -> Dossier:
            row = self._access.named(tx, reader, Act.READ, code_or_key)
            report = seen_report(
                tx, self._library, self._access, reader, row, limit=self._limit, survey=survey, steps=steps
            )
            key = survey or self._library.survey(tx, row.survey_id).key
            return self._dossier(tx, reader, row, report, key, language, now, steps)

        return await in_steps(self._store, work)

    async def of(self, by: Reader, webinar_id: int, report: Report, *, survey: str, language: str) -> Dossier:
        """The one of a ``report`` that they were shown. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection, steps: Steps) -> Dossier:
            row = self._access.numbered(tx, by, Act.READ, webinar_id)
            return self._dossier(tx, by, row, report, survey, language, now, steps)

        return await in_steps(self._store, work)

    def _dossier(
        self,
        tx: sqlite3.Connection,
        reader: Reader,
        row: WebinarRow,
        report: Report,
        key: str,
        language: str | None,
        now: datetime,
        steps: Steps,
    ) -> Dossier:
        webinar, survey = self._library.webinar(row), self._survey(tx, row, key)
        summary = report.summary
        if language is not None:
            summary = in_words_of(summary, survey, (language, *webinar.languages))
        return Dossier(
            webinar=webinar,
            survey=key,
            title=survey.title,
            version=report.version,
            summary=summary,
            others=tuple(EarlierVersion(each.version, each.questions) for each in report.others),
            counted_at=local(now, webinar),
            frozen_at=report.frozen_at,
            sessions=self._sessions(tx, reader, row, summary),
            since=self._since(tx, reader, row, replace(report, summary=summary), key, steps),
        )

    def _since(
        self, tx: sqlite3.Connection, reader: Reader, row: WebinarRow, report: Report, key: str, steps: Steps
    ) -> Since | None:
        survey = None if self._library.survey(tx, row.survey_id).key == key else key
        return since_last(tx, self._comparisons, self._access, row, report, reader=reader, survey=survey, steps=steps)

    def _sessions(
        self, tx: sqlite3.Connection, reader: Reader, row: WebinarRow, summary: Summary
    ) -> tuple[Session, ...]:
        """Those that they may see and that these figures are about."""
        keys, asked = self._access.sessions(tx, reader, row), {each.key for each in summary.questions}
        return tuple(
            each
            for each in self._library.webinar(row).sessions
            if (keys is None or each.key in keys) and asked & set(each.questions)
        )

    def _survey(self, tx: sqlite3.Connection, row: WebinarRow, key: str) -> Survey:
        own = self._library.survey(tx, row.survey_id)
        latest = None if own.key == key else db.surveys.latest(tx, key)
        return own if latest is None else self._library.survey(tx, latest.id)
