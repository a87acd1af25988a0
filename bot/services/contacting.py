"""Contact lists: only who asked for it stands on one, with the words they wrote for it, until they take them off.

Whoever gets a list gets it as it stands then. It refuses to guess: nothing of somebody is listed before they wrote it
themselves, and what they write long after they were asked is not taken for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import db.attendees
import db.contacts
import db.enrolments
import db.materials
import db.outbox
import db.webinars
from bot.clock import Clock
from bot.delivery.ports import ListPart
from bot.services.library import Library
from bot.services.listing import is_list, list_parts
from bot.services.permissions import CONTACTS, has_contact_list, record
from bot.services.standing import wordings_for
from bot.services.storage import Storage
from bot.survey.definitions import Webinar
from bot.survey.typed import cleaned
from db.attendees import AttendeeRow
from db.contacts import ContactRow

LONGEST_ENTRY = 200
"""Characters of what somebody says of themselves."""

WAITS = timedelta(hours=1)
"""How long after they were asked the next text is taken for an entry."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One of somebody's webinars with a contact list; ``entry`` is how they appear, None: they do not.

    ``shown``: they may see the list whenever they want, because they are on it or were sent it.
    """

    webinar_id: int
    webinar: str
    entry: str | None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it stands now, and in which languages it is told."""

    language: str
    wordings: tuple[str, ...]
    webinar: str
    parts: tuple[ListPart, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TooLong:
    """Nothing was stored: an entry has at most ``limit`` characters."""

    limit: int


class Contacting:
    """Keeps contact lists."""

    def __init__(self, store: Storage, clock: Clock, library: Library) -> None:
        self._store = store
        self._clock = clock
        self._library = library

    async def memberships(self, *, chat_id: int) -> list[Membership]:
        """Their webinars that have a contact list, the one entered last first."""

        def work(tx: sqlite3.Connection) -> list[Membership]:
            attendee = db.attendees.by_chat(tx, chat_id)
            return [] if attendee is None else self._memberships(tx, attendee)

        return await self._store.read(work)

    async def agree(self, *, chat_id: int, webinar_id: int, text: str, language: str) -> Membership | None:
        """They said yes to ``text``: their next text is their entry. None: there is no such list for them."""
        return await self._say(chat_id, webinar_id, given=True, text=text, language=language)

    async def refuse(self, *, chat_id: int, webinar_id: int, text: str, language: str) -> Membership | None:
        """They said no to ``text``, now or after a yes: nothing of them is on the list."""
        return await self._say(chat_id, webinar_id, given=False, text=text, language=language)

    async def write(self, *, update_id: int, chat_id: int, text: str) -> Membership | TooLong | None:
        """``text`` is their entry, if they were asked for one within the hour; None: they were not."""
        now, entry = self._clock.now(), " ".join(cleaned(text).split())

        def work(tx: sqlite3.Connection) -> Membership | TooLong | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            asked = next((row for row in _contacts(tx, attendee) if row.state == "asked"), None)
            if attendee is None or asked is None or now - asked.said_at > WAITS or not entry:
                return None
            if len(entry) > LONGEST_ENTRY:
                return TooLong(LONGEST_ENTRY)
            db.contacts.put(
                tx,
                webinar_id=asked.webinar_id,
                attendee_id=attendee.id,
                entry=entry,
                update_id=update_id,
                now=now,
            )
            return self._membership(tx, attendee, asked.webinar_id)

        return await self._store.write(work)

    async def again(self, *, update_id: int, chat_id: int) -> Membership | None:
        """What an earlier attempt at the same update stored, if it was an entry."""

        def work(tx: sqlite3.Connection) -> Membership | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            stored = next((row for row in _contacts(tx, attendee) if row.update_id == update_id), None)
            if attendee is None or stored is None or stored.state != "listed":
                return None
            return self._membership(tx, attendee, stored.webinar_id)

        return await self._store.read(work)

    async def show(self, *, chat_id: int, webinar_id: int) -> Listed | None:
        """The list as it stands; None: there is none that they may see."""

        def work(tx: sqlite3.Connection) -> Listed | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            place = self._membership(tx, attendee, webinar_id) if attendee else None
            if attendee is None or place is None or not place.shown:
                return None
            webinar = self._library.webinar(db.webinars.by_id(tx, webinar_id))
            titles = {each.key: each.title for each in webinar.materials}
            made = [each for each in db.materials.of_webinar(tx, webinar_id) if is_list(each) and each.key in titles]
            parts = [part for each in made for part in list_parts(tx, webinar_id, each, titles[each.key], None)]
            wordings = wordings_for(attendee.language, webinar.languages)
            return Listed(attendee.language, wordings, webinar.title, tuple(parts))

        return await self._store.read(work)

    async def _say(self, chat_id: int, webinar_id: int, *, given: bool, text: str, language: str) -> Membership | None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Membership | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is None or self._membership(tx, attendee, webinar_id) is None:
                return None
            record(tx, webinar_id, attendee.id, "contacts", CONTACTS, given, text, language, now)
            if given:
                db.contacts.ask(tx, webinar_id=webinar_id, attendee_id=attendee.id, now=now)
            else:
                db.contacts.remove(tx, webinar_id=webinar_id, attendee_id=attendee.id)
            return self._membership(tx, attendee, webinar_id)

        return await self._store.write(work)

    def _membership(self, tx: sqlite3.Connection, attendee: AttendeeRow, webinar_id: int) -> Membership | None:
        found = self._memberships(tx, attendee)
        return next((each for each in found if each.webinar_id == webinar_id), None)

    def _memberships(self, tx: sqlite3.Connection, attendee: AttendeeRow) -> list[Membership]:
        entries = {row.webinar_id: row.entry for row in _contacts(tx, attendee)}
        found = []
        for enrolment in db.enrolments.of_attendee(tx, attendee.id):
            row = db.webinars.by_id(tx, enrolment.webinar_id)
            webinar = self._library.webinar(row)
            listed = has_contact_list(webinar, self._library.survey(tx, row.survey_id).identity)
            if listed or row.id in entries:
                entry = entries.get(row.id)
                shown = entry is not None or _was_sent(tx, row.id, webinar, attendee.id)
                found.append(Membership(row.id, row.title, entry, shown))
        return found


def _was_sent(tx: sqlite3.Connection, webinar_id: int, webinar: Webinar, attendee_id: int) -> bool:
    """Whether some follow-up brought them the list."""
    lists = {each.key for each in webinar.materials if each.kind == CONTACTS}
    sends = {each.key for each in webinar.follow_ups if not lists.isdisjoint(each.send)}
    rows = db.outbox.of_enrolment(tx, webinar_id=webinar_id, attendee_id=attendee_id)
    return any(row.state == "sent" and row.follow_up in sends for row in rows)


def _contacts(tx: sqlite3.Connection, attendee: AttendeeRow | None) -> list[ContactRow]:
    return [] if attendee is None else db.contacts.of_attendee(tx, attendee.id)
