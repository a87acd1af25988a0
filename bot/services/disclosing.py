"""Disclosing: everything stored about one chat, for nobody but whoever writes from it.

One snapshot, as values to be put into words and as one document for machines. The document is complete because it
follows the schema: whatever would be erased with somebody is in it, and what lies sealed is opened for them. It refuses
to change anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import db.attendees
import db.consents
import db.enrolments
import db.erasures
import db.inbox
import db.outbox
import db.responses
import db.webinars
from bot.clock import Clock
from bot.delivery.declining import Wants, reminds
from bot.services.correcting import is_correction, material_of
from bot.services.library import Library
from bot.services.planning import OPENING
from bot.services.purging import purge_at
from bot.services.receiving import open_body
from bot.services.reporting import local
from bot.services.sealing import Seal
from bot.services.standing import Standing, load, wordings_for
from bot.services.storage import Storage
from bot.survey.answers import Answer
from bot.survey.definitions import Webinar, Wording
from db.attendees import AttendeeRow
from db.consents import ConsentRow
from db.enrolments import EnrolmentRow
from db.moments import from_ms
from db.outbox import OutboxRow
from db.webinars import WebinarRow

What = Literal["opening", "reminder", "questions", "words", "materials"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One stored answer; ``said`` as people read it, None: skipped. ``values`` are piped into ``ask``."""

    kind: str
    stored: Answer
    ask: Wording
    said: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Coming:
    """One message that is still to come; ``due_at`` None: nobody knows yet. ``titles`` are its materials'."""

    what: What
    titles: tuple[Wording, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What they said last to one purpose, in the webinar's zone."""

    purpose: str
    given: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything about one webinar they entered. Moments are in its zone; ``kept_until`` None: nothing was promised."""

    webinar: str
    zone: str
    wordings: tuple[str, ...]
    entered_at: datetime
    name: str | None
    wants: Wants
    kept_until: datetime | None
    answers: tuple[Answered, ...]
    coming: tuple[Coming, ...]
    agreed: tuple[Agreed, ...]
    registered: bool = False
    attended: bool | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Everything about one chat; ``document`` is JSON. Webinars: the one entered last first.

    ``language`` and ``met_at`` are None of an organiser who never was an attendee. ``timezone`` is the zone they said
    they live in.
    """

    language: str | None
    met_at: datetime | None
    entries: tuple[Entry, ...]
    document: bytes
    timezone: str | None = None


class Disclosing:
    """Shows people what is stored about them."""

    def __init__(self, store: Storage, clock: Clock, library: Library, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._seal = seal

    async def everything(self, *, chat_id: int) -> Disclosure | None:
        """All that is stored about this chat; None: nobody knows it."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Disclosure | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is None:
                document = self._document(tx, chat_id, None, (), now)
                return Disclosure(None, None, (), document) if self._is_known(tx, chat_id) else None
            standings = [load(tx, self._library, each, attendee) for each in db.responses.of_attendee(tx, attendee.id)]
            return Disclosure(
                language=attendee.language,
                met_at=attendee.met_at,
                entries=tuple(
                    self._entry(tx, attendee, each, standings) for each in db.enrolments.of_attendee(tx, attendee.id)
                ),
                document=self._document(tx, chat_id, attendee.id, standings, now),
                timezone=attendee.timezone,
            )

        return await self._store.read(work)

    def _entry(
        self, tx: sqlite3.Connection, attendee: AttendeeRow, enrolment: EnrolmentRow, standings: Sequence[Standing]
    ) -> Entry:
        row = db.webinars.by_id(tx, enrolment.webinar_id)
        webinar = self._library.webinar(row)
        owed = db.outbox.of_enrolment(tx, webinar_id=row.id, attendee_id=attendee.id)
        until = purge_at(row, webinar)
        return Entry(
            webinar=row.title,
            zone=webinar.timezone,
            wordings=wordings_for(attendee.language, webinar.languages),
            entered_at=local(enrolment.entered_at, webinar),
            name=enrolment.name,
            wants=enrolment.wants,
            kept_until=None if until is None else local(until, webinar),
            answers=tuple(said for each in standings if each.row.id == row.id for said in _answers(each)),
            coming=tuple(_coming(webinar, each) for each in owed if each.settled_at is None),
            registered=enrolment.registered,
            attended=enrolment.attended,
            agreed=tuple(_agreed(webinar, db.consents.of_attendee(tx, attendee.id), row)),
        )

    @staticmethod
    def _is_known(tx: sqlite3.Connection, chat_id: int) -> bool:
        """Whether anything is stored about a chat that is no attendee's."""
        return bool(db.erasures.by_chat(tx, chat_id) or db.erasures.letters(tx, chat_id))

    def _document(
        self,
        tx: sqlite3.Connection,
        chat_id: int,
        attendee_id: int | None,
        standings: Sequence[Standing],
        now: datetime,
    ) -> bytes:
        """All of it for machines; ``attendee_id`` None: they never were one."""
        hanging = {} if attendee_id is None else db.erasures.belongings(tx, attendee_id)
        tables = hanging | db.erasures.by_chat(tx, chat_id)
        consents = [] if attendee_id is None else db.consents.of_attendee(tx, attendee_id)
        entered = [] if attendee_id is None else db.enrolments.of_attendee(tx, attendee_id)
        shape = {
            "told_at": now.isoformat(),
            "tables": {name: [_readable(row, chat_id) for row in rows] for name, rows in tables.items()},
            "answers_in_words": [self._words(each) for each in standings],
            "agreed_to": [
                {"webinar_id": each.webinar_id, "purpose": each.purpose, "given": each.given, "text": each.text}
                for each in consents
            ],
            "webinars": {str(each.webinar_id): db.webinars.by_id(tx, each.webinar_id).title for each in entered},
            "not_carried_out": [
                json.loads(open_body(self._seal, letter) or "null")
                for number in db.erasures.letters(tx, chat_id)
                if (letter := db.inbox.state_of(tx, number)) is not None
            ],
        }
        return json.dumps(shape, ensure_ascii=False, indent=2).encode()

    @staticmethod
    def _words(standing: Standing) -> dict[str, Any]:
        """One response with every answer in words, whether it lies in a table or sealed."""
        seat = standing.seat()
        return {
            "webinar": standing.row.title,
            "survey": standing.survey.title.spoken(*seat.wordings),
            "identity": standing.survey.identity,
            "answers": [
                {
                    "question": question.ask.spoken(*seat.wordings),
                    "state": answer.state,
                    "answer": seat.values["answers"][question.key] or None,
                }
                for question in standing.survey.questions
                if (answer := standing.answers.get(question.key)) is not None
            ],
        }


def _answers(standing: Standing) -> list[Answered]:
    seat, survey = standing.seat(), standing.survey
    return [
        Answered(
            question.kind,
            answer,
            question.ask,
            seat.values["answers"][question.key] if answer.state == "answered" else None,
            seat.values,
        )
        for question in survey.questions
        if (answer := standing.answers.get(question.key)) is not None
        and answer.settled
        and question.kind != "statement"
    ]


def _coming(webinar: Webinar, row: OutboxRow) -> Coming:
    follow_up = webinar.follow_up(row.follow_up)
    titles = {each.key: each.title for each in webinar.materials}
    due_at = None if row.state == "held" or row.due_at is None else row.due_at
    if is_correction(row.follow_up):
        return Coming("materials", tuple(titles[key] for key in [material_of(row.follow_up)] if key in titles), due_at)
    if row.follow_up == OPENING:
        return Coming("opening", (), due_at)
    if follow_up is not None and follow_up.send:
        return Coming("materials", tuple(titles[key] for key in follow_up.send if key in titles), due_at)
    if follow_up is not None and follow_up.survey is not None:
        return Coming("questions", (), due_at)
    return Coming("reminder" if follow_up is not None and reminds(follow_up) else "words", (), due_at)


def _agreed(webinar: Webinar, consents: Sequence[ConsentRow], row: WebinarRow) -> list[Agreed]:
    """What stands of each purpose: the latest that was said to it."""
    latest = {(each.purpose, each.subject): each for each in consents if each.webinar_id == row.id}
    return [Agreed(each.purpose, each.given, local(each.said_at, webinar)) for each in latest.values()]


def _readable(row: Mapping[str, Any], chat_id: int) -> dict[str, Any]:
    """A row with its moments as text and its lists as lists. Whose chat it is, other than theirs, is not theirs."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name in ("chat_id", "invited_by") and value != chat_id:
            told[name] = "of an organiser"
        elif isinstance(value, int) and (name.endswith("_at") or name in ("lease_until", "since", "at")):
            told[name] = from_ms(value).isoformat()
        elif isinstance(value, bytes):
            told[name] = value.hex()
        else:
            told[name] = json.loads(value) if name in ("picks", "revisit") and value else value
    return told
