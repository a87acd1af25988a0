"""The team: who helps the owners and with what. Only owners change it; how somebody joins is told in ``joining``.

Owners are named in the settings, so nobody can lock them out here. Whoever is removed may nothing from that moment on:
access is asked in every transaction, whatever buttons they still see.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import msgspec

import db.audits
import db.members
import db.passes
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Person, Role
from bot.services.errors import Refusal
from bot.services.organising import audit
from bot.services.organising.places import Member, Roster, Standing, member_of, require_session, there
from bot.services.storage import Storage
from db.members import MemberRole, MemberRow

UNDO = timedelta(minutes=1)
"""So long a removal can be undone."""

DEAD = timedelta(days=30)
"""So long a link is known after its time, so that whoever used it is told the same again."""

REMEMBERED = timedelta(days=365)
"""So long the log remembers what was done, and who was removed is known."""


class Team:
    """Keeps the team."""

    def __init__(self, store: Storage, clock: Clock, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._access = access

    async def acts(self, telegram_id: int) -> frozenset[Act]:
        """What somebody may do with any webinar at all; nothing, if they are a stranger."""
        return await self._store.read(lambda tx: self._access.acts(tx, Person(telegram_id)))

    async def require(self, by: Person) -> None:
        """Return if they may look at the team. Raises: NotAllowed."""
        await self._store.read(lambda tx: self._access.require(tx, by, Act.TEAM))

    async def standing(self, telegram_id: int) -> Standing:
        """What somebody is here."""

        def work(tx: sqlite3.Connection) -> Standing:
            rows = db.members.of_person(tx, telegram_id)
            is_owner = self._access.role(tx, telegram_id) == "owner"
            return Standing(is_owner, tuple(member_of(tx, row) for row in rows))

        return await self._store.read(work)

    async def roster(self, by: Person) -> Roster:
        """Everybody, those who may most first. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Roster:
            self._access.require(tx, by, Act.TEAM)
            members = [member_of(tx, row) for row in db.members.every(tx)]
            strength: tuple[Role, ...] = ("organiser", "viewer", "speaker")
            members.sort(key=lambda each: (strength.index(each.role), each.name.casefold(), each.id))
            return Roster(len(self._access.owners), tuple(members), db.passes.waiting(tx, now=now))

        return await self._store.read(work)

    async def member(self, by: Person, member_id: int) -> Member:
        """One of them. Raises: NotAllowed, NoMember."""

        def work(tx: sqlite3.Connection) -> Member:
            self._access.require(tx, by, Act.TEAM)
            return member_of(tx, there(tx, member_id))

        return await self._store.read(work)

    async def change(
        self, by: Person, member_id: int, *, role: MemberRole, rows: bool, session: str | None = None
    ) -> Member:
        """They have this role; a speaker's may be of a ``session``. Raises: NotAllowed, NoMember, Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Member:
            self._access.require(tx, by, Act.TEAM)
            row = there(tx, member_id)
            if (role == "speaker" and row.scope != "webinar") or (rows and role != "organiser"):
                raise Refusal("That role does not go with this choice.")
            if session is not None and row.webinar_id is not None:
                require_session(role, db.webinars.by_id(tx, row.webinar_id), session)
            wanted = replace(row, role=role, rows=rows, session=session)
            if any(_same_place(each, wanted) for each in _others(tx, row)):
                raise Refusal("They are in the team for that already: this place of theirs can be removed.")
            if row != wanted:
                db.members.change(tx, member_id, role=role, rows=rows, session=session)
                audit.record(tx, by, "member.changed", webinar=None, now=now, member=member_id, role=role, rows=rows)
            return member_of(tx, there(tx, member_id))

        return await self._store.write(work)

    async def remove(self, by: Person, member_id: int) -> tuple[Member, int]:
        """They are a member by it no more, from this moment; and the number of the deed, by which it can be undone.

        Raises:
            NotAllowed, NoMember.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[Member, int]:
            self._access.require(tx, by, Act.TEAM)
            row = there(tx, member_id)
            db.members.remove(tx, member_id, now=now)
            deed = audit.record(
                tx, by, "member.removed", webinar=None, now=now, undo={"member": member_id}, member=member_id
            )
            return member_of(tx, row), deed

        return await self._store.write(work)

    async def restore(self, by: Person, deed: int) -> Member:
        """A removal of the last minute is undone. Raises: NotAllowed, Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Member:
            self._access.require(tx, by, Act.TEAM)
            found = db.audits.by_id(tx, deed)
            if found is None or found.action != "member.removed" or found.undo is None or found.at + UNDO < now:
                raise Refusal("It is too late to undo that.")
            member_id = int(msgspec.json.decode(found.undo)["member"])
            removed = db.members.by_id(tx, member_id)
            if removed is None or any(
                _same_place(each, removed) for each in db.members.of_person(tx, removed.telegram_id)
            ):
                raise Refusal("It is too late to undo that.")
            db.members.restore(tx, member_id)
            db.audits.undone(tx, deed)
            audit.record(tx, by, "member.restored", webinar=None, now=now, member=member_id)
            return member_of(tx, there(tx, member_id))

        return await self._store.write(work)

    async def tidy(self) -> None:
        """What the log is not to remember any longer is gone, with members who were removed and links that are dead."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            db.audits.prune(tx, before=now - REMEMBERED)
            db.members.prune(tx, before=now - REMEMBERED)
            db.passes.prune(tx, before=now - DEAD)

        await self._store.write(work)


def _same_place(one: MemberRow, other: MemberRow) -> bool:
    places = [(each.scope, each.series, each.webinar_id, each.session) for each in (one, other)]
    return places[0] == places[1]


def _others(tx: sqlite3.Connection, row: MemberRow) -> list[MemberRow]:
    return [each for each in db.members.of_person(tx, row.telegram_id) if each.id != row.id]
