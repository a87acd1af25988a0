"""Two questions crossed by chat, from a question's card: for those who may read rows, and never of a few."""

import pytest

from tests.organising.answers import a_member, take
from tests.organising.driver import an_office
from tests.stories.transcript import at

TWENTY = "response,finished,overall,formats,formats.other,improve\n" + "".join(
    f"r{number},1,{'very' if number < 11 else 'not'},{'talks' if number % 2 else 'talks;rooms'},,-\n"
    for number in range(20)
)


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await house.rest()
        await take(house, "clusters", TWENTY)
        yield house, olga


async def test_a_question_is_crossed_with_another_from_its_card(office):
    _, olga = office
    await olga.says("/summary clusters")
    await olga.taps("Questions")
    await olga.taps("1")
    assert await olga.taps("Cross with…") == "By which other question?"
    assert olga.buttons == ["Which formats?", "◀ Back to the figures"]
    card = await olga.taps("Which formats?")
    assert "How satisfied were you?\nBy what the same people said to:\nWhich formats?\nn = 20 answered both." in card
    assert "▸ Talks n = 20\n• Very satisfied: 55%, 11" in card
    assert "▸ Rooms n = 10\n• Very satisfied: 60%, 6" in card
    assert "Not tested: several answers are possible" in card
    turned = await olga.taps("The other way round")
    assert "▸ Very satisfied n = 11\n• Talks: 100%, 11\n• Rooms: 55%, 6" in turned
    assert await olga.taps("By another question") == "By which other question?"


async def test_small_groups_are_withheld_with_what_would_tell_them(office):
    house, olga = office
    await take(house, "clusters", TWENTY.replace("r19,1,not,talks", "r19,1,rather,talks"))
    await olga.says("/summary clusters")
    await olga.taps("Questions")
    await olga.taps("2")
    await olga.taps("Cross with…")
    card = await olga.taps("How satisfied were you?")
    assert "▸ Satisfied: withheld" in card
    assert "Withheld are groups of fewer than 5 people, and what they could be computed from." in card


async def test_a_viewer_is_offered_no_cross_table_and_gets_none(office):
    house, _ = office
    vera = await a_member(house, 502, "Vera", "viewer")
    await vera.says("/summary clusters")
    await vera.taps("Questions")
    await vera.taps("1")
    assert not [button for button in vera.buttons if "Cross" in button]
