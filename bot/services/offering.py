"""Offered notes: what somebody writes that no question asked for is kept, and passed on only after their yes.

A no deletes it, and so does a week without a word. An anonymous survey passes nothing on: whoever reads a note could
learn who answers. What becomes of a note that was passed on is for ``corresponding``.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

import db.attendees
import db.consents
import db.enrolments
import db.notes
import db.threads
import db.webinars
from bot.clock import Clock
from bot.services.corresponding import Carried, carried
from bot.services.library import Library
from bot.services.storage import Storage
from bot.survey.definitions import Identity
from bot.survey.identities import offers
from bot.survey.typed import cleaned
from db.attendees import AttendeeRow
from db.notes import NoteRow
from db.webinars import WebinarRow

KEPT = timedelta(days=7)
"""How long a note waits for a yes or no."""

MOST_PLACES = 5
"""Of how many webinars somebody is asked which one their note is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A webinar whose organisers a note could go to. ``by_name``: its survey is answered by name anyway."""

    webinar_id: int
    title: str
    by_name: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """The note is kept and nobody has read it. With several ``places``, the one it is about has to be chosen."""

    note_id: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The webinar's survey is anonymous: the note is not kept. ``contact`` is where its author can write instead."""

    contact: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """The note was passed on already."""


class Offering:
    """Keeps notes until their authors decide."""

    def __init__(self, store: Storage, clock: Clock, library: Library) -> None:
        self._store = store
        self._clock = clock
        self._library = library

    async def offer(self, *, update_id: int, chat_id: int, text: str) -> Offered | Sealed | None:
        """Keep ``text`` as an offered note; None, and nothing kept, when there is nobody to pass it on to."""
        now, text = self._clock.now(), cleaned(text)

        def work(tx: sqlite3.Connection) -> Offered | Sealed | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            webinars = _webinars_of(tx, attendee)
            if attendee is None or not webinars or not text:
                return None
            if len(webinars) == 1 and self._is_sealed(tx, webinars[0]):
                return self._sealed(webinars[0])
            note = db.notes.keep(
                tx,
                attendee_id=attendee.id,
                thread_id=None,
                author="attendee",
                text=text,
                update_id=update_id,
                now=now,
            )
            return self._offered(tx, note, webinars)

        return await self._store.write(work)

    async def again(self, *, update_id: int, chat_id: int) -> Offered | Settled | None:
        """What became of the note that an earlier attempt at the same update kept; None if it kept none."""

        def work(tx: sqlite3.Connection) -> Offered | Settled | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            note = None if attendee is None else db.notes.of_update(tx, update_id, attendee_id=attendee.id)
            if note is None:
                return None
            return Settled() if note.thread_id is not None else self._offered(tx, note, _webinars_of(tx, attendee))

        return await self._store.read(work)

    async def place(self, *, chat_id: int, note_id: int, webinar_id: int) -> Offered | Sealed | None:
        """The note is about this webinar; None when there is no such note of theirs that waits."""

        def work(tx: sqlite3.Connection) -> Offered | Sealed | None:
            found = self._waiting(tx, chat_id=chat_id, note_id=note_id, webinar_id=webinar_id)
            if found is None:
                return None
            note, row = found
            if self._is_sealed(tx, row):
                db.notes.forget_offered(tx, note.id, attendee_id=note.attendee_id)
                return self._sealed(row)
            return self._offered(tx, note, [row])

        return await self._store.write(work)

    async def decline(self, *, chat_id: int, note_id: int) -> bool:
        """The note is deleted; False when there is no such note of theirs that waits."""

        def work(tx: sqlite3.Connection) -> bool:
            attendee = db.attendees.by_chat(tx, chat_id)
            return attendee is not None and db.notes.forget_offered(tx, note_id, attendee_id=attendee.id)

        return await self._store.write(work)

    async def pass_on(
        self, *, chat_id: int, note_id: int, webinar_id: int, name: str | None, asked: str, language: str
    ) -> Carried | None:
        """A thread is open with the note in it, and the yes to ``asked`` is on record; what is to be carried.

        ``name`` None: without their name. A note that was passed on already is only carried again, as it was agreed
        then. None when there is no such note of theirs.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Carried | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            note = db.notes.by_id(tx, note_id)
            if attendee is None or note is None or note.attendee_id != attendee.id or note.author != "attendee":
                return None
            if note.thread_id is None:
                found = self._waiting(tx, chat_id=chat_id, note_id=note_id, webinar_id=webinar_id)
                if found is None or self._is_sealed(tx, found[1]):
                    return None
                self._open_thread(tx, note, webinar_id, name=name, asked=asked, language=language, now=now)
            return carried(tx, note_id)

        return await self._store.write(work)

    async def prune(self) -> None:
        """Delete the notes that nobody said yes or no to for a week."""
        before = self._clock.now() - KEPT
        await self._store.write(lambda tx: db.notes.prune_offered(tx, before=before))

    @staticmethod
    def _open_thread(
        tx: sqlite3.Connection,
        note: NoteRow,
        webinar_id: int,
        *,
        name: str | None,
        asked: str,
        language: str,
        now: datetime,
    ) -> None:
        attendee_id = note.attendee_id
        thread_id = db.threads.begin(tx, webinar_id=webinar_id, attendee_id=attendee_id, name=name, now=now)
        db.notes.join_thread(tx, note.id, thread_id=thread_id)
        db.consents.record(
            tx,
            attendee_id=attendee_id,
            webinar_id=webinar_id,
            purpose="thread",
            subject=str(thread_id),
            given=True,
            language=language,
            text=asked,
            now=now,
        )

    @staticmethod
    def _waiting(
        tx: sqlite3.Connection, *, chat_id: int, note_id: int, webinar_id: int
    ) -> tuple[NoteRow, WebinarRow] | None:
        """Their offered note and a webinar they entered, whatever a button says."""
        attendee = db.attendees.by_chat(tx, chat_id)
        note = db.notes.by_id(tx, note_id)
        if attendee is None or note is None or note.attendee_id != attendee.id or note.thread_id is not None:
            return None
        if db.enrolments.find(tx, webinar_id=webinar_id, attendee_id=attendee.id) is None:
            return None
        return note, db.webinars.by_id(tx, webinar_id)

    def _offered(self, tx: sqlite3.Connection, note: NoteRow, webinars: list[WebinarRow]) -> Offered:
        places = (Place(row.id, row.title, self._identity(tx, row) == "identified") for row in webinars)
        return Offered(note.id, tuple(places))

    def _is_sealed(self, tx: sqlite3.Connection, row: WebinarRow) -> bool:
        return not offers(self._identity(tx, row), "threads")

    def _identity(self, tx: sqlite3.Connection, row: WebinarRow) -> Identity:
        return self._library.survey(tx, row.survey_id).identity

    def _sealed(self, row: WebinarRow) -> Sealed:
        privacy = self._library.webinar(row).privacy
        return Sealed(privacy.contact if privacy else None)


def _webinars_of(tx: sqlite3.Connection, attendee: AttendeeRow | None) -> list[WebinarRow]:
    """The latest webinars they entered, the last one first."""
    enrolments = db.enrolments.of_attendee(tx, attendee.id) if attendee else []
    return [db.webinars.by_id(tx, enrolment.webinar_id) for enrolment in enrolments[:MOST_PLACES]]
