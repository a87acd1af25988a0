"""Purging: answers are kept for as long as attendees were told, and not a day longer.

When a webinar's time is up, what its answers add up to is frozen in one transaction; from then on they count no more,
and they are deleted in portions that keep nobody waiting. A run that ends in between goes on at the next knock.
"""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta
from functools import partial

import msgspec

import db.editions
import db.frozen
import db.invitations
import db.surveys
import db.webinars
from bot.clock import Clock
from bot.insight.withholding import LIMIT
from bot.services.editions import Steps
from bot.services.library import Library
from bot.services.reporting import counted
from bot.services.sealing import NotOpened
from bot.services.storage import Storage
from bot.survey.definitions import Webinar
from db.frozen import Deleted
from db.webinars import WebinarRow

log = logging.getLogger("afterword.services")

LATE_KEPT = timedelta(days=1)
"""How long somebody is known who enters after the purge: until what was promised to everybody has reached them."""

PORTION = 100
"""People, or imported responses, deleted in one transaction."""


def purge_at(row: WebinarRow, webinar: Webinar) -> datetime | None:
    """When the answers to a webinar are deleted: nothing is kept longer than attendees were told.

    The time runs from the first answer there could be, and nothing is deleted before the survey has closed. None:
    nothing was promised, or for longer than a calendar holds.
    """
    if webinar.privacy is None:
        return None
    try:
        kept_until = (row.opens_at or row.starts_at) + webinar.privacy.retention
    except OverflowError:
        return None
    return max(kept_until, row.closes_at or row.ends_at)


class Purging:
    """Freezes figures and deletes answers."""

    def __init__(
        self, store: Storage, clock: Clock, library: Library, *, limit: int = LIMIT, portion: int = PORTION
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._limit = limit
        self._portion = portion

    async def purge(self) -> None:
        """Every webinar whose time is up is frozen, and its answers are deleted. Doing it again changes nothing."""
        now = self._clock.now()
        for row in await self._store.read(partial(self._due, now=now)):
            try:
                await self._store.write(partial(self._freeze, row=row, now=now))
            except NotOpened as trouble:  # others' time is up all the same, and the bot has to start
                log.error("answers are not deleted: %s", trouble, extra={"action": "purge_failed", "webinar": row.id})
        left = await self._store.read(partial(db.frozen.undeleted, late_before=now - LATE_KEPT))
        for webinar_id, until in left:
            await self._delete(webinar_id, until)

    def _due(self, tx: sqlite3.Connection, *, now: datetime) -> list[WebinarRow]:
        rows = ((row, purge_at(row, self._library.webinar(row))) for row in db.webinars.every(tx))
        return [row for row, at in rows if at is not None and at <= now and db.frozen.moment(tx, row.id) is None]

    def _freeze(self, tx: sqlite3.Connection, *, row: WebinarRow, now: datetime) -> None:
        """The figures of every survey that the webinar asked are stored, small groups withheld in all of them.

        Also in identified surveys: that organisers saw who answered what ends with the answers.
        """
        # What was read may have been applied anew since.
        row = db.webinars.by_id(tx, row.id)
        webinar = self._library.webinar(row)
        at = purge_at(row, webinar)
        if at is None or at > now or db.frozen.moment(tx, row.id) is not None:
            return
        reports = [(key, *self._reports(tx, row, key)) for key in self._asked(tx, row, webinar)]
        db.frozen.freeze(tx, row.id, reports, now=now)
        db.editions.drop(tx, row.id)  # numbers that people typed, one by one
        db.invitations.drop(tx, row.id)  # hashes of addresses: kept no longer than the answers

    def _reports(self, tx: sqlite3.Connection, row: WebinarRow, key: str) -> tuple[str, str]:
        """What the answers add up to, and what of it those are told who may not read rows, both as JSON text."""
        whole = counted(tx, self._library, row, limit=self._limit, survey=key, identity="pseudonymous")
        told = counted(tx, self._library, row, limit=self._limit, survey=key, identity="pseudonymous", steps=Steps())
        return msgspec.json.encode(whole).decode(), msgspec.json.encode(told).decode()

    def _asked(self, tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar) -> list[str]:
        """The surveys to freeze: the webinar's own first, those of its follow-ups, and those it once asked."""
        own = self._library.survey(tx, row.survey_id).key
        brought = [each.survey for each in webinar.follow_ups if each.survey is not None]
        keys = dict.fromkeys([own, *brought, *db.frozen.surveys_answered(tx, row.id)])
        return [key for key in keys if db.surveys.latest(tx, key) is not None]

    async def _delete(self, webinar_id: int, until: datetime) -> None:
        """Everything about people who entered before ``until`` is gone, which is told in one line."""
        total = Deleted()
        portion = partial(db.frozen.delete_portion, webinar_id=webinar_id, until=until, limit=self._portion)
        while (deleted := await self._store.write(portion)) is not None:
            total += deleted
        log.info(
            "answers were deleted, as was promised",
            extra={
                "action": "purged",
                "webinar": webinar_id,
                "responses": total.responses,
                "answers": total.answers,
                "enrolments": total.enrolments,
                "outbox": total.messages,
                "attendees": total.attendees,
            },
        )
