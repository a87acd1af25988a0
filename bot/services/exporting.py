"""Exporting: a webinar's responses as rows that spreadsheets open and ``importing`` reads back.

One snapshot, in the order of the responses' labels, which tells nothing. Rows of fewer people than the limit are
refused unless the survey is identified: they would say who answered what.
"""

from __future__ import annotations

import csv
import io
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import db.frozen
import db.tallies
import db.themes
from bot.clock import Clock
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Reader
from bot.services.cells import JOINT, NOT_SHOWN, answer_cell, guarded, other_cell
from bot.services.codes import new_label
from bot.services.drafts import is_sealed, sealed_of
from bot.services.errors import Refusal, store_troubles_told
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.reporting import local
from bot.services.sheet import FINISHED, OTHER_SUFFIX, RESPONSE, SEALED, THEMES_SUFFIX, columns_of
from bot.services.versions import Versions, versions_of
from bot.survey.answers import Answer
from bot.survey.definitions import Survey
from db.answers import AnswerRow
from db.responses import ResponseRow
from db.store import Store
from db.webinars import WebinarRow


class TooFew(Refusal):
    """Too few people have answered to show rows."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(
            "Only {count} of at least {limit} people have answered; fewer rows than that would give them away.",
            count=count,
            limit=limit,
        )


class NobodyAnswered(Refusal):
    """There is nothing to export."""

    def __init__(self) -> None:
        super().__init__("Nobody has answered yet, so there is nothing to export.")


class AnswersDeleted(Refusal):
    """What attendees were promised was kept."""

    def __init__(self, on: date) -> None:
        super().__init__(
            "The answers were deleted on {date}, as attendees were promised; the summary still gives their figures.",
            date=on.isoformat(),
        )


@dataclass(frozen=True, slots=True)
class Export:
    """The file's bytes (UTF-8) and how many responses it holds."""

    content: bytes
    rows: int


class Exporting:
    """Writes rows."""

    def __init__(
        self, store: Store, clock: Clock, access: Access, library: Library | None = None, *, limit: int = LIMIT
    ) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._library = library or Library()
        self._limit = limit

    async def csv(self, code_or_key: str, *, reader: Reader, themes: bool = False, survey: str | None = None) -> Export:
        """The responses of one webinar as CSV; with columns for themes if ``themes`` or if any were given.

        They are those to its own survey, or to the one with the key ``survey`` that a follow-up brings. Before they are
        handed out, the audit log says to whom.

        Raises:
            NotAllowed, UnknownWebinar, NotAsked: as in ``reading``.
            TooFew: the survey is not identified and fewer people than the limit have answered.
            NobodyAnswered: there are no responses at all.
            AnswersDeleted: there are none any more.
            NoKey: answers lie sealed, and there is no key.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[WebinarRow, Export]:
            row = self._access.named(tx, reader, Act.ROWS, code_or_key)
            return row, self._csv(tx, row, themes, survey)

        def log(tx: sqlite3.Connection) -> None:
            audit.record(tx, reader, "export.csv", webinar=row, now=now, rows=export.rows, survey=survey)

        with store_troubles_told():
            row, export = await self._store.read(work)
            await self._store.write(log)
        return export

    def _csv(self, tx: sqlite3.Connection, row: WebinarRow, themes: bool, survey: str | None) -> Export:
        require_answers(tx, self._library, row)
        versions = versions_of(tx, self._library, row, survey=survey)
        found = [
            _cells(tx, versions.by_id[response.survey_id], response, answers)
            for response, answers in db.tallies.rows(tx, webinar_id=row.id, survey_ids=tuple(versions.by_id))
            if not is_sealed(response, versions.by_id[response.survey_id])
        ]
        found += self._sealed(tx, row, versions)
        self._refuse(versions, sum(answered for answered, _ in found), len(found))
        coded = themes or any(
            name.endswith(THEMES_SUFFIX) and cell for _, cells in found for name, cell in cells.items()
        )
        columns = list(columns_of(versions.questions(), themes=coded))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, restval=NOT_SHOWN, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**_blank(columns), **cells} for _, cells in found)
        return Export(text.getvalue().encode(), len(found))

    def _sealed(self, tx: sqlite3.Connection, row: WebinarRow, versions: Versions) -> list[tuple[bool, dict[str, str]]]:
        """The same of what lies sealed, under labels that are drawn anew each time, in the order of these."""
        drafts = sealed_of(tx, self._library.seal, webinar_id=row.id, versions=versions.by_id)
        labelled = [
            (SEALED + new_label(secrets.choice), response, {key: _stored(answer) for key, answer in answers.items()})
            for response, answers in drafts
        ]
        return [
            _cells(tx, versions.by_id[response.survey_id], replace(response, label=label), answers)
            for label, response, answers in sorted(labelled, key=lambda each: each[0])
        ]

    def _refuse(self, versions: Versions, answered: int, responses: int) -> None:
        if versions.identity != "identified" and answered < self._limit:
            raise TooFew(answered, self._limit)
        if not responses:
            raise NobodyAnswered


def require_answers(tx: sqlite3.Connection, library: Library, row: WebinarRow) -> None:
    """Return if the webinar's answers are there.

    Raises:
        AnswersDeleted: its figures are frozen.
    """
    frozen_at = db.frozen.moment(tx, row.id)
    if frozen_at is not None:
        raise AnswersDeleted(local(frozen_at, library.webinar(row)).date())


def _cells(
    tx: sqlite3.Connection, survey: Survey, response: ResponseRow, answers: Mapping[str, AnswerRow]
) -> tuple[bool, dict[str, str]]:
    """Whether they answered anything, and their cells by column."""
    cells = {RESPONSE: guarded(response.label), FINISHED: "1" if response.finished_at is not None else "0"}
    labels = db.themes.of_response(tx, response.id)
    for question in survey.questions:
        stored = answers.get(question.key)
        answer = Answer(stored.state, stored.picks, stored.text, stored.number) if stored else None
        cells[question.key] = answer_cell(question, answer)
        cells[question.key + OTHER_SUFFIX] = other_cell(answer)
        cells[question.key + THEMES_SUFFIX] = guarded(JOINT.join(labels.get(question.key, ())))
    return any(answer.state == "answered" for answer in answers.values()), cells


def _stored(answer: Answer) -> AnswerRow:
    return AnswerRow(answer.state, answer.picks, answer.text, answer.number)


def _blank(columns: list[str]) -> dict[str, str]:
    """What the columns hold for a response whose version had other questions."""
    return {name: "" for name in columns if name.endswith((OTHER_SUFFIX, THEMES_SUFFIX))}
