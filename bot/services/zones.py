"""By whose clock somebody lives: the zone that they chose, and what is owed to them moved to its hours.

Nobody's zone is guessed. Until they say, and when they take it back, each webinar's own clock counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import db.attendees
import db.enrolments
import db.webinars
from bot.clock import Clock
from bot.services.library import Library
from bot.services.planning import replan_one
from bot.services.storage import Storage


@dataclass(frozen=True, slots=True)
class Lived:
    """``zone`` is what they chose, None: nothing. ``now`` is the present moment."""

    zone: str | None
    now: datetime


class Zones:
    """Remembers where people live."""

    def __init__(self, store: Storage, clock: Clock, library: Library, *, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._wake = wake

    async def lived_in(self, chat_id: int) -> Lived:
        """By which clock this chat lives."""

        def work(tx: sqlite3.Connection) -> str | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            return attendee.timezone if attendee else None

        return Lived(await self._store.read(work), self._clock.now())

    async def live_in(self, chat_id: int, zone: str | None, *, language: str) -> Lived:
        """They live by the clocks of ``zone`` (None: by each webinar's), and what is owed to them comes by those.

        ``language`` is spoken with whoever is met by this.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is None and zone is None:
                return
            attendee = attendee or db.attendees.meet(tx, chat_id=chat_id, language=language, now=now)
            if not db.attendees.live_in(tx, attendee.id, timezone=zone):
                return
            for enrolment in db.enrolments.of_attendee(tx, attendee.id):
                row = db.webinars.by_id(tx, enrolment.webinar_id)
                replan_one(tx, row, self._library.webinar(row), attendee.id, now=now)

        await self._store.write(work)
        self._wake()
        return Lived(zone, now)
