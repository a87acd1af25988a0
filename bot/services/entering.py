"""Entering: what ``/start`` leads to.

One transaction enrols the attendee, lays their part of the plan and opens their response; entering twice leads to
where they stand. Before the survey opens they are enrolled and called later; after it closed they still get what was
promised. It refuses to decide when something is sent: ``planning`` lays that down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import db.attendees
import db.enrolments
import db.frozen
import db.inbox
import db.invitations
import db.responses
import db.webinars
from bot.clock import Clock
from bot.services import codes
from bot.services.library import Library
from bot.services.opening import is_paused, open_response
from bot.services.planning import replan_one
from bot.services.storage import Storage
from bot.services.views import Entered, EnteredEarly, EnteredLate, EnteredPaused, Entrance, UnknownCode
from bot.survey.identities import offers
from db.attendees import AttendeeRow
from db.webinars import WebinarRow


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone at the door. ``language`` is one the bot speaks; ``name`` is never stored before they answer by name."""

    chat_id: int
    language: str
    name: str | None


class Entering:
    """Lets people in by their deep link."""

    def __init__(
        self, store: Storage, clock: Clock, library: Library, *, chance: codes.Chance, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._chance = chance
        self._wake = wake

    async def enter(self, visitor: Visitor, *, payload: str) -> Entrance:
        """Enrol ``visitor`` in the webinar whose code ``payload`` is, and say what to show.

        What cannot be a code, or is an unknown one, stores nothing.
        """
        now = self._clock.now()
        link = codes.link(payload)
        if link is None:
            return UnknownCode(visitor.chat_id, visitor.language, garbled=True)
        entrance = await self._store.write(lambda tx: self._enter(tx, visitor, link, now))
        self._wake()
        return entrance

    def _enter(self, tx: sqlite3.Connection, visitor: Visitor, link: codes.Link, now: datetime) -> Entrance:
        row = db.webinars.find(tx, link.code)
        if row is None or row.code != link.code:
            return UnknownCode(visitor.chat_id, visitor.language, garbled=False)
        attendee = db.attendees.meet(tx, chat_id=visitor.chat_id, language=visitor.language, now=now)
        resumed = self._enrol(tx, row, attendee, link, now)
        return replace(self._welcome(tx, row, attendee, visitor, now), resumed=resumed)

    def _welcome(
        self, tx: sqlite3.Connection, row: WebinarRow, attendee: AttendeeRow, visitor: Visitor, now: datetime
    ) -> Entered | EnteredEarly | EnteredLate | EnteredPaused:
        webinar = self._library.webinar(row)
        late = EnteredLate(attendee.chat_id, attendee.language, row.title, len(webinar.materials))
        if db.frozen.moment(tx, row.id) is not None:
            return late
        if webinar.privacy is None or row.opens_at is None or now < row.opens_at:
            opens_at = row.opens_at if webinar.privacy is not None else None
            return EnteredEarly(attendee.chat_id, attendee.language, row.title, opens_at, webinar.timezone)
        if is_paused(row, webinar, now=now):
            known = db.responses.find(tx, webinar_id=row.id, survey_key=webinar.survey, attendee_id=attendee.id)
            return EnteredPaused(attendee.chat_id, attendee.language, begun=known is not None)
        standing = open_response(tx, self._library, row, attendee, chance=self._chance, now=now)
        if standing is None:
            return late
        standing.called(visitor.name)
        return Entered(standing.screen(now))

    def _enrol(
        self,
        tx: sqlite3.Connection,
        row: WebinarRow,
        attendee: AttendeeRow,
        link: codes.Link,
        now: datetime,
    ) -> bool:
        """They are enrolled and get everything; whether they had left and this brings them back.

        A link of one's own is its first user's. Whoever else opens it, or one that nobody was mailed, comes by the
        plain link.
        """
        identity = self._library.survey(tx, row.survey_id).identity
        invited = None
        if link.token is not None and offers(identity, "personal_links"):
            invited = db.invitations.take(tx, webinar_id=row.id, token=link.token, attendee_id=attendee.id)
        source = link.source if invited is None else codes.PERSONAL
        db.enrolments.enrol(tx, webinar_id=row.id, attendee_id=attendee.id, source=source, now=now)
        if invited is not None:
            db.enrolments.register(tx, webinar_id=row.id, attendee_id=attendee.id, attended=invited.attended)
        resumed = db.enrolments.leave(tx, webinar_id=row.id, attendee_id=attendee.id, wants="all", now=now)
        replan_one(tx, row, self._library.webinar(row), attendee.id, now=now)
        return resumed
