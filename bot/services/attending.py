"""Attending: what a list of registrations or attendance from elsewhere says, taken as a whole or not at all.

How many registered and attended is noted where the definition does not say. Who attended is noted of those who have a
link of their own, whether they came by it yet or not, and what is owed to them follows it. No address is stored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import db.invitations
import db.webinars
from bot.clock import Clock
from bot.services.errors import store_troubles_told
from bot.services.exporting import require_answers
from bot.services.keys import NoKey
from bot.services.library import Library
from bot.services.lists import Told
from bot.services.named import webinar_named
from bot.services.planning import replan
from bot.services.portions import Portions
from bot.services.sealing import Seal
from bot.services.storage import Storage
from bot.survey.identities import offers
from db.store import Store
from db.webinars import WebinarRow

NUMBERS = ("registrations", "attendees", "attention")
"""What is counted of a webinar elsewhere."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list did. None: it does not say. ``known`` of its people have a link, ``changed`` of them are said to have
    attended, or not, who were not before.
    """

    registrations: int | None
    attendees: int | None
    attention: float | None
    known: int
    changed: int


class Attending:
    """Takes lists. ``seal`` None: there is no key."""

    def __init__(self, store: Store, clock: Clock, seal: Seal | None) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    async def take(self, code_or_key: str, given: Told) -> Listed:
        """The list is the webinar's.

        Raises:
            UnknownWebinar: there is no such webinar.
            AnswersDeleted: its figures are frozen, and nothing is added to them.
            NoKey: people have links of their own, and without the key nobody can tell which.
            Unavailable: the database cannot be written to.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[int, Listed]:
            row = webinar_named(tx, code_or_key)
            library = Library(self._seal)
            require_answers(tx, library, row)
            webinar = library.webinar(row)
            count(tx, row, given, library=library, now=now)
            if self._seal is None and db.invitations.counts(tx, row.id)[0]:
                raise NoKey
            links = tuple(known_links(tx, library, row, given))
            said = [(link, attended) for link, attended in links if attended is not None]
            changed = db.invitations.note_attendance(tx, said)
            if changed:
                replan(tx, row, webinar, now=now)
            return row.id, Listed(given.registrations, given.attendees, given.attention, len(links), changed)

        with store_troubles_told():
            webinar_id, listed = await self._store.write(work)
        await Portions(Storage(self._store), self._clock, Library(self._seal)).finish(webinar_id)
        return listed


def count(tx: sqlite3.Connection, row: WebinarRow, given: Told, *, library: Library, now: datetime) -> None:
    """The webinar has the numbers that the list has, unless its definition has its own."""
    webinar = library.webinar(row)
    names = [name for name in NUMBERS if getattr(webinar, name) is None and getattr(given, name) is not None]
    counted = replace(row, **{name: getattr(given, name) for name in names})
    if counted != row:
        db.webinars.count(tx, row.id, **{name: getattr(counted, name) for name in NUMBERS}, now=now)


def known_links(
    tx: sqlite3.Connection, library: Library, row: WebinarRow, given: Told
) -> Iterator[tuple[int, bool | None]]:
    """The invitations of those in the list who have one, and whether they came (None: it does not say)."""
    seal = library.seal
    if seal is None or not offers(library.survey(tx, row.survey_id).identity, "personal_links"):
        return
    for address, attended in given.people:
        tag = seal.address(webinar_id=row.id, address=address)
        invitation = db.invitations.by_tag(tx, webinar_id=row.id, tag=tag)
        if invitation is not None:
            yield invitation.id, attended
