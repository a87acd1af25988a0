"""Running a webinar: its survey opened, closed, kept open longer; its end said or put off. What follows from it moves.

Each word is one transaction, is recorded, and changes nothing when said again. It refuses what would surprise: opening
a survey of which people could not be told what becomes of their answers, or ending a webinar that has not begun.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.delivery.moments import moment
from bot.services.access import Access, Act, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit, undoing
from bot.services.organising.course import set_course
from bot.services.organising.overtaking import require_current
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.survey.definitions import ByHand, Webinar
from db.webinars import WebinarRow

Change = Callable[[WebinarRow, Webinar, datetime], WebinarRow]
"""What the row is to be; raises Refusal."""


class Running:
    """Carries out what organisers say about a webinar's course."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def open(self, by: Reader, webinar_id: int, *, seen: int) -> None:
        """Its survey takes answers from now on; whoever entered gets the first question. Raises: Refusal, Overtaken."""
        await self._change(by, webinar_id, seen, _opened, "webinar.opened")

    async def close(self, by: Reader, webinar_id: int, *, seen: int) -> None:
        """Its survey takes no answers any more. Raises: Refusal, Overtaken."""
        await self._change(by, webinar_id, seen, _closed, "webinar.closed")

    async def keep_open(self, by: Reader, webinar_id: int, *, days: int, seen: int) -> None:
        """Its survey takes answers for ``days`` from now, or that much longer. Raises: Refusal, Overtaken."""
        await self._change(by, webinar_id, seen, partial(_kept_open, days=days), "webinar.kept_open", days=days)

    async def end(self, by: Reader, webinar_id: int, *, seen: int) -> None:
        """It has ended now; everything that is told from its end moves. Raises: Refusal, Overtaken."""
        await self._change(by, webinar_id, seen, _ended, "webinar.ended")

    async def prolong(self, by: Reader, webinar_id: int, *, minutes: int, seen: int) -> None:
        """It ends so much later; everything that is told from its end moves. Raises: Refusal, Overtaken."""
        await self._change(
            by, webinar_id, seen, partial(_prolonged, minutes=minutes), "webinar.prolonged", minutes=minutes
        )

    async def _change(self, by: Reader, webinar_id: int, seen: int, change: Change, action: str, **detail: int) -> None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row = self._access.numbered(tx, by, Act.STEER, webinar_id)
            require_current(row, seen)
            webinar = self._library.webinar(row)
            after = change(row, webinar, now)
            set_course(tx, row, after, webinar, now=now)
            audit.record(tx, by, action, webinar=row, now=now, undo=undoing.before(row), **detail)

        await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)


def _opened(row: WebinarRow, webinar: Webinar, now: datetime) -> WebinarRow:
    if webinar.privacy is None:
        raise Refusal("The survey cannot open yet: nobody could be told what becomes of their answers.")
    if row.closes_at is not None and row.closes_at <= now:
        raise Refusal("The survey has closed. “Keep open longer” opens it again.")
    if row.opens_at is not None and row.opens_at <= now:
        raise Refusal("The survey is open already.")
    return replace(row, opens_at=now)


def _closed(row: WebinarRow, _: Webinar, now: datetime) -> WebinarRow:
    if row.closes_at is not None and row.closes_at <= now:
        raise Refusal("The survey has closed already.")
    return replace(row, closes_at=now, opens_at=min(row.opens_at or now, now), paused_at=None)


def _kept_open(row: WebinarRow, _: Webinar, now: datetime, *, days: int) -> WebinarRow:
    over = row.closes_at is not None and row.closes_at <= now
    closes_at = max(row.closes_at or now, now) + timedelta(days=days)
    return replace(row, closes_at=closes_at, paused_at=None if over else row.paused_at)


def _ended(row: WebinarRow, webinar: Webinar, now: datetime) -> WebinarRow:
    if now < row.starts_at:
        raise Refusal("The webinar has not begun yet.")
    if row.ends_at <= now:
        raise Refusal("The webinar has ended already.")
    return _until(row, webinar, now, now)


def _prolonged(row: WebinarRow, webinar: Webinar, now: datetime, *, minutes: int) -> WebinarRow:
    return _until(row, webinar, max(row.ends_at, now) + timedelta(minutes=minutes), now)


def _until(row: WebinarRow, webinar: Webinar, ends_at: datetime, now: datetime) -> WebinarRow:
    """It ends then. A survey that is open stays open, and one that was opened by hand, too."""
    zone = ZoneInfo(webinar.timezone)
    said = partial(moment, starts_at=row.starts_at, ends_at=ends_at, zone=zone)
    opens_at, closes_at = row.opens_at, row.closes_at
    if not isinstance(webinar.opens, ByHand) and (opens_at is None or opens_at > now):
        opens_at = said(webinar.opens)
    before = moment(webinar.closes, starts_at=row.starts_at, ends_at=row.ends_at, zone=zone)
    if closes_at == before and (closes_at is None or closes_at > now):
        closes_at = said(webinar.closes)
    return replace(row, ends_at=ends_at, opens_at=opens_at, closes_at=closes_at)
