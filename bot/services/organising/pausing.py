"""Pausing a survey that is open, and letting it go on. Answers stay, and nobody can give or change one meanwhile.

Whoever asks to answer waits with it: the first question, and reminders. All else goes out as planned, and when the
survey closes stays as it is. It refuses to pause what takes no answers anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.services.access import Access, Act, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.opening import is_open
from bot.services.organising import audit, undoing
from bot.services.organising.course import set_course
from bot.services.organising.overtaking import require_current
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.survey.definitions import Webinar
from db.webinars import WebinarRow

Change = Callable[[WebinarRow, Webinar, datetime], WebinarRow]


class Pausing:
    """Pauses surveys. ``seen``: the revision that was seen; None: whatever it is."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def pause(self, by: Reader, webinar: str | int, *, seen: int | None = None) -> None:
        """Its survey takes no answers until it is resumed or closes. Raises: NotAllowed, Refusal, Overtaken."""
        await self._change(by, webinar, seen, _paused, "webinar.paused")

    async def resume(self, by: Reader, webinar: str | int, *, seen: int | None = None) -> None:
        """Its survey takes answers again, and what waited for that goes out. Raises: NotAllowed, Refusal, Overtaken."""
        await self._change(by, webinar, seen, _resumed, "webinar.resumed")

    async def _change(self, by: Reader, webinar: str | int, seen: int | None, change: Change, action: str) -> None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row = self._access.at(tx, by, Act.STEER, webinar)
            if seen is not None:
                require_current(row, seen)
            after = change(row, self._library.webinar(row), now)
            set_course(tx, row, after, self._library.webinar(row), now=now)
            audit.record(tx, by, action, webinar=row, now=now, undo=undoing.before(row))
            return row.id

        webinar_id = await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)


def _paused(row: WebinarRow, webinar: Webinar, now: datetime) -> WebinarRow:
    if not is_open(row, webinar, now=now):
        raise Refusal("The survey is not open, so there is nothing to pause.")
    if row.paused_at is not None:
        raise Refusal("The survey is paused already.")
    return replace(row, paused_at=now)


def _resumed(row: WebinarRow, webinar: Webinar, now: datetime) -> WebinarRow:
    if row.paused_at is None or not is_open(row, webinar, now=now):
        raise Refusal("The survey is not paused.")
    return replace(row, paused_at=None)
