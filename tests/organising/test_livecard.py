"""The card that comes by itself when a survey opens, and stays right without anybody's doing."""

from datetime import timedelta

import pytest

from tests.organising.driver import an_office
from tests.stories.transcript import at

TITLE = "Communication strategies for clusters"


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:40"), restarts=False) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        await olga.says("/help")
        yield house, olga


async def later(house, **by):
    house.api.clock.advance(timedelta(**by))
    await house.rest()


async def entered(house, *numbers):
    guests = [house.api.join(number, f"Guest {number}") for number in numbers]
    for guest in guests:
        guest.write(f"/start {house.code}")
    await house.rest()
    return guests


def cards(olga):
    return [message for message in olga.shown if TITLE in message.content.text]


async def test_it_comes_when_the_survey_opens_and_is_edited_in_place(office):
    house, olga = office
    assert cards(olga) == []
    await later(house, minutes=6)
    (card,) = cards(olga)
    assert "Entered: 0" in card.content.text
    await entered(house, 1, 2, 3)
    await later(house, seconds=6)
    (card,) = cards(olga)
    assert "Entered: 3" in card.content.text
    assert card.edits == 1


async def test_who_looked_at_the_webinar_before_gets_a_card_at_the_opening_all_the_same(office):
    house, olga = office
    await olga.says("/webinars")
    await olga.taps("Communication")
    await later(house, minutes=6)
    assert len(cards(olga)) == 2
    assert "The survey is open until" in cards(olga)[-1].content.text
    await olga.taps("All webinars")
    await later(house, minutes=6)
    assert "Your webinars" in olga.card


async def test_it_is_edited_at_most_every_few_seconds_and_right_at_the_end(office):
    house, olga = office
    await later(house, minutes=6)
    for second in range(20):
        await entered(house, 100 + second)
        await later(house, seconds=1)
    (card,) = cards(olga)
    assert card.edits <= 5
    await later(house, seconds=6)
    assert "Entered: 20" in cards(olga)[0].content.text


async def test_a_card_that_was_left_for_the_list_is_not_edited_over_it(office):
    house, olga = office
    await later(house, minutes=6)
    assert "Your webinars" in await olga.taps("All webinars")
    await entered(house, 1)
    await later(house, seconds=10)
    assert "Your webinars" in olga.card
    card = await olga.taps("Communication")
    await entered(house, 2)
    await later(house, seconds=10)
    assert "Entered: 1" in card
    assert "Entered: 2" in olga.card


async def test_a_restart_forgets_no_card_and_sends_none_twice(office):
    house, olga = office
    await later(house, minutes=6)
    await house.close()
    await house.open()
    await entered(house, 1)
    await later(house, seconds=10)
    (card,) = cards(olga)
    assert "Entered: 1" in card.content.text


async def test_at_closing_it_shows_the_end_and_the_summary_comes_once(office):
    house, olga = office
    await later(house, minutes=6)
    await entered(house, 1)
    await later(house, days=8)
    await later(house, seconds=10)
    assert "The survey has closed." in cards(olga)[-2].content.text  # a new one: the old one is too old to be edited
    summaries = [each for each in olga.shown if "This is what the answers add up to" in each.content.text]
    assert len(summaries) == 1
    assert "0 of 85 attendees answered to the end" in summaries[0].content.text
    before = len(olga.shown)
    await later(house, hours=1)
    assert len(olga.shown) == before


async def test_looking_at_an_old_webinar_brings_no_summary(office):
    house, olga = office
    await house.close()
    house.api.clock.advance(timedelta(days=30))
    await house.open()
    await olga.says("/webinars")
    await olga.taps("Communication")
    await later(house, minutes=1)
    assert not any("This is what the answers" in message.content.text for message in olga.shown)


async def test_who_cannot_be_written_to_holds_up_nobody(office):
    house, olga = office
    olga.person.block()
    await later(house, minutes=6)
    await entered(house, 1)
    await later(house, minutes=1)
    assert cards(olga) == []
