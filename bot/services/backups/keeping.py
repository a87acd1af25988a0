"""Keeping backups: the bot makes one by itself when it is time, and takes away the oldest of those that it made.

When the last one was made is in the database, so a restart changes nothing. One that fails is written down with its
reason and tried again an hour later; a file that the bot did not make itself is never touched, nor the newest one.
None is made before it is written down what became of the one before: else none of them would ever be taken away.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import db.backups
from bot.clock import Clock
from bot.services.backups.age import recipients_of
from bot.services.backups.making import make_backup
from bot.services.errors import Refusal
from bot.services.storage import Storage
from db.backups import BackupRow
from db.errors import StoreUnavailable
from db.placing import sweep

log = logging.getLogger("afterword.services")

AGAIN_AFTER = timedelta(hours=1)
"""How long after one that failed the next is tried."""

NOTED_FOR = timedelta(days=90)
"""How long it is known that one failed, or was made by hand."""


SEALED = ".age"
"""How the name of one that is sealed ends."""


class _BrokenOff(Exception):  # noqa: N818  nothing went wrong
    """The bot is told to stop."""


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where backups go, how often one is made, how many are kept, and for whom they are sealed (None: they are not)."""

    folder: Path
    every: timedelta
    kept: int
    recipient: str | None


@dataclass(frozen=True, slots=True)
class _Tried:
    """A backup that was made at a moment, or (``trouble``) was not."""

    name: str
    at: datetime
    trouble: str | None


class Keeping:
    """Makes backups of the database when it is time. ``plan`` None: never."""

    def __init__(self, store: Storage, clock: Clock, database: Path, plan: BackupPlan | None) -> None:
        self._store = store
        self._clock = clock
        self._database = database
        self._plan = plan
        self._ours = rf"{re.escape(database.stem)}-\d{{8}}T\d{{6}}Z\.db(\.age)?"
        self._made: Path | None = None
        self._unnoted: _Tried | None = None
        self._stopping = threading.Event()

    async def knock(self) -> None:
        """A backup is made if it is time, and those too many are gone. Raises: Unavailable."""
        plan, now = self._plan, self._clock.now()
        if plan is None or self._stopping.is_set():
            return
        await self._note()
        if not await self._is_time(plan, now):
            return
        name = f"{self._database.stem}-{now:%Y%m%dT%H%M%SZ}.db{'' if plan.recipient is None else SEALED}"
        self._made = None
        try:
            size = await asyncio.to_thread(self._make, plan, name, now)
        except asyncio.CancelledError:
            self.break_off()  # first: whoever is later of this task and the thread sees what the other one did
            self._unmake()
            raise
        except _BrokenOff:
            log.info("a backup was broken off", extra={"action": "backup_broken_off"})
            return
        except (Refusal, StoreUnavailable, OSError) as trouble:
            told = (trouble.strerror or type(trouble).__name__) if isinstance(trouble, OSError) else str(trouble)
            log.warning("no backup was made: %s", told, extra={"action": "backup_failed"})
            self._unnoted = _Tried(name, now, told)
            await self._note()
            return
        log.info("a backup was made", extra={"action": "backup_made", "bytes": size})
        self._unnoted = _Tried(name, now, None)
        await self._note()
        await self._thin_out(plan)

    def break_off(self) -> None:
        """One that is being made ends now, without a file; no other one begins."""
        self._stopping.set()

    async def _is_time(self, plan: BackupPlan, now: datetime) -> bool:
        tried, made = await self._store.read(
            lambda tx: (db.backups.last_scheduled(tx), db.backups.scheduled_made(tx)[:1])
        )
        if tried is not None and tried.trouble is not None and timedelta(0) <= now - tried.made_at < AGAIN_AFTER:
            return False
        if not made or not await asyncio.to_thread((plan.folder / made[0].name).exists):
            return True
        return now - made[0].made_at >= plan.every or now < made[0].made_at

    def _make(self, plan: BackupPlan, name: str, now: datetime) -> int:
        """In a thread of its own; how many bytes the file has."""
        recipients = () if plan.recipient is None else recipients_of(plan.recipient)
        if plan.folder.is_dir():
            sweep(plan.folder, named=self._ours)
        sweep(self._database.absolute().parent, named=re.escape(self._database.name))
        made = make_backup(
            self._database,
            plan.folder / name,
            now=now,
            recipients=recipients,
            scheduled=True,
            watch=self._watch,
        )
        self._made = made.file
        if self._stopping.is_set():
            self._unmake()
            raise _BrokenOff
        return made.size

    def _unmake(self) -> None:
        """The file that was just made is gone: nobody would write down that it is there, nor ever take it away."""
        if self._made is not None:
            self._made.unlink(missing_ok=True)

    def _watch(self) -> None:
        if self._stopping.is_set():
            raise _BrokenOff

    async def _note(self) -> None:
        """It is written down what became of the last one. Raises: Unavailable; then it is still to be."""
        tried = self._unnoted
        if tried is None:
            return
        await self._store.write(
            lambda tx: db.backups.record(
                tx,
                name=tried.name,
                scheduled=True,
                encrypted=tried.name.endswith(SEALED),
                now=tried.at,
                trouble=tried.trouble,
            )
        )
        self._unnoted = None

    async def _thin_out(self, plan: BackupPlan) -> None:
        made = await self._store.read(db.backups.scheduled_made)
        gone = await asyncio.to_thread(self._delete, plan, made)
        before = self._clock.now() - NOTED_FOR
        await self._store.write(lambda tx: db.backups.forget(tx, before=before, gone=gone))

    def _delete(self, plan: BackupPlan, made: list[BackupRow]) -> list[int]:
        """The oldest of our own that are there and too many are gone; the numbers of those that are not there."""
        there = [each for each in made if re.fullmatch(self._ours, each.name) and (plan.folder / each.name).is_file()]
        for each in there[plan.kept :]:
            try:
                (plan.folder / each.name).unlink()
            except OSError as trouble:
                log.warning("an old backup stays: %s", trouble.strerror, extra={"action": "backup_stays"})
        newest = made[0].id if made else 0
        return [each.id for each in made if each.id != newest and not (plan.folder / each.name).exists()]
