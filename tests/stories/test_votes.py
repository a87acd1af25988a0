"""A vote under a follow-up beside a running bot: the mark stays and moves, also when the bot was away in between."""

import sqlite3
from contextlib import closing

from bot.rehearsal import UNLIMITED, Rehearsal

from .house import DATABASE, apply
from .running import eventually, running, settings_for
from .transcript import at


def labels(message):
    return [each["text"] for row in message.buttons for each in row]


def vote(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return connection.execute("SELECT follow_up, useful FROM votes").fetchall()


async def test_what_somebody_chose_is_marked_and_can_be_changed_after_the_bot_was_away(tmp_path):
    async with Rehearsal(now=at("2026-11-24 11:50"), flood=UNLIMITED) as api:
        code = (await apply(tmp_path, "useful.yaml", api.clock))["communication"]
        ana, settings = api.join(101, "Ana", language_code="en"), settings_for(api)

        def tip():
            return next((each for each in ana.messages if each.content.text == "A tip."), None)

        def tap(place):
            ana.tap(tip().message_id, tip().buttons[0][place]["callback_data"])

        async with running(tmp_path, "run", **settings) as bot:
            await bot.says("action=serving")
            ana.write(f"/start {code}")
            await eventually(lambda: any(each.by_bot for each in ana.messages))
            api.clock.set(at("2026-11-25 09:01"))
            await eventually(tip)
            assert labels(tip()) == ["👍 Useful", "👎 Not useful", "Why do I get this?"]
            tap(0)
            await eventually(lambda: labels(tip())[:2] == ["✓ 👍 Useful", "👎 Not useful"])
            assert await bot.told_to_stop() == 0
        assert vote(tmp_path) == [("tip", 1)]
        tap(1)  # while the bot is away
        async with running(tmp_path, "run", **settings) as bot:
            await eventually(lambda: labels(tip()) == ["👍 Useful", "✓ 👎 Not useful", "Why do I get this?"])
            assert await bot.told_to_stop() == 0
        assert vote(tmp_path) == [("tip", 0)]
