"""Perusing: the figures of a webinar for those who run it, question by question, and what people wrote.

Each reading is one snapshot and asks anew who may. What was written is told alphabetically, which says nothing of who
wrote it or what else they said; by name only where the survey asks for names, and never of fewer people than the limit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

import db.enrolments
import db.frozen
import db.surveys
import db.tallies
from bot.insight.comparing.comparison import Asked, Comparison
from bot.insight.comparing.latest import asked_at, has_headline
from bot.insight.glance import Since
from bot.insight.summary import QuestionFigures
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Reader
from bot.services.comparing import Comparisons, Reckoning
from bot.services.drafts import is_sealed
from bot.services.editions import Steps, in_steps
from bot.services.errors import Refusal
from bot.services.exporting import require_answers, require_unsealed
from bot.services.library import Library
from bot.services.reporting import Report
from bot.services.sighting import seen_report
from bot.services.since import since_last
from bot.services.storage import Storage
from bot.services.versions import Versions, versions_of
from bot.survey.definitions import Question, Wording
from db.webinars import WebinarRow

MOST_EARLIER = 5
"""How many earlier webinars of a series are put beside one."""


class TooFewWrote(Refusal):
    """So few that they would be recognised."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            "Fewer than {limit} people have written here, so that what they wrote would give them away. It is shown"
            " from {limit} on.",
            limit=limit,
        )


class NoSuchQuestion(Refusal):
    """The button is of another version of the survey."""

    def __init__(self) -> None:
        super().__init__("This question is not there any more. /summary shows how things stand.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of one survey of a webinar. ``place`` says which of ``surveys``, by title, it is; 0 is its own.
    ``survey`` is its key. ``written`` are the places of the questions to which people write.

    ``briefing``: it has one that the bot composes. ``earlier`` counts webinars of its series before it, of those that
    whoever looks may read. ``acts``: what they may do with it. ``sessions``: they see the figures of these alone, by
    title; None: the whole webinar's. ``since`` is there if it was asked for, and anything has changed.
    ``talks``: the webinar has sessions.
    """

    webinar_id: int
    key: str
    title: str
    zone: str
    languages: tuple[str, ...]
    place: int
    survey: str
    surveys: tuple[Wording, ...]
    report: Report
    written: tuple[int, ...]
    briefing: bool
    earlier: int
    acts: frozenset[Act]
    sessions: tuple[Wording, ...] | None = None
    since: Since | None = None
    talks: bool = False

    def question(self, place: int) -> QuestionFigures:
        """The question at that place. Raises: NoSuchQuestion."""
        questions = self.report.summary.questions
        if not 0 <= place < len(questions):
            raise NoSuchQuestion
        return questions[place]


@dataclass(frozen=True, slots=True, order=True)
class Written:
    """What somebody wrote; ``name`` is empty unless the survey asks for names."""

    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Besides:
    """One question of a webinar beside the same of earlier ones of its series. ``key`` is the webinar's own."""

    key: str
    asked: Asked
    comparison: Comparison


class Perusing:
    """Reads figures for organisers. ``limit``: what fewer people wrote is not shown."""

    def __init__(self, store: Storage, library: Library, access: Access, *, limit: int = LIMIT) -> None:
        self._store = store
        self._library = library
        self._access = access
        self._limit = limit
        self._comparisons = Comparisons(store, access, library, limit=limit)

    async def find(self, by: Reader, code_or_key: str) -> int:
        """The number of the webinar with that code or key. Raises: NotAllowed, UnknownWebinar."""
        return await self._store.read(lambda tx: self._access.named(tx, by, Act.READ, code_or_key).id)

    async def sheet(self, by: Reader, webinar_id: int, place: int = 0, *, since: bool = False) -> Sheet:
        """The figures of the survey at ``place`` (the webinar's own, if there is none). Raises: NotAllowed.

        ``since``: with what has changed since the last webinar of its series.
        """

        def work(tx: sqlite3.Connection, steps: Steps) -> Sheet:
            row = self._access.numbered(tx, by, Act.READ, webinar_id)
            sheet = self._sheet(tx, by, row, place, steps)
            return replace(sheet, since=self._since(tx, by, row, sheet, steps)) if since else sheet

        return await in_steps(self._store, work)

    async def written(self, by: Reader, webinar_id: int, place: int, question: int) -> tuple[Sheet, list[Written]]:
        """What people wrote to one question, alphabetically; empty: nobody wrote.

        Raises:
            NotAllowed: they may not read what people wrote.
            NoSuchQuestion, TooFewWrote, AnswersDeleted.
            StillSealed: the survey is anonymous, and answers are not mixed yet.
        """

        def work(tx: sqlite3.Connection, steps: Steps) -> tuple[Sheet, list[Written]]:
            row = self._access.numbered(tx, by, Act.ROWS, webinar_id)
            require_answers(tx, self._library, row)
            sheet = self._sheet(tx, by, row, place, steps)
            versions = versions_of(tx, self._library, row, survey=sheet.survey)
            asked = next((each for each in versions.questions() if each.key == sheet.question(question).key), None)
            if asked is None:
                raise NoSuchQuestion
            require_unsealed(tx, row, versions)
            found = sorted(self._written(tx, row, versions, asked), key=lambda each: (each.text.casefold(), each))
            if versions.identity != "identified" and 0 < len(found) < self._limit:
                raise TooFewWrote(self._limit)
            return sheet, found

        return await in_steps(self._store, work)

    async def compare(self, by: Reader, webinar_id: int, place: int, question: int) -> tuple[Sheet, Besides]:
        """One question beside the same of the last webinars of the series. Raises: NotAllowed, NoSuchQuestion."""

        def work(tx: sqlite3.Connection, steps: Steps) -> tuple[Sheet, Besides]:
            row = self._access.numbered(tx, by, Act.READ, webinar_id)
            sheet = self._sheet(tx, by, row, place, steps)
            found = self._besides(tx, by, row, sheet, sheet.question(question), steps)
            if found is None:
                raise NoSuchQuestion
            return sheet, found

        return await in_steps(self._store, work)

    def _besides(
        self, tx: sqlite3.Connection, by: Reader, row: WebinarRow, sheet: Sheet, asked: QuestionFigures, steps: Steps
    ) -> Besides | None:
        """None: it has no figure that stands for it."""
        survey = sheet.survey if sheet.place else None
        rows = [each for each in self._earlier(tx, by, row)[:MOST_EARLIER] if self._is_told(tx, by, each, survey)]
        comparison = self._comparisons.of_rows(
            tx,
            [*rows, row],
            steps,
            reader=by,
            how=Reckoning(survey, pairs="last", questions=(asked.key,)),
        )
        found = asked_at(comparison, asked.key, row.key) if has_headline(asked) else None
        return None if found is None else Besides(row.key, found, comparison)

    def _sheet(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow, place: int, steps: Steps) -> Sheet:
        webinar, sessions = self._library.webinar(row), self._access.sessions(tx, by, row)
        keys = surveys_asked(tx, self._library, row)[: None if sessions is None else 1]
        place = place if 0 <= place < len(keys) else 0
        report = self._report(tx, by, row, keys[place], steps)
        return Sheet(
            webinar_id=row.id,
            key=row.key,
            title=row.title,
            zone=webinar.timezone,
            languages=webinar.languages,
            place=place,
            survey=keys[place],
            surveys=tuple(self._title(tx, row, key) for key in keys),
            report=report,
            written=self._takes_text(tx, row, keys[place], report),
            briefing=any(each.compose is not None for each in webinar.materials),
            earlier=len(self._earlier(tx, by, row)),
            acts=self._access.acts(tx, by, row),
            sessions=None
            if sessions is None
            else tuple(each.title for each in webinar.sessions if each.key in sessions),
            talks=bool(webinar.sessions),
        )

    def _since(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow, sheet: Sheet, steps: Steps) -> Since | None:
        survey, report = sheet.survey if sheet.place else None, sheet.report
        return since_last(tx, self._comparisons, self._access, row, report, reader=by, survey=survey, steps=steps)

    def _title(self, tx: sqlite3.Connection, row: WebinarRow, key: str) -> Wording:
        own = self._library.survey(tx, row.survey_id)
        latest = None if own.key == key else db.surveys.latest(tx, key)
        return own.title if latest is None else self._library.survey(tx, latest.id).title

    def _takes_text(self, tx: sqlite3.Connection, row: WebinarRow, key: str, report: Report) -> tuple[int, ...]:
        """The places of the questions to which people write; none once the answers are deleted."""
        if report.frozen_at is not None:
            return ()
        versions = versions_of(tx, self._library, row, survey=key)
        writes = {each.key for each in versions.questions() if each.kind == "open" or each.other}
        return tuple(place for place, each in enumerate(report.summary.questions) if each.key in writes)

    def _written(
        self, tx: sqlite3.Connection, row: WebinarRow, versions: Versions, question: Question
    ) -> Iterator[Written]:
        by_id = {each: versions.by_id[each] for each in versions.agreeing(question)}
        named = versions.identity == "identified"
        names = {each.attendee_id: each.name for each in db.enrolments.of_webinar(tx, row.id)} if named else {}
        for response, answers in db.tallies.rows(tx, webinar_id=row.id, survey_ids=tuple(by_id)):
            stored = None if is_sealed(response, by_id[response.survey_id]) else answers.get(question.key)
            if stored is not None and stored.state == "answered" and stored.text:
                yield Written(stored.text, (names.get(response.attendee_id or 0) or "") if named else "")

    def _earlier(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow) -> list[WebinarRow]:
        """Those of the same series that began before it, the latest first."""
        if row.series is None:
            return []
        there = [each for each in self._access.webinars(tx, by) if each.series == row.series and each.id != row.id]
        return sorted(
            (each for each in there if each.starts_at < row.starts_at), key=lambda each: each.starts_at, reverse=True
        )

    def _is_told(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow, survey: str | None) -> bool:
        """Whether that survey is asked there, and they may read its figures."""
        if survey is None:
            return True
        return self._access.questions(tx, by, row) is None and survey in surveys_asked(tx, self._library, row)

    def _report(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow, survey: str | None, steps: Steps) -> Report:
        return seen_report(tx, self._library, self._access, by, row, limit=self._limit, survey=survey, steps=steps)


def surveys_asked(tx: sqlite3.Connection, library: Library, row: WebinarRow) -> list[str]:
    """The surveys that the webinar asks, or asked when its figures were frozen; its own first."""
    if db.frozen.moment(tx, row.id) is not None:
        return db.frozen.survey_keys(tx, row.id)
    own = library.survey(tx, row.survey_id).key
    brought = [each.survey for each in library.webinar(row).follow_ups if each.survey is not None]
    return [key for key in dict.fromkeys([own, *brought]) if db.surveys.latest(tx, key) is not None]
