"""Reading: what a webinar's answers add up to, and which webinars there are.

Each reading is one snapshot. How figures come about, or that they were frozen, is for ``reporting``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import db.bots
import db.frozen
import db.inbox
import db.invitations
import db.tallies
from bot.insight.glance import Since
from bot.insight.summary import ResponsesFigures
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Reader
from bot.services.comparing import Comparisons
from bot.services.editions import Steps, in_steps
from bot.services.errors import store_troubles_told
from bot.services.library import Library
from bot.services.publishing import deep_link
from bot.services.reporting import Report, local, report_of
from bot.services.sighting import seen_report
from bot.services.since import since_last
from bot.survey.definitions import Webinar
from db.inbox import InboxRow
from db.store import Store
from db.tallies import ResponseCounts
from db.webinars import WebinarRow

PLAIN_LINK = "link"
"""The source of those whose link named none; a link that names it is the same."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One webinar of the list. ``link`` is None until the bot has met Telegram; moments are in UTC.

    ``frozen_at``, in the webinar's zone: its answers were deleted then, and the counts are those of that moment.
    ``invited`` counts personal links, ``came_invited`` those by which somebody came.
    ``sources`` counts who entered by each source, the most first; who came by the plain link under ``PLAIN_LINK``.
    """

    key: str
    code: str
    title: str
    link: str | None
    starts_at: datetime
    timezone: str
    opens_at: datetime | None
    closes_at: datetime | None
    registrations: int | None
    attendees: int | None
    entered: int
    started: int
    finished: int
    sources: Mapping[str, int]
    frozen_at: datetime | None = None
    invited: int = 0
    came_invited: int = 0


class Reading:
    """Reads for organisers."""

    def __init__(self, store: Store, access: Access, library: Library | None = None, *, limit: int = LIMIT) -> None:
        self._store = store
        self._access = access
        self._library = library or Library()
        self._limit = limit
        self._comparisons = Comparisons(store, access, self._library, limit=limit)

    async def webinars(self, *, reader: Reader) -> tuple[Listed, ...]:
        """The webinars whose figures ``reader`` may read, in the order they start.

        Raises:
            NotAllowed: ``reader`` may read none, whatever there is.
        """

        def work(tx: sqlite3.Connection) -> tuple[Listed, ...]:
            self._access.require(tx, reader, Act.READ)
            bot = db.bots.known(tx)
            rows = self._access.webinars(tx, reader)
            return tuple(self._listed(tx, row, bot.username if bot else None) for row in rows)

        with store_troubles_told():
            return await self._store.read(work)

    async def dead_letters(self, *, reader: Reader) -> tuple[tuple[int, str], ...]:
        """Updates that could not be carried out: their number, and what kind of trouble it was.

        Raises:
            NotAllowed: ``reader`` may not.
        """

        def work(tx: sqlite3.Connection) -> list[InboxRow]:
            self._access.require(tx, reader, Act.TEAM)
            return db.inbox.dead(tx)

        with store_troubles_told():
            letters = await self._store.read(work)
        return tuple((letter.update_id, letter.trouble or "") for letter in letters)

    async def summary(self, code_or_key: str, *, reader: Reader, survey: str | None = None) -> Report:
        """The figures of one webinar: of its own survey, or of the one with the key ``survey`` that a follow-up brings.

        What goes out, and to how many, is told to those who may steer it only: it can say who was not satisfied.

        Raises:
            NotAllowed: ``reader`` may not, or there is none and they may not read all.
            UnknownWebinar: there is none.
            NotAsked: it does not ask ``survey``.
        """

        def work(tx: sqlite3.Connection, steps: Steps) -> Report:
            row = self._access.named(tx, reader, Act.READ, code_or_key)
            return seen_report(
                tx, self._library, self._access, reader, row, limit=self._limit, survey=survey, steps=steps
            )

        with store_troubles_told():
            return await in_steps(self._store, work)

    async def since(self, code_or_key: str, *, reader: Reader) -> Since | None:
        """What has changed since the last webinar of the series, or None. Raises: as ``summary``."""

        def work(tx: sqlite3.Connection, steps: Steps) -> Since | None:
            row = self._access.named(tx, reader, Act.READ, code_or_key)
            report = seen_report(tx, self._library, self._access, reader, row, limit=self._limit, steps=steps)
            return since_last(tx, self._comparisons, self._access, row, report, reader=reader, steps=steps)

        with store_troubles_told():
            return await in_steps(self._store, work)

    def _listed(self, tx: sqlite3.Connection, row: WebinarRow, username: str | None) -> Listed:
        webinar = self._library.webinar(row)
        frozen_at = db.frozen.moment(tx, row.id)
        invited, came = db.invitations.counts(tx, row.id)
        counts = self._counts(tx, row, webinar, frozen=frozen_at is not None)
        return Listed(
            key=row.key,
            code=row.code,
            title=row.title,
            link=deep_link(username, row.code),
            starts_at=row.starts_at,
            timezone=webinar.timezone,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            registrations=row.registrations,
            attendees=row.attendees,
            entered=counts.entered,
            started=counts.started,
            finished=counts.finished,
            sources=_sources(tx, row.id),
            frozen_at=None if frozen_at is None else local(frozen_at, webinar),
            invited=invited,
            came_invited=came,
        )

    def _counts(
        self, tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, *, frozen: bool
    ) -> ResponseCounts | ResponsesFigures:
        if frozen:
            return report_of(tx, self._library, row, limit=self._limit).summary.responses
        return db.tallies.responses(tx, webinar_id=row.id, survey_key=webinar.survey)


def _sources(tx: sqlite3.Connection, webinar_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for source, people in db.tallies.sources(tx, webinar_id).items():
        name = source or PLAIN_LINK
        found[name] = found.get(name, 0) + people
    return found
