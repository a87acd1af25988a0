"""Bad days on purpose: which error comes, and whether the message was sent all the same."""

import asyncio

import aiohttp
import pytest

from bot.rehearsal import Fault


async def attempt(client):
    return await client.call("sendMessage", chat_id=101, text="hello")


def messages_of_the_bot(person):
    return [message for message in person.messages if message.by_bot]


@pytest.mark.parametrize(
    ("name", "code", "parameters"),
    [("500", 500, None), ("502", 502, None), ("429", 429, {"retry_after": 7}), ("429_bare", 429, None),
     ("401", 401, None), ("403", 403, None)],
)  # fmt: skip
async def test_an_error_comes_as_often_as_was_said_and_nothing_is_sent(client, ana, name, code, parameters):
    await client.post("/faults", name=name, method="sendMessage", times=2, retry_after=7)
    for _ in range(2):
        told = await attempt(client)
        assert (told["error_code"], told.get("parameters")) == (code, parameters)
    assert messages_of_the_bot(ana) == []
    assert (await attempt(client))["ok"]
    assert [call.fault for call in client.api.journal.calls("sendMessage")] == [name, name, None]


async def test_a_page_of_a_proxy_is_no_json(client, api, ana):
    api.faults.add(Fault("502_page"))
    async with client.session.get(f"{api.url}/bot{api.token}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


@pytest.mark.parametrize(("name", "sent"), [("cut_before", 0), ("cut_after", 1), ("hang", 0), ("hang_after", 1)])
async def test_a_cut_connection_leaves_it_open_whether_it_was_sent(client, api, ana, name, sent):
    api.faults.add(Fault(name, method="sendMessage", seconds=0))
    with pytest.raises(aiohttp.ClientConnectionError):
        await attempt(client)
    assert len(messages_of_the_bot(ana)) == sent
    (call,) = api.journal.calls("sendMessage")
    assert (call.fault, call.carried_out, call.status) == (name, bool(sent), None)


async def test_a_caller_who_gives_up_on_a_hanging_call_is_let_go(client, api, ana):
    api.faults.add(Fault("hang_after", method="sendMessage", seconds=3600))
    call = asyncio.create_task(attempt(client))
    await api.journal.until(lambda: bool(messages_of_the_bot(ana)))
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    assert (await attempt(client))["ok"]


async def test_an_answer_that_is_no_json_follows_a_message_that_was_sent(client, api, ana):
    api.faults.add(Fault("malformed", method="sendMessage"))
    url = f"{api.url}/bot{api.token}/sendMessage"
    async with client.session.post(url, json={"chat_id": 101, "text": "hello"}) as answer:
        with pytest.raises(ValueError, match="Expecting"):
            await answer.json()
    assert len(messages_of_the_bot(ana)) == 1


async def test_trouble_strikes_only_whom_it_is_meant_for(client, api, ana):
    api.join(102, "Ben").write("/start")
    api.faults.add(Fault("500", method="sendMessage", chat_id=102))
    assert (await client.call("getMe"))["ok"]
    assert (await attempt(client))["ok"]
    assert (await client.call("sendMessage", chat_id=102, text="hello"))["error_code"] == 500


async def test_trouble_by_chance_strikes_about_as_often_as_was_said(client, api, ana):
    api.faults.add(Fault("500", times=None, probability=0.5))
    failed = sum([not (await attempt(client))["ok"] for _ in range(200)])
    assert 70 < failed < 130


async def test_troubles_are_listed_and_taken_back(client):
    await client.post("/faults", name="500", times=None)
    assert [fault["name"] for fault in await client.get("/faults")] == ["500"]
    assert await client.delete("/faults") == []
    assert (await client.call("getMe"))["ok"]
    assert "must be one of" in (await client.post("/faults", expect=400, name="earthquake"))["error"]
    assert "error" in await client.post("/faults", expect=400, name="500", strength=9)
