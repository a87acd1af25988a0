"""Updates: ids, offsets that forget, long polls that wake, and two pollers of one token."""

import asyncio

import aiohttp
import pytest

from bot.rehearsal import Rehearsal


async def waiting_poll(client, **params):
    """A long poll that has reached the server and waits there."""
    polls = len(client.api.journal.calls("getUpdates"))
    task = asyncio.create_task(client.call("getUpdates", timeout=50, **params))
    await client.api.journal.until(lambda: len(client.api.journal.calls("getUpdates")) > polls)
    await client.api.updates.until_polled()
    return task


async def test_update_ids_are_sequential(client, ana):
    for text in ("one", "two", "three"):
        ana.write(text)
    updates = await client.result("getUpdates")
    first = updates[0]["update_id"]
    assert [update["update_id"] for update in updates] == [first, first + 1, first + 2]
    assert [update["message"]["text"] for update in updates] == ["one", "two", "three"]


async def test_unconfirmed_updates_come_again(client, ana):
    ana.write("hello")
    assert await client.result("getUpdates") == await client.result("getUpdates")


async def test_confirmed_updates_are_forgotten_for_good(client, ana):
    ana.write("one")
    ana.write("two")
    one, two = await client.result("getUpdates")
    assert await client.result("getUpdates", offset=two["update_id"]) == [two]
    assert await client.result("getUpdates", offset=one["update_id"]) == [two]
    assert await client.result("getUpdates", offset=two["update_id"] + 1) == []
    assert await client.result("getUpdates") == []


async def test_a_negative_offset_keeps_the_last_ones_and_forgets_the_rest(client, ana):
    for text in ("one", "two", "three"):
        ana.write(text)
    kept = await client.result("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in kept] == ["three"]
    assert await client.result("getUpdates") == kept


async def test_an_offset_from_far_in_the_future_confirms_nothing(client, ana):
    ana.write("one")
    (one,) = await client.result("getUpdates")
    assert await client.result("getUpdates", offset=one["update_id"] + 1000) == [one]


async def test_a_limit_takes_the_oldest_first(client, ana):
    for number in range(5):
        ana.write(str(number))
    assert [it["message"]["text"] for it in await client.result("getUpdates", limit=2)] == ["0", "1"]


@pytest.mark.parametrize("limit", [0, 101, -1, "many"])
async def test_a_limit_outside_1_to_100_is_refused(client, limit):
    assert (await client.refusal("getUpdates", limit=limit))[0] == 400


async def test_a_long_poll_wakes_when_somebody_writes(client, ana):
    poll = await waiting_poll(client)
    ana.write("hello")
    (update,) = (await poll)["result"]
    assert update["message"]["text"] == "hello"


async def test_a_long_poll_that_waited_in_vain_is_empty(client):
    assert await client.result("getUpdates", timeout=0) == []


async def test_the_older_of_two_pollers_is_sent_away(client, ana):
    older = await waiting_poll(client)
    newer = await waiting_poll(client)
    told = await older
    assert told["error_code"] == 409
    assert told["description"].startswith("Conflict: terminated by other getUpdates request")
    ana.write("hello")
    assert len((await newer)["result"]) == 1


async def test_a_poller_whose_connection_is_gone_is_no_poller(client, api, ana):
    async with aiohttp.ClientSession() as gone:
        task = asyncio.create_task(gone.get(f"{api.url}/bot{api.token}/getUpdates?timeout=50"))
        await api.updates.until_polled()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await api.updates.until_polled(polled=False)
    poll = await waiting_poll(client)
    ana.write("hello")
    assert (await poll)["ok"]
    assert [call.fault for call in api.journal.calls("getUpdates")] == ["gone", None]


async def test_no_poll_while_a_webhook_stands(client, api, ana):
    poll = await waiting_poll(client)
    await client.post("/webhook", url="https://bot.example.org/hook")
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert (await client.refusal("getUpdates"))[0] == 409
    assert (await client.result("getWebhookInfo"))["url"] == "https://bot.example.org/hook"
    ana.write("hello")
    assert (await client.result("getWebhookInfo"))["pending_update_count"] == 1
    await client.result("deleteWebhook")
    assert len(await client.result("getUpdates")) == 1


async def test_pending_updates_can_be_dropped_with_the_webhook(client, ana):
    ana.write("hello")
    await client.result("deleteWebhook", drop_pending_updates=True)
    assert await client.result("getUpdates") == []


async def test_kinds_that_are_not_asked_for_do_not_come(client, ana):
    await client.result("getUpdates", allowed_updates=["callback_query"])
    ana.write("hello")
    ana.tap(1, "good")
    assert [next(iter(update)) for update in await client.result("getUpdates")] == ["callback_query"]
    await client.result("getUpdates", allowed_updates=[])
    ana.write("hello again")
    assert len(await client.result("getUpdates")) == 2


async def test_a_kind_that_does_not_exist_is_refused(client):
    assert "telepathy" in (await client.refusal("getUpdates", allowed_updates=["telepathy"]))[1]


async def test_a_wrong_token_is_unauthorized(client):
    told = await client.call("getMe", token="1:wrong")
    assert told == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_method_that_does_not_exist_is_not_found(client):
    assert (await client.refusal("sendTelepathy"))[0] == 404
    assert (await client.refusal("logOut"))[0] == 404


async def test_a_parameter_nobody_rehearsed_is_refused(client, ana):
    _, why = await client.refusal("sendMessage", chat_id=101, text="hello", message_effect_id="5")
    assert "message_effect_id" in why


async def test_get_and_forms_are_understood_as_json_is(client, api, ana, key):
    url = f"{api.url}/bot{api.token}/sendMessage"
    async with client.session.get(url, params={"chat_id": 101, "text": "one"}) as answer:
        assert (await answer.json())["result"]["text"] == "one"
    form = {
        "chat_id": "101",
        "text": "two",
        "disable_notification": "true",
        "reply_markup": '{"inline_keyboard": [[]]}',
    }
    async with client.session.post(url, data=form) as answer:
        assert answer.status == 400
    form["reply_markup"] = '{"inline_keyboard": [[{"text": "Good", "callback_data": "good"}]]}'
    async with client.session.post(url, data=form) as answer:
        assert (await answer.json())["result"]["reply_markup"] == key


@pytest.mark.parametrize("body", ["{", "[]", '"text"'])
async def test_a_body_that_is_no_json_object_is_refused(client, api, body):
    url = f"{api.url}/bot{api.token}/getMe"
    async with client.session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400


async def test_it_serves_this_machine_only():
    with pytest.raises(ValueError, match="loopback"):
        await Rehearsal().start(host="0.0.0.0")


def test_a_token_without_a_bot_id_is_none():
    with pytest.raises(ValueError, match="token"):
        Rehearsal("nonsense")
