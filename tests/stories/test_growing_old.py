"""Years later: what a real bot had gathered is gone from its database, but for what was promised to be kept."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.connection import Connection
from bot.clock import SteppedClock
from bot.front.parts import front_of
from bot.furnishing import folders_of
from bot.furnishing.building import build
from bot.furnishing.rounds import rounds_of
from bot.render.texts import Texts
from bot.services.keys import take_key
from bot.services.receiving import Receiving
from bot.services.storage import Storage
from bot.settings import read_settings
from db.migrate import migrate
from db.store import Store
from db.versions import copies_before, copy_before, known_version
from tests.db.released import all_released

KEPT = {
    "migrations": "which schema this is",
    "bots": "the bot itself",
    "seals": "which key this database needs",
    "surveys": "definitions",
    "webinars": "definitions",
    "materials": "what was promised to everybody who still comes",
    "files": "the bytes of materials",
    "uploads": "what Telegram calls files: one for each of the files, language and bot",
    "prints": "briefings, one for each language",
    "briefings": "briefings",
    "frozen": "what answers added up to, without anybody in it",
    "earlier": "results that have no rows",
    "heartbeats": "one row: when the bot was awake",
    "themes": "an organiser's codebook",
    "theme_changes": "how it came about",
    "orders": "what organisers decided for a follow-up: one a follow-up",
    "sources": "an organiser's own words for how people came",
    "erasures": "that somebody was erased, by a keyed mark",
    "members": "the team, until somebody is removed from it",
    "menus": "the team's lists of commands",
    "watches": "one card a webinar and organiser",
    "group_chats": "the team's group and the webinar's",
    "attendees": "the team alone",
    "sqlite_sequence": "SQLite's own",
}
"""Tables whose rows may outlive what they were gathered for. All others are empty years later."""

TEAM = {1000, 7001}

OF_SOMEBODY = "attendees, enrolments, responses, answers, drafts, consents, outbox, inbox, notices, handed, invitations"


@asynccontextmanager
async def awake(path: Path, now: datetime):
    """A bot's parts over this database at that time; and its rounds, but for those that may last."""
    clock = SteppedClock(now)
    settings = read_settings({"AFTERWORD_DATABASE": str(path), "AFTERWORD_TOKEN": "1:abc", "AFTERWORD_OWNERS": "1000"})
    migrate(path, now)
    seal = take_key(path, settings.key_file, now=now)
    async with await Store.open(path) as store:
        line = Connection("1:abc", api_url="http://127.0.0.1:9")
        front = front_of(line, Receiving(Storage(store), clock, seal))
        house = build(settings, front, Texts(folders_of(settings)), store, clock, seal, bulk=line)
        yield clock, [each for each in rounds_of(house) if not each.may_last and each.name != "menus"]


def rows_in(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        counts = {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
    return {table: count for table, count in counts.items() if count}


@pytest.fixture
def left(tmp_path: Path):
    """What the newest of the real earlier versions left, and when."""
    released = all_released()[-1]
    return tmp_path / "afterword.db", datetime.fromisoformat(released.unpack(tmp_path)["now"])


async def test_years_later_nobody_is_in_the_database_any_more_and_what_is_kept_is_listed(left):
    path, then = left
    async with awake(path, then) as (_, rounds):
        for each in rounds:
            await each.knock()
    before = rows_in(path)
    assert all(before.get(table) for table in OF_SOMEBODY.split(", "))
    async with awake(path, then + timedelta(days=3 * 365)) as (clock, rounds):
        for _ in range(3):  # strangers go once nothing binds them, and the log a year after what was done last
            for each in rounds:
                await each.knock()
            clock.set(clock.now() + timedelta(days=400))
    after = rows_in(path)
    assert set(after) <= set(KEPT)
    with closing(sqlite3.connect(path)) as connection:  # the team, in whose language it is spoken to
        assert {chat for (chat,) in connection.execute("SELECT chat_id FROM attendees")} <= TEAM


async def test_what_was_done_is_forgotten_after_days_however_much_it_was(left):
    path, then = left
    async with awake(path, then):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO inbox (update_id, state, attempts, received_at) VALUES (?, 'done', 0, ?)",
            [(number, int(then.timestamp() * 1000)) for number in range(2_000_000_000, 2_000_025_000)],
        )
    async with awake(path, then + timedelta(days=3)) as (_, rounds):
        (prune,) = (each for each in rounds if each.name == "prune")
        await prune.knock()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM inbox WHERE state = 'done'").fetchone() == (0,)


async def test_the_copy_from_before_an_update_goes_after_a_month(tmp_path):
    path = tmp_path / "afterword.db"
    said = all_released()[0].unpack(tmp_path)
    then = datetime.fromisoformat(said["now"])
    async with awake(path, then) as (clock, rounds):
        (copies,) = (each for each in rounds if each.name == "copies")
        clock.set(then + timedelta(days=29))
        await copies.knock()
        assert copies_before(path) == {known_version(): copy_before(path, known_version())}
        clock.set(then + timedelta(days=31))
        await copies.knock()
        assert copies_before(path) == {}
