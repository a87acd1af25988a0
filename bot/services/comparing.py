"""Comparing: webinars side by side, from one snapshot, each with the figures that its own summary tells.

Counts only; who came to several is counted where it can be known. Frozen figures are compared, too, but whose they were
is gone with the answers.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import db.overlaps
import db.surveys
from bot.insight.comparing.compare import Overlaps, Pairing, compare
from bot.insight.comparing.comparison import Compared, Comparison
from bot.insight.comparing.matching import COMPARED, Entry, Told
from bot.insight.comparing.overlaps import Overlap, Picks
from bot.insight.comparing.rows import rate
from bot.insight.summary import QuestionFigures
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, NotAllowed, Reader
from bot.services.counting import NAY
from bot.services.earlier import earlier_of, outside_of
from bot.services.editions import Steps, in_steps
from bot.services.errors import Refusal, store_troubles_told
from bot.services.library import Library
from bot.services.reporting import Report, counted, local
from bot.services.sighting import seen_report, sees_all
from bot.services.storage import Storage
from bot.services.versions import NotAsked
from bot.survey.attendance import asks_attendance, counts_everybody
from bot.survey.definitions import Question, Survey, Webinar
from bot.survey.earlier import Earlier
from bot.survey.sameness import agree
from db.overlaps import Asked, Twice
from db.store import Store
from db.webinars import WebinarRow


class NothingToCompare(Refusal):
    """Fewer than two webinars."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How to compare: a survey that follow-ups bring (None: each webinar's own), which ``pairs`` of webinars, by
    calendar years, by ``tags``, and only ``questions`` with these keys (None: all).
    """

    survey: str | None = None
    pairs: Pairing = "next"
    years: bool = False
    tags: tuple[str, ...] = ()
    questions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """A webinar with its figures, the survey versions they are of by id, and whether its rows may be looked at."""

    entry: Entry
    asked: Asked
    current: Survey
    by_id: Mapping[int, Survey]
    may_look: bool

    def counted(self, asked: Question, languages: frozenset[str]) -> Mapping[int, bool]:
        """The versions whose answers to ``asked`` are in the figures; True: only of those who say they attended."""
        same = (each.question for each in self.entry.questions if agree(asked, each.question, languages=languages))
        told = next(same, None)
        if told is None:
            return {}
        own = self.current.question(told.key) == told
        return {
            survey_id: asks_attendance(version) and not counts_everybody(self.current if own else version, told)
            for survey_id, version in self.by_id.items()
            if agree(told, version.question(told.key), languages=self.entry.languages)
        }


class Comparisons:
    """Compares webinars. ``limit``: the smallest group that is shown."""

    def __init__(
        self, store: Store | Storage, access: Access, library: Library | None = None, *, limit: int = LIMIT
    ) -> None:
        self._store = store
        self._access = access
        self._library = library or Library()
        self._limit = limit

    async def named(self, names: Sequence[str | int], *, reader: Reader, how: Reckoning = Reckoning()) -> Comparison:
        """The webinars with these codes, keys or numbers.

        Raises:
            NotAllowed, UnknownWebinar, NotAsked, NoKey: as in ``reading``.
            NothingToCompare: they are fewer than two different ones.
        """

        def work(tx: sqlite3.Connection, steps: Steps) -> Comparison:
            found = {row.id: row for row in (self._access.at(tx, reader, Act.READ, name) for name in names)}
            if len(found) < 2:
                raise NothingToCompare("A comparison needs at least two different webinars.")
            return self.of_rows(tx, list(found.values()), steps, reader=reader, how=how)

        with store_troubles_told():
            return await in_steps(self._store, work)

    async def series(self, name: str, *, reader: Reader, how: Reckoning = Reckoning()) -> Comparison:
        """The webinars of a series that anybody has answered at, of those that ``reader`` may read.

        Raises:
            NotAllowed: they may not read any webinar.
            NothingToCompare: there is no such series, or fewer than two of its webinars have answers.
        """

        def work(tx: sqlite3.Connection, steps: Steps) -> Comparison:
            self._access.require(tx, reader, Act.READ)
            every = self._access.webinars(tx, reader)
            rows = [row for row in every if row.series == name]
            if not rows:
                there = ", ".join(dict.fromkeys(row.series for row in every if row.series is not None))
                raise NothingToCompare(
                    "There is no series {name}; there are: {there}." if there else "No webinar is in a series yet.",
                    name=name[:80],
                    there=there,
                )
            answered = [row for row in rows if self._has_answers(tx, reader, row, how, steps)]
            if len(answered) < (1 if earlier_of(tx, name) else 2):
                raise NothingToCompare(
                    "Fewer than two webinars of the series {name} have answers to compare.", name=name[:80]
                )
            return self.of_rows(tx, answered, steps, reader=reader, how=how)

        with store_troubles_told():
            return await in_steps(self._store, work)

    def of_rows(
        self,
        tx: sqlite3.Connection,
        rows: Sequence[WebinarRow],
        steps: Steps,
        *,
        reader: Reader,
        how: Reckoning,
    ) -> Comparison:
        """The comparison of these webinars, in the caller's snapshot; what ``reader`` may read is for the caller.

        Earlier results of their series stand beside them, for those who may read the whole series.
        """
        ordered = sorted(rows, key=lambda each: (each.starts_at, each.id))
        sources = [self._source(tx, row, reader, how, steps) for row in ordered]
        _require_tags([each.entry.webinar for each in sources], how.tags)
        _require_questions(sources, how.questions or ())
        return compare(
            [each.entry for each in sources],
            overlaps=_overlaps(tx, sources),
            several=db.overlaps.several(tx, [each.asked for each in sources]),
            outside=outside_of(self._earlier(tx, reader, ordered)),
            limit=self._limit,
            pairs=how.pairs,
            years=how.years,
            tags=how.tags,
            only=how.questions,
        )

    def _earlier(self, tx: sqlite3.Connection, reader: Reader, rows: Sequence[WebinarRow]) -> list[Earlier]:
        names = (name for name in _series(rows) if self._access.may_in(tx, reader, Act.READ, name))
        read = (earlier_of(tx, name) for name in names)
        return [each for found in read for each in found]

    def _has_answers(
        self, tx: sqlite3.Connection, reader: Reader, row: WebinarRow, how: Reckoning, steps: Steps
    ) -> bool:
        try:
            return self._report(tx, reader, row, how, steps).summary.responses.started > 0
        except (NotAsked, NotAllowed):
            return False

    def _report(self, tx: sqlite3.Connection, reader: Reader, row: WebinarRow, how: Reckoning, steps: Steps) -> Report:
        return seen_report(
            tx, self._library, self._access, reader, row, limit=self._limit, survey=how.survey, steps=steps
        )

    def _source(self, tx: sqlite3.Connection, row: WebinarRow, reader: Reader, how: Reckoning, steps: Steps) -> _Source:
        report, webinar = self._report(tx, reader, row, how, steps), self._library.webinar(row)
        key = how.survey or self._library.survey(tx, row.survey_id).key
        versions = {each.version: self._library.survey(tx, each.id) for each in db.surveys.versions(tx, key)}
        by_id = {each.id: versions[each.version] for each in db.surveys.versions(tx, key)}
        asked = Asked(row.id, key, [each for each, survey in by_id.items() if survey.identity == "anonymous"])
        may_look = sees_all(tx, self._library, self._access, reader, row, survey=how.survey)
        whole = self._whole(tx, row, report, how) if may_look else {}
        told = _told(versions[report.version], report.summary.questions, whole)
        for other in report.others:
            told += _told(versions[other.version], other.questions, {})
        known = report.frozen_at is None and not db.overlaps.anybody_unknown(tx, asked)
        entry = Entry(_compared(row, webinar, report, known=known), tuple(told), webinar.languages)
        return _Source(entry, asked, versions[report.version], by_id, may_look)

    def _whole(
        self, tx: sqlite3.Connection, row: WebinarRow, report: Report, how: Reckoning
    ) -> Mapping[str, QuestionFigures]:
        """By key, the figures of what is withheld: only what several webinars add up to may be made of them."""
        if report.frozen_at is not None or not any(each.withheld for each in report.summary.questions):
            return {}
        whole = counted(tx, self._library, row, limit=self._limit, survey=how.survey, identity="identified")
        return {each.key: each for each in whole.summary.questions}


def _told(survey: Survey, figures: Sequence[QuestionFigures], whole: Mapping[str, QuestionFigures]) -> list[Told]:
    asked = ((survey.question(each.key), each) for each in figures)
    return [Told(question, each, whole.get(each.key)) for question, each in asked if question is not None]


def _compared(row: WebinarRow, webinar: Webinar, report: Report, *, known: bool) -> Compared:
    finished = report.summary.responses.attended
    return Compared(
        webinar_id=row.id,
        key=row.key,
        code=row.code,
        title=row.title,
        on=local(row.starts_at, webinar).date(),
        tags=webinar.tags,
        identity=report.summary.identity,
        attendees=row.attendees,
        finished=finished,
        rate=rate(finished, row.attendees),
        source="answers" if report.frozen_at is None else "frozen",
        known=known,
    )


def _overlaps(tx: sqlite3.Connection, sources: Sequence[_Source]) -> Overlaps:
    """Who answered at both of any two: read once, and then by question, in the wording that is compared."""
    by_key = {each.entry.webinar.key: each for each in sources}
    languages = frozenset(each for source in sources for each in source.entry.languages)
    read: dict[tuple[str, str], list[Twice]] = {}

    def overlap(one: str, other: str, asked: Question) -> Overlap:
        first, second = by_key[one], by_key[other]
        if (one, other) not in read:
            read[one, other] = list(db.overlaps.twice(tx, first.asked, second.asked, NAY))
        ways = first.counted(asked, languages), second.counted(asked, languages)
        picks: Counter[tuple[Picks, Picks]] = Counter()
        for each in read[one, other]:
            if each.question == asked.key and each.first_survey in ways[0] and each.second_survey in ways[1]:
                left_out = each.first_apart and ways[0][each.first_survey]
                if not left_out and not (each.second_apart and ways[1][each.second_survey]):
                    picks[each.first_picks, each.second_picks] += each.people
        return Overlap(picks, hidden=not (first.may_look and second.may_look))

    return overlap


def _series(rows: Sequence[WebinarRow]) -> set[str]:
    """The series that all of them belong to; results of another one's earlier webinars are none of its trend."""
    found = {row.series for row in rows}
    return {each for each in found if each is not None} if len(found) == 1 else set()


def _require_questions(sources: Sequence[_Source], questions: Sequence[str]) -> None:
    there = list(dict.fromkeys(told.question.key for each in sources for told in each.entry.questions))
    compared = {t.question.key for e in sources for t in e.entry.questions if t.question.kind in COMPARED}
    for key in questions:
        if key not in there:
            raise NothingToCompare(
                "None of these webinars asks {question}; they ask {there}.", question=key[:80], there=", ".join(there)
            )
        if key not in compared:
            raise NothingToCompare("The question {question} has nothing that could be compared.", question=key)


def _require_tags(webinars: Sequence[Compared], tags: Sequence[str]) -> None:
    there = sorted({tag for each in webinars for tag in each.tags})
    for tag in tags:
        if tag not in there:
            raise NothingToCompare(
                "None of these webinars has the tag {tag}; there are: {there}."
                if there
                else "None of these webinars has any tags.",
                tag=tag[:80],
                there=", ".join(there),
            )
