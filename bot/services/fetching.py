"""Materials fetched by hand: what is there for somebody, of every webinar they entered, and one of them at a time.

What may be fetched is decided in ``delivery.shelf``; always the newest comes. Fetching changes nothing that is planned:
who fetches today still gets what comes by itself tomorrow.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import db.attendees
import db.bots
import db.briefings
import db.enrolments
import db.handed
import db.materials
import db.outbox
import db.responses
import db.webinars
from bot.clock import Clock
from bot.delivery.ports import MaterialPart
from bot.delivery.retry import Sent
from bot.delivery.shelf import Reach, reach
from bot.services.contents import material_part
from bot.services.handing import note_handed
from bot.services.library import Library
from bot.services.listing import is_list
from bot.services.standing import load, wordings_for
from bot.services.storage import Storage
from bot.survey.definitions import Material, Wording
from bot.survey.piping import piped
from db.attendees import AttendeeRow
from db.enrolments import EnrolmentRow
from db.materials import MaterialRow

A_MOMENT = timedelta(seconds=10)
"""A second tap within this time after something came is taken for the same wish: people tap twice, and wait."""


@dataclass(frozen=True, slots=True)
class Address:
    """In which languages somebody is spoken to about a webinar, and what is piped into its wordings."""

    language: str
    wordings: tuple[str, ...]
    webinar: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One material and how it stands for them; never hidden."""

    material_id: int
    title: Wording
    reach: Reach


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one webinar promised somebody."""

    address: Address
    materials: tuple[OnShelf, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """This is to be sent now."""

    address: Address
    part: MaterialPart


@dataclass(frozen=True, slots=True)
class _Found:
    """A material that is not hidden from them, with its row."""

    row: MaterialRow
    defined: Material
    shown: OnShelf


class Fetching:
    """Hands out materials."""

    def __init__(self, store: Storage, clock: Clock, library: Library) -> None:
        self._store = store
        self._clock = clock
        self._library = library

    async def shelves(self, chat_id: int) -> tuple[Shelf, ...]:
        """Everything there is for this chat, by webinar, the latest entered first; none of a webinar is no shelf."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[Shelf, ...]:
            attendee = db.attendees.by_chat(tx, chat_id)
            entered = db.enrolments.of_attendee(tx, attendee.id) if attendee else []
            return tuple(self._shelves(tx, attendee, entered, now)) if attendee else ()

        return await self._store.read(work)

    async def fetch(self, chat_id: int, material_id: int) -> Fetched | Reach:
        """The material for this chat, if it may be fetched now; else why not. A foreign or unknown id is hidden."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Fetched | Reach:
            attendee, webinar_id = db.attendees.by_chat(tx, chat_id), db.materials.webinar_of(tx, material_id)
            if attendee is None or webinar_id is None:
                return Reach.HIDDEN
            enrolment = db.enrolments.find(tx, webinar_id=webinar_id, attendee_id=attendee.id)
            found = self._found(tx, enrolment, now) if enrolment else ()
            each = next((each for each in found if each.row.id == material_id), None)
            if enrolment is None or each is None:
                return Reach.HIDDEN
            if each.shown.reach is not Reach.READY:
                return each.shown.reach
            last = db.handed.find(tx, material_id=material_id, attendee_id=attendee.id)
            if last is not None and last.edition == each.row.edition and now - last.handed_at < A_MOMENT:
                return Reach.JUST_SENT
            bot = db.bots.known(tx)
            address = self._address(tx, attendee, enrolment)
            part = material_part(
                tx, each.row, each.defined, None, bot=bot.telegram_id if bot else 0, language=address.wordings[0]
            )
            return Fetched(address, part)

        return await self._store.read(work)

    async def handed(self, chat_id: int, part: MaterialPart, sent: Sent) -> None:
        """They have it now; and remember what Telegram called its files, for whoever gets it next."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            bot, attendee = db.bots.known(tx), db.attendees.by_chat(tx, chat_id)
            if bot is not None and attendee is not None:
                note_handed(tx, part, sent, attendee_id=attendee.id, bot=bot.telegram_id, now=now)

        await self._store.write(work)

    async def lost(self, part: MaterialPart) -> None:
        """Telegram does not know its files any more by the names that were kept; what has no bytes is missing now."""

        def work(tx: sqlite3.Connection) -> None:
            if (bot := db.bots.known(tx)) is not None:
                db.materials.forget_file_ids(tx, part.material_id, telegram_id=bot.telegram_id)

        await self._store.write(work)

    def _shelves(
        self, tx: sqlite3.Connection, attendee: AttendeeRow, entered: list[EnrolmentRow], now: datetime
    ) -> Iterator[Shelf]:
        for enrolment in entered:
            found = tuple(each.shown for each in self._found(tx, enrolment, now))
            if found:
                yield Shelf(self._address(tx, attendee, enrolment), found)

    def _found(self, tx: sqlite3.Connection, enrolment: EnrolmentRow, now: datetime) -> Iterator[_Found]:
        """The webinar's materials that are not hidden from them, in the definition's order."""
        row = db.webinars.by_id(tx, enrolment.webinar_id)
        webinar = self._library.webinar(row)
        there = {each.key: each for each in db.materials.of_webinar(tx, row.id) if not is_list(each)}
        owed = db.outbox.of_enrolment(tx, webinar_id=row.id, attendee_id=enrolment.attendee_id)
        states = {each.follow_up: each.state for each in owed}
        for material in webinar.materials:
            each = there.get(material.key)
            if each is None:
                continue
            here = each.is_there or self._composed(tx, each)
            stands = reach(each.key, webinar.follow_ups, states, here=here, ended=now >= row.ends_at)
            if stands is not Reach.HIDDEN:
                yield _Found(each, material, OnShelf(each.id, material.title, stands))

    def _composed(self, tx: sqlite3.Connection, material: MaterialRow) -> bool:
        """Whether it is a briefing that there are prints of."""
        briefing = db.briefings.find(tx, material.id) if material.composed else None
        return briefing is not None and briefing.composed is not None

    def _address(self, tx: sqlite3.Connection, attendee: AttendeeRow, enrolment: EnrolmentRow) -> Address:
        row = db.webinars.by_id(tx, enrolment.webinar_id)
        webinar = self._library.webinar(row)
        wordings = wordings_for(attendee.language, webinar.languages)
        response = db.responses.find(tx, webinar_id=row.id, survey_key=webinar.survey, attendee_id=attendee.id)
        standing = load(tx, self._library, response, attendee) if response else None
        survey = standing.survey if standing else self._library.survey(tx, row.survey_id)
        answers = standing.answers if standing else {}
        values = piped(survey, answers, name=enrolment.name, webinar=row.title, languages=wordings)
        return Address(attendee.language, wordings, row.title, values)
