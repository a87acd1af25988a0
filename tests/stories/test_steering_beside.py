"""A bot serves, and an organiser steers its outbox from the command line beside it; what happened is told in chat."""

import json
import sqlite3
from contextlib import asynccontextmanager, closing

import pytest

from bot.rehearsal import UNLIMITED, Rehearsal

from .house import DATABASE, OWNER, apply
from .running import afterword, eventually, running, settings_for
from .teller import Guest
from .transcript import at

OPEN = at("2026-11-24 11:50")


@pytest.fixture
async def api():
    async with Rehearsal(now=OPEN, flood=UNLIMITED) as served:
        yield served


@asynccontextmanager
async def serving(folder, api):
    async with running(folder, "run", **settings_for(api)) as bot:
        await bot.says("action=serving")
        yield bot


def showing(guest, words):
    guest.look()
    return any(words in screen.text for screen in guest.seen.values())


async def steers(folder, api, *words):
    code, said = await afterword(folder, "outbox", "communication", *words, **settings_for(api))
    assert code == 0, said
    return said


async def entered(api, code):
    """Ana has entered, and Olga, who owns the bot, has met it."""
    guest, olga = Guest(api.join(101, "Ana")), Guest(api.join(OWNER, "Olga"))
    guest.person.write(f"/start {code}")
    await eventually(lambda: showing(guest, "1 of 8"))
    olga.person.write("/webinars")
    await eventually(lambda: showing(olga, "Communication strategies"))
    return guest, olga


async def test_what_is_said_at_the_command_line_is_acted_on_by_the_bot_beside(api, tmp_path):
    code = (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]
    async with serving(tmp_path, api):
        guest, _ = await entered(api, code)
        told = await steers(tmp_path, api, "edit", "--follow-up", "reminder", "--text", "Do you have a minute?")
        assert "1 row to be sent with the new text" in told
        assert "1 row held" in await steers(tmp_path, api, "hold", "--follow-up", "reminder")
        assert "1 row due now" in await steers(tmp_path, api, "send-now", "--follow-up", "reminder")
        await eventually(lambda: showing(guest, "Do you have a minute?"))
        shape = json.loads(await steers(tmp_path, api, "--json"))
        [reminder] = [each for each in shape["follow_ups"] if each["key"] == "reminder"]
        assert reminder["counts"]["sent"] == 1


async def test_organisers_are_told_what_is_missing_and_what_a_bot_missed_while_it_was_away(api, tmp_path):
    code = (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]
    async with serving(tmp_path, api) as bot:
        _, olga = await entered(api, code)
        assert await bot.told_to_stop() == 0
    api.clock.set(at("2026-11-26 10:00"))
    async with serving(tmp_path, api):
        await eventually(lambda: showing(olga, "I was away"))
        await eventually(lambda: showing(olga, "Still to come: recording."))
        await eventually(lambda: settled(tmp_path) == {("downtime", 1), ("missing", 1)})
    assert sum("I was away" in screen.text for screen in olga.seen.values()) == 1


def settled(folder):
    """How many bulletins of each kind are known to be sent."""
    with closing(sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT what, count(*) FROM bulletins WHERE sent_at IS NOT NULL GROUP BY what")
        return set(rows.fetchall())


async def test_an_owner_sees_a_follow_up_as_attendees_get_it_and_nobody_else_does(api, tmp_path):
    code = (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]
    async with serving(tmp_path, api):
        guest, olga = await entered(api, code)
        said = await steers(tmp_path, api, "preview", "--follow-up", "thanks", "--to", str(OWNER))
        assert f"shows thanks to {OWNER}" in said
        await eventually(lambda: showing(olga, "Preview of “thanks”"))
        await eventually(lambda: showing(olga, "Thank you! Here are the slides."))
        assert not showing(guest, "Thank you! Here are the slides.")
        refused, told = await afterword(
            *(tmp_path, "outbox", "communication", "preview", "--follow-up", "thanks", "--to", "101"),
            **settings_for(api),
        )
        assert refused == 1
        assert "previews go to them only" in told
