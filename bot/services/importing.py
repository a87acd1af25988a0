"""Importing: answers from elsewhere, or an export with themes filled in, taken as a whole or not at all.

The file is read before the transaction and judged inside it, against the survey version each response began with. The
same response again is an update; the same file again changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import db.answers
import db.modes
import db.responses
import db.themes
import db.webinars
from bot.clock import Clock
from bot.services.errors import store_troubles_told
from bot.services.exporting import require_answers
from bot.services.judging import Judged, differences, judge, label_of, same
from bot.services.keeping import answers_of
from bot.services.library import Library
from bot.services.named import webinar_named
from bot.services.versions import Versions, versions_of
from bot.survey.answers import Answer
from bot.survey.definitions import Fault, Survey
from bot.survey.sheet import MOST_FAULTS, RESPONSE, SEALED, Faulty, Row, Table, columns_of, read_table
from db.responses import ResponseRow
from db.store import Store
from db.webinars import WebinarRow


@dataclass(slots=True)
class Imported:
    """What an import did: responses that are new, changed, and as they were before."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0


class Importing:
    """Takes answers."""

    def __init__(self, store: Store, clock: Clock, library: Library | None = None) -> None:
        self._store = store
        self._clock = clock
        self._library = library or Library()

    async def answers(self, code_or_key: str, *, file: str, content: bytes, collected: str | None = None) -> Imported:
        """The responses in a CSV file are the webinar's; ``file`` is its name for faults.

        ``collected`` is how they came about ("paper"), and figures can be told apart by it; None says nothing of it.

        Raises:
            UnknownWebinar: there is no such webinar.
            AnswersDeleted: its figures are frozen, and nothing is added to them.
            Faulty: with everything that is wrong in the file; nothing was stored.
            Unavailable: the database cannot be written to.
        """
        now = self._clock.now()
        with store_troubles_told():
            known = await self._store.read(lambda tx: self._columns(tx, code_or_key))
            table = read_table(file, content, known=known)
            return await self._store.write(
                lambda tx: _Import(tx, self._library, self._webinar(tx, code_or_key), file, now, collected).take(table)
            )

    def _columns(self, tx: sqlite3.Connection, code_or_key: str) -> tuple[str, ...]:
        row = self._webinar(tx, code_or_key)
        return tuple(columns_of(versions_of(tx, self._library, row).questions(), themes=True, second=True))

    def _webinar(self, tx: sqlite3.Connection, code_or_key: str) -> WebinarRow:
        row = webinar_named(tx, code_or_key)
        require_answers(tx, self._library, row)
        return row


class _Import:
    """One import in its transaction; raises to undo it."""

    def __init__(
        self,
        tx: sqlite3.Connection,
        library: Library,
        row: WebinarRow,
        file: str,
        now: datetime,
        collected: str | None,
    ) -> None:
        self._tx = tx
        self._row = row
        self._file = file
        self._now = now
        self._collected = collected
        self._versions: Versions = versions_of(tx, library, row)
        self._language = library.webinar(row).languages[0]
        self._faults: list[Fault] = []
        self._lines: dict[str, int] = {}
        self._done = Imported()

    def take(self, table: Table) -> Imported:
        """Judge and store every row.

        Raises:
            Faulty: if anything is wrong with any of them, with the rows that could not be taken apart among the rest.
        """
        self._faults += table.faults
        questions = {question.key for question in self._versions.questions()}
        asks = any(column in questions for column in table.columns)
        own = tuple(column for column in table.columns if column.split(".")[0] in questions)
        for row in table.rows:
            self._take(row, own, asks=asks)
            if len(self._faults) > MOST_FAULTS:
                break
        if self._faults:
            raise Faulty(sorted(self._faults, key=lambda fault: fault.line))
        return self._done

    def _take(self, row: Row, own: tuple[str, ...], *, asks: bool) -> None:
        label = label_of(row)
        response = db.responses.by_label(
            self._tx, webinar_id=self._row.id, survey_key=self._versions.current.key, label=label
        )
        survey = self._versions.by_id[response.survey_id] if response else self._versions.current
        stored = answers_of(self._tx, response) if response else {}
        judged = judge(row, survey, stored=stored, own=own)
        if response is None and not asks and label:
            judged.faults = [f"{RESPONSE} names no response of this webinar, and the file has no answers for one"]
        if label.startswith(SEALED) and db.responses.anybody_of(self._tx, self._row.id, self._versions.by_id):
            judged.faults = [f"{RESPONSE} was made up while answers lay sealed; export again once they are moved"]
        if response is not None and response.mode != "import":
            judged.faults += differences(judged, stored, finished=response.finished_at is not None)
        self._know_twins(row, label, judged)
        self._faults += (Fault(self._file, row.line, fault) for fault in judged.faults)
        if not self._faults:
            self._store(response, survey, judged, stored)

    def _know_twins(self, row: Row, label: str, judged: Judged) -> None:
        first = self._lines.setdefault(label, row.line)
        if label and first != row.line:
            judged.faults.append(f"{RESPONSE} is the same as in line {first}; each row needs its own")

    def _store(
        self, response: ResponseRow | None, survey: Survey, judged: Judged, stored: Mapping[str, Answer]
    ) -> None:
        """Write what differs, and count it."""
        if response is None:
            self._done.new += 1
            response_id, before = self._create(judged), False
        else:
            response_id, before = response.id, response.finished_at is not None
        changed = False
        if response is None or response.mode == "import":
            changed = self._store_answers(response_id, judged, stored)
            changed |= self._store_progress(response_id, judged, finished_before=before, is_new=response is None)
            if self._collected is not None:
                changed |= db.modes.collect(self._tx, response_id, self._collected)
        changed |= self._store_themes(response_id, survey.key, judged)
        if response is not None:
            self._done.updated += changed
            self._done.unchanged += not changed

    def _create(self, judged: Judged) -> int:
        return db.responses.create(
            self._tx,
            label=judged.label,
            webinar_id=self._row.id,
            survey_id=self._versions.current_id,
            survey_key=self._versions.current.key,
            attendee_id=None,
            mode="import",
            language=self._language,
            now=self._now,
        )

    def _store_answers(self, response_id: int, judged: Judged, stored: Mapping[str, Answer]) -> bool:
        changed = False
        for key, answer in judged.answers.items():
            if answer is None:
                if key in stored:
                    db.answers.remove(self._tx, response_id, key)
                    changed = True
            elif not same(answer, stored.get(key)):
                db.answers.put(
                    self._tx,
                    response_id,
                    key,
                    state=answer.state,
                    picks=answer.picks,
                    text=answer.text,
                    number=answer.number,
                    now=self._now,
                )
                changed = True
        return changed

    def _store_progress(self, response_id: int, judged: Judged, *, finished_before: bool, is_new: bool) -> bool:
        """Begun as soon as anything is settled; finished unless the file says otherwise."""
        if any(answer is not None and answer.settled for answer in judged.answers.values()):
            db.responses.mark_started(self._tx, response_id, now=self._now)
        finished = judged.finished if judged.finished is not None else is_new or finished_before
        if finished == finished_before:
            return False
        if finished:
            db.responses.finish(self._tx, response_id, now=self._now)
        else:
            db.responses.reopen(self._tx, response_id)
        return True

    def _store_themes(self, response_id: int, survey_key: str, judged: Judged) -> bool:
        there = {coder: db.themes.of_response(self._tx, response_id, coder=coder) for coder in (1, 2)}
        changed = False
        for (question, coder), labels in judged.themes.items():
            known = there[coder].get(question)
            if (None if labels is None else set(labels)) != (None if known is None else set(known)):
                db.themes.assign(
                    self._tx,
                    survey_key=survey_key,
                    response_id=response_id,
                    question=question,
                    labels=labels or (),
                    coder=coder,
                    looked_at=labels is not None,
                )
                changed = True
        return changed
