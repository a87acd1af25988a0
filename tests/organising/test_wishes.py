"""What organisers are told besides the card and the summary, if they switch it on."""

from datetime import timedelta

import pytest

from tests.organising.driver import Organiser, an_office
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


async def test_a_very_low_answer_is_told_at_once_where_answers_bear_names(office):
    house, olga, which = office
    if which == "satisfaction.yaml":
        return
    await olga.taps("Tell me more")
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


MAY_THEY = "May the organisers be told now that you were not satisfied? They see your answer, not your name."


@pytest.fixture
async def nameless(tmp_path):
    """A short survey that is pseudonymous and open, and Olga who wants to know of very low answers."""
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await olga.says("/webinars")
        await olga.taps("The clusters webinar")
        yield house, olga


async def wishes(olga):
    card = await olga.taps("Tell me more")
    await olga.taps("A very low answer")
    return card


async def answers(house, number, how):
    """Somebody answers all of it, the first question so; with their newest card they are given back."""
    guest = Organiser(house, house.api.join(number, f"Guest {number}"))
    await guest.says(f"/start {house.codes['clusters']}")
    await guest.taps(how)
    await guest.taps("Skip")
    await guest.taps("Skip")
    return guest


def asked(guest):
    """Whether their card asks it now."""
    return any(MAY_THEY in (message.content.text or "") for message in guest.shown)


def told(olga):
    return [message.content.text for message in olga.shown if "⚠️" in (message.content.text or "")]


async def test_who_answers_under_no_name_is_asked_once_and_told_of_only_with_a_yes(nameless):
    house, olga = nameless
    assert "only where the person agrees" in await wishes(olga)
    yes, no = await answers(house, 1, "Not satisfied"), await answers(house, 2, "Not satisfied")
    assert asked(yes)
    await later(house, seconds=10)
    assert told(olga) == []
    await no.taps("No")
    await later(house, seconds=10)
    assert told(olga) == []
    await yes.taps("Yes")
    assert not asked(yes)
    for _ in range(3):
        await later(house, seconds=10)
    [text] = told(olga)
    assert "Somebody answered “Not satisfied” to:" in text
    assert "How satisfied were you?" in text
    assert "with their consent and without their name" in text
    assert "Guest" not in text
    said = house.rows("SELECT purpose, given FROM consents WHERE purpose = 'alert' ORDER BY id")
    assert said == [("alert", 0), ("alert", 1)]
    assert MAY_THEY in house.rows("SELECT text FROM notices WHERE text LIKE 'May the%'")[0]
    await yes.says("/mydata")
    assert any("that the organisers are told of a low answer" in (m.content.text or "") for m in yes.shown)


async def test_nobody_is_asked_who_is_not_very_dissatisfied_or_when_nobody_wants_to_know(nameless):
    house, olga = nameless
    assert not asked(await answers(house, 1, "Not satisfied"))
    await wishes(olga)
    assert not asked(await answers(house, 2, "Very satisfied"))
    assert asked(await answers(house, 3, "Not satisfied"))


async def test_a_last_answer_that_is_very_low_is_asked_about_on_the_same_card(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("sessions.yaml")
        await house.open()
        await olga.says("/webinars")
        await olga.taps("The day of talks")
        await wishes(olga)
        guest = Organiser(house, house.api.join(1, "Gil"))
        await guest.says(f"/start {house.codes['day']}")
        for label in ("Very satisfied", "A delight", "Yes", "A torment"):
            await guest.taps(label)
        await guest.taps("Skip")
        assert asked(guest)


async def test_of_an_anonymous_survey_nothing_is_told_and_nobody_asked(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("anonymous.yaml")
        await house.open()
        await olga.says("/webinars")
        await olga.taps("Clusters")
        assert "this survey is anonymous" in await olga.taps("Tell me more")
        assert not [label for label in olga.buttons if "very low" in label]
        number = house.rows("SELECT id FROM webinars")[0][0]
        await olga.forges(olga.shown[-1].message_id, f"2wish:a.{number}")
        assert "Alerts need a survey that is not anonymous" in olga.toast
        assert house.rows("SELECT alerts FROM watches WHERE alerts") == []
