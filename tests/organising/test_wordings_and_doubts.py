"""Texts of follow-ups edited in chat, and messages of which nobody knows whether they came."""

import pytest

from bot.rehearsal import Fault
from tests.organising.posting import deeds, heard, second, states
from tests.stories.transcript import at


async def test_a_text_is_edited_in_one_language_by_writing_it(posted):
    house, olga = posted
    await olga.taps("news")
    assert "In which language" in await olga.taps("Edit the text")
    card = await olga.taps("Français")
    assert "Bonjour, {{ webinar }} !" in card
    assert "filled in for each attendee" in card
    card = await olga.says("Salut, {{ webinar }} !")
    assert "The text is changed. Messages to come with it: 3." in card
    assert "Salut, {{ webinar }} !" in card
    assert "Good morning" in card
    assert "This text was edited" in card
    house.api.clock.set(at("2026-11-25 09:01"))
    await house.rest()
    assert heard(house, 1)[-1] == "Good morning, Communication strategies for clusters!"
    assert ("outbox.edited", {"follow_up": "news", "language": "fr"}) in deeds(house)


async def test_an_edited_text_gives_way_to_the_definitions_again(posted):
    house, olga = posted
    await olga.taps("news")
    await olga.taps("Edit the text")
    await olga.taps("One text for everyone")
    assert "Hello, all." in await olga.says("Hello, all.")
    await olga.taps("Edit the text")
    await olga.taps("One text for everyone")
    card = await olga.taps("The definition's text again")
    assert "Good morning" in card
    assert olga.toast == "The text is changed. Messages to come with it: 3."
    assert house.rows("SELECT room FROM awaited") == []


@pytest.mark.parametrize("text", ["{{ secret }}", "{% for x in y %}", "x" * 3501])
async def test_a_text_that_cannot_be_sent_is_refused_and_still_awaited(posted, text):
    _, olga = posted
    await olga.taps("news")
    await olga.taps("Edit the text")
    await olga.taps("English")
    assert "Good morning" not in await olga.says(text)
    assert "Fine now." in await olga.says("Fine now.")


async def test_whoever_is_overtaken_sees_the_other_text_and_overwrites_nothing(posted):
    house, olga = posted
    otto = await second(house)
    for each in (olga, otto):
        await each.taps("news")
        await each.taps("Edit the text")
        await each.taps("English")
    await otto.says("Otto's.")
    card = await olga.says("Olga's.")
    assert "Somebody has changed this text in between" in card
    assert "Otto's." in card
    assert "Otto" in house.rows("SELECT text FROM orders")[0][0]
    assert "Olga's." in await olga.says("Olga's.")


@pytest.fixture
async def doubtful(posted):
    """Two of the three were perhaps sent the news."""
    house, olga = posted
    for guest in (1, 2):
        house.api.faults.add(Fault("cut_after", method="sendMessage", chat_id=guest))
    house.api.clock.set(at("2026-11-25 09:01"))
    await house.rest()
    assert states(house, "news") == ["doubtful", "doubtful", "sent"]
    return house, olga


async def test_what_is_in_doubt_is_settled_one_by_one_or_all_together(doubtful):
    house, olga = doubtful
    card = await olga.taps("Refresh")
    assert "Perhaps sent, perhaps not: 2" in card
    await olga.taps("⚠️ news")
    assert olga.buttons[0] == "⚠️ Settle what is in doubt"
    assert "might bring them twice" in await olga.taps("Settle what is in doubt")
    await olga.taps("Message ")
    await olga.taps("They got it")
    assert olga.toast == "Noted: 1."
    assert sorted(states(house, "news")) == ["doubtful", "sent", "sent"]
    assert "Nothing is in doubt any more" in await olga.taps("They did not get it")
    assert sorted(states(house, "news")) == ["gave_up", "sent", "sent"]
    assert [detail["how"] for action, detail in deeds(house) if action == "outbox.resolved"] == ["sent", "not-sent"]


async def test_what_is_in_doubt_goes_again_to_all(doubtful):
    house, olga = doubtful
    await olga.taps("news")
    await olga.taps("Settle what is in doubt")
    await olga.taps("Send it to all again")
    assert olga.toast == "Going again: 2."
    await house.rest()
    assert states(house, "news") == ["sent"] * 3


async def test_whose_message_is_in_doubt_is_told_to_those_only_who_read_rows(doubtful):
    house, olga = doubtful
    labels = {label for (label,) in house.rows("SELECT label FROM responses")}
    otto = await second(house)
    for each, told in ((olga, True), (otto, False)):
        await each.taps("Refresh")
        await each.taps("news")
        await each.taps("Settle what is in doubt")
        named = [label for label in each.buttons if label.startswith("Message ")]
        assert len(named) == 2
        assert all(any(label in button for label in labels) is told for button in named)
