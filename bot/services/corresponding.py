"""Threads: notes of attendees who agreed to it, and what organisers answer, each going through the bot.

An organiser never learns more of the author than the thread's name, if it has one. Whoever may read the rows of its
webinar reads a thread; a reply to a message that carries a note goes on in its thread. It refuses to send: ``chat``
does, and tells by ``posted`` which message carries which note, so that nothing is carried twice to the same person if
it can be helped.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import db.attendees
import db.notes
import db.threads
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, NotAllowed, Person
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.storage import Storage
from bot.survey.typed import cleaned
from db.threads import ThreadRow

Side = Literal["attendee", "organiser"]


@dataclass(frozen=True, slots=True)
class Carried:
    """A note to be carried on. ``name`` None: its thread is without one. ``chat_id``, ``language``: the attendee's."""

    note_id: int
    thread_id: int
    author: Side
    text: str
    webinar: str
    name: str | None
    chat_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Readership:
    """Somebody a note is for. ``posts`` messages that carry it are there already; ``language`` None: not known."""

    chat_id: int
    posts: int
    language: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One note of a thread, for reading."""

    author: Side
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread for reading. ``last_note_id`` is the note a reply to it answers; ``zone`` is the webinar's."""

    thread_id: int
    webinar: str
    zone: str
    name: str | None
    last_note_id: int
    said: tuple[Said, ...]

    @property
    def waits(self) -> bool:
        """Whether the attendee had the last word."""
        return self.said[-1].author == "attendee"


class Corresponding:
    """Keeps threads."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def reply(self, *, update_id: int, chat_id: int, message_id: int, text: str) -> Carried | None:
        """What was written as a reply to ``message_id`` is a note of the thread whose note that message carries.

        None, and nothing kept, when it carries none, or the writer is no organiser any more. Doing it again for the
        same update keeps nothing more.
        """
        now, text = self._clock.now(), cleaned(text)

        def known(tx: sqlite3.Connection) -> bool:
            return db.notes.carried_by(tx, chat_id=chat_id, message_id=message_id) is not None

        def work(tx: sqlite3.Connection) -> Carried | None:
            found = db.notes.carried_by(tx, chat_id=chat_id, message_id=message_id)
            if found is None or not text:
                return None
            answered, reader = found
            if answered.thread_id is None:
                return None
            if reader == "organiser" and not self._may(tx, Person(chat_id), db.threads.by_id(tx, answered.thread_id)):
                return None
            is_new = db.notes.of_update(tx, update_id, attendee_id=answered.attendee_id) is None
            note = db.notes.keep(
                tx,
                attendee_id=answered.attendee_id,
                thread_id=answered.thread_id,
                author=reader,
                text=text,
                update_id=update_id,
                now=now,
            )
            db.threads.reopen(tx, answered.thread_id)
            if reader == "organiser" and is_new:
                self._log(tx, chat_id, "thread.answered", db.threads.by_id(tx, answered.thread_id), now)
            return carried(tx, note.id)

        if not await self._store.read(known):
            return None
        return await self._store.write(work)

    async def organisers(self, thread_id: int, note_id: int, *, but: int | None = None) -> list[Readership]:
        """Whoever may read the thread ``but`` the one who wrote it, and how many messages each has with the note."""

        def work(tx: sqlite3.Connection) -> list[Readership]:
            thread = db.threads.by_id(tx, thread_id)
            if thread is None:
                return []
            chats = self._access.audience(tx, Act.ROWS, db.webinars.by_id(tx, thread.webinar_id))
            return [_reads(tx, chat_id, note_id) for chat_id in sorted(chats - {but})]

        return await self._store.read(work)

    async def reads(self, note_id: int, *, chat_id: int) -> Readership:
        """How many messages in one chat carry the note."""
        return await self._store.read(lambda tx: _reads(tx, chat_id, note_id))

    async def posted(self, *, note_id: int, chat_id: int, message_id: int, reader: Side) -> None:
        """Remember that this message carries the note to ``reader``."""
        await self._store.write(
            lambda tx: db.notes.keep_post(tx, chat_id=chat_id, message_id=message_id, note_id=note_id, reader=reader)
        )

    async def open_threads(self, *, reader: Person) -> list[Thread]:
        """What is not closed and theirs to read, the latest first. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> list[Thread]:
            self._access.require(tx, reader, Act.ROWS)
            theirs = {row.id for row in self._access.webinars(tx, reader, Act.ROWS)}
            rows = [row for row in db.threads.still_open(tx) if row.webinar_id in theirs]
            return [thread for row in rows if (thread := self._thread(tx, row)) is not None]

        return await self._store.read(work)

    async def thread(self, thread_id: int, *, reader: Person) -> Thread | None:
        """One thread; None if it is gone. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> Thread | None:
            self._access.require(tx, reader, Act.ROWS)
            row = db.threads.by_id(tx, thread_id)
            return self._thread(tx, row) if row is not None and self._may(tx, reader, row) else None

        return await self._store.read(work)

    async def close(self, thread_id: int, *, reader: Person) -> None:
        """It is not listed any more, until somebody writes in it again. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row = db.threads.by_id(tx, thread_id)
            if row is None or not self._may(tx, reader, row):
                raise NotAllowed
            db.threads.close(tx, thread_id, now=now)
            self._log(tx, reader.telegram_id, "thread.closed", row, now)

        await self._store.write(work)

    def _may(self, tx: sqlite3.Connection, reader: Person, thread: ThreadRow | None) -> bool:
        if thread is None:
            return False
        return self._access.may(tx, reader, Act.ROWS, db.webinars.by_id(tx, thread.webinar_id))

    @staticmethod
    def _log(tx: sqlite3.Connection, by: int, action: str, thread: ThreadRow | None, now: datetime) -> None:
        if thread is not None:
            webinar = db.webinars.by_id(tx, thread.webinar_id)
            audit.record(tx, Person(by), action, webinar=webinar, now=now, thread=thread.id)

    def _thread(self, tx: sqlite3.Connection, row: ThreadRow) -> Thread | None:
        notes = db.notes.of_thread(tx, row.id)
        if not notes:
            return None
        webinar = self._library.webinar(db.webinars.by_id(tx, row.webinar_id))
        said = tuple(Said(note.author, note.text, note.written_at) for note in notes)
        return Thread(row.id, webinar.title, webinar.timezone, row.name, notes[-1].id, said)


def carried(tx: sqlite3.Connection, note_id: int) -> Carried | None:
    """The note with what is needed to carry it on; None if it is in no thread."""
    note = db.notes.by_id(tx, note_id)
    thread = None if note is None or note.thread_id is None else db.threads.by_id(tx, note.thread_id)
    if note is None or thread is None:
        return None
    attendee = db.attendees.by_id(tx, thread.attendee_id)
    title = db.webinars.by_id(tx, thread.webinar_id).title
    return Carried(note.id, thread.id, note.author, note.text, title, thread.name, attendee.chat_id, attendee.language)


def _reads(tx: sqlite3.Connection, chat_id: int, note_id: int) -> Readership:
    attendee = db.attendees.by_chat(tx, chat_id)
    return Readership(chat_id, db.notes.posted(tx, note_id).get(chat_id, 0), attendee.language if attendee else None)
