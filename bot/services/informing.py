"""Informing: what organisers are told without asking. Each is written down before it is sent, and due until it is sent.

After downtime, what became of what was due meanwhile; what waits for a material, when it begins and then each morning
until the material is there; what waits for approval, when it is due. It refuses to send: ``chat.bulletins`` does.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

import msgspec

import db.attendees
import db.backups
import db.bulletins
import db.groups
import db.overdue
import db.restored
import db.webinars
from bot.clock import Clock
from bot.delivery.declining import PERHAPS_BEFORE, is_promised
from bot.delivery.owing import WAITS_FOR_APPROVAL
from bot.delivery.plan import WAITS_FOR_MATERIAL
from bot.services.access import Access, Act, Person
from bot.services.bulletins import (
    Awaiting,
    Body,
    Broken,
    Bulletin,
    Closing,
    Digest,
    Downtime,
    Low,
    Mended,
    Missing,
    Preview,
    Restored,
)
from bot.services.library import Library
from bot.services.listing import keys_here
from bot.services.storage import Storage
from bot.survey.definitions import Webinar
from db.bulletins import What
from db.overdue import Behind

BEAT = timedelta(minutes=1)
"""How often the bot writes down that it is up."""

AWAY = timedelta(minutes=3)
"""A shorter absence than this is not worth a message."""

MORNING = time(9, 0)
"""When organisers are reminded, on the clocks of the webinar's zone."""

KEPT = timedelta(days=30)

IN_DOUBT = "perhaps sent already"
"""Why rows are in doubt that an earlier run may have been sending."""

NO_MORE = "they are an organiser of this no more"
"""Why somebody is not told."""


class Informing:
    """Writes bulletins."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def awake(self) -> None:
        """The bot is up again, after the claims of earlier runs were voided: organisers are told what it missed, if
        anything was due meanwhile or is in doubt.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            since = db.bulletins.last_beat(tx)
            for chats, missed in [] if since is None else self._missed(tx, since, now):
                self._make(tx, chats, "downtime", now.isoformat(), missed, now)
            self._tell_of_restore(tx, now)
            db.bulletins.beat(tx, now=now)
            db.bulletins.prune(tx, before=now - KEPT)

        await self._store.write(work)

    async def beat(self) -> None:
        """Write down that the bot is up."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.bulletins.beat(tx, now=now))

    async def notice(self) -> None:
        """Write bulletins about what waits for a material or an approval. Doing it again writes nothing more."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            for chats, what, subject, body in self._news(tx, now):
                self._make(tx, chats, what, subject, body, now)

        if await self._store.read(lambda tx: self._news(tx, now)):
            await self._store.write(work)

    async def due(self) -> Bulletin | None:
        """What is to be sent next; None: nothing is due."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Bulletin | None:
            row = db.bulletins.next_due(tx, now=now)
            if row is None:
                return None
            known = db.attendees.by_chat(tx, row.chat_id)
            body = msgspec.json.decode(row.body, type=Body)
            language = known.language if known else db.groups.language(tx, row.chat_id)
            reader = self._access.whose(tx, row.chat_id)
            found = Bulletin(row.id, row.chat_id, language, body, row.attempts, reader=reader)
            return found if self._still_theirs(tx, row.chat_id, body) else replace(found, is_theirs=False)

        while (found := await self._store.read(work)) is not None and not found.is_theirs:
            await self.untold(found, trouble=NO_MORE)
        return found

    async def told(self, bulletin: Bulletin) -> None:
        """It is there."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.bulletins.settle(tx, bulletin.id, now=now))

    async def untold(self, bulletin: Bulletin, *, trouble: str) -> None:
        """It never will be."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.bulletins.settle(tx, bulletin.id, now=now, trouble=trouble))

    async def postponed(self, bulletin: Bulletin, *, after: timedelta, counted: bool = True) -> None:
        """It goes again ``after`` from now."""
        due_at = self._clock.now() + after
        await self._store.write(lambda tx: db.bulletins.postpone(tx, bulletin.id, due_at=due_at, counted=counted))

    @staticmethod
    def _make(
        tx: sqlite3.Connection, chats: Collection[int], what: What, subject: str, body: Body, now: datetime
    ) -> None:
        text = msgspec.json.encode(body).decode()
        db.bulletins.make(tx, chats=chats, what=what, subject=subject, body=text, now=now)

    def _still_theirs(self, tx: sqlite3.Connection, chat_id: int, body: Body) -> bool:
        """Whether they may steer what it is about, now that it is sent."""
        match body:
            case Downtime(keys=keys):
                rows = [db.webinars.find(tx, key) for key in keys]
            case Restored():
                return chat_id in self._access.owners
            case Low(key=key):
                return self._access.may(tx, Person(chat_id), Act.ROWS, db.webinars.find(tx, key))
            case Missing(key=key) | Awaiting(key=key) | Closing(key=key) | Digest(key=key):
                rows = [db.webinars.find(tx, key)]
            case Broken() | Mended():
                return self._access.may(tx, Person(chat_id), Act.TEAM)
            case Preview(webinar_id=webinar_id):
                rows = [db.webinars.by_id(tx, webinar_id)]
            case _:
                assert_never(body)
        return all(self._access.may(tx, self._access.whose(tx, chat_id), Act.STEER, row) for row in rows or [None])

    def _tell_of_restore(self, tx: sqlite3.Connection, now: datetime) -> None:
        """Owners are told that the database was restored, once."""
        restore = db.backups.untold_restore(tx)
        if restore is None:
            return
        held = db.restored.held_for(tx, reason=PERHAPS_BEFORE)
        rows = [db.webinars.by_id(tx, webinar_id) for webinar_id in sorted({each.webinar_id for each in held})]
        zones = [self._library.webinar(row).timezone for row in rows]
        body = Restored(
            since=restore.taken_at,
            until=restore.restored_at,
            zone=zones[0] if zones else "UTC",
            held=sum(each.rows for each in held),
            live=restore.live,
            webinars=tuple((row.id, row.title) for row in rows),
        )
        self._make(tx, self._access.owners, "restored", str(restore.id), body, now)
        db.backups.told_restore(tx, now=now)

    def _missed(self, tx: sqlite3.Connection, since: datetime, now: datetime) -> list[tuple[list[int], Downtime]]:
        """What each organiser is told of the webinars that they may steer; whoever is told the same together."""
        doubtful = db.overdue.doubtful(tx, reason=IN_DOUBT, since=since)
        behind = db.overdue.planned(tx, until=now) if now - since >= AWAY else []
        theirs: defaultdict[int, set[int]] = defaultdict(set)
        for webinar_id in {*doubtful, *(each.webinar_id for each in behind)}:
            for chat_id in self._access.audience(tx, Act.STEER, db.webinars.by_id(tx, webinar_id)):
                theirs[chat_id].add(webinar_id)
        alike: defaultdict[frozenset[int], list[int]] = defaultdict(list)
        for chat_id, about in theirs.items():
            alike[frozenset(about)].append(chat_id)
        return [
            (
                chats,
                self._downtime(
                    tx,
                    since,
                    now,
                    [each for each in behind if each.webinar_id in about],
                    sum(rows for webinar_id, rows in doubtful.items() if webinar_id in about),
                ),
            )
            for about, chats in alike.items()
        ]

    def _downtime(
        self, tx: sqlite3.Connection, since: datetime, now: datetime, behind: Sequence[Behind], doubtful: int
    ) -> Downtime:
        rows = {each.webinar_id: db.webinars.by_id(tx, each.webinar_id) for each in behind}
        gave_up = sum(self._too_late(tx, each, now) for each in behind)
        zones = [self._library.webinar(row).timezone for row in rows.values()]
        return Downtime(
            since=since,
            until=now,
            zone=zones[0] if zones else "UTC",
            late=sum(each.rows for each in behind) - gave_up,
            gave_up=gave_up,
            doubtful=doubtful,
            keys=tuple(row.key for row in rows.values()),
            webinars=tuple((row.id, row.title) for row in rows.values()),
        )

    def _too_late(self, tx: sqlite3.Connection, behind: Behind, now: datetime) -> int:
        webinar = self._library.webinar(db.webinars.by_id(tx, behind.webinar_id))
        found = webinar.follow_up(behind.follow_up)
        if found is None or is_promised(found):
            return 0
        before = now - found.too_late_after
        return db.overdue.too_late(tx, webinar_id=behind.webinar_id, follow_up=behind.follow_up, before=before)

    def _news(self, tx: sqlite3.Connection, now: datetime) -> Sequence[tuple[frozenset[int], What, str, Body]]:
        found: list[tuple[frozenset[int], What, str, Body]] = []
        for behind in db.overdue.held(tx, reason=WAITS_FOR_MATERIAL, now=now):
            webinar, subject = self._about(tx, behind)
            last = db.bulletins.last_made(tx, what="missing", subject=subject)
            if last is None or last < _this_morning(webinar, now):
                found.append((self._chats(tx, behind), "missing", subject, self._missing(tx, behind, webinar)))
        for behind in db.overdue.held(tx, reason=WAITS_FOR_APPROVAL, now=now):
            webinar, subject = self._about(tx, behind)
            if db.bulletins.last_made(tx, what="awaiting", subject=subject) is None:
                told = (webinar.title, webinar.key, webinar.timezone, behind.follow_up, behind.rows, behind.since)
                found.append((self._chats(tx, behind), "awaiting", subject, Awaiting(*told, behind.webinar_id)))
        return [each for each in found if each[0]]

    def _chats(self, tx: sqlite3.Connection, behind: Behind) -> frozenset[int]:
        return self._access.audience(tx, Act.STEER, db.webinars.by_id(tx, behind.webinar_id))

    def _about(self, tx: sqlite3.Connection, behind: Behind) -> tuple[Webinar, str]:
        webinar = self._library.webinar(db.webinars.by_id(tx, behind.webinar_id))
        return webinar, f"{webinar.key}/{behind.follow_up}"

    def _missing(self, tx: sqlite3.Connection, behind: Behind, webinar: Webinar) -> Missing:
        here, found = keys_here(tx, behind.webinar_id), webinar.follow_up(behind.follow_up)
        missing = tuple(key for key in found.send if key not in here) if found else ()
        told = (webinar.title, webinar.key, webinar.timezone, behind.follow_up, behind.rows, behind.since)
        return Missing(*told, missing, behind.webinar_id)


def _this_morning(webinar: Webinar, now: datetime) -> datetime:
    """The latest moment at which organisers were to be reminded."""
    local = now.astimezone(ZoneInfo(webinar.timezone))
    morning = datetime.combine(local.date(), MORNING, local.tzinfo)
    return morning if morning <= local else datetime.combine(local.date() - timedelta(days=1), MORNING, local.tzinfo)
