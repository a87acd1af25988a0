"""Reading: what a webinar's answers add up to, and which webinars there are.

Each reading is one snapshot. Versions of a survey are counted together only where a question's key, wording and options
agree; where they do not, the current version speaks and the others stand alone beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

import db.bots
import db.inbox
import db.outbox
import db.tallies
import db.webinars
from bot.insight.figures import FollowUpTally, QuestionFigures, ResponsesTally, Summary, WebinarFacts, figures
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Reader
from bot.services.counting import Counted, tallies_of
from bot.services.errors import Refusal, store_troubles_told
from bot.services.library import Library
from bot.services.publishing import deep_link
from bot.services.versions import agree, versions_of
from bot.survey.definitions import Survey, Webinar
from db.store import Store
from db.webinars import WebinarRow


class UnknownWebinar(Refusal):
    """No webinar has that code or key."""

    def __init__(self, code: str) -> None:
        super().__init__("There is no webinar with the code or key {code}.", code=code[:80])


@dataclass(frozen=True, slots=True)
class Listed:
    """One webinar of the list. ``link`` is None until the bot has met Telegram; moments are in UTC."""

    key: str
    code: str
    title: str
    link: str | None
    starts_at: datetime
    timezone: str
    opens_at: datetime | None
    closes_at: datetime | None
    registrations: int | None
    attendees: int | None
    entered: int
    started: int
    finished: int


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """The questions of an earlier survey version that are worded or answered otherwise in the current one."""

    version: int
    questions: tuple[QuestionFigures, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a survey at a webinar. ``version`` is the survey's current one; ``others`` had answers, too."""

    summary: Summary
    version: int
    others: tuple[VersionFigures, ...]


class Reading:
    """Reads for organisers."""

    def __init__(self, store: Store, access: Access, library: Library | None = None, *, limit: int = LIMIT) -> None:
        self._store = store
        self._access = access
        self._library = library or Library()
        self._limit = limit

    async def webinars(self, *, reader: Reader) -> tuple[Listed, ...]:
        """All webinars, in the order they start.

        Raises:
            NotAllowed: ``reader`` may not.
        """
        self._access.require_reader(reader)
        with store_troubles_told():
            return await self._store.read(self._list)

    async def dead_letters(self, *, reader: Reader) -> tuple[tuple[int, str], ...]:
        """Updates that could not be carried out: their number, and what kind of trouble it was.

        Raises:
            NotAllowed: ``reader`` may not.
        """
        self._access.require_reader(reader)
        with store_troubles_told():
            letters = await self._store.read(db.inbox.dead)
        return tuple((letter.update_id, letter.trouble or "") for letter in letters)

    async def summary(self, code_or_key: str, *, reader: Reader, survey: str | None = None) -> Report:
        """The figures of one webinar: of its own survey, or of the one with the key ``survey`` that a follow-up brings.

        Raises:
            NotAllowed: ``reader`` may not; asked before anything is looked up.
            UnknownWebinar: there is none.
            NotAsked: it does not ask ``survey``.
        """
        self._access.require_reader(reader)

        def work(tx: sqlite3.Connection) -> Report:
            row = db.webinars.find(tx, code_or_key)
            if row is None:
                raise UnknownWebinar(code_or_key)
            return self._report(tx, row, survey)

        with store_troubles_told():
            return await self._store.read(work)

    def _list(self, tx: sqlite3.Connection) -> tuple[Listed, ...]:
        bot = db.bots.known(tx)
        return tuple(self._listed(tx, row, bot.username if bot else None) for row in db.webinars.every(tx))

    def _listed(self, tx: sqlite3.Connection, row: WebinarRow, username: str | None) -> Listed:
        webinar = self._library.webinar(row)
        counts = db.tallies.responses(tx, webinar_id=row.id, survey_key=webinar.survey)
        return Listed(
            key=row.key,
            code=row.code,
            title=row.title,
            link=deep_link(username, row.code),
            starts_at=row.starts_at,
            timezone=webinar.timezone,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            registrations=row.registrations,
            attendees=row.attendees,
            entered=counts.entered,
            started=counts.started,
            finished=counts.finished,
        )

    def _report(self, tx: sqlite3.Connection, row: WebinarRow, survey: str | None) -> Report:
        versions = versions_of(tx, self._library, row, survey=survey)
        webinar = self._library.webinar(row)
        current = msgspec.structs.replace(versions.current, identity=versions.identity)
        summary = figures(
            current,
            _facts(row, webinar),
            ResponsesTally(*db.tallies.responses(tx, webinar_id=row.id, survey_key=current.key)),
            tallies_of(tx, row.id, [Counted(q, versions.agreeing(q)) for q in current.questions]),
            _follow_ups(tx, row, webinar),
            limit=self._limit,
        )
        others = [
            VersionFigures(versions.numbers[survey_id], self._alone(tx, row, survey_id, current))
            for survey_id in versions.by_id
            if survey_id != versions.current_id
        ]
        number = versions.numbers[versions.current_id]
        return Report(summary, number, tuple(each for each in others if each.questions))

    def _alone(
        self, tx: sqlite3.Connection, row: WebinarRow, survey_id: int, current: Survey
    ) -> tuple[QuestionFigures, ...]:
        """The questions of an earlier version that somebody has seen and that are not counted with the current ones."""
        version = self._library.survey(tx, survey_id)
        asked = [Counted(q, (survey_id,)) for q in version.questions if not agree(q, current.question(q.key))]
        tallies = [each for each in tallies_of(tx, row.id, asked) if each.shown]
        alone = msgspec.structs.replace(
            version, identity=current.identity, questions=tuple(each.question for each in tallies)
        )
        facts = _facts(row, self._library.webinar(row))
        return figures(alone, facts, ResponsesTally(0, 0, 0), tallies, (), limit=self._limit).questions


def _facts(row: WebinarRow, webinar: Webinar) -> WebinarFacts:
    return WebinarFacts(
        key=row.key,
        code=row.code,
        title=row.title,
        registrations=row.registrations,
        attendees=row.attendees,
        attention=row.attention,
        languages=webinar.languages,
    )


def _follow_ups(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar) -> Sequence[FollowUpTally]:
    """The follow-ups of the plan in its order, then those that were once in it; the bot's own rows are left out."""
    counted = {each.follow_up: each for each in db.outbox.tally(tx, row.id)}
    keys = dict.fromkeys([each.key for each in webinar.follow_ups])
    keys |= dict.fromkeys(key for key in counted if not key.startswith("@"))
    return [
        FollowUpTally(
            key=key,
            planned=each.planned,
            sent=each.sent,
            gave_up=each.gave_up,
            cancelled=each.cancelled,
            doubtful=each.doubtful,
            held=each.held,
            waiting=each.waiting,
        )
        if (each := counted.get(key)) is not None
        else FollowUpTally(key)
        for key in keys
    ]
