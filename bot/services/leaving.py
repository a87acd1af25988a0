"""Leaving: who wants no more questions, or no more messages at all, gets none from the moment they say so.

One transaction notes it, takes back what is owed and plans what is owed all the same: what waited for somebody's
answers goes at once when they leave. The link of a webinar, or a button, brings everything of that webinar back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import db.attendees
import db.enrolments
import db.outbox
import db.steered
import db.webinars
from bot.clock import Clock
from bot.delivery.declining import Wants
from bot.delivery.plan import NO_LONGER_OWED
from bot.services.library import Library
from bot.services.planning import replan_one, why_unwanted
from bot.services.storage import Storage
from db.attendees import AttendeeRow
from db.enrolments import EnrolmentRow

_STRICTER: dict[Wants, int] = {"all": 0, "promised": 1, "nothing": 2}


@dataclass(frozen=True, slots=True)
class Subscription:
    """One webinar that somebody entered, and what of it they want."""

    webinar_id: int
    webinar: str
    wants: Wants


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """All of somebody's webinars, the one entered last first. ``language`` None: the bot does not know them."""

    webinars: tuple[Subscription, ...]
    language: str | None = None


class Leaving:
    """Lets people go."""

    def __init__(self, store: Storage, clock: Clock, library: Library, *, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._wake = wake

    async def subscriptions(self, *, chat_id: int) -> Subscriptions:
        """What may be sent to this chat."""
        return await self._store.read(lambda tx: _subscriptions(tx, chat_id))

    async def leave(self, *, chat_id: int, wants: Wants, webinar_id: int | None) -> Subscriptions:
        """No more than what they want comes of this webinar (None: of any) from now on; what may still be sent then.

        Who wanted less before wants no more by this. Saying it again changes nothing.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Subscriptions:
            attendee = db.attendees.by_chat(tx, chat_id)
            for enrolment in db.enrolments.of_attendee(tx, attendee.id) if attendee else ():
                concerned = webinar_id is None or enrolment.webinar_id == webinar_id
                if attendee and concerned and _STRICTER[wants] > _STRICTER[enrolment.wants]:
                    self._leave(tx, attendee, enrolment, wants, now)
            return _subscriptions(tx, chat_id)

        left = await self._store.write(work)
        self._wake()
        return left

    async def return_to(self, *, chat_id: int, webinar_id: int) -> Subscriptions:
        """Everything of this webinar comes again, if they had entered it; what may be sent then."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Subscriptions:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee and db.enrolments.leave(
                tx, webinar_id=webinar_id, attendee_id=attendee.id, wants="all", now=now
            ):
                row = db.webinars.by_id(tx, webinar_id)
                replan_one(tx, row, self._library.webinar(row), attendee.id, now=now)
            return _subscriptions(tx, chat_id)

        back = await self._store.write(work)
        self._wake()
        return back

    def _leave(
        self, tx: sqlite3.Connection, attendee: AttendeeRow, enrolment: EnrolmentRow, wants: Wants, now: datetime
    ) -> None:
        webinar_id = enrolment.webinar_id
        db.enrolments.leave(tx, webinar_id=webinar_id, attendee_id=attendee.id, wants=wants, now=now)
        row = db.webinars.by_id(tx, webinar_id)
        webinar = self._library.webinar(row)
        # The plan leaves what a worker has in hand as it is; here a claim is void, and nothing more of it is sent.
        for owed in db.outbox.of_enrolment(tx, webinar_id=webinar_id, attendee_id=attendee.id):
            reason = why_unwanted(webinar, owed.follow_up, wants=wants)
            if reason != NO_LONGER_OWED:
                db.steered.cancel(tx, owed.id, reason=reason, now=now)
        replan_one(tx, row, webinar, attendee.id, now=now)


def _subscriptions(tx: sqlite3.Connection, chat_id: int) -> Subscriptions:
    attendee = db.attendees.by_chat(tx, chat_id)
    if attendee is None:
        return Subscriptions(())
    found = [
        Subscription(each.webinar_id, db.webinars.by_id(tx, each.webinar_id).title, each.wants)
        for each in db.enrolments.of_attendee(tx, attendee.id)
    ]
    return Subscriptions(tuple(found), attendee.language)
