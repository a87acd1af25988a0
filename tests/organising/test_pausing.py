"""A survey is paused and goes on: nobody loses an answer or is asked meanwhile, and all else goes out as planned."""

import pytest

from tests.organising.driver import Organiser, an_office
from tests.stories.transcript import at

PAUSED = "The survey is paused for a moment; your answers are kept. Please write /start later."
LATER = "The survey is paused for a moment. The first question comes here by itself when it goes on."


@pytest.fixture
async def office(tmp_path):
    """A survey that is open, Olga before its card, and Gil who has answered the first question."""
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        gil = Organiser(house, house.api.join(1, "Gil"))
        await gil.says(f"/start {house.code}")
        await gil.taps("Yes, all")
        await olga.says("/webinars")
        await olga.taps("Communication strategies")
        yield house, olga, gil


def answers(house):
    return house.rows("SELECT question, state, picks FROM answers ORDER BY question")


async def arrive(house, moment):
    house.api.clock.set(at(moment))
    await house.rest()


async def test_whoever_taps_or_types_meanwhile_is_told_in_one_sentence_and_loses_nothing(office):
    house, olga, gil = office
    card = await olga.taps("Pause the survey")
    assert "⏸ The survey is paused since Tuesday, 24 November 2026, 11:50 (Brussels)" in card
    assert olga.buttons[:2] == ["↩️ Undo", "▶️ Resume the survey"]
    before = answers(house)
    await gil.taps("Very satisfied")
    assert gil.toast == PAUSED
    assert await gil.says("It was fine") == PAUSED
    assert PAUSED in await gil.says("/start")
    assert answers(house) == before
    assert "The survey is open until" in await olga.taps("Resume the survey")
    await gil.says("/start")
    await gil.taps("Very satisfied")
    assert ("overall", "answered") in [row[:2] for row in answers(house)]


async def test_a_pause_is_undone_and_both_are_in_the_log(office):
    house, olga, gil = office
    await olga.taps("Pause the survey")
    assert "The survey is open until" in await olga.taps("Undo")
    await gil.taps("Very satisfied")
    assert ("overall", "answered") in [row[:2] for row in answers(house)]
    await olga.says("/audit")
    assert "Undone: The survey was paused." in olga.card


async def test_who_enters_meanwhile_is_called_when_it_goes_on(office):
    house, olga, _ = office
    await olga.taps("Pause the survey")
    ida = Organiser(house, house.api.join(2, "Ida"))
    assert await ida.says(f"/start {house.code}") == LATER
    assert await ida.says(f"/start {house.code}") == LATER
    await arrive(house, "2026-11-24 11:55")
    assert ida.card == LATER
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Resume the survey")
    assert "1 of" in ida.card
    await ida.taps("Yes, all")


async def test_a_reminder_waits_and_what_was_promised_does_not(office):
    house, olga, gil = office
    await olga.taps("Pause the survey")
    await arrive(house, "2026-11-25 12:30")
    assert (
        "Here are the slides." in gil.card
    )  # promised to everybody by a day after the end, and nobody is held to ransom
    assert house.rows("SELECT state, reason FROM outbox WHERE follow_up = 'reminder'") == [
        ("planned", "the survey is paused")
    ]
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Resume the survey")
    assert house.rows("SELECT state FROM outbox WHERE follow_up = 'reminder'") == [("sent",)]


async def test_it_closes_at_its_moment_and_is_not_paused_when_it_is_kept_open(office):
    house, olga, gil = office
    await olga.taps("Pause the survey")
    (closes,) = house.rows("SELECT closes_at FROM webinars")
    await arrive(house, "2026-12-02 09:00")
    await olga.says("/webinars")
    assert "The survey has closed." in await olga.taps("Communication strategies")
    assert house.rows("SELECT closes_at FROM webinars") == [closes]
    await olga.taps("Keep open longer")
    assert "The survey is open until" in await olga.taps("1 day")
    await gil.says("/start")
    await gil.taps("Very satisfied")
    assert ("overall", "answered") in [row[:2] for row in answers(house)]


async def test_a_survey_that_a_follow_up_brought_goes_on(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        code = house.codes["clusters"]
        gil = Organiser(house, house.api.join(1, "Gil"))
        await gil.says(f"/start {code}")
        await gil.taps("Very satisfied")
        await olga.says("/webinars")
        await olga.taps("The clusters webinar")
        for _ in range(4):
            await olga.taps("Keep open longer")
            await olga.taps("7 days")
        await olga.taps("Pause the survey")
        await arrive(house, "2026-12-24 12:00")
        assert "Have you used any of it?" in gil.card
        await gil.taps("Yes")
        assert ("used", "answered") in [row[:2] for row in answers(house)]


async def test_two_organisers_who_pause_at_once_are_told(office):
    house, olga, _ = office
    message_id, written = olga.button("Pause the survey")
    await olga.taps("Pause the survey")
    await olga.forges(message_id, written)
    assert "paused" in olga.card
    assert house.rows("SELECT count(*) FROM audits WHERE action = 'webinar.paused'") == [(1,)]
