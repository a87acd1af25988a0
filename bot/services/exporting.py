"""Exporting: a webinar's responses as files; as CSV, ``importing`` reads them back.

All files come from one snapshot. Rows of fewer people than the limit are refused unless the survey is identified: they
would say who answered what. Other forms than CSV are written by whoever is handed in.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import db.drafts
import db.frozen
import db.responses
from bot.clock import Clock
from bot.insight.extract import Extract, Given
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Operator, Reader
from bot.services.errors import Refusal, store_troubles_told
from bot.services.extracting import Gathered, gather
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.reporting import local
from bot.services.versions import Versions
from bot.survey.cells import JOINT, NOT_SHOWN, answer_cell, guarded, other_cell
from bot.survey.sheet import FINISHED, OTHER_SUFFIX, RESPONSE, SECOND_SUFFIX, THEMES_SUFFIX, columns_of
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


class TooManyRows(Refusal):
    """No spreadsheet has a row for each of so many."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__(
            "A workbook has room for {most} responses, and there are {count}. Take the answers as CSV.",
            count=count,
            most=most,
        )


class AnswersDeleted(Refusal):
    """What attendees were promised was kept."""

    def __init__(self, on: date) -> None:
        super().__init__(
            "The answers were deleted on {date}, as attendees were promised; the summary still gives their figures.",
            date=on.isoformat(),
        )


MOST_IN_A_SHEET = 1_048_574
"""Responses that a sheet of a workbook has rows for, below two of a head."""

Writer = Callable[[Extract, Path], None]
"""Writes an extract into a file, which it may make or replace."""


class StillSealed(Refusal):
    """Read twice around one person's finishing, rows would tell what that person said."""

    def __init__(self) -> None:
        super().__init__(
            "This survey is anonymous. Its answers are shown here once it has closed and they are mixed: until then,"
            " whoever looks twice could tell who said what."
        )


@dataclass(frozen=True, slots=True)
class Export:
    """The file's bytes (UTF-8) and how many responses it holds."""

    content: bytes
    rows: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to be written. ``kind`` is its word in the audit log; None: it holds no answers."""

    path: Path
    write: Writer
    kind: str | None


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
        """The responses of one webinar as CSV. Raises: as ``write`` does."""
        with TemporaryDirectory(prefix="afterword-") as folder:
            path = Path(folder) / "responses.csv"
            wanted = (Wanted(path, write_csv, "csv"),)
            rows = await self.write(code_or_key, wanted, reader=reader, themes=themes, survey=survey)
            return Export(path.read_bytes(), rows)

    async def write(
        self,
        code_or_key: str,
        wanted: Sequence[Wanted],
        *,
        reader: Reader,
        themes: bool = False,
        survey: str | None = None,
    ) -> int:
        """Every file is there, all from one snapshot; with columns for themes if ``themes`` or if any were given. How
        many responses they hold.

        They are those to its own survey, or to the one with the key ``survey`` that a follow-up brings. Before they are
        handed out, the audit log says to whom.

        Raises:
            NotAllowed, UnknownWebinar, NotAsked: as in ``reading``.
            TooFew: the survey is not identified and fewer people than the limit have answered.
            NobodyAnswered: there are no responses at all.
            TooManyRows: a workbook is wanted, and has not so many.
            AnswersDeleted: there are none any more.
            StillSealed: in chat, answers to an anonymous survey are told once they are mixed.
            NoKey: answers lie sealed, and there is no key.
            OSError: a file cannot be written; what was written of any of them is for the caller to remove.
        """
        now = self._clock.now()
        kinds = [each.kind for each in wanted if each.kind is not None]

        def work(tx: sqlite3.Connection) -> tuple[WebinarRow, int]:
            row = self._access.named(tx, reader, Act.ROWS, code_or_key)
            if kinds:
                require_answers(tx, self._library, row)
            sealed = isinstance(reader, Operator)
            gathered = gather(
                tx, self._library, row, now=now, limit=self._limit, survey=survey, themes=themes, sealed=sealed
            )
            if kinds and not sealed:
                require_unsealed(tx, row, gathered.versions)
            if kinds:
                self._refuse(gathered, kinds)
            for each in wanted:
                each.write(gathered.extract, each.path)
            return row, gathered.extract.count

        def log(tx: sqlite3.Connection) -> None:
            for kind in kinds:
                audit.record(tx, reader, f"export.{kind}", webinar=row, now=now, rows=rows, survey=survey)

        with store_troubles_told():
            row, rows = await self._store.read(work)
            await self._store.write(log)
        return rows

    def _refuse(self, gathered: Gathered, kinds: Sequence[str]) -> None:
        if gathered.versions.identity != "identified" and gathered.answered < self._limit:
            raise TooFew(gathered.answered, self._limit)
        if not gathered.extract.count:
            raise NobodyAnswered
        if "xlsx" in kinds and gathered.extract.count > MOST_IN_A_SHEET:
            raise TooManyRows(gathered.extract.count, MOST_IN_A_SHEET)


def write_csv(extract: Extract, path: Path) -> None:
    """The rows as CSV in UTF-8, one after the other."""
    columns = list(columns_of(extract.questions, themes=extract.themed, second=extract.second))
    blank = {name: "" for name in columns if name.endswith((OTHER_SUFFIX, THEMES_SUFFIX, SECOND_SUFFIX))}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval=NOT_SHOWN, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**blank, **_cells(given)} for given in extract.rows())


def _cells(given: Given) -> dict[str, str]:
    """The cells of one response by column."""
    cells = {RESPONSE: guarded(given.label), FINISHED: "1" if given.finished else "0"}
    for question in given.survey.questions:
        answer = given.answers.get(question.key)
        cells[question.key] = answer_cell(question, answer)
        cells[question.key + OTHER_SUFFIX] = other_cell(answer)
        cells[question.key + THEMES_SUFFIX] = _themes_cell(given.themes.get(question.key))
        cells[question.key + SECOND_SUFFIX] = _themes_cell(given.second.get(question.key))
    return cells


def _themes_cell(labels: tuple[str, ...] | None) -> str:
    """Empty: nobody looked at it; the mark for none: somebody did, and no theme fits."""
    return "" if labels is None else guarded(JOINT.join(labels)) or NOT_SHOWN


def require_answers(tx: sqlite3.Connection, library: Library, row: WebinarRow) -> None:
    """Return if the webinar's answers are there.

    Raises:
        AnswersDeleted: its figures are frozen.
    """
    frozen_at = db.frozen.moment(tx, row.id)
    if frozen_at is not None:
        raise AnswersDeleted(local(frozen_at, library.webinar(row)).date())


def require_unsealed(tx: sqlite3.Connection, row: WebinarRow, versions: Versions) -> None:
    """Return unless answers to an anonymous version lie sealed and none were moved yet to where they are nobody's.

    Raises:
        StillSealed: they do.
    """
    anonymous = tuple(each for each, version in versions.by_id.items() if version.identity == "anonymous")
    moved = db.responses.any_moved(tx, webinar_id=row.id, survey_key=versions.current.key)
    if not moved and db.drafts.any_of(tx, webinar_id=row.id, survey_ids=anonymous):
        raise StillSealed
