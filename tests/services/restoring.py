"""A webinar that is backed up, goes on, and is restored: what tests of that start from."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import db.claims
from bot.services.backups.making import make_backup
from bot.services.backups.restoring import Restored, Wanted, restore_backup
from bot.services.keys import take_key
from bot.services.library import Library
from db.store import Store
from tests.services.owed import PLAN
from tests.services.scenes import ENDS, SURVEY, Office

OWNER = 900
TAKEN = ENDS - timedelta(minutes=30)
NOW = ENDS + timedelta(days=2, hours=3)
"""Two days later: the reminder, the news and the last moment of what is sent on finish are over; the gift is not."""


def database(office: Office) -> Path:
    return office.folder / "afterword.db"


def backup_of(office: Office) -> Path:
    return office.folder / "backup.db"


async def open_webinar(office: Office, plan: str = PLAN, people: int = 3) -> list[int]:
    """So many people have entered a webinar that is about to end."""
    take_key(database(office), office.folder / "key", now=office.clock.now())
    await office.apply(SURVEY, plan)
    office.clock.set(TAKEN)
    return [await office.enter(chat_id) for chat_id in range(1, people + 1)]


def back_up(office: Office) -> None:
    make_backup(database(office), backup_of(office), now=office.clock.now())


async def send_due(office: Office, *, leave_sending: int = 0) -> int:
    """Whatever is due by now was sent; of so many rows the answer never came. How many were sent."""

    def work(tx):
        now = office.clock.now()
        rows = db.claims.claim_next(tx, claim="run-1", now=now, lease_until=now + timedelta(minutes=5), limit=1000)
        for row in rows:
            db.claims.mark_sending(tx, row.id, claim="run-1")
        for row in rows[leave_sending:]:
            db.claims.settle_sent(tx, row.id, claim="run-1", now=now)
        return len(rows) - leave_sending

    return await office.store.write(work)


async def lose(office: Office) -> Path:
    """The bot is gone, and its database is moved away."""
    await office.store.close()
    away = office.folder / "old.db"
    shutil.move(database(office), away)
    return away


def wanted(office: Office, **more) -> Wanted:
    base = Wanted(backup_of(office), database(office), office.folder / "key", owners={OWNER})
    return replace(base, **more)


@asynccontextmanager
async def restored(office: Office, **more):
    """What came of it, and an office over the restored database."""
    done: Restored = await restore_backup(wanted(office, **more), now=office.clock.now())
    async with await Store.open(database(office)) as store:
        yield done, Office(store, office.clock, office.folder, library=Library(office.library.seal))
