"""A webinar whose people have links of their own, and what a bot that serves would do with them."""

import asyncio
import csv
import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import db.bots
from bot.clock import SteppedClock
from bot.services.entering import Entering, Visitor
from bot.services.keys import take_key
from bot.services.library import Library
from bot.services.storage import Storage
from bot.settings import read_settings
from db.store import Store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MISSED = "  - {key: missed, when: 3d after end at 09:00, to: {no_show: true}, text: We missed you.}\n"
PEOPLE = "Name,Email\nAna,ana@example.org\nBo,bo@example.org\nCy,cy@example.org\n"


def mailed(afterword):
    """The command line in a folder with a webinar, and with the people who registered in ``people.csv``."""
    path = Path("webinar.yaml")
    path.write_text(path.read_text(encoding="utf-8") + MISSED, encoding="utf-8")
    assert afterword("apply", "webinar.yaml").code == 0
    with sqlite3.connect("afterword.db", isolation_level=None) as connection:
        db.bots.remember(connection, telegram_id=1, username="afterbot", now=NOW)
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    return afterword


def links_in(name):
    with Path(name).open(encoding="utf-8", newline="") as file:
        return {row["Email"]: row["link"] for row in csv.DictReader(file)}


def query(sql):
    with sqlite3.connect("afterword.db") as connection:
        return connection.execute(sql).fetchall()


def serving(act):
    """What a running bot would do: ``act`` gets its store and key."""

    settings = read_settings()

    async def serve():
        seal = take_key(settings.database, settings.key_file, now=NOW)
        async with await Store.open(Path("afterword.db")) as store:
            return await act(Storage(store), SteppedClock(NOW), seal)

    return asyncio.run(serve())


def enter(link, chat_id):
    payload = link.rpartition("start=")[2]

    async def act(storage, clock, seal):
        entering = Entering(storage, clock, Library(seal), chance=random.Random(chat_id).choice, wake=lambda: None)
        return await entering.enter(Visitor(chat_id, "en", None), payload=payload)

    return serving(act)
