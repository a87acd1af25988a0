"""The list of webinars and how each stands: one tap to what comes next, and nothing overwritten silently."""

from datetime import timedelta

import pytest

from tests.organising.driver import an_office, an_organiser
from tests.stories.transcript import at


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


async def entered(house, *numbers):
    guests = [house.api.join(number, f"Guest {number}") for number in numbers]
    for guest in guests:
        guest.write(f"/start {house.code}")
    await house.rest()
    return guests


async def test_an_empty_list_says_what_to_do(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30")) as (house, olga):
        await house.open()
        assert "/new sets one up" in await olga.says("/webinars")


async def test_the_list_leads_to_a_card_with_the_next_step_first(office):
    _, olga = office
    assert "Communication strategies for clusters" in await olga.says("/webinars")
    card = await olga.taps("Communication strategies")
    assert "The survey opens: Tuesday, 24 November 2026, 11:45 (Brussels)." in card
    assert "Entered: 0" in card
    assert olga.buttons[0] == "🏁 The webinar has ended"
    assert "Your webinars" in await olga.taps("All webinars")


async def test_it_has_ended_earlier_and_all_that_follows_from_the_end_moves(office):
    house, olga = office
    await entered(house, 1, 2)
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    assert "Has it ended just now?" in await olga.taps("The webinar has ended")
    assert "The survey opens" in await olga.taps("No, go back")
    await olga.taps("The webinar has ended")
    card = await olga.taps("Yes, it has ended")
    assert olga.toast == "Noted: it has ended."
    assert "The survey is open until Tuesday, 1 December 2026, 10:30 (Brussels)." in card
    asked = house.rows("SELECT state, count(*) FROM outbox WHERE follow_up = '@opening' GROUP BY state")
    assert asked == [("sent", 2)]
    watch = house.rows("SELECT due_at FROM outbox WHERE follow_up = 'reminder' AND state = 'planned'")
    assert len(watch) == 2


async def test_it_takes_longer_and_the_survey_opens_later(office):
    house, olga = office
    (before,) = house.rows("SELECT ends_at, opens_at, closes_at FROM webinars")
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("It takes longer")
    await olga.taps("30 minutes")
    (after,) = house.rows("SELECT ends_at, opens_at, closes_at FROM webinars")
    assert [late - early for late, early in zip(after, before, strict=True)] == [1_800_000] * 3


async def test_a_survey_is_opened_closed_and_kept_open_longer(office):
    house, olga = office
    await entered(house, 1)
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    assert "The survey is open until" in await olga.taps("Open the survey now")
    (guest,) = [house.api.join(1, "Guest 1")]
    assert "1 of" in guest.messages[-1].content.text
    assert "Nobody can answer any more" in await olga.taps("Close the survey")
    assert "The survey has closed" in await olga.taps("Yes, close it")
    await olga.taps("Keep open longer")
    await olga.taps("3 days")
    cards = [message.content.text for message in olga.shown]
    assert any("The survey is open until Friday, 27 November" in card for card in cards)


async def test_what_was_done_by_mistake_is_undone_within_a_minute(office):
    house, olga = office
    await entered(house, 1)
    (before,) = house.rows("SELECT starts_at, ends_at, opens_at, closes_at, definition FROM webinars")
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("It takes longer")
    await olga.taps("60 minutes")
    await olga.taps("Undo")
    assert olga.toast == "It is as it was before."
    assert house.rows("SELECT starts_at, ends_at, opens_at, closes_at, definition FROM webinars") == [before]
    assert not any("Undo" in label for label in olga.buttons)


async def test_after_a_minute_it_is_too_late_and_the_button_is_gone(office):
    house, olga = office
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("It takes longer")
    await olga.taps("60 minutes")
    old = olga.button("Undo")
    house.api.clock.advance(timedelta(seconds=61))
    await olga.forges(*old)
    assert olga.toast == "It is too late to undo that."
    await olga.taps("Refresh")
    assert not any("Undo" in label for label in olga.buttons)


async def test_who_was_overtaken_is_told_and_nothing_is_overwritten(office):
    house, olga = office
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    old = olga.button("Open the survey now")
    await olga.taps("It takes longer")
    await olga.taps("15 minutes")
    (before,) = house.rows("SELECT * FROM webinars")
    card = await olga.forges(*old)
    assert "Somebody has changed this webinar in between" in olga.toast
    assert "The survey opens" in card
    assert house.rows("SELECT * FROM webinars") == [before]


async def test_responses_to_an_open_survey_are_told_in_steps(office):
    house, olga = office
    guests = await entered(house, *range(1, 8))
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Open the survey now")
    olga.restarts = False
    for guest in guests:
        message = guest.messages[-1]
        guest.tap(message.message_id, message.buttons[0][0]["callback_data"])
    await house.rest()
    card = await olga.taps("Refresh")
    assert "Entered: 7" in card
    assert "Started: at least 5. Finished: at least 0." in card


@pytest.mark.parametrize(
    "forged", ["hub", "w", "w.", "w.x", "w.99999999999999999", "kk.1.1.400", "zz.1.1", "l.-5", "o.1"]
)
async def test_a_forged_button_changes_nothing_and_is_answered(office, forged):
    house, olga = office
    await olga.says("/webinars")
    (before,) = house.rows("SELECT * FROM webinars")
    await olga.forges(olga.shown[-1].message_id, f"2hub:{forged}")
    assert house.rows("SELECT * FROM webinars") == [before]


async def test_a_stranger_learns_nothing(office):
    house, olga = office
    await olga.says("/webinars")
    ana = house.api.join(101, "Ana")
    ana.write("/webinars")
    tap = ana.tap(1, olga.button("Communication")[1])
    await house.rest()
    assert "for the organisers of the webinar only" in ana.messages[-1].content.text
    assert "for the organisers of the webinar only" in tap.answer["text"]


async def test_who_only_looks_is_offered_nothing_that_they_may_not_do(office):
    house, olga = office
    vera = await an_organiser(house, 9, "Vera", role="viewer")
    await vera.says("/webinars")
    await vera.taps("Communication strategies")
    assert vera.buttons == ["📊 Figures", "🔗 Invite", "🔄 Refresh", "◀ All webinars"]
    await vera.forges(vera.shown[-1].message_id, "2hub:u.999")
    unknown = vera.toast
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("It takes longer")
    await olga.taps("15 minutes")
    await vera.forges(vera.shown[-1].message_id, "2hub:u.1")
    assert vera.toast == unknown == "This is for the organisers of the webinar only."
