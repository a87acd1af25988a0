"""One long story: from /start to the compared summary of a second webinar, by somebody who never saw a definition file.

Everything is typed, sent or tapped in the chat; the house restarts before each of the organiser's steps.
"""

from datetime import timedelta

import pytest

from tests.organising.driver import an_office
from tests.stories.transcript import at


async def nothing_is_kept(_name):
    """Pictures are made by ``tests.pictures`` only."""


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-20 10:30")) as (house, olga):
        await house.open()
        yield house, olga


async def pass_time(house, **by):
    if not house.is_open:
        await house.open()
    house.api.clock.advance(timedelta(**by))
    await house.rest()


async def answer(house, code, numbers):
    """So many people enter and answer everything with the first option there is."""
    if not house.is_open:
        await house.open()
    guests = [house.api.join(number, f"Guest {number}") for number in numbers]
    for guest in guests:
        guest.write(f"/start {code}")
    await house.rest()
    for guest in guests:
        for _ in range(14):
            message = next((each for each in reversed(guest.messages) if each.by_bot and each.buttons), None)
            if message is None:
                break  # the survey is not open yet
            data = [button.get("callback_data", "") for row in message.buttons for button in row]
            found = next((each for kind in ("1t", "1s", "1c") for each in data if each.startswith(kind)), None)
            if found is None:
                break
            if any(button["text"].startswith("☑") for row in message.buttons for button in row):
                found = next(each for each in data if each.startswith("1c"))
            guest.tap(message.message_id, found)
            await house.rest()


async def set_up(olga, shoot):
    """The first webinar, tapped and typed."""
    await olga.says("/start")
    await olga.says("/new")
    await olga.says("Communication strategies for clusters")
    await olga.says("24 Nov 10:00")
    await olga.taps("Brussels")
    await olga.taps("2 hours")
    await olga.taps("English")
    await olga.taps("Français")
    await olga.taps("Done")
    await olga.taps("(satisfaction,")
    await olga.taps("classic")
    await olga.says("The cluster network")
    await olga.says("privacy@example.org")
    await olga.taps("to improve our webinars")
    await olga.taps("365 days")
    await olga.taps("Series")
    await olga.says("capacity building")
    await shoot("wizard")
    return await olga.taps("Create")


async def test_from_start_to_the_compared_summary_of_a_second_webinar(office):
    house, olga = office
    await play(house, olga, nothing_is_kept)


async def play(house, olga, shoot):
    """The story; ``shoot`` is told when there is something to see."""
    assert "The survey opens: Tuesday, 24 November 2026, 11:45 (Brussels)" in await set_up(olga, shoot)
    ((code,),) = house.rows("SELECT code FROM webinars")

    # The slides are sent to the bot, and taken for what was promised.
    await olga.sends("document", name="slides.pdf", content=b"%PDF the slides")
    await olga.taps("Presentations")
    assert house.rows("SELECT count(*) FROM files") == [(1,)]

    # The numbers, the link, and how it will go.
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Numbers")
    await olga.taps("Came")
    await olga.says("40")
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    assert f"?start={code}" in await olga.taps("Invite")

    # The day itself: people enter, the card comes by itself when the survey opens, and moves.
    await pass_time(house, days=3, hours=23)
    await answer(house, code, range(1, 4))
    await pass_time(house, hours=2, minutes=30)
    await answer(house, code, range(1, 13))
    await pass_time(house, seconds=10)
    card = next(each for each in reversed(olga.shown) if "The survey is open until" in each.content.text)
    assert "Entered: 12" in card.content.text
    assert "Finished: at least 10" in card.content.text
    await shoot("live-card")
    await olga.taps("Outbox")
    await shoot("outbox")
    assert "12 entered, at least 10 finished" in await olga.says("/webinars")

    # It closes by itself, and the summary comes by itself.
    await pass_time(house, days=8)
    await pass_time(house, seconds=10)
    assert any("This is what the answers add up to" in each.content.text for each in olga.shown)

    # A second webinar is the first one copied to another day.
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Copy for a new date")
    await olga.says("15 Dec 10:00")
    await olga.taps("Create")
    ((second,),) = house.rows("SELECT code FROM webinars ORDER BY id DESC LIMIT 1")
    await pass_time(house, days=13)
    await olga.says("/webinars")
    await olga.taps("15 December") if any("15 December" in label for label in olga.buttons) else await olga.taps("Comm")
    await olga.taps("Open the survey now")
    await answer(house, second, range(21, 29))
    await olga.says("/summary")
    summary = await olga.taps("Communication strategies")
    assert "n = 8" in summary
    await shoot("summary")
    beside = await olga.taps("Earlier webinars")
    assert "n = 8" in beside
    assert "n = 12" in beside
    assert "Since the webinar before:" in beside
    return code
