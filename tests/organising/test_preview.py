"""Trying a survey as an attendee: the real questions, and nothing that anything could count. Reopened at every step."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from random import Random

import pytest

from tests.organising.answers import SIX, a_member, take
from tests.organising.driver import an_office
from tests.stories.transcript import at

PASSING = ("inbox", "awaited", "tryouts", "watches", "bots", "menus")
"""What comes and goes with updates; which message shows the live card, which may have become another card; and what
Telegram was told of the bot, in the background."""


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await house.rest()  # the live card comes first
        yield house, olga


async def tries(olga, webinar="The clusters webinar", language="English"):
    await olga.says("/webinars")
    await olga.taps(webinar)
    await olga.taps("Try it as an attendee")
    return await olga.taps(language)


def kept(house):
    """Everything that is stored, row by row, but what passes."""
    with closing(sqlite3.connect(f"file:{house.path}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names if name not in PASSING}


async def figures(olga):
    card = await olga.says("/summary clusters")
    await olga.taps("Documents")
    await olga.taps("All answers (CSV)")
    csv = next(message.content.file.content for message in reversed(olga.shown) if message.content.file)
    return card, csv


async def test_a_survey_is_tried_to_its_end_and_nothing_of_it_counts(office):
    house, olga = office
    card = await tries(olga)
    assert card.startswith("🧪 A try: nothing of it counts.\n\nHow was it?")
    assert "1 of 3" in card
    assert "2 of 3" in await olga.taps("Very satisfied")
    await olga.taps("Talks")
    assert "3 of 3" in await olga.taps("Done")
    card = await olga.says("More breaks")
    assert card.startswith("🧪 That was it: nothing of it counts.")
    assert "More breaks" in card
    assert olga.buttons == ["🔁 Again", "🌐 In another language", "◀ Back to the webinar"]
    assert house.rows("SELECT count(*) FROM responses") == [(0,)]
    assert house.rows("SELECT count(*) FROM tryouts") == [(0,)]
    assert house.rows("SELECT count(*) FROM awaited") == [(0,)]
    assert "1 of 3" in await olga.taps("Again")


async def test_it_is_tried_in_any_language_of_the_webinar(office):
    _, olga = office
    assert "Étiez-vous satisfait ?" in await tries(olga, language="Français")
    await olga.taps("Passer")
    await olga.taps("Passer")
    assert "That was it" in await olga.taps("Passer")
    await olga.taps("In another language")
    assert "How satisfied were you?" in await olga.taps("English")


async def test_one_goes_back_reads_how_answers_are_used_and_ends_it(office):
    house, olga = office
    await tries(olga)
    assert "privacy@example.org" in await olga.taps("How your answers are used")
    assert "1 of 3" in await olga.taps("Back to the questions")
    await olga.taps("Satisfied")
    assert "1 of 3" in await olga.taps("Back")
    assert "2 of 3" in await olga.taps("Keep this answer")
    assert "That was it: nothing of it counts." in await olga.taps("End the try")
    assert house.rows("SELECT count(*) FROM tryouts") == [(0,)]
    assert "The survey is open until" in await olga.taps("Back to the webinar")


async def test_what_no_question_takes_is_turned_down_as_for_attendees(office):
    _, olga = office
    await tries(olga)
    card = await olga.says("forty-two")
    assert "1 of 3" in card
    assert "button" in card
    await olga.taps("Skip")
    await olga.taps("Other")
    await olga.taps("Done")
    assert olga.toast
    assert "2 of 3" in olga.card


@pytest.mark.parametrize("definition", ["kinds.yaml", "identified.yaml", "anonymous.yaml", "satisfaction.yaml"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_law_whatever_is_tapped_and_typed_everything_stored_stays_as_it_was(tmp_path, definition, seed):
    chance = Random(seed)
    async with an_office(tmp_path, now=at("2026-11-24 13:00"), restarts=False) as (house, olga):
        await house.apply(definition)
        await house.open()
        guest = house.api.join(101, "Guest")
        guest.write(f"/start {house.code}")
        await house.rest()
        await olga.says("/webinars")
        title = next(label for label in olga.buttons if "new" not in label.lower())
        await olga.taps(title)
        before = kept(house)
        await olga.taps("Try it as an attendee")
        await olga.taps(olga.buttons[0])
        for _ in range(40):
            message = olga.shown[-1]
            if "That was it" in message.content.text:
                break
            if chance.random() < 0.35:
                await olga.says(chance.choice(["3", "text", "2026-12-01", "x" * 50]))
                continue
            written = [button["callback_data"] for row in message.buttons for button in row]
            await olga.forges(message.message_id, chance.choice([each for each in written if ":x." not in each]))
        if "That was it" not in olga.card:
            await olga.taps("End the try")
        await house.rest()
        assert kept(house) == before
        assert house.rows("SELECT (SELECT count(*) FROM tryouts), (SELECT count(*) FROM awaited)") == [(0, 0)]


async def test_figures_and_exports_are_the_same_before_and_after(office):
    house, olga = office
    await take(house, "clusters", SIX)
    before, outbox = await figures(olga), house.rows("SELECT * FROM outbox")
    await tries(olga)
    await olga.taps("Not satisfied")
    await olga.taps("Skip")
    await olga.says("It counts, does it not?")
    assert await figures(olga) == before
    assert house.rows("SELECT * FROM outbox") == outbox


async def test_a_try_that_nobody_goes_on_with_is_gone_after_a_day(office):
    house, olga = office
    await tries(olga)
    await house.rooms.services.organising.trying.tidy()
    assert house.rows("SELECT count(*) FROM tryouts") == [(1,)]
    house.api.clock.advance(timedelta(days=1, seconds=1))
    await house.rooms.services.organising.trying.tidy()
    assert house.rows("SELECT count(*) FROM tryouts") == [(0,)]


async def test_an_old_button_of_a_try_that_is_over_changes_nothing(office):
    house, olga = office
    await tries(olga)
    old = olga.button("Very satisfied")
    await olga.taps("End the try")
    await olga.forges(*old)
    assert "This try is over" in olga.toast
    assert house.rows("SELECT count(*) FROM tryouts") == [(0,)]


async def test_whoever_may_not_set_webinars_up_cannot_try_them_by_a_forged_button(office):
    house, olga = office
    await olga.says("/webinars")
    vera = await a_member(house, 77, "Vera", "viewer")
    await vera.says("/webinars")
    await vera.taps("The clusters webinar")
    assert not any("Try it" in label for label in vera.buttons)
    for forged in ("o.1", "g.1.en", "t.1.0.0", "w.1", "n.1", "x.1", "m.1"):
        await vera.forges(vera.shown[-1].message_id, f"2prev:{forged}")
    assert house.rows("SELECT count(*) FROM tryouts") == [(0,)]


@pytest.mark.parametrize(
    "forged", ["", "o.99", "g.1.xx", "g.1", "t.1.99.0", "t.1.0.99", "t.9.0.0", "p.1.0.99", "zz.1", "k.1.0", "b.1.0"]
)
async def test_a_forged_button_is_answered_and_nothing_is_stored(office, forged):
    house, olga = office
    await tries(olga)
    before = kept(house)
    await olga.forges(olga.shown[-1].message_id, f"2prev:{forged}")
    assert kept(house) == before
    assert house.rows("SELECT count(*) FROM inbox WHERE state = 'dead'") == [(0,)]


async def test_what_goes_out_when_is_seen_as_a_picture(office):
    house, olga = office
    before = kept(house)
    await olga.says("/webinars")
    await olga.taps("The clusters webinar")
    await olga.taps("Try it as an attendee")
    await olga.taps("What goes out when, as a picture")
    (picture,) = [message for message in olga.shown if message.content.file]
    assert picture.content.file.kind == "photo"
    assert picture.content.file.dimensions[0] == 1080
    assert kept(house) == before
    assert "The survey is open until" in await olga.taps("Back to the webinar")
