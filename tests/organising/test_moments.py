"""When a follow-up goes is changed from a phone: what would move is said first; then the definition says it."""

import json

import pytest

from bot.chat.organising.moments import code_of, when_from
from bot.services.errors import Refusal
from bot.survey.whens import when_of
from tests.organising.posting import states
from tests.stories.transcript import at


async def arrive(house, moment):
    house.api.clock.set(at(moment))
    await house.rest()


@pytest.mark.parametrize(
    "text",
    [
        *("on finish", "on entry", "by hand", "at end", "at start", "2d after end at 09:00", "15m before end"),
        *("1wd after start", "3w after end at 18:30", "2026-12-24 10:00"),
    ],
)
def test_a_button_carries_every_moment_there_is(text):
    assert when_from(code_of(when_of(text))) == when_of(text)


@pytest.mark.parametrize("code", ["", "tomorrow", "2dae2599", "20261399-1000"])
def test_a_button_that_carries_none_is_refused(code):
    with pytest.raises(Refusal):
        when_from(code)


async def chooses(olga, follow_up):
    await olga.taps(follow_up)
    return await olga.taps("Change when")


async def test_a_common_moment_is_one_tap_and_its_messages_move(posted):
    house, olga = posted
    card = await chooses(olga, "news")
    assert "When: Wednesday, 25 November 2026, 09:00 (Brussels)" in card
    assert "The day after, at 9:00" not in olga.buttons  # that is when it goes already
    card = await olga.taps("Two days after, at 9:00")
    assert "When: Thursday, 26 November 2026, 09:00 (Brussels)" in card
    assert "Messages that move: 3" in card
    card = await olga.taps("Yes, change it")
    assert olga.toast == "Changed."
    assert "26 November 2026" in card
    await arrive(house, "2026-11-25 09:30")
    assert states(house, "news") == ["planned"] * 3
    await arrive(house, "2026-11-26 09:30")
    assert states(house, "news") == ["sent"] * 3
    assert house.rows("SELECT detail FROM audits WHERE action = 'outbox.moved'") == [('{"follow_up":"news"}',)]


async def test_it_is_undone_within_a_minute(posted):
    house, olga = posted
    before = house.rows("SELECT definition FROM webinars")
    await chooses(olga, "news")
    await olga.taps("When I say so")
    await olga.taps("Yes, change it")
    assert states(house, "news") == ["held"] * 3
    await olga.taps("Undo")
    assert house.rows("SELECT definition FROM webinars") == before
    await arrive(house, "2026-11-25 09:30")
    assert states(house, "news") == ["sent"] * 3


async def test_a_moment_is_typed_as_definitions_say_it_or_as_people_do(posted):
    house, olga = posted
    await olga.taps("More")
    await chooses(olga, "later")
    await olga.taps("Type another moment")
    assert "I do not understand this." in await olga.says("some day")
    assert "When: Friday, 27 November 2026, 18:00 (Brussels)" in await olga.says("3d after end at 18:00")
    await olga.taps("No, go back")
    await olga.taps("Type another moment")
    card = await olga.says("30 Nov 10:00")
    assert "When: Monday, 30 November 2026, 10:00 (Brussels)" in card
    await olga.taps("Yes, change it")
    (definition,) = house.rows("SELECT definition FROM webinars")[0]
    (later,) = [each for each in json.loads(definition)["follow_ups"] if each["key"] == "later"]
    assert later["when"]["local"] == "2026-11-30T10:00:00"


async def test_a_moment_that_is_past_is_said_before_anything_moves(posted):
    house, olga = posted
    await chooses(olga, "news")
    await olga.taps("Type another moment")
    assert "That moment is past: they would go at once." in await olga.says("1h after start")
    assert states(house, "news") == ["planned"] * 3


async def test_what_no_definition_could_say_is_refused_in_one_sentence(posted):
    house, olga = posted
    await house.close()
    await house.apply("satisfaction.yaml")
    await house.open()
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Outbox")
    await chooses(olga, "reminder")
    await olga.taps("As soon as somebody has finished")
    assert olga.toast == "A reminder is for those who have not finished: it goes by the clock."


async def test_two_organisers_do_not_overwrite_each_other(posted):
    house, olga = posted
    await chooses(olga, "news")
    await olga.taps("A week after")
    message_id, written = olga.button("Yes, change it")
    await olga.taps("No, go back")
    await olga.taps("Two days after")
    await olga.taps("Yes, change it")
    await olga.forges(message_id, written)
    assert "26 November 2026" in olga.card
    assert house.rows("SELECT count(*) FROM audits WHERE action = 'outbox.moved'") == [(1,)]
