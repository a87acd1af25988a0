"""Telling Telegram where to come, and looking whether it does: no trouble with it ends a bot that serves."""

import logging
import socket
from contextlib import asynccontextmanager

import pytest

from bot.chat.connection import Connection, TokenRefused
from bot.chat.hook import MOST_CONNECTIONS
from bot.chat.intake import KINDS, Poller, WebhookRefused
from bot.porch.webhook import webhook_routes
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.rehearsal.faults import Fault
from tests.chat.house import Sleeps, open_house, shown, until
from tests.hook.conftest import SECRET, at_the_door

ELSEWHERE = "https://example.org/hook"


async def test_telegram_is_told_address_and_secret_and_which_kinds_are_wanted(hooked):
    hooked.house.api.join(101).write("before")
    await hooked.serve()
    [call] = hooked.house.api.journal.calls("setWebhook")
    assert call.params == {
        "url": hooked.url,
        "secret_token": SECRET,
        "max_connections": MOST_CONNECTIONS,
        "allowed_updates": list(KINDS),
        "drop_pending_updates": False,
    }
    await hooked.quiet()
    assert hooked.house.api.updates.confirmed == 1, "what was pending is brought, too"


@pytest.mark.parametrize("name", ["500", "502_page", "malformed", "429", "429_bare", "403", "cut_before"])
async def test_a_server_in_trouble_is_told_again(hooked, ana, name):
    hooked.house.api.faults.add(Fault(name, method="setWebhook", retry_after=3))
    await hooked.serve()
    ana.write("hello")
    await hooked.quiet()
    assert len(shown(ana)) == 1
    assert list(hooked.house.sleeps) == ([3.0] if name == "429" else [1.0])


@pytest.mark.parametrize("method", ["setWebhook", "getWebhookInfo"])
async def test_a_refused_token_ends_it(hooked, method):
    hooked.house.api.faults.add(Fault("401", method=method))
    with pytest.raises(TokenRefused):
        await hooked.hook.run()


async def test_an_address_that_telegram_does_not_come_to_ends_it_with_the_reason(hooked):
    why = "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    hooked.house.api.faults.add(Fault("refused", method="setWebhook", description=why))
    with pytest.raises(WebhookRefused, match=r"Failed to resolve host: Name or service not known"):
        await hooked.hook.run()


async def test_no_network_at_start_is_waited_for(api, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = Connection(api.token, api_url=f"http://127.0.0.1:{port}")
    async with open_house(api, tmp_path / "afterword.db", connection=line) as house, at_the_door(house) as hooked:
        house.poll()
        await until(lambda: len(house.sleeps) > 3)
        late = Rehearsal(flood=UNLIMITED)
        await late.start(port=port)
        house.api = late
        person = late.join(5)
        await hooked.serve()
        person.write("hello")
        await hooked.quiet()
        assert len(shown(person)) == 1
        await house.stop()
        await late.stop()


async def test_a_webhook_that_somebody_took_away_is_set_again(hooked, ana, caplog):
    await hooked.serve()
    await hooked.house.connection.call("deleteWebhook", {})
    ana.write("hello")
    assert len(hooked.house.api.updates) == 1
    await hooked.naps.over()
    await hooked.quiet()
    assert len(shown(ana)) == 1
    assert "webhook_lost" in [r.action for r in caplog.records]


async def test_an_address_that_somebody_set_instead_does_not_stay(hooked, caplog):
    await hooked.serve()
    await hooked.house.connection.call("setWebhook", {"url": ELSEWHERE})
    await hooked.naps.over()
    assert hooked.house.api.updates.webhook_url == hooked.url
    assert "webhook_lost" in [r.action for r in caplog.records]


async def test_once_it_serves_a_refused_address_is_told_and_tried_again(hooked, caplog):
    await hooked.serve()
    await hooked.house.connection.call("deleteWebhook", {})
    hooked.house.api.faults.add(Fault("refused", method="setWebhook"))
    await hooked.naps.over()
    assert hooked.house.api.updates.webhook_url == hooked.url
    assert "intake_waits" in [r.action for r in caplog.records]


async def test_that_telegram_does_not_get_through_is_told_once_and_when_it_does_again(hooked, ana, caplog):
    """The bot hears nothing of a proxy that is down; Telegram does, and tells when it is asked."""
    api = hooked.house.api
    heard = asked_of(hooked)
    await hooked.serve()
    with caplog.at_level(logging.INFO, logger="afterword"):
        async with nobody_there(hooked):
            ana.write("hello")
            await api.courier.until(lambda: len(api.courier.attempts) == 2)
            await hooked.naps.over()
            await hooked.naps.over()
        assert [r.action for r in caplog.records if r.action.startswith("webhook_")][-1] == "webhook_failing"
        assert "Connection refused" in caplog.text
        await hooked.quiet()
        await hooked.naps.over()
    assert [r.action for r in caplog.records if r.action.startswith("webhook_f")] == ["webhook_failing"]
    assert "webhook_recovered" in [r.action for r in caplog.records]
    assert hooked.url not in caplog.text
    assert heard() == 4, "it is ready all the while: who routes by that must not keep Telegram out"


def asked_of(hooked):
    """How often the house heard from Telegram that all is well."""
    noted = []
    hooked.hook._vitals.note_poll = lambda: noted.append(1)
    return lambda: len(noted)


@asynccontextmanager
async def nobody_there(hooked):
    """Telegram finds nobody at the webhook's address."""
    courier = hooked.house.api.courier
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = hooked.url.replace(hooked.url.split("/")[2], f"127.0.0.1:{free.getsockname()[1]}")
    there, courier.webhook = courier.webhook, type(courier.webhook)(gone, SECRET)
    yield
    courier.webhook = there


async def test_from_polling_to_a_webhook_and_back_nothing_is_lost_or_doubled(hooked, ana):
    house, api = hooked.house, hooked.house.api
    poller = Poller(house.connection, house.receiving, house.lanes, sleep=Sleeps())
    for intake in (poller, hooked.hook, poller, hooked.hook, poller):
        ana.write("hello")
        house.poller = intake
        house.poll()
        await until(lambda: not len(api.updates) and not house.lanes.pending)
        house.polling.cancel()
        await until(house.polling.done)
        await house.receiving.flush()
    assert len(shown(ana)) == 5
    assert await house.rows("SELECT count(*) FROM inbox") == [(5,)]


def test_an_address_that_ends_in_a_slash_is_answered_with_it_also_behind_a_proxy(hooked):
    assert [route.path for route in webhook_routes("/bots/hook/", hooked.hook)] == ["/bots/hook/", "/hook/", "/"]
    assert [route.path for route in webhook_routes("/bots/hook", hooked.hook)] == ["/bots/hook", "/hook"]
