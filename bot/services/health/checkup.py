"""The checkup of a bot that serves: the same findings as ``afterword doctor``'s, for owners who ask in chat, and what
of them owners are told without asking.

What is dear is looked at seldom: the database is read through once a day, the line to Telegram asked once an hour. Only
failures are told unasked, at any hour of the day: a webinar may be about to begin. It refuses everybody but owners.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import msgspec

import db.ailments
import db.bulletins
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.bulletins import Broken, Mended
from bot.services.health.findings import Finding, found
from bot.services.health.news import news_of
from bot.services.health.of_backups import UNDECIDED, Kept, is_there, newest, of_backups, of_restore
from bot.services.health.of_content import of_content
from bot.services.health.of_database import MOVED, UNREAD, identity_of, read_through
from bot.services.health.of_files import of_folder, of_key
from bot.services.health.of_installation import Installation, of_installation
from bot.services.health.of_telegram import Heard, of_telegram
from bot.services.storage import Storage

ROUND = timedelta(minutes=5)
"""How often it is looked whether something broke."""

HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)

GLANCE, WHOLE = timedelta(seconds=5), timedelta(minutes=5)
"""How long the database, or the disk of the backups, may be read while an owner waits for the answer; the database
once a day."""

UNTOLD = frozenset({"telegram", "token", "polls"})
"""Causes that nobody is told of unasked: whoever reads it in chat knows that they are over."""

TOLD_OTHERWISE = frozenset({UNDECIDED})
"""Kinds that a bulletin of their own tells, with the buttons to decide."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the bot stands on: its files, the server that it talks to, where backups are kept."""

    database: Path
    key_file: Path
    server: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Looks:
    """How to look at what this floor does not know: asking Telegram, fonts and templates, polls and rounds."""

    hear: Callable[[], Awaitable[Heard]]
    installation: Callable[[], Installation]
    vitals: Callable[[], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, and when."""

    findings: Sequence[Finding]
    at: datetime


class Checkup:
    """Looks."""

    def __init__(self, store: Storage, clock: Clock, access: Access, place: Place, looks: Looks) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._place = place
        self._looks = looks
        self._opened = identity_of(place.database)
        self._looked_at: dict[str, datetime] = {}
        self._seeing: asyncio.Task[bool] | None = None
        self._stopping = threading.Event()

    async def is_for(self, somebody: Person) -> bool:
        """Whether they may ask for it."""
        return await self._store.read(lambda tx: self._access.may(tx, somebody, Act.TEAM))

    async def examine(self, by: Person) -> Examined:
        """Everything, now. Raises: NotAllowed, to anybody but an owner."""
        await self._store.read(lambda tx: self._access.require(tx, by, Act.TEAM))
        findings = [
            *await self._line(),
            *(standing := await self._standing()),
            *([] if MOVED in {each.kind for each in standing} else [await self._database(GLANCE)]),
            *await asyncio.to_thread(self._parts),
        ]
        return Examined(findings, self._clock.now())

    async def notice(self) -> None:
        """Owners are told what broke and what is over since the last look. Doing it again tells nothing more."""
        await self._tell(await self._standing())
        if self._is_time("line", HOURLY):
            await self._tell(await self._line())
        if self._is_time("database", DAILY):
            await self._tell([await self._database(WHOLE)])
            await self._tell(await asyncio.to_thread(self._parts))

    def break_off(self) -> None:
        """What is being read through is read no further: the thread that reads would outlive whoever asked."""
        self._stopping.set()

    def _is_time(self, look: str, every: timedelta) -> bool:
        """Whether it is time for a look again, which is taken then."""
        now, last = self._clock.now(), self._looked_at.get(look)
        if last is not None and timedelta(0) <= now - last < every:
            return False
        self._looked_at[look] = now
        return True

    async def _line(self) -> list[Finding]:
        return list(of_telegram(await self._looks.hear(), server=self._place.server, served=True))

    async def _standing(self) -> list[Finding]:
        """What is looked at each time."""
        now, owners = self._clock.now(), self._access.owners
        file = await self._store.read(lambda tx: newest(tx, self._place.kept))
        there = await self._is_there(file)

        def work(tx: sqlite3.Connection) -> list[Finding]:
            return [
                *of_key(tx, self._place.key_file),
                *of_backups(tx, self._place.kept, now=now, seen=lambda _: there),
                *of_restore(tx, now=now),
                *of_content(tx, owners=owners, now=now),
            ]

        around = await asyncio.to_thread(lambda: [*of_folder(self._place.database), *self._moved()])
        return [*around, *await self._store.read(work), *self._looks.vitals()]

    async def _is_there(self, file: Path | None) -> bool:
        """Whether the file can be seen; not, if the disk that it is on hangs. Then one thread does, and no reader."""
        if self._seeing is None or self._seeing.done():
            self._seeing = asyncio.create_task(asyncio.to_thread(is_there, file))
        done, _ = await asyncio.wait({self._seeing}, timeout=GLANCE.total_seconds())
        return bool(done) and self._seeing.result()

    async def _database(self, patience: timedelta) -> Finding:
        """Whether it is whole; read in a thread and by a connection of its own, so that nobody waits."""
        for moved in await asyncio.to_thread(self._moved):
            return moved
        end = monotonic() + patience.total_seconds()

        def enough() -> bool:
            return self._stopping.is_set() or monotonic() > end

        return await asyncio.to_thread(read_through, self._place.database, tick=enough)

    def _moved(self) -> list[Finding]:
        """Nothing, while the file with the database's name is the one that the bot has open."""
        file = self._place.database
        return [] if identity_of(file) == self._opened else [found(MOVED, file=str(file))]

    def _parts(self) -> list[Finding]:
        return list(of_installation(self._looks.installation()))

    async def _tell(self, findings: Sequence[Finding]) -> None:
        """Remember what is wrong of the causes that were looked at, and write a bulletin for each news."""
        wrong = {each.cause: each for each in reversed(findings) if _is_to_be_told(each)}
        causes = {each.cause for each in findings if each.kind is not UNREAD} - UNTOLD
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            known = db.ailments.of_causes(tx, causes)
            for cause in sorted(causes):
                was = known.get(cause)
                row, news = news_of(cause, was, wrong.get(cause), now=now)
                if row is None:
                    db.ailments.forget(tx, cause)
                elif row != was:
                    db.ailments.remember(tx, row)
                if news == "broken" and row is not None:
                    self._make(tx, cause, _broken(wrong[cause], row.since or now), now)
                elif news == "over" and was is not None:
                    self._make(tx, cause, Mended(cause, was.since or now, now), now)

        def is_news(tx: sqlite3.Connection) -> bool:
            known = db.ailments.of_causes(tx, causes)
            return any(
                news_of(cause, known.get(cause), wrong.get(cause), now=now)[0] != known.get(cause) for cause in causes
            )

        if await self._store.read(is_news):
            await self._store.write(work)

    def _make(self, tx: sqlite3.Connection, cause: str, body: Broken | Mended, now: datetime) -> None:
        text = msgspec.json.encode(body).decode()
        db.bulletins.make(tx, chats=self._access.owners, what="health", subject=cause, body=text, now=now)


def _is_to_be_told(finding: Finding) -> bool:
    return finding.severity == "fail" and finding.kind not in TOLD_OTHERWISE


def _broken(finding: Finding, since: datetime) -> Broken:
    return Broken(finding.kind.key, dict(finding.values), since)
