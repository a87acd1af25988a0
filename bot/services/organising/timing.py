"""When a follow-up goes: changed by chat, in the definition itself, after it was said what would move.

It refuses what a definition could not say: a consent that nobody could give in time, a reminder to those who finish, a
material that some would never get. What was sent stays sent, and what somebody let go by hand keeps its moment.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

import db.outbox
from bot.clock import Clock
from bot.delivery.declining import is_promised, reminds
from bot.delivery.moments import moment
from bot.services.access import Access, Act, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising.outgoing import mark_of
from bot.services.organising.overtaking import require_current
from bot.services.organising.revising import revise
from bot.services.organising.typed_times import read_moment
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.survey.definitions import FollowUp, Moment, Offset, OnEntry, OnFinish, Webinar, When
from bot.survey.ransom import ransomed
from bot.survey.whens import NotUnderstoodError, when_of
from db.webinars import WebinarRow


@dataclass(frozen=True, slots=True)
class Moved:
    """What another moment means for a follow-up. ``at`` None: it has no moment of its own.

    ``rows`` messages are to come and would move; ``sent`` are out. ``over``: that moment is past, and they go at once;
    ``too_late``: they do not go any more.
    """

    webinar_id: int
    revision: int
    title: str
    zone: str
    follow_up: str
    when: When
    at: datetime | None
    rows: int
    sent: int
    over: bool
    too_late: bool


class Timing:
    """Changes when follow-ups go. Every method raises NotAllowed, UnknownWebinar, or a Refusal."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def of(self, by: Reader, webinar_id: int, mark: str) -> Moved:
        """As it is now."""
        return await self._foresee(by, webinar_id, mark, None)

    async def foresee(self, by: Reader, webinar_id: int, mark: str, when: When) -> Moved:
        """What would move; nothing does."""
        return await self._foresee(by, webinar_id, mark, when)

    async def understand(self, by: Reader, webinar_id: int, text: str) -> When:
        """What somebody typed: as definitions say it, or a day and an hour."""
        try:
            return when_of(text)
        except NotUnderstoodError:
            pass
        row = await self._store.read(lambda tx: self._access.numbered(tx, by, Act.SHAPE, webinar_id))
        zone = ZoneInfo(self._library.webinar(row).timezone)
        typed = read_moment(text, today=self._clock.now().astimezone(zone).date())
        if typed is None or typed.day is None or typed.time is None:
            raise Refusal("I do not understand this. Please type it like 2d after end at 09:00, or like 24 Nov 10:00.")
        return Moment(datetime.combine(typed.day, typed.time))

    async def change(self, by: Reader, webinar_id: int, mark: str, when: When, *, seen: int) -> int:
        """It goes then; the number of the deed. Raises Overtaken, too."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row, webinar, follow_up = self._found(tx, by, webinar_id, mark)
            require_current(row, seen)
            new = _changed(webinar, follow_up, when)
            key = follow_up.key
            return revise(tx, self._library, row, new, by=by, action="outbox.moved", now=now, follow_up=key)

        deed = await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)
        return deed

    async def _foresee(self, by: Reader, webinar_id: int, mark: str, when: When | None) -> Moved:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Moved:
            row, webinar, follow_up = self._found(tx, by, webinar_id, mark)
            if when is not None:
                _changed(webinar, follow_up, when)
            goes = follow_up.when if when is None else when
            at = moment(goes, starts_at=row.starts_at, ends_at=row.ends_at, zone=ZoneInfo(webinar.timezone))
            heaps = [heap for heap in db.outbox.heaps(tx, row.id) if heap.follow_up == follow_up.key]
            too_late = at is not None and now - at > follow_up.too_late_after and not is_promised(follow_up)
            return Moved(
                webinar_id=row.id,
                revision=row.revision,
                title=row.title,
                zone=webinar.timezone,
                follow_up=follow_up.key,
                when=goes,
                at=at,
                rows=sum(heap.rows for heap in heaps if heap.state in ("planned", "held")),
                sent=sum(heap.rows for heap in heaps if heap.state == "sent"),
                over=at is not None and at <= now,
                too_late=too_late,
            )

        return await self._store.read(work)

    def _found(
        self, tx: sqlite3.Connection, by: Reader, webinar_id: int, mark: str
    ) -> tuple[WebinarRow, Webinar, FollowUp]:
        row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
        webinar = self._library.webinar(row)
        found = next((each for each in webinar.follow_ups if mark_of(each.key) == mark), None)
        if found is None:
            raise Refusal("This is not in the outbox any more.")
        return row, webinar, found


def _changed(webinar: Webinar, follow_up: FollowUp, when: When) -> Webinar:
    """The definition with another moment. Raises: Refusal, where no definition could say that."""
    early = isinstance(when, OnEntry) or (isinstance(when, Offset) and when.anchor == "start" and when.amount <= 0)
    if follow_up.consent is not None and early:
        raise Refusal("This goes only to those who agree when they have answered, and that would be before.")
    if reminds(follow_up) and isinstance(when, OnFinish | OnEntry):
        raise Refusal("A reminder is for those who have not finished: it goes by the clock.")
    latest = follow_up.latest if isinstance(when, OnFinish) else None
    changed = msgspec.structs.replace(follow_up, when=when, latest=latest)
    all_of_them = tuple(changed if each.key == follow_up.key else each for each in webinar.follow_ups)
    if ransomed(all_of_them):
        raise Refusal("Then some people would never get a material that everybody else is sent.")
    return msgspec.structs.replace(webinar, follow_ups=all_of_them)
