"""Portions: the plan of a large audience is laid some people at a time, each time in a transaction of its own.

Whoever changed the plan works through them, a command or the bot; where it has come to stands in the database alone. A
bot that sees nobody at it carries on. Meanwhile nothing goes by the old plan: what is due is judged by the definition
when it is claimed (``timeliness``), and who does something gets their part at once. It refuses to decide what is owed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta

import db.plannings
import db.webinars
from bot.clock import Clock
from bot.services.laying import Laid
from bot.services.library import Library
from bot.services.planning import PORTION, replan_portion
from bot.services.storage import Storage
from db.moments import to_ms
from db.plannings import PlanningRow

REST = timedelta(milliseconds=5)
"""Between two portions, so that whoever waits for the database gets it."""

NOBODY_AT_IT = timedelta(seconds=5)
"""After so long without a portion laid, whoever laid them is taken to have died."""

AT_A_KNOCK = 20
"""So many portions at most, so that a bot that is told to stop does."""

Progress = Callable[[int, int], None]
"""Told how many of how many people have their part."""


class Portions:
    """Works through plannings, so many ``people`` a portion."""

    def __init__(
        self,
        store: Storage,
        clock: Clock,
        library: Library,
        *,
        people: int = PORTION,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._people = people
        self._rest = rest
        self._touched: dict[int, int] = {}

    async def finish(self, webinar_id: int, *, people: int = 0, progress: Progress | None = None) -> Laid:
        """Everybody has their part of this webinar's plan, if one was noted; what that changed.

        ``progress`` is told that they are ``people``.

        Raises:
            Unavailable: the database cannot be written to; the rest is still noted.
        """
        all_laid, done = Laid(), 0
        while (laid := await self._lay(webinar_id)) is not None:
            done += laid.waiting
            all_laid.add(laid)
            if progress is not None:
                progress(min(done, people), people)
            await self._rest(REST.total_seconds())
        all_laid.waiting = 0
        return all_laid

    async def knock(self) -> None:
        """Some portions are laid of plannings that nobody else is at."""
        left = AT_A_KNOCK
        for each in await self._store.read(db.plannings.every):
            while left and self._is_left(each) and await self._lay(each.webinar_id) is not None:
                left -= 1
                await self._rest(REST.total_seconds())

    def _is_left(self, noted: PlanningRow) -> bool:
        """Whether whoever was at it as it was ``noted`` is not any more, or was this bot."""
        ours = self._touched.get(noted.webinar_id) == to_ms(noted.touched_at)
        # The clock may have been set back since: what was touched long after now, nobody is at either.
        return ours or abs(self._clock.now() - noted.touched_at) >= NOBODY_AT_IT

    async def _lay(self, webinar_id: int) -> Laid | None:
        """The next portion has its part; None: everybody has."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Laid | None:
            if db.plannings.find(tx, webinar_id) is None:
                return None
            row = db.webinars.by_id(tx, webinar_id)
            return replan_portion(tx, row, self._library.webinar(row), now=now, people=self._people)

        laid = await self._store.write(work)
        if laid is None:
            self._touched.pop(webinar_id, None)
        else:
            self._touched[webinar_id] = to_ms(now)
        return laid
