"""What organisers are told besides the card and the summary, if they switch it on."""

from datetime import timedelta

import pytest

from tests.organising.driver import an_office
from tests.stories.transcript import at


@pytest.fixture(params=["satisfaction.yaml", "identified.yaml"])
async def office(tmp_path, request):
    async with an_office(tmp_path, now=at("2026-11-24 11:40")) as (house, olga):
        await house.apply(request.param)
        await house.open()
        await olga.says("/webinars")
        await olga.taps("clusters")
        yield house, olga, request.param


async def later(house, **by):
    if not house.is_open:
        await house.open()
    house.api.clock.advance(timedelta(**by))
    await house.rest()
    await house.rooms.services.organising.wishing.fulfil()
    await house.rest()


async def test_a_digest_comes_after_two_hours_and_after_a_day_and_only_if_wished(office):
    house, olga, _ = office
    assert "What else shall I tell you?" in await olga.taps("Tell me more")
    await olga.taps("How it goes after 2 and 24 hours")
    assert any(label.startswith("☑ How it goes") for label in olga.buttons)
    said = []
    for hours in (1, 1.2, 10, 12, 24):
        await later(house, hours=hours)
        said.append(sum("How it goes so far" in message.content.text for message in olga.shown))
    assert said == [0, 1, 1, 2, 2]


async def test_nothing_of_it_comes_unasked(office):
    house, olga, _ = office
    await later(house, hours=3)
    assert not any("How it goes so far" in message.content.text for message in olga.shown)


async def test_a_very_low_answer_is_told_where_answers_bear_names_and_nowhere_else(office):
    house, olga, which = office
    card = await olga.taps("Tell me more")
    if which == "satisfaction.yaml":
        assert "this survey does not ask for names" in card
        await olga.forges(olga.shown[-1].message_id, "2wish:a.1")
        assert "Alerts need a survey that asks for names" in olga.toast
        assert house.rows("SELECT alerts FROM watches WHERE alerts") == []
        return
    await olga.taps("A very low answer")
    await later(house, minutes=10)
    ana = house.api.join(101, "Ana")
    ana.write(f"/start {house.code}")
    await house.rest()
    message = ana.messages[-1]
    poor = next(button for row in message.buttons for button in row if "Poor" in button["text"])
    ana.tap(message.message_id, poor["callback_data"])
    await house.rest()
    for _ in range(3):
        await later(house, seconds=10)
    told = [each.content.text for each in olga.shown if "⚠️" in each.content.text]
    assert len(told) == 1
    assert "Ana answered “Poor” to:" in told[0]
    assert "how was" in told[0]
