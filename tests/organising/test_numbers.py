"""How many registered and came: typed, taken back, or read from the tool's report, and never silently overwritten."""

from datetime import timedelta

import pytest

from tests.organising.driver import an_office, an_organiser
from tests.stories.transcript import at


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


async def numbers(olga):
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    return await olga.taps("Numbers")


def stored(house):
    return house.rows("SELECT registrations, attendees, attention FROM webinars")


async def test_numbers_are_typed_and_shown_with_what_they_mean(office):
    house, olga = office
    await numbers(olga)
    assert olga.buttons[0] == "📄 Send the tool’s report"
    assert "How many people registered?" in await olga.taps("Registered")
    assert "Registered: 140" in await olga.says("140")
    await olga.taps("Came")
    assert "Please type a whole number, such as 85." in await olga.says("about eighty")
    card = await olga.says("85")
    assert "Came: 85 (61" in card
    await olga.taps("Attention")
    card = await olga.says("60 %")
    assert "Attention: 60" in card
    assert "what the webinar tool measured; nobody was asked" in card
    assert stored(house) == [(140, 85, 0.6)]
    assert house.rows("SELECT action, json_extract(detail, '$.attendees') FROM audits") == [
        ("numbers.given", None),
        ("numbers.given", 85),
        ("numbers.given", None),
    ]


@pytest.mark.parametrize(("typed", "share"), [("60", 0.6), ("0.6", 0.6), ("62,5 %", 0.625), ("1", 0.01), ("100", 1)])
async def test_a_share_is_understood_as_it_is_written(tmp_path, typed, share):
    async with an_office(tmp_path, now=at("2026-11-24 13:30"), restarts=False) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        await numbers(olga)
        await olga.taps("Attention")
        assert "Please type a share" in await olga.says("160 %")
        await olga.says(typed)
        assert house.rows("SELECT attention FROM webinars") == [(share,)]


async def test_a_number_is_taken_back_within_a_minute_and_not_later(office):
    house, olga = office
    before = stored(house)
    await numbers(olga)
    await olga.taps("Came")
    await olga.says("85")
    await olga.taps("Undo")
    assert olga.toast == "Undone: the numbers are as before."
    assert stored(house) == before
    await olga.taps("Came")
    await olga.says("85")
    message_id, undo = olga.button("Undo")
    house.api.clock.set(house.api.clock.now() + timedelta(minutes=2))
    await olga.forges(message_id, undo)
    assert "It is too late to undo this." in olga.toast
    assert stored(house)[0][1] == 85


async def test_what_somebody_else_changed_in_between_is_not_overwritten(office):
    house, olga = office
    await numbers(olga)
    await olga.taps("Registered")
    otto = await an_organiser(house, 901, "Otto")
    await numbers(otto)
    await otto.taps("Registered")
    await otto.says("120")
    assert "Somebody has changed this webinar in between." in await olga.says("140")
    assert stored(house)[0][0] == 120
