"""Groups: what each group that the bot is in is for, on the word of somebody who runs webinars.

A team's group is shown what whoever made it that may steer, looked up anew each time; a webinar's own group is posted
to when an organiser asks. It refuses to know anybody else who is in there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import db.groups
from bot.clock import Clock
from bot.services.access import Access, Act, NotAllowed, Person, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.storage import Storage
from db.groups import GroupRow, Purpose


class NoSuchGroup(Refusal):
    """It is gone, or it is for something else by now."""

    def __init__(self) -> None:
        super().__init__("This button does not work any more. /webinars shows how things stand.")


@dataclass(frozen=True, slots=True)
class Place:
    """A group to speak in. ``asked_id``: the message that asks what it is for."""

    id: int
    chat_id: int
    language: str
    asked_id: int | None


class Groups:
    """Keeps what groups are for."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def came(self, by: Person, chat_id: int, *, title: str, language: str) -> Place | None:
        """The bot is in that group, where it is to ask what the group is for; None: brought by somebody else who runs
        no webinars (nothing is kept of the group), or it has asked already.
        """

        def work(tx: sqlite3.Connection) -> Place | None:
            if not self._access.may(tx, by, Act.STEER):
                return None
            known = db.groups.find(tx, chat_id)
            if known is not None and (known.asked_id is not None or known.purpose is not None):
                return None
            return self._come(tx, chat_id, title, language)

        return await self._store.write(work)

    async def ask_anew(self, by: Person, chat_id: int, *, title: str, language: str) -> Place:
        """What the group is for may be said anew. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> Place:
            self._access.require(tx, by, Act.STEER)
            return self._come(tx, chat_id, title, language)

        return await self._store.write(work)

    async def asked(self, place: Place, *, message_id: int) -> None:
        """That message asks."""
        await self._store.write(lambda tx: db.groups.asked(tx, place.id, message_id=message_id))

    async def is_team(self, by: Person, chat_id: int, *, language: str) -> None:
        """It is the team's group: shown what ``by`` may steer. Raises: NotAllowed, NoSuchGroup."""
        await self._say(by, chat_id, "team", "group.team", language=language)

    async def is_silent(self, by: Person, chat_id: int, *, language: str) -> None:
        """Nothing is said there. Raises: NotAllowed, NoSuchGroup."""
        await self._say(by, chat_id, None, "group.silent", language=language)

    async def is_wanted(self, by: Person, chat_id: int, *, language: str) -> int:
        """It is some webinar's own, and ``by`` is to say which: its number. Raises: NotAllowed, NoSuchGroup."""
        await self._say(by, chat_id, None, "group.asked", language=language)
        return await self._store.read(lambda tx: _there(tx, chat_id).id)

    async def is_of_webinar(self, by: Person, group_id: int, webinar_id: int) -> tuple[Place, str]:
        """It is that webinar's own, on the word of who was to say so; and the webinar's title.

        Raises:
            NotAllowed: they may not steer that webinar.
            NoSuchGroup: somebody else said meanwhile what the group is for, or it is gone.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[Place, str]:
            row, group = self._access.numbered(tx, by, Act.STEER, webinar_id), db.groups.by_id(tx, group_id)
            if group is None or group.host != by.telegram_id or group.purpose is not None:
                raise NoSuchGroup
            db.groups.settle(
                tx,
                group.id,
                purpose="webinar",
                webinar_id=row.id,
                language=self._library.webinar(row).languages[0],
                host=by.telegram_id,
                now=now,
            )
            audit.record(tx, by, "group.webinar", webinar=row, now=now, group=group.id)
            return _place(_there(tx, group.chat_id)), row.title

        return await self._store.write(work)

    async def steered_there(self, by: Reader, chat_id: int, webinar_id: int) -> str:
        """The language of the team's group in which ``by`` wants to steer that webinar.

        Raises:
            NotAllowed: ``by`` may not, or the group is not shown this webinar.
        """

        def work(tx: sqlite3.Connection) -> str:
            row, group = self._access.numbered(tx, by, Act.STEER, webinar_id), db.groups.find(tx, chat_id)
            if group is None or chat_id not in self._access.teams(tx, row):
                raise NotAllowed
            return group.language

        return await self._store.read(work)

    async def put_out(self, chat_id: int) -> None:
        """The bot is not in that group any more: nothing is kept of it, and nothing goes there."""
        if await self._store.read(lambda tx: db.groups.find(tx, chat_id)) is not None:
            await self._store.write(lambda tx: db.groups.drop(tx, chat_id))

    async def moved(self, chat_id: int, *, to: int) -> None:
        """The group goes on under another number."""
        await self._store.write(lambda tx: db.groups.move(tx, chat_id, to=to))

    def _come(self, tx: sqlite3.Connection, chat_id: int, title: str, language: str) -> Place:
        db.groups.come(tx, chat_id=chat_id, title=title, language=language, now=self._clock.now())
        return _place(_there(tx, chat_id))

    async def _say(
        self,
        by: Person,
        chat_id: int,
        purpose: Purpose | None,
        action: str,
        *,
        language: str,
    ) -> None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            self._access.require(tx, by, Act.STEER)
            group = _there(tx, chat_id)
            db.groups.settle(
                tx, group.id, purpose=purpose, webinar_id=None, language=language, host=by.telegram_id, now=now
            )
            audit.record(tx, by, action, webinar=None, now=now, group=group.id)

        await self._store.write(work)


def _there(tx: sqlite3.Connection, chat_id: int) -> GroupRow:
    group = db.groups.find(tx, chat_id)
    if group is None:
        raise NoSuchGroup
    return group


def _place(group: GroupRow) -> Place:
    return Place(group.id, group.chat_id, group.language, group.asked_id)
