"""What stands on a webinar's shelf: other editions, new things, names; and what a definition says of it later."""

from datetime import timedelta

import pytest

from tests.organising.scenes import AFTER, arrive, entered, files, stored
from tests.rehearsal.test_files import MB


async def finished(house, number):
    """Somebody who has the slides: they left, and so got what was promised."""
    guest = house.api.join(number, f"Guest {number}")
    guest.write(f"/start {house.code}")
    await house.rest()
    return guest


async def test_something_new_is_kept_under_its_caption_renamed_and_taken_out(office):
    house, olga = office
    (guest,) = await entered(house, 1)
    await olga.sends("document", name="links_of_the_day.xlsx", content=b"links", caption="All the {{ name }} links")
    await olga.taps("Something else that is new")
    card = await olga.taps("A handbook")
    assert "“All the (( name )) links” is in its place." in card
    await olga.taps("Rename")
    await olga.says("The handbook <3")
    assert "The handbook <3" in olga.card
    await arrive(house, "2026-11-24 12:30")
    guest.write("/materials")
    await house.rest()
    assert "The handbook <3" in guest.messages[-1].content.text
    await olga.taps("Take it out")
    await olga.taps("Yes, take it out")
    assert olga.toast == "It is taken out."
    assert "The handbook" not in olga.card
    assert house.rows("SELECT count(*) FROM materials WHERE key LIKE 'handbook%'") == [(0,)]
    actions = [action for (action,) in house.rows("SELECT action FROM audits ORDER BY id")]
    assert actions == ["material.added", "material.renamed", "material.removed"]


@pytest.mark.parametrize(("choice", "again"), [("Send them the new one", True), ("They keep it", False)])
async def test_another_edition_takes_the_place_of_what_is_there(office, choice, again):
    house, olga = office
    guest = await finished(house, 1)
    await arrive(house, "2026-11-25 12:30")  # whoever has not finished gets the slides a day after the end
    assert files(guest) == ["slides.pdf"]
    await olga.sends("document", name="better.pdf", content=b"%PDF better slides")
    await olga.taps("Replace something")
    card = await olga.taps("The slides")
    assert "1 person has the earlier one. What shall become of it?" in card
    await olga.taps(choice)
    assert files(guest) == ["slides.pdf", *(["better.pdf"] if again else [])]
    assert stored(house, "slides") == [("better.pdf", 1, 2)]
    late = await finished(house, 2)
    await arrive(house, "2026-11-26 12:30")
    assert "better.pdf" in files(late)
    assert "slides.pdf" not in files(late)


async def test_a_definition_that_is_applied_later_keeps_what_came_by_chat_until_it_gives_something_else(office):
    house, olga = office
    await olga.sends("document", name="better.pdf", content=b"%PDF better slides")
    await olga.taps("Replace something")
    await olga.taps("The slides")
    await olga.sends("video", name="recording.mp4", content=b"film")
    await olga.taps("The recording")
    await olga.sends("document", name="extra.zip", content=b"more")
    await olga.taps("New: ")
    await olga.taps("Rename")
    await olga.says("Extras")
    await house.apply("satisfaction.yaml")
    assert stored(house, "slides") == [("better.pdf", 1, 2)]
    assert stored(house, "recording") == [("recording.mp4", 1, 1)]
    assert [(name, title) for name, title in house.rows(
        "SELECT f.name, m.title FROM materials m JOIN files f ON f.material_id = m.id WHERE m.key LIKE '%by-chat%'"
    )] == [("extra.zip", '{"type":"Wording","by_language":{"*":"Extras"}}')]  # fmt: skip
    before = house.rows("SELECT revision, definition FROM webinars")
    await house.apply("satisfaction.yaml")
    assert house.rows("SELECT revision, definition FROM webinars") == before
    await house.apply("satisfaction_with_recording.yaml")
    assert house.rows("SELECT url FROM materials WHERE key = 'recording'") == [("https://video.example.org/1",)]
    assert stored(house, "slides") == [("better.pdf", 1, 2)]


async def test_a_title_given_by_chat_stays_until_the_definition_says_another(office):
    house, olga = office
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Materials")
    await olga.taps("The slides")
    await olga.taps("Rename")
    await olga.says("Slides, second version")
    await house.apply("satisfaction.yaml")
    assert "second version" in house.rows("SELECT title FROM materials WHERE key = 'slides'")[0][0]
    assert "second version" in house.rows("SELECT definition FROM webinars")[0][0]


async def test_what_a_definition_promises_is_taken_out_and_waits_again(office):
    house, olga = office
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Materials")
    await olga.taps("The slides")
    assert "messages that bring it then wait" in await olga.taps("Take it out")
    old = olga.button("Yes, take it out")
    await olga.taps("Yes, take it out")
    assert "⏳ The slides" in olga.card
    assert stored(house, "slides") == [(None, 0, 2)]
    await house.apply("satisfaction.yaml")
    assert stored(house, "slides") == [(None, 0, 2)]
    await olga.forges(*old)
    assert "Somebody has changed this webinar in between" in olga.toast


async def test_who_asks_for_a_film_that_telegram_has_forgotten_hears_that_it_is_not_there(office):
    house, olga = office
    (guest,) = await entered(house, 1)
    await olga.sends("video", name="recording.mp4", size=700 * MB)
    await olga.taps("The recording")
    await arrive(house, AFTER)
    guest.write("/materials")
    await house.rest()
    fetch = next(b["callback_data"] for row in guest.messages[-1].buttons for b in row if "recording" in b["text"])
    house.api.clock.advance(timedelta(hours=1))
    house.api.files.forget()
    guest.tap(guest.messages[-1].message_id, fetch)
    await house.rest()
    assert "This is not there yet." in guest.messages[-1].content.text
    assert house.rows("SELECT count(*) FROM inbox WHERE state = 'dead'") == [(0,)]
