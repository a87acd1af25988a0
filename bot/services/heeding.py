"""Heeding: what somebody says by a button under a follow-up, and why they got it.

It goes by who taps and what the definition says, not by the outbox, whose row may be gone. A button that somebody else
was shown, or that the webinar's plan has no more, does nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import db.attendees
import db.enrolments
import db.frozen
import db.outbox
import db.responses
import db.steered
import db.votes
import db.webinars
from bot.clock import Clock
from bot.delivery.declining import NO_MORE_OF_IT
from bot.services.library import Library
from bot.services.planning import replan_one
from bot.services.reporting import local
from bot.services.storage import Storage
from bot.survey.definitions import FollowUp, Webinar
from bot.survey.rules import is_for_unfinished
from db.webinars import WebinarRow

Whom = Literal["everyone", "agreed", "unfinished", "some"]


@dataclass(frozen=True, slots=True)
class Under:
    """The follow-up ``key`` of a webinar, in a chat: what a button stands under."""

    chat_id: int
    webinar_id: int
    key: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody got a follow-up. ``entered_at`` is in the webinar's zone; ``whom`` it goes to."""

    webinar: str
    entered_at: datetime
    finished: bool
    whom: Whom


@dataclass(frozen=True, slots=True)
class _Found:
    row: WebinarRow
    webinar: Webinar
    attendee_id: int
    follow_up: FollowUp


class Heeding:
    """Takes what is said under a follow-up."""

    def __init__(self, store: Storage, clock: Clock, library: Library, *, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._wake = wake

    async def vote(self, under: Under, *, useful: bool) -> bool:
        """They found it useful, or not, whatever they said before; False: it is not for them to say, or no more."""

        def work(tx: sqlite3.Connection) -> bool:
            found = self._find(tx, under)
            if found is None or "useful" not in found.follow_up.buttons:
                return False
            if db.frozen.moment(tx, found.row.id) is not None:
                return False
            key, attendee_id = found.follow_up.key, found.attendee_id
            db.votes.vote(tx, webinar_id=found.row.id, attendee_id=attendee_id, follow_up=key, useful=useful)
            return True

        return await self._store.write(work)

    async def topic(self, under: Under) -> str | None:
        """What the follow-up is about, if it says; None also when it is not theirs."""

        def work(tx: sqlite3.Connection) -> str | None:
            found = self._find(tx, under)
            return found.follow_up.topic if found else None

        return await self._store.read(work)

    async def stop(self, under: Under, *, stops: bool) -> str | None:
        """Nothing more comes of this follow-up's topic (or ``stops`` is False: it comes again); the webinar's title.

        None: it is not theirs, or has no topic.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> str | None:
            found = self._find(tx, under)
            if found is None or found.follow_up.topic is None:
                return None
            change = db.votes.stop if stops else db.votes.resume
            topic, attendee_id = found.follow_up.topic, found.attendee_id
            change(tx, webinar_id=found.row.id, attendee_id=attendee_id, topic=topic)
            if stops:
                _take_back(tx, found, topic, now)
            replan_one(tx, found.row, found.webinar, attendee_id, now=now)
            return found.row.title

        title = await self._store.write(work)
        self._wake()
        return title

    async def why(self, under: Under) -> Why | None:
        """Why they got it; None: it is not theirs."""

        def work(tx: sqlite3.Connection) -> Why | None:
            found = self._find(tx, under)
            if found is None:
                return None
            enrolment = db.enrolments.find(tx, webinar_id=found.row.id, attendee_id=found.attendee_id)
            response = db.responses.find(
                tx, webinar_id=found.row.id, survey_key=found.webinar.survey, attendee_id=found.attendee_id
            )
            assert enrolment is not None, "found by it"
            finished = response is not None and response.finished_at is not None
            return Why(found.row.title, local(enrolment.entered_at, found.webinar), finished, _whom(found.follow_up))

        return await self._store.read(work)

    def _find(self, tx: sqlite3.Connection, under: Under) -> _Found | None:
        attendee = db.attendees.by_chat(tx, under.chat_id)
        if attendee is None:
            return None
        if db.enrolments.find(tx, webinar_id=under.webinar_id, attendee_id=attendee.id) is None:
            return None
        row = db.webinars.by_id(tx, under.webinar_id)
        webinar = self._library.webinar(row)
        follow_up = webinar.follow_up(under.key)
        return None if follow_up is None else _Found(row, webinar, attendee.id, follow_up)


def _take_back(tx: sqlite3.Connection, found: _Found, topic: str, now: datetime) -> None:
    """What is owed of the topic is not sent, also what a worker has in hand."""
    about = {each.key for each in found.webinar.follow_ups if each.topic == topic}
    for owed in db.outbox.of_enrolment(tx, webinar_id=found.row.id, attendee_id=found.attendee_id):
        if owed.follow_up in about:
            db.steered.cancel(tx, owed.id, reason=NO_MORE_OF_IT, now=now)


def _whom(follow_up: FollowUp) -> Whom:
    if follow_up.consent is not None:
        return "agreed"
    if follow_up.to is None:
        return "everyone"
    return "unfinished" if is_for_unfinished(follow_up.to) else "some"
