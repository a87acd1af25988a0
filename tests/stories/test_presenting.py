"""A bot that serves has presented itself, once, and nobody ever waits for that."""

from bot.rehearsal.faults import Fault
from bot.render.introducing import ATTENDEES
from tests.chat.house import until

from .house import a_house
from .teller import Guest
from .transcript import at

OPEN = at("2026-11-24 11:50")


def presented(house):
    return bool(house.rows("SELECT 1 FROM bots WHERE presented IS NOT NULL"))


def told(house):
    return [entry for entry in house.api.journal.entries if entry.method.startswith("setMy")]


async def test_what_telegram_lists_is_what_the_bot_answers_to_and_a_restart_does_not_repeat_it(tmp_path):
    async with a_house(tmp_path, now=OPEN) as house:
        await house.apply("satisfaction.yaml")
        await house.open()
        await until(lambda: presented(house))
        before = len(told(house))
        listed = [each["command"] for each in house.api.profile["commands"][0]["commands"]]
        ana = Guest(house.api.join(101, "Ana"))
        ana.person.write("/help")
        await house.rest()
        ana.look()
        assert [line[1:].partition(" ")[0] for line in ana.news[0].text.splitlines() if line[0:1] == "/"] == listed
        assert listed == [word for word in ATTENDEES if word in listed]
        assert {"start", "materials", "language", "stop", "help"} <= set(listed)
        await house.close()
        await house.open()
        await house.rest()
        assert len(told(house)) == before


async def test_people_are_served_while_telegram_lets_the_bot_wait(tmp_path):
    async with a_house(tmp_path, now=OPEN) as house:
        await house.apply("satisfaction.yaml")
        house.api.faults.add(Fault("429", method="setMyCommands", times=None, retry_after=3600))
        await house.open()
        ana = Guest(house.api.join(101, "Ana"))
        ana.person.write(f"/start {house.code}")
        await house.rest()
        ana.look()
        assert "1 of 8" in ana.news[0].text
        assert not presented(house)
        await house.close()
