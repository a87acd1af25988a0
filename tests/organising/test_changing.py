"""A webinar that is set up gets another title, day, hour or length, and what follows from them moves."""

import pytest

from tests.organising.driver import an_office, an_organiser
from tests.stories.transcript import at


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-20 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        await olga.says("/webinars")
        await olga.taps("Communication strategies")
        await olga.taps("Change")
        yield house, olga


async def test_it_gets_another_title(office):
    house, olga = office
    await olga.taps("Title")
    card = await olga.says("  Clusters &\n <cities> ")
    assert "Clusters & <cities>" in card
    assert house.rows("SELECT title, json_extract(definition, '$.title') FROM webinars") == [
        ("Clusters & <cities>",) * 2
    ]
    await olga.taps("Undo")
    assert "Communication strategies for clusters" in olga.card


async def test_it_is_moved_and_everything_that_follows_from_it_with_it(office):
    house, olga = office
    (before,) = house.rows("SELECT starts_at, ends_at, opens_at, closes_at FROM webinars")
    await olga.taps("Day and hour")
    card = await olga.says("26 Nov 14:30")
    assert "Thursday, 26 November 2026, 14:30 (Brussels)" in card
    (after,) = house.rows("SELECT starts_at, ends_at, opens_at, closes_at FROM webinars")
    assert [late - early for late, early in zip(after, before, strict=True)] == [(2 * 24 + 4.5) * 3_600_000] * 4


async def test_what_is_not_understood_is_asked_for_again_and_changes_nothing(office):
    house, olga = office
    await olga.taps("Day and hour")
    (before,) = house.rows("SELECT * FROM webinars")
    assert "Please type it like 24 Nov 10:00" in await olga.says("some day soon")
    assert "That day is over already." in await olga.says("2 Nov 2026 10:00")
    assert house.rows("SELECT * FROM webinars") == [before]
    assert "Tuesday, 24 November 2026, 09:15 (Brussels)" in await olga.says("9:15")


async def test_it_takes_longer_than_was_thought(office):
    _, olga = office
    await olga.taps("Length")
    assert "The survey opens: Tuesday, 24 November 2026, 12:15 (Brussels)" in await olga.says("2h30")


async def test_who_was_overtaken_is_told_and_who_may_not_is_refused(office):
    house, olga = office
    await olga.taps("Title")
    other = await an_organiser(house, 8, "Sam")
    await other.says("/webinars")
    await other.taps("Communication strategies")
    await other.taps("Change")
    await other.taps("Length")
    await other.says("3h")
    assert "Somebody has changed this webinar in between" in await olga.says("Clusters")
    assert house.rows("SELECT title FROM webinars") == [("Communication strategies for clusters",)]
    vera = await an_organiser(house, 9, "Vera", role="viewer")
    await vera.says("/webinars")
    await vera.taps("Communication strategies")
    assert not any("Change" in label for label in vera.buttons)
