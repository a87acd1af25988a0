"""Webhooks: what may be set, how updates are brought, and what is told when they cannot be."""

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.rehearsal.courier import SECRET_HEADER
from tests.chat.house import until


class Office:
    """Takes in what is posted: every body, in order; answers what ``answers`` says next, else 200."""

    def __init__(self):
        self.bodies, self.secrets, self.answers, self.url = [], [], [], ""
        self.at_once = self.most_at_once = 0
        self.gate = None

    async def take(self, request):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            body = await request.json()
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.at_once -= 1
        self.bodies.append(body)
        self.secrets.append(request.headers.get(SECRET_HEADER))
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        return web.Response(status=status, headers=headers)

    @property
    def texts(self):
        return [body["message"]["text"] for body in self.bodies]


@asynccontextmanager
async def open_office(port=0):
    office = Office()
    runner = web.ServerRunner(web.Server(office.take, handler_cancellation=True), shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    office.url = f"http://127.0.0.1:{runner.addresses[0][1]}/prefix/hook"
    try:
        yield office
    finally:
        await runner.cleanup()


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def delivered(api, count):
    return lambda: sum(attempt.status == 200 for attempt in api.courier.attempts) >= count


def tried(api, count):
    return lambda: len(api.courier.attempts) >= count


async def test_what_was_pending_and_what_comes_is_posted_with_the_secret(client, api, ana, office):
    ana.write("before")
    assert await client.result("setWebhook", url=office.url, secret_token="a-Secret_7") is True
    ana.write("after")
    await api.courier.until(delivered(api, 2))
    assert office.texts == ["before", "after"]
    assert office.secrets == ["a-Secret_7"] * 2
    assert await client.result("getWebhookInfo") == {
        "url": office.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 40,
        "ip_address": "127.0.0.1",
    }


async def test_without_a_secret_none_is_sent(client, api, ana, office):
    await client.result("setWebhook", url=office.url)
    ana.write("hello")
    await api.courier.until(delivered(api, 1))
    assert office.secrets == [None]


@pytest.mark.parametrize("status", [303, 400, 401, 404, 500, 503])
async def test_anything_but_2xx_is_tried_again_at_once_and_then_later(client, api, ana, office, status):
    office.answers = [(status, {})] * 3
    await client.result("setWebhook", url=office.url)
    ana.write("hello")
    await api.courier.until(tried(api, 2))
    told = await client.result("getWebhookInfo")
    assert told["pending_update_count"] == 1
    assert told["last_error_date"] == int(api.clock.now().timestamp())
    assert told["last_error_message"].startswith(f"Wrong response from the webhook: {status} ")
    api.courier.retry_now()
    await api.courier.until(tried(api, 3))
    api.courier.retry_now()
    await api.courier.until(delivered(api, 1))
    assert len({body["update_id"] for body in office.bodies}) == 1
    assert (await client.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_server_that_asks_for_time_is_given_it(client, api, ana, office):
    office.answers = [(503, {"Retry-After": "3000"})]
    await client.result("setWebhook", url=office.url)
    ana.write("hello")
    await api.courier.until(tried(api, 1))
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(api.courier.attempts) == 1
    api.courier.retry_now()
    await api.courier.until(delivered(api, 1))


async def test_a_chat_keeps_its_order_though_others_do_not_wait_for_it(client, api, ana, office):
    ben = api.join(102, "Ben")
    office.answers = [(500, {}), (500, {})]
    await client.result("setWebhook", url=office.url)
    ana.write("one")
    ana.write("two")
    await api.courier.until(tried(api, 2))
    ben.write("hello")
    await api.courier.until(delivered(api, 1))
    api.courier.retry_now()
    await api.courier.until(delivered(api, 3))
    assert office.texts == ["one", "one", "hello", "one", "two"]


async def test_a_tap_may_overtake_a_text(client, api, ana, office):
    office.answers = [(500, {}), (500, {}), (200, {})]
    await client.result("setWebhook", url=office.url)
    ana.write("one")
    await api.courier.until(tried(api, 2))
    ana.tap(1, "good")
    await api.courier.until(delivered(api, 1))
    assert "callback_query" in office.bodies[-1]
    api.courier.retry_now()
    await api.courier.until(delivered(api, 2))


@pytest.mark.parametrize(("asked", "most"), [(3, 3), (None, 20)])
async def test_no_more_connections_than_allowed_and_one_for_a_chat(client, api, office, asked, most):
    office.gate = asyncio.Event()
    await client.result("setWebhook", url=office.url, **({"max_connections": asked} if asked else {}))
    for number in range(20):
        person = api.join(200 + number, "Ben")
        person.write("one")
        person.write("two")
    await until(lambda: office.at_once >= most)
    for _ in range(100):
        await asyncio.sleep(0)
    office.gate.set()
    await api.courier.until(delivered(api, 40))
    assert office.most_at_once == most
    assert len({body["update_id"] for body in office.bodies}) == 40


async def test_nobody_there_is_told_and_outlived(client, api, ana):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    await client.result("setWebhook", url=f"http://127.0.0.1:{port}/prefix/hook")
    ana.write("hello")
    await api.courier.until(tried(api, 2))
    assert (await client.result("getWebhookInfo"))["last_error_message"] == "Connection refused"
    async with open_office(port) as office:
        api.courier.retry_now()
        await api.courier.until(delivered(api, 1))
        assert office.texts == ["hello"]


async def test_another_address_gets_what_the_first_did_not_take(client, api, ana, office):
    office.answers = [(500, {})] * 9
    await client.result("setWebhook", url=office.url)
    ana.write("hello")
    await api.courier.until(tried(api, 2))
    async with open_office() as other:
        await client.result("setWebhook", url=other.url)
        await api.courier.until(delivered(api, 1))
        assert other.texts == ["hello"]
        assert "last_error_date" not in await client.result("getWebhookInfo")


async def test_setting_the_same_again_disturbs_nothing(client, api, ana, office):
    await client.result("setWebhook", url=office.url, secret_token="s")
    office.gate = asyncio.Event()
    ana.write("hello")
    await until(lambda: office.at_once)
    await client.result("setWebhook", url=office.url, secret_token="s")
    office.gate.set()
    await api.courier.until(delivered(api, 1))
    assert office.texts == ["hello"]


async def test_deleting_ends_the_posting_and_polls_get_the_rest(client, api, ana, office):
    office.answers = [(500, {})] * 9
    await client.result("setWebhook", url=office.url)
    ana.write("hello")
    await api.courier.until(tried(api, 2))
    assert (await client.refusal("getUpdates"))[0] == 409
    await client.result("deleteWebhook")
    (update,) = await client.result("getUpdates")
    assert update["message"]["text"] == "hello"
    assert await client.result("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }


async def test_pending_updates_can_be_dropped_when_it_is_set(client, api, ana, office):
    ana.write("before")
    await client.result("setWebhook", url=office.url, drop_pending_updates=True)
    ana.write("after")
    await api.courier.until(delivered(api, 1))
    assert office.texts == ["after"]


async def test_only_kinds_that_were_asked_for_are_posted(client, api, ana, office):
    await client.result("setWebhook", url=office.url, allowed_updates=["callback_query"])
    ana.write("hello")
    ana.tap(1, "good")
    await api.courier.until(delivered(api, 1))
    assert [set(body) for body in office.bodies] == [{"update_id", "callback_query"}]
    assert (await client.result("getWebhookInfo"))["allowed_updates"] == ["callback_query"]


async def test_an_empty_address_takes_it_away(client, api, office):
    await client.result("setWebhook", url=office.url)
    await client.result("setWebhook", url="")
    assert await client.result("getUpdates") == []


async def test_it_posts_to_this_machine_only(client, api, ana):
    await client.result("setWebhook", url="https://bot.example.org:8443/hook")
    ana.write("hello")
    await api.courier.until(tried(api, 1))
    told = await client.result("getWebhookInfo")
    assert told["last_error_message"] == "Connection timed out"
    assert told["pending_update_count"] == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"url": "http://bot.example.org/hook"}, "HTTPS"),
        ({"url": "https://bot.example.org:8080/hook"}, "ports 80, 88, 443 or 8443"),
        ({"url": "ftp://bot.example.org/hook"}, "invalid webhook URL"),
        ({"url": "https://bot.example.org:many/hook"}, "invalid webhook URL"),
        ({"url": "/hook"}, "invalid webhook URL"),
        ({"secret_token": "x" * 257}, "too long"),
        ({"secret_token": "with space"}, "unallowed characters"),
        ({"max_connections": 0}, "from 1 to 100"),
        ({"max_connections": 101}, "from 1 to 100"),
        ({"allowed_updates": ["telepathy"]}, "telepathy"),
        ({"allowed_updates": {"a": 1}}, "allowed updates"),
        ({"certificate": "pem"}, "certificate"),
    ],
)
async def test_what_telegram_would_refuse_is_refused(client, given, why):
    code, told = await client.refusal("setWebhook", **({"url": "https://bot.example.org/hook"} | given))
    assert code == 400
    assert why in told
    assert (await client.result("getWebhookInfo"))["url"] == ""


async def test_a_webhook_outlives_an_outage_of_the_server(client, api, ana, office):
    await client.result("setWebhook", url=office.url)
    await api.stop()
    ana.write("hello")
    assert len(api.courier.attempts) == 0
    await api.start()
    await api.courier.until(delivered(api, 1))
    assert office.texts == ["hello"]
