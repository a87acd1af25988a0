"""Revising a webinar that is set up: another title, another day and hour, another length. What follows from it moves.

The definition that is stored becomes the one with the change in it, so that nothing disagrees with itself; a file
that is applied later wins where it says something else. Each change can be undone within a minute.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

import db.webinars
from bot.clock import Clock
from bot.delivery.moments import resolved
from bot.services.access import Access, Act, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit, undoing
from bot.services.organising.overtaking import require_current
from bot.services.organising.sketch import cleaned_title
from bot.services.organising.typed_times import read_length, read_moment
from bot.services.planning import replan
from bot.services.portions import Portions
from bot.services.resolution import new_row, updated_row
from bot.services.storage import Storage
from bot.survey.definitions import Webinar
from db.webinars import WebinarRow

LONGEST_TITLE = 200

_STAYS = ("id", "key", "code", "created_at", "changed_at", "revision", "paused_at")


class Revising:
    """Carries out what is typed. Every method raises NotAllowed, UnknownWebinar, Overtaken, or a Refusal."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def require(self, by: Reader, webinar_id: int) -> None:
        """Return if ``by`` may change it."""
        await self._store.read(lambda tx: self._access.numbered(tx, by, Act.SHAPE, webinar_id))

    async def rename(self, by: Reader, webinar_id: int, text: str, *, seen: int) -> None:
        """It has this title."""
        title = cleaned_title(text)
        if not title or len(title) > LONGEST_TITLE:
            raise Refusal("Please type it in up to 200 characters.")
        await self._revise(by, webinar_id, seen, lambda old, _: msgspec.structs.replace(old, title=title))

    async def move(self, by: Reader, webinar_id: int, text: str, *, seen: int) -> None:
        """It starts on that day, at that hour, or both; in its zone."""
        await self._revise(by, webinar_id, seen, lambda old, now: _moved(old, text, now))

    async def last(self, by: Reader, webinar_id: int, text: str, *, seen: int) -> None:
        """It takes so long."""
        length = read_length(text)
        if length is None:
            raise Refusal("I do not understand this. Please type the length like 90 min, 2h or 1h30.")
        await self._revise(by, webinar_id, seen, lambda old, _: msgspec.structs.replace(old, duration=length))

    async def _revise(
        self, by: Reader, webinar_id: int, seen: int, change: Callable[[Webinar, datetime], Webinar]
    ) -> None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            require_current(row, seen)
            new = change(self._library.webinar(row), now)
            revise(tx, self._library, row, new, by=by, action="webinar.changed", now=now)

        await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)


def revise(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    new: Webinar,
    *,
    by: Reader,
    action: str,
    now: datetime,
    **detail: str,
) -> int:
    """The webinar is as ``new`` defines it, and what follows from that moves; the number of the deed."""
    after = _row(row, library.webinar(row), new, now)
    columns = {name: value for name, value in asdict(after).items() if name not in _STAYS}
    db.webinars.update(tx, row.id, **columns, now=now)
    replan(tx, after, library.webinar(after), now=now)
    return audit.record(tx, by, action, webinar=row, now=now, undo=undoing.before(row), **detail)


def _row(row: WebinarRow, old: Webinar, new: Webinar, now: datetime) -> WebinarRow:
    fresh = new_row(new, code=row.code, survey_id=row.survey_id, now=now)
    return updated_row(fresh, new, before=row, old=old)


def _moved(old: Webinar, text: str, now: datetime) -> Webinar:
    zone = ZoneInfo(old.timezone)
    typed = read_moment(text, today=now.astimezone(zone).date())
    if typed is None:
        raise Refusal("I do not understand this. Please type it like 24 Nov 10:00.")
    day: date = typed.day or old.starts_local.date()
    hour: time = typed.time or old.starts_local.time()
    starts = datetime.combine(day, hour)
    if resolved(starts, zone) + old.duration <= now - timedelta(days=1):
        raise Refusal("That day is over already.")
    return msgspec.structs.replace(old, starts_local=starts)
