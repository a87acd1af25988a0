"""Joining: links by which somebody becomes a member of the team. Each lets one person in, once, for a day.

It works only while whoever made it is an owner. One that does not work tells nothing: not whether it ever did, or why
it does not. Only a digest of it is kept, so that a copy of the database lets nobody in.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import db.attendees
import db.bots
import db.members
import db.passes
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.codes import JOIN, Chance, new_token
from bot.services.errors import Refusal
from bot.services.organising import audit
from bot.services.organising.places import (
    Area,
    Member,
    Offer,
    Stranded,
    area_of,
    digest_of,
    member_of,
    require_session,
    there,
)
from bot.services.sessions import sessions_of
from bot.services.storage import Storage
from bot.survey.definitions import Session
from db.members import MemberRole, MemberRow
from db.passes import PassRow
from db.webinars import WebinarRow

OPEN_FOR = timedelta(days=1)
"""A link into the team works so long."""

_LONGEST_NAME = 64


class DeadLink(Refusal):
    """Forged, used, expired or withdrawn: nobody learns which."""

    def __init__(self) -> None:
        super().__init__("This link does not work. Whoever gave it to you can make a new one.")


class Joining:
    """Makes links and lets people in. ``chance`` picks the characters of links."""

    def __init__(self, store: Storage, clock: Clock, access: Access, *, chance: Chance) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._chance = chance

    async def areas(self, by: Person) -> tuple[Area, ...]:
        """Every webinar that somebody can be made a member for, the latest first. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> tuple[Area, ...]:
            self._access.require(tx, by, Act.TEAM)
            rows = sorted(db.webinars.every(tx), key=lambda row: row.starts_at, reverse=True)
            return tuple(area_of(row) for row in rows)

        return await self._store.read(work)

    async def sessions(self, by: Person, webinar_id: int) -> tuple[Session, ...]:
        """Those of a webinar that somebody can be made the speaker of. Raises: NotAllowed, UnknownWebinar."""
        return await self._store.read(lambda tx: sessions_of(self._access.numbered(tx, by, Act.TEAM, webinar_id)))

    async def invite(
        self,
        by: Person,
        role: MemberRole,
        *,
        rows: bool = False,
        webinar_id: int | None = None,
        series: bool = False,
        session: str | None = None,
    ) -> Offer:
        """A new link. For all webinars; or for one; or, with ``series``, for all of the series which that one is of.

        A speaker may be one of a ``session`` of it, by its key.

        Raises:
            NotAllowed: they are no owner.
            UnknownWebinar: there is no such webinar.
            Refusal: a speaker is one of a webinar, and a series needs one.
        """
        now, token = self._clock.now(), new_token(self._chance)

        def work(tx: sqlite3.Connection) -> Offer:
            self._access.require(tx, by, Act.TEAM)
            row = None if webinar_id is None else self._access.numbered(tx, by, Act.TEAM, webinar_id)
            if (role == "speaker" and (row is None or series)) or (series and (row is None or row.series is None)):
                raise Refusal("That role does not go with this choice.")
            area = _area(role, row, session)
            area = Area("series", None, None, area.series) if series else area
            db.passes.make(
                tx,
                digest=digest_of(token),
                role=role,
                scope=area.scope,
                series=area.series if area.scope == "series" else None,
                webinar_id=area.webinar_id,
                rows=rows,
                session=session,
                made_by=by.telegram_id,
                now=now,
                expires_at=now + OPEN_FOR,
            )
            webinar = row if area.scope == "webinar" else None
            audit.record(tx, by, "member.invited", webinar=webinar, now=now, role=role, scope=area.scope, rows=rows)
            bot = db.bots.known(tx)
            link = None if bot is None else f"https://t.me/{bot.username}?start={JOIN}_{token}"
            return Offer(role, rows, area, link, f"/start {JOIN}_{token}", now + OPEN_FOR)

        return await self._store.write(work)

    async def withdraw(self, by: Person) -> int:
        """No link that was not used works any more; how many there were. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            self._access.require(tx, by, Act.TEAM)
            count = db.passes.withdraw(tx)
            if count:
                audit.record(tx, by, "member.links_withdrawn", webinar=None, now=now, links=count)
            return count

        return await self._store.write(work)

    async def join(self, telegram_id: int, token: str, *, name: str, language: str) -> Member:
        """By the link with ``token`` they are a member; one that they used before says so again.

        Raises:
            Stranded: they are an owner, and the link still works for somebody else.
            DeadLink: it lets nobody in.
        """
        now = self._clock.now()
        return await self._store.write(lambda tx: self._join(tx, telegram_id, token, name, language, now))

    def _join(
        self, tx: sqlite3.Connection, telegram_id: int, token: str, name: str, language: str, now: datetime
    ) -> Member:
        found = db.passes.find(tx, digest_of(token))
        if found is None or not self._access.may(tx, Person(found.made_by), Act.TEAM):
            raise DeadLink
        if found.used_at is not None:
            made = None if found.member_id is None else db.members.by_id(tx, found.member_id)
            if made is None or made.telegram_id != telegram_id or made.removed_at is not None:
                raise DeadLink
            return member_of(tx, made)
        if found.expires_at <= now:
            raise DeadLink
        if self._access.role(tx, telegram_id) == "owner":
            raise Stranded
        member_id = _taken_in(tx, telegram_id, found, name, now)
        db.passes.use(tx, found.id, member_id=member_id, now=now)
        db.attendees.meet(tx, chat_id=telegram_id, language=language, now=now)
        audit.record(tx, Person(telegram_id), "member.joined", webinar=None, now=now, member=member_id, role=found.role)
        return member_of(tx, there(tx, member_id))


def _taken_in(tx: sqlite3.Connection, telegram_id: int, found: PassRow, name: str, now: datetime) -> int:
    """They have the place that the pass gives; what they were there before, they are no more.

    A speaker of the whole webinar who comes as one of a session is one of that session only; who comes as one of
    another session is one of both.
    """
    place = (found.scope, found.series, found.webinar_id)
    held = [each for each in db.members.of_person(tx, telegram_id) if _place(each) == place]
    same = [each for each in held if each.session == found.session]
    for each in [*same, *(other for other in held if other.role == "speaker" and other.session is None)]:
        db.members.change(tx, each.id, role=found.role, rows=found.rows, session=found.session)
        return each.id
    return db.members.join(
        tx,
        telegram_id=telegram_id,
        name=" ".join(name.split())[:_LONGEST_NAME] or "…",
        role=found.role,
        scope=found.scope,
        series=found.series,
        webinar_id=found.webinar_id,
        rows=found.rows,
        session=found.session,
        invited_by=found.made_by,
        now=now,
    )


def _area(role: MemberRole, row: WebinarRow | None, session: str | None) -> Area:
    if session is not None:
        require_session(role, row, session)
    return Area("all") if row is None else area_of(row, session)


def _place(member: MemberRow) -> tuple[str, str | None, int | None]:
    return member.scope, member.series, member.webinar_id
