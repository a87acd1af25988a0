"""What comes of a yes or no to further messages: it is on record with the words it was said to, and the plan follows.

Who said yes can end it from each such message. What was asked and what stands is read by ``permissions``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import db.attendees
import db.enrolments
import db.webinars
from bot.clock import Clock
from bot.services.library import Library
from bot.services.permissions import agreed, mark_of, record
from bot.services.planning import replan_one
from bot.services.storage import Storage
from bot.services.views import Alert, Permit
from bot.survey.definitions import Webinar
from db.webinars import WebinarRow


class Asking:
    """Takes yes and no."""

    def __init__(self, store: Storage, clock: Clock, library: Library, *, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._wake = wake

    async def permit(self, *, chat_id: int, ask: Permit, given: bool, text: str, language: str) -> bool:
        """Their answer to ``ask``, shown as ``text``, is on record, and what is owed follows; False: not theirs."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            found = self._enrolled(tx, chat_id, ask.webinar_id)
            if found is None:
                return False
            row, webinar, attendee_id = found
            follow_up = next((each for each in webinar.follow_ups if mark_of(each) == ask.mark), None)
            if follow_up is None or follow_up.consent is None:
                return False
            record(tx, row.id, attendee_id, "follow_up", follow_up.key, given, text, language, now)
            replan_one(tx, row, webinar, attendee_id, now=now)
            return True

        done = await self._store.write(work)
        self._wake()
        return done

    async def alert(self, *, chat_id: int, ask: Alert, given: bool, text: str, language: str) -> bool:
        """Whether the organisers may be told of their very low answer is on record; False: not theirs."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            found = self._enrolled(tx, chat_id, ask.webinar_id)
            if found is None:
                return False
            row, _, attendee_id = found
            record(tx, row.id, attendee_id, "alert", ask.survey, given, text, language, now)
            return True

        return await self._store.write(work)

    async def withdraw(self, *, chat_id: int, webinar_id: int, language: str) -> bool:
        """Nothing more comes of what they once agreed to be sent about this webinar; False: they have no such thing."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            found = self._enrolled(tx, chat_id, webinar_id)
            if found is None:
                return False
            row, webinar, attendee_id = found
            standing = agreed(tx, row, webinar, attendee_id)
            for follow_up in webinar.follow_ups:
                if follow_up.key in standing and follow_up.consent is not None:
                    text = follow_up.consent.spoken(language, *webinar.languages)
                    record(tx, row.id, attendee_id, "follow_up", follow_up.key, False, text, language, now)
            replan_one(tx, row, webinar, attendee_id, now=now)
            return True

        return await self._store.write(work)

    def _enrolled(
        self, tx: sqlite3.Connection, chat_id: int, webinar_id: int
    ) -> tuple[WebinarRow, Webinar, int] | None:
        """The webinar as ``chat_id`` has entered it, whatever a button says."""
        attendee = db.attendees.by_chat(tx, chat_id)
        if attendee is None or db.enrolments.find(tx, webinar_id=webinar_id, attendee_id=attendee.id) is None:
            return None
        row = db.webinars.by_id(tx, webinar_id)
        return row, self._library.webinar(row), attendee.id
