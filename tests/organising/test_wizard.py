"""A webinar is set up from a phone: tapped or typed, corrected, and created as a definition would be."""

import json

import pytest

from tests.organising.driver import an_office, an_organiser
from tests.stories.transcript import at


@pytest.fixture
async def office(tmp_path):
    """Nothing is set up yet."""
    async with an_office(tmp_path, now=at("2026-11-20 10:30")) as (house, olga):
        await house.open()
        yield house, olga


@pytest.fixture
async def second(tmp_path):
    """There was one webinar."""
    async with an_office(tmp_path, now=at("2026-11-20 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


def definition(house, key):
    ((stored,),) = house.rows("SELECT definition FROM webinars WHERE key = ?", key)
    return json.loads(stored)


async def to_the_plan(olga):
    """Everything but the plan is said."""
    await olga.says("/new")
    await olga.says("Clusters & cities")
    await olga.says("24 Nov 10:00")
    await olga.taps("Brussels")
    await olga.taps("2 hours")
    await olga.taps("English")
    await olga.taps("Français")
    await olga.taps("Done")
    return await olga.taps("(satisfaction,")


async def test_the_first_webinar_is_set_up_with_a_dozen_taps(office):
    house, olga = office
    assert "What is the webinar called?" in await olga.says("/new")
    assert "Clusters & cities" in await olga.says("Clusters & cities")
    assert "At what time" in await olga.taps("Tue")
    assert "By the clock of which place?" in await olga.taps("10:00")
    assert "How long" in await olga.taps("Brussels")
    assert "In which languages" in await olga.taps("2 hours")
    await olga.taps("English")
    await olga.taps("Français")
    assert "Which survey?" in await olga.taps("Done")
    assert "the slides at once" in await olga.taps("(satisfaction,")
    assert "Who is responsible" in await olga.taps("classic")
    assert "To which address" in await olga.says("The organiser")
    assert "What are the answers for?" in await olga.says("privacy@example.org")
    assert "For how many days" in await olga.taps("to improve our webinars")
    card = await olga.taps("365 days")
    assert "Tuesday, 24 November 2026, 10:00 (Brussels), 2 hours" in card
    assert "Nothing is created yet" in card
    assert olga.buttons[0] == "✅ Create"
    assert "What for: to improve our webinars. Address for questions: privacy@example.org" in card
    await olga.taps("Address")
    assert "Address for questions: us@example.org" in await olga.says("us@example.org")
    card = await olga.taps("Create")
    assert "The survey opens: Tuesday, 24 November 2026, 11:45 (Brussels)" in card
    assert olga.toast == "It is set up."
    made = definition(house, "clusters-cities-2026")
    assert made["title"] == "Clusters & cities"
    assert [each["key"] for each in made["materials"]] == ["slides", "recording", "resources", "briefing"]
    assert [each["key"] for each in made["follow_ups"]] == ["thanks", "reminder", "watch", "resources", "impact"]
    assert made["privacy"]["controller"] == "The organiser"
    assert made["privacy"]["contact"] == "us@example.org"
    assert house.rows("SELECT by, action, webinar FROM audits") == [(900, "webinar.created", "clusters-cities-2026")]
    assert house.rows("SELECT count(*) FROM prepared") == [(0,)]


async def test_everything_can_be_as_last_time_in_one_tap_a_step(second):
    house, olga = second
    await olga.says("/new")
    assert olga.buttons[0] == "Same as last time: Communication strategies for clusters"
    await olga.taps("Same as last time")
    await olga.taps("Fri, 27 Nov")
    for same in ("10:00", "Brussels", "2 hours", "English"):
        assert olga.buttons[0].startswith(f"Same as last time: {same}")
        await olga.taps("Same as last time")
    await olga.taps("(satisfaction,")
    card = await olga.taps("Same as last time")
    assert "Same as last time: 4 messages" in card
    assert "Attendees are told the same about their answers as before." in card
    await olga.taps("Create")
    before, made = (
        definition(house, "communication"),
        definition(house, "communication-strategies-for-clusters-2026"),
    )
    assert made["follow_ups"] == before["follow_ups"]
    assert made["privacy"] == before["privacy"]
    assert [(each["key"], each["files"]) for each in made["materials"]] == [
        (each["key"], []) for each in before["materials"]
    ]


async def test_the_list_of_webinars_leads_to_a_new_one_for_those_who_may(second):
    house, olga = second
    await olga.says("/webinars")
    assert "What is the webinar called?" in await olga.taps("New webinar")
    await olga.says("Strategies")
    await olga.says("/webinars")
    assert "You have begun to set this up." in await olga.taps("New webinar")
    vera = await an_organiser(house, 9, "Vera", role="viewer")
    assert "Your webinars" in await vera.says("/webinars")
    assert not any("New webinar" in label for label in vera.buttons)


async def test_what_is_wrong_is_corrected_before_it_is_created(office):
    house, olga = office
    await to_the_plan(olga)
    await olga.taps("Nothing but the survey")
    await olga.says("The organiser")
    await olga.says("privacy@example.org")
    await olga.says("to learn")
    await olga.says("90")
    await olga.taps("Day")
    card = await olga.says("25.11.2026 9.30")
    assert "Wednesday, 25 November 2026, 09:30 (Brussels)" in card
    await olga.taps("Languages")
    await olga.taps("Français")
    card = await olga.taps("Done")
    assert "🌐 English" in card
    await olga.taps("Series")
    assert "Series: capacity-building" in await olga.says("Capacity building")
    await olga.taps("Create")
    made = definition(house, "clusters-cities-2026")
    assert (made["starts_local"], made["languages"], made["series"]) == (
        "2026-11-25T09:30:00",
        ["en"],
        "capacity-building",
    )
    assert made["follow_ups"] == []


async def test_what_is_not_understood_is_asked_again_and_nothing_is_lost(office):
    _, olga = office
    await olga.says("/new")
    await olga.says("Strategies")
    assert "I do not understand this day" in await olga.says("in a while")
    assert "By the clock of which place?" in await olga.says("24 November at 10 am")
    assert "I do not know this place" in await olga.says("Nowhere at all")
    assert "How long" in await olga.says("lisbon")
    assert "I do not understand this" in await olga.says("long")
    assert "In which languages" in await olga.says("1h30")
    assert "Please tap one of the buttons." in await olga.says("all of them")
    assert "the slides" not in await olga.says("/webinars")
    card = await olga.says("/new")
    assert "Tuesday, 24 November 2026, 10:00 (Lisbon), 1 hour 30 minutes" in card
    assert "You have begun to set this up." in card
    assert "In which languages" in await olga.taps("Go on")
    assert "Nothing is lost" in await olga.taps("Cancel")
    assert "thrown away" in await olga.taps("Throw it away")
    assert "What is the webinar called?" in await olga.says("/new")


async def test_an_hour_that_clocks_jump_over_leads_back_to_its_step(office):
    _, olga = office
    await olga.says("/new")
    await olga.says("By night")
    await olga.says("28 March 2027 2:30")
    await olga.taps("Brussels")
    await olga.taps("2 hours")
    await olga.taps("English")
    await olga.taps("Done")
    await olga.taps("(pulse,")
    await olga.taps("Nothing but the survey")
    for said in ("The organiser", "privacy@example.org", "to learn", "90"):
        await olga.says(said)
    card = await olga.taps("Create")
    assert "This does not fit yet: 2027-03-28 02:30 does not exist in Europe/Brussels" in card
    assert "On which day?" in card
    assert "28 March 2027, 03:30" in await olga.says("28 March 2027 3:30")
    assert "The survey opens" in await olga.taps("Create")


async def test_an_earlier_webinar_is_copied_to_a_new_date_without_its_files(second):
    house, olga = second
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    assert "On which day?" in await olga.taps("Copy for a new date")
    card = await olga.says("15 Dec")
    assert "Tuesday, 15 December 2026, 10:00 (Brussels), 2 hours" in card
    assert "Materials promised: 2. You can send them later." in card
    await olga.taps("Create")
    copied = house.rows(
        """SELECT m.key, (SELECT count(*) FROM files WHERE material_id = m.id), m.url FROM materials AS m
           JOIN webinars AS w ON w.id = webinar_id WHERE w.key <> 'communication' ORDER BY m.key"""
    )
    assert copied == [("recording", 0, None), ("slides", 0, None)]


async def test_files_are_copied_if_that_is_wanted(second):
    house, olga = second
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Copy for a new date")
    await olga.says("15 Dec")
    assert "with the files and links of last time" in await olga.taps("With files of last time")
    await olga.taps("Create")
    copied = house.rows(
        """SELECT f.name, f.bytes FROM files AS f JOIN materials AS m ON m.id = material_id
           JOIN webinars AS w ON w.id = webinar_id WHERE w.key <> 'communication'"""
    )
    assert copied == [("slides.pdf", b"%PDF the slides")]


async def test_a_forged_button_changes_nothing_and_says_so(second):
    house, olga = second
    await olga.says("/new")
    await olga.says("Strategies")
    message_id, _ = olga.button("Cancel")
    for forged in ("2new:v.day.yesterday", "2new:v.survey.nothing", "2new:v.plan.evil", "2new:v.zone.No.Where"):
        await olga.forges(message_id, forged)
        assert "This button does not work any more." in olga.toast
    assert "On which day?" in olga.card
    assert json.loads(house.rows("SELECT body FROM prepared")[0][0])["title"] == "Strategies"


async def test_nobody_else_sets_anything_up(second):
    house, _ = second
    guest = house.api.join(7, "Guest")
    guest.write("/new")
    await house.rest()
    said = [message.content.text for message in guest.messages if message.by_bot]
    assert said == ["This is for the organisers of the webinar only."]
    assert house.rows("SELECT count(*) FROM prepared") == [(0,)]


async def test_an_organiser_of_a_series_sets_webinars_up_in_it_only(second):
    house, _ = second
    sam = await an_organiser(house, 8, "Sam", series="other")
    await to_the_plan(sam)
    await sam.taps("light")
    for said in ("The organiser", "privacy@example.org", "to learn", "90"):
        await sam.says(said)
    assert "Series: other" in sam.card
    await sam.taps("Series")
    assert "In no series" not in sam.buttons
    assert "only" in await sam.says("capacity building")
    await sam.says("/new")
    await sam.taps("Go on")
    await sam.taps("Create")
    assert definition(house, "clusters-cities-2026")["series"] == "other"
