"""Undoing: what somebody changed about a webinar within the last minute is as it was before, if nobody went on from it.

What has gone out by then stays sent; what was owed is planned anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

import db.audits
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Operator, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.organising.course import set_course
from bot.services.organising.overtaking import require_current
from bot.services.portions import Portions
from bot.services.storage import Storage
from db.webinars import WebinarRow

UNDO = timedelta(minutes=1)
"""So long something can be undone."""

KIND = "webinar"


class Before(msgspec.Struct, frozen=True):
    """A webinar as it was; moments in UTC. ``revision`` is the one that the change led to."""

    kind: str
    id: int
    revision: int
    title: str
    series: str | None
    definition: str
    digest: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    paused_at: datetime | None = None


def before(row: WebinarRow) -> Mapping[str, object]:
    """What it takes to undo a change of ``row``."""
    columns = {name: getattr(row, name) for name in Before.__struct_fields__ if name not in ("kind", "revision")}
    held: Mapping[str, object] = msgspec.to_builtins(Before(kind=KIND, revision=row.revision + 1, **columns))
    return held


def undoable(tx: sqlite3.Connection, by: Reader, row: WebinarRow, now: datetime) -> int | None:
    """The number of the deed of ``by`` that made ``row`` what it is, if it can still be undone."""
    if isinstance(by, Operator):
        return None
    found = db.audits.latest_undoable(tx, by=by.telegram_id, webinar=row.key, since=now - UNDO)
    if found is None or found.undo is None:
        return None
    held = msgspec.json.decode(found.undo)
    return found.id if held.get("kind") == KIND and held["revision"] == row.revision else None


class Undoing:
    """Takes changes back."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def undo(self, by: Reader, deed: int) -> int:
        """The webinar is as before ``deed``; its id. Raises: NotAllowed, Overtaken, Refusal: it is too late."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            self._access.require(tx, by, Act.STEER)  # a stranger learns nothing of which deeds there are
            found = db.audits.by_id(tx, deed)
            if found is None or found.webinar is None:
                raise Refusal("It is too late to undo that.")
            row = self._access.named(tx, by, Act.STEER, found.webinar)
            if found.undo is None or now - found.at > UNDO or msgspec.json.decode(found.undo).get("kind") != KIND:
                raise Refusal("It is too late to undo that.")
            was = msgspec.json.decode(found.undo, type=Before)
            require_current(row, was.revision)
            self._restore(tx, row, was, now)
            db.audits.undone(tx, deed)
            audit.record(tx, by, "undone", webinar=row, now=now, what=found.action)
            return row.id

        webinar_id = await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)
        return webinar_id

    def _restore(self, tx: sqlite3.Connection, row: WebinarRow, was: Before, now: datetime) -> None:
        db.webinars.update(
            tx,
            row.id,
            title=was.title,
            series=was.series,
            definition=was.definition,
            digest=was.digest,
            survey_id=row.survey_id,
            starts_at=was.starts_at,
            ends_at=was.ends_at,
            opens_at=was.opens_at,
            closes_at=was.closes_at,
            registrations=row.registrations,
            attendees=row.attendees,
            attention=row.attention,
            now=now,
        )
        again = replace(db.webinars.by_id(tx, row.id), paused_at=was.paused_at)
        set_course(tx, row, again, self._library.webinar(again), now=now)
