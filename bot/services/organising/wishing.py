"""Wishing: what an organiser wants to be told besides the card and the summary. Off unless they switch it on.

A digest comes ``DIGESTS`` after the opening. An alert comes when somebody answers a scale with its very worst option
where answers bear names; where they bear none, once that person has agreed to it; of an anonymous survey, never.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec

import db.bulletins
import db.lows
import db.responses
import db.watches
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.bulletins import Body, Digest, Low
from bot.services.errors import Refusal
from bot.services.keeping import shelf_of
from bot.services.library import Library
from bot.services.opening import is_open
from bot.services.organising import audit
from bot.services.storage import Storage
from bot.survey.contentment import lowest, very_low
from bot.survey.definitions import Survey, Webinar
from db.bulletins import What
from db.watches import WatchRow
from db.webinars import WebinarRow

DIGESTS = (timedelta(hours=2), timedelta(hours=24))
"""How long after the opening a digest comes."""

LATE = timedelta(hours=3)
"""A digest that is late by more than this is left out: the next one, or the summary, says more."""

Wish = Literal["digests", "alerts"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody is told of a webinar. ``may_alert``: they may read single answers to its survey, which is not
    anonymous. ``consents``: a low one is told if whoever gave it agrees.
    """

    webinar_id: int
    title: str
    digests: bool
    alerts: bool
    may_alert: bool
    consents: bool


class Wishing:
    """Keeps wishes, and makes what they ask for."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def of(self, by: Person, webinar_id: int) -> Wishes:
        """What they are told of it. Raises: NotAllowed, UnknownWebinar."""
        return await self._store.read(lambda tx: self._of(tx, by, webinar_id))

    async def turn(self, by: Person, webinar_id: int, wish: Wish) -> Wishes:
        """What was on is off, and the other way round. Raises: NotAllowed, UnknownWebinar, Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Wishes:
            there = self._of(tx, by, webinar_id)
            if wish == "alerts" and not there.may_alert:
                raise Refusal("Alerts need a survey that is not anonymous, and the right to read answers.")
            digests = there.digests != (wish == "digests")
            alerts = there.alerts != (wish == "alerts")
            db.watches.wish(tx, chat_id=by.telegram_id, webinar_id=webinar_id, digests=digests, alerts=alerts, now=now)
            row = db.webinars.by_id(tx, webinar_id)
            audit.record(tx, by, f"wish.{wish}", webinar=row, now=now, on=int(digests if wish == "digests" else alerts))
            return self._of(tx, by, webinar_id)

        return await self._store.write(work)

    async def fulfil(self) -> None:
        """What is wished for and has come about is to be told; once each."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            for chat_id, what, subject, body in self._due(tx, now):
                text = msgspec.json.encode(body).decode()
                db.bulletins.make(tx, chats=[chat_id], what=what, subject=subject, body=text, now=now)

        if await self._store.read(lambda tx: next(self._due(tx, now), None)) is not None:
            await self._store.write(work)

    def _of(self, tx: sqlite3.Connection, by: Person, webinar_id: int) -> Wishes:
        row = self._access.numbered(tx, by, Act.STEER, webinar_id)
        watch = db.watches.find(tx, chat_id=by.telegram_id, webinar_id=row.id)
        identity = self._library.survey(tx, row.survey_id).identity
        return Wishes(
            webinar_id=row.id,
            title=row.title,
            digests=watch is not None and watch.digests,
            alerts=watch is not None and watch.alerts,
            may_alert=identity != "anonymous" and self._access.may(tx, by, Act.ROWS, row),
            consents=identity == "pseudonymous",
        )

    def _due(self, tx: sqlite3.Connection, now: datetime) -> Iterator[tuple[int, What, str, Body]]:
        for watch in db.watches.wished(tx):
            row = db.webinars.by_id(tx, watch.webinar_id)
            webinar = self._library.webinar(row)
            if watch.digests and is_open(row, webinar, now=now):
                yield from self._digest(tx, watch, row, now)
            if watch.alerts:
                yield from self._alerts(tx, watch, row, webinar, now)

    def _digest(
        self, tx: sqlite3.Connection, watch: WatchRow, row: WebinarRow, now: datetime
    ) -> Iterator[tuple[int, What, str, Body]]:
        for after in DIGESTS if row.opens_at is not None else ():
            assert row.opens_at is not None
            subject = f"{row.key}/{watch.chat_id}/{after / timedelta(hours=1):g}h/{row.opens_at}"
            if after <= now - row.opens_at < after + LATE and _new(tx, "digest", subject):
                yield watch.chat_id, "digest", subject, Digest(row.key)

    def _alerts(
        self, tx: sqlite3.Connection, watch: WatchRow, row: WebinarRow, webinar: Webinar, now: datetime
    ) -> Iterator[tuple[int, What, str, Body]]:
        survey = self._library.survey(tx, row.survey_id)
        may = self._access.may(tx, Person(watch.chat_id), Act.ROWS, row)
        if survey.identity == "anonymous" or not may:
            return
        if survey.identity == "pseudonymous":
            yield from self._agreed(tx, watch, row, webinar, survey, now)
            return
        for question, option in lowest(survey):
            picks = json.dumps([option.key], separators=(",", ":"))
            lows = db.lows.since(
                tx, webinar_id=row.id, survey_id=row.survey_id, question=question.key, picks=picks, since=now - LATE
            )
            for low in lows:
                subject = f"{row.key}/{watch.chat_id}/{low.response_id}/{question.key}"
                if _new(tx, "low", subject):
                    who = low.name or ""
                    body = Low(row.key, row.title, who, question.ask, option.label, webinar.languages)
                    yield watch.chat_id, "low", subject, body

    def _agreed(
        self,
        tx: sqlite3.Connection,
        watch: WatchRow,
        row: WebinarRow,
        webinar: Webinar,
        survey: Survey,
        now: datetime,
    ) -> Iterator[tuple[int, What, str, Body]]:
        """Of whoever agreed not long ago, the first very low answer that they gave, once; no name."""
        for response_id in db.lows.agreed(tx, webinar_id=row.id, survey_key=survey.key, since=now - LATE):
            subject = f"{row.key}/{watch.chat_id}/{response_id}/agreed"
            response = db.responses.by_id(tx, response_id)
            if response is None or not _new(tx, "low", subject):
                continue
            asked = self._library.survey(tx, response.survey_id)
            found = very_low(asked, shelf_of(self._library, response, asked).kept(tx).answers)
            if found is not None:
                question, option = found
                body = Low(row.key, row.title, "", question.ask, option.label, webinar.languages, agreed=True)
                yield watch.chat_id, "low", subject, body


def _new(tx: sqlite3.Connection, what: What, subject: str) -> bool:
    return db.bulletins.last_made(tx, what=what, subject=subject) is None
