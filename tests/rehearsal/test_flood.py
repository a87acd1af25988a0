"""The pace: 30 a second in all, about one a second to one chat, 20 a minute to a group."""

import aiohttp
import pytest

from bot.rehearsal import FloodRules, Rehearsal
from tests.rehearsal.conftest import Client


@pytest.fixture
async def paced(watch):
    async with Rehearsal(monotonic=watch) as api, aiohttp.ClientSession() as session:
        for chat_id in range(1, 101):
            api.join(chat_id).write("/start")
        yield Client(api, session)


async def send(client, chat_id):
    return await client.call("sendMessage", chat_id=chat_id, text="hello")


async def test_thirty_people_hear_at_once_and_the_next_has_to_wait(paced, watch):
    for chat_id in range(1, 31):
        assert (await send(paced, chat_id))["ok"]
    told = await send(paced, 31)
    assert told["error_code"] == 429
    assert told["description"] == "Too Many Requests: retry after 1"
    assert told["parameters"] == {"retry_after": 1}
    watch.seconds += 0.5
    assert not (await send(paced, 32))["ok"]
    watch.seconds += 0.5
    for chat_id in range(31, 61):
        assert (await send(paced, chat_id))["ok"]


async def test_thirty_a_second_go_through_for_ever(paced, watch):
    for chat_id in [*range(1, 101)] * 3:
        assert (await send(paced, chat_id))["ok"]
        watch.seconds += 1 / 30


async def test_one_person_gets_a_burst_and_then_one_a_second(paced, watch):
    for _ in range(20):
        assert (await send(paced, 1))["ok"]
        watch.seconds += 0.01
    assert (await send(paced, 1))["parameters"]["retry_after"] == 1
    assert (await send(paced, 2))["ok"]
    watch.seconds += 1
    assert (await send(paced, 1))["ok"]
    assert not (await send(paced, 1))["ok"]


async def test_a_group_hears_twenty_a_minute(paced, watch):
    paced.api.chats.found_group(-5, title="Organisers")
    for _ in range(20):
        assert (await send(paced, -5))["ok"]
    assert (await send(paced, -5))["parameters"]["retry_after"] == 3


async def test_edits_and_answers_have_no_limit_unless_one_is_set(paced, watch):
    message = (await send(paced, 1))["result"]["message_id"]
    for number in range(100):
        await paced.result("editMessageText", chat_id=1, message_id=message, text=str(number))
    await paced.post("/flood", edits_per_second=1, edits_burst=1)
    await paced.result("editMessageText", chat_id=1, message_id=message, text="a")
    assert (await paced.refusal("editMessageText", chat_id=1, message_id=message, text="b"))[0] == 429


async def test_the_pace_is_the_rehearsals_to_set(paced, watch):
    paced.api.flood.follow(FloodRules(bulk_per_second=1000, bulk_burst=1000))
    for chat_id in range(1, 101):
        assert (await send(paced, chat_id))["ok"]
    assert (await paced.get("/flood"))["bulk_burst"] == 1000


async def test_what_is_refused_does_not_count(paced, watch):
    for _ in range(40):
        assert (await paced.call("sendMessage", chat_id=1, text=""))["error_code"] == 400
    assert (await send(paced, 1))["ok"]
