"""People say where they live: the time there is shown as proof, and what is owed to them moves to their hours."""

from datetime import UTC, datetime

import msgspec
import pytest

from bot.render import zones
from bot.render.texts import Texts
from bot.survey.definitions import FollowUp, Offset
from tests.chat.house import WEBINAR, both, button, labels, shown, text
from tests.chat.test_attendee import last, tap, write

WATCH = FollowUp("watch", Offset(2, "d", "end", (9, 0)), text=both("Watch it."), zone="person")


async def zone_of(house):
    return [row[0] for row in await house.rows("SELECT timezone FROM attendees")]


async def test_by_buttons_a_region_then_a_city_in_one_message(house, ana):
    house.poll()
    said = await write(house, ana, "/timezone")
    assert said.startswith("Your messages follow the webinar's clock. Where do you live?")
    assert labels(last(ana)) == ["European Union", "Europe", "Africa", "Americas", "Asia", "Oceania"]
    card = last(ana)
    await tap(house, ana, "European Union")
    assert {"Brussels", "Paris", "Lisbon", "Zagreb", "Back"} <= set(labels(card))
    await tap(house, ana, "Lisbon")
    assert shown(ana) == [card]
    assert text(card) == "Your messages follow the clocks of Lisbon. It is 11:05 there, right?"
    assert await zone_of(house) == ["Europe/Lisbon"]


@pytest.mark.parametrize(
    ("typed", "zone", "clock"),
    [
        ("Helsinki", "Europe/Helsinki", "13:05"),
        ("america/new_york", "America/New_York", "06:05"),
        ("new york", "America/New_York", "06:05"),
        ("Antananarivo", "Indian/Antananarivo", "14:05"),
    ],
)
async def test_a_city_or_a_zone_may_be_typed_with_the_command(house, ana, typed, zone, clock):
    house.poll()
    assert f"It is {clock} there, right?" in await write(house, ana, f"/timezone {typed}")
    assert await zone_of(house) == [zone]


async def test_a_city_by_its_name_in_their_language(house, api):
    marie = api.join(102, "Marie", language_code="fr")
    house.poll()
    assert "Londres" in await write(house, marie, "/timezone londres")
    assert await zone_of(house) == ["Europe/London"]


async def test_a_slip_of_the_finger_is_met_with_what_is_written_alike(house, ana):
    house.poll()
    said = await write(house, ana, "/timezone Brusels")
    assert said.startswith("I know no place called “Brusels”. Did you mean one of these?")
    assert await zone_of(house) == []
    await tap(house, ana, "Brussels")
    assert await zone_of(house) == ["Europe/Brussels"]


@pytest.mark.parametrize("typed", ["xqzzy", "Etc/GMT+3", "../../etc/passwd", "<b>", "x" * 900])
async def test_what_is_no_place_is_said_to_be_none(house, ana, typed):
    house.poll()
    assert (await write(house, ana, f"/timezone {typed}")).startswith("I know no place called")
    assert await zone_of(house) == []


async def test_what_is_owed_moves_to_their_nine_in_the_morning_and_back(house, ana):
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="far", follow_ups=(WATCH,)))
    house.poll()
    await write(house, ana, f"/start {house.code}")

    async def due():
        return [
            datetime.fromtimestamp(row[0] / 1000, UTC).hour
            for row in await house.rows("SELECT due_at FROM outbox WHERE follow_up = 'watch'")
        ]

    assert await due() == [8]
    await write(house, ana, "/timezone Tokyo")
    assert await due() == [0]
    await tap(house, ana, "Use the webinar's clock")
    assert await due() == [8]
    assert await zone_of(house) == [None]
    assert text(last(ana)).startswith("Your messages follow the webinar's clock.")


async def test_a_forged_button_changes_nothing(house, ana):
    house.poll()
    await write(house, ana, "/timezone")
    for forged in ("2zone:Mars.Base", "2zone:Etc.UTC", "2zone:....etc.passwd"):
        query = ana.tap(last(ana).message_id, forged)
        await house.quiet()
        assert query.answer["text"].startswith("This button does not work any more.")
    assert await zone_of(house) == []


async def test_who_only_looks_leaves_no_trace(house, ana):
    house.poll()
    await write(house, ana, "/timezone")
    await tap(house, ana, "Asia")
    await tap(house, ana, "Back")
    assert labels(last(ana))[0] == "European Union"
    assert await zone_of(house) == []


async def finishes(house, person):
    await tap(house, person, "Very satisfied")
    await tap(house, person, "Skip")
    await tap(house, person, "Skip")
    await write(house, person, "3")


async def test_who_finishes_is_asked_once_where_something_comes_by_their_own_clock(house, ana):
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="far", follow_ups=(WATCH,)))
    house.poll()
    await write(house, ana, f"/start {house.code}")
    await finishes(house, ana)
    card = last(ana)
    assert "Some of it can come by your own clock: tell me where you live." in text(card)
    await tap(house, ana, "Say where I live")
    assert text(last(ana)).startswith("Your messages follow the webinar's clock.")
    assert "Say where I live" in labels(card)
    await tap(house, ana, "Asia")
    await tap(house, ana, "Tokyo")
    house.clock.set(datetime(2026, 11, 24, 11, 10, tzinfo=UTC))
    await tap(house, ana, "✏️ 4", card)
    await write(house, ana, "4")
    assert not any("Say where I live" in labels(each) for each in shown(ana)[-1:])


async def test_nobody_is_asked_where_everything_comes_by_the_webinars_clock(house, answering):
    await finishes(house, answering)
    assert "Say where I live" not in labels(last(answering))


async def test_it_is_told_and_it_is_forgotten(house, answering):
    await write(house, answering, "/timezone Lisbon")
    answering.write("/mydata")
    await house.quiet()
    assert any("You said that you live by the clocks of Lisbon." in text(each) for each in shown(answering)[-2:])
    await write(house, answering, "/forget")
    card = last(answering)
    answering.tap(card.message_id, button(card, "Erase everything"))
    await house.quiet()
    assert await zone_of(house) == []


@pytest.mark.parametrize("language", Texts().languages)
def test_every_place_on_a_button_exists_and_has_a_name_in_every_language(language):
    for region in zones.REGIONS:
        named = zones.cities(region, language)
        assert all(zones.exists(zone) and name.strip() for zone, name in named)
        assert len({name for _, name in named}) == len(named) < 100
        assert not zones.region_name(region, language).isdigit()
