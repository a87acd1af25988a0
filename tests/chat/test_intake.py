"""Getting updates: none is lost, none is taken twice, and trouble is told once and outlived."""

import asyncio
import json
import logging
import socket

import pytest
from telegram.error import Conflict

from bot.chat.connection import Connection, TokenRefused
from bot.chat.intake import CONFLICT_SECONDS, CONFLICTS_BELIEVED, Poller, SecondPoller
from bot.chat.lanes import Lanes
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.rehearsal.faults import Fault
from bot.services.errors import Unavailable
from bot.services.vitals import CONFLICTS
from tests.chat.house import Sleeps, open_house, shown, text, until


async def test_an_update_is_stored_before_it_is_confirmed(house, ana, monkeypatch):
    confirmed = []
    store = house.receiving.store

    async def storing(batch):
        confirmed.append(house.api.updates.confirmed)
        return await store(batch)

    monkeypatch.setattr(house.receiving, "store", storing)
    ana.write("hello")
    house.poll()
    await house.quiet()
    assert confirmed == [0]
    assert house.api.updates.confirmed == 1


async def test_a_batch_that_cannot_be_stored_is_not_confirmed_and_comes_again(house, ana, monkeypatch, caplog):
    store, failures = house.receiving.store, [1, 2, 3]

    async def storing(batch):
        if failures:
            failures.pop()
            raise Unavailable("the disk is full")
        return await store(batch)

    monkeypatch.setattr(house.receiving, "store", storing)
    ana.write("hello")
    with caplog.at_level(logging.INFO, logger="afterword"):
        house.poll()
        await house.quiet()
    assert len(shown(ana)) == 1
    assert house.sleeps == [1.0, 2.0, 4.0]
    assert [r.action for r in caplog.records] == ["intake_waits", "intake_recovered"]
    assert "the disk is full" in caplog.text


async def test_what_was_stored_by_an_earlier_run_is_taken_once(api, tmp_path, ana):
    """The process ends after the store and before the confirmation: Telegram gives the same updates again."""
    path = tmp_path / "afterword.db"
    async with open_house(api, path) as house:
        await house.publish()
        ana.write("hello")
        batch = json.loads(await api.updates.poll(offset=0, limit=100, wait=0, allowed=None))
        await house.receiving.store([(each["update_id"], 101, json.dumps(each)) for each in batch])
    async with open_house(api, path) as house:
        house.poll()
        await house.quiet()
        assert len(shown(ana)) == 1
    async with open_house(api, path) as house:
        house.poll()
        await until(lambda: api.updates.polled)
        assert len(shown(ana)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"message": 7},
        {"message": {"message_id": "x", "chat": {"id": 101, "type": "private"}, "text": ["no"]}},
        {"callback_query": {"id": 7}},
        {"callback_query": []},
        {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 101, "type": "private"}}},
        {"my_chat_member": {"chat": {}}},
    ],
)
async def test_a_garbled_update_becomes_a_dead_letter_and_holds_up_nobody(house, answering, body, caplog):
    number = answering.raw(body)
    answering.write("hello")
    await house.quiet()
    assert text(shown(answering)[-1]) == "Please tap one of the buttons under the question."
    rows = await house.rows("SELECT update_id, state, trouble FROM inbox WHERE state <> 'done'")
    assert [row[:2] for row in rows] == [(number, "dead")]
    assert rows[0][2].startswith("not a Bot API update")
    assert [letter.body for letter in await house.receiving.dead_letters()] == [{"update_id": number, **body}]
    assert [r.action for r in caplog.records if r.levelname == "ERROR"] == ["buried"]


async def test_an_update_without_a_number_is_left_out_and_the_others_are_taken(house, ana, monkeypatch, caplog):
    poll = house.connection.poll

    async def polling(**how):
        payload = await poll(**how)
        return (
            payload.replace(b'"result":[', b'"result":["?",{"message":{}},{"x":1,"update_id":"a"},')
            if b"hello" in payload
            else payload
        )

    monkeypatch.setattr(house.connection, "poll", polling)
    ana.write("hello")
    house.poll()
    await house.quiet()
    assert len(shown(ana)) == 1
    assert "unnumbered" in [r.action for r in caplog.records]


async def test_an_update_whose_bytes_are_no_text_is_kept_as_a_dead_letter(house, ana, monkeypatch):
    poll = house.connection.poll

    async def polling(**how):
        payload = await poll(**how)
        return payload.replace(b'"hello"', b'"hel\xfflo"')

    monkeypatch.setattr(house.connection, "poll", polling)
    ana.write("hello")
    house.poll()
    await house.quiet()
    assert text(shown(ana)[-1]).startswith("No question waits")


async def test_a_network_that_is_down_is_told_once_and_waited_for(house, ana, caplog):
    for _ in range(7):
        house.api.faults.add(Fault("cut_before", method="getUpdates"))
    ana.write("hello")
    with caplog.at_level(logging.INFO, logger="afterword"):
        house.poll()
        await house.quiet()
    assert len(shown(ana)) == 1
    assert house.sleeps == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert [r.action for r in caplog.records] == ["intake_waits", "intake_recovered"]


@pytest.mark.parametrize("name", ["500", "502_page", "malformed", "429", "429_bare", "403"])
async def test_a_server_in_trouble_is_asked_again(house, ana, name):
    house.api.faults.add(Fault(name, method="getUpdates", retry_after=3))
    ana.write("hello")
    house.poll()
    await house.quiet()
    assert len(shown(ana)) == 1
    assert house.sleeps == ([3.0] if name == "429" else [1.0])


async def test_a_refused_token_ends_it(house):
    house.api.faults.add(Fault("401", method="getUpdates"))
    with pytest.raises(TokenRefused):
        await house.poller.run()


async def test_a_second_poller_that_never_gives_way_ends_it_at_the_start(house, monkeypatch, caplog):

    async def polling(**_):
        raise Conflict("Conflict: terminated by other getUpdates request")

    monkeypatch.setattr(house.connection, "poll", polling)
    with pytest.raises(SecondPoller, match="same token"):
        await house.poller.run()
    assert list(house.sleeps) == [CONFLICT_SECONDS] * (CONFLICTS_BELIEVED - 1)
    assert 30 < sum(house.sleeps) < 40, "longer than a poll left open lasts, and no longer"
    assert [r.action for r in caplog.records] == ["intake_waits"]


async def test_once_polls_have_worked_a_second_poller_is_outlived(house, ana):
    house.poll()
    await until(lambda: house.api.updates.polled)
    for _ in range(2):
        await house.api.updates.poll(offset=0, limit=1, wait=0, allowed=None)
        await until(lambda: house.api.updates.polled)
    ana.write("hello")
    await house.quiet()
    assert len(shown(ana)) == 1


async def test_a_second_poller_is_noted_once_polls_have_worked(house, ana):
    vitals = house.poller._vitals
    house.poll()
    for _ in range(CONFLICTS):
        await until(lambda: house.api.updates.polled)
        await house.api.updates.poll(offset=0, limit=1, wait=0, allowed=None)
    assert not vitals.verdict().contested, "an earlier run of ours may have left its poll open"
    ana.write("hello")
    await house.quiet()
    for _ in range(CONFLICTS):
        await until(lambda: house.api.updates.polled)
        await house.api.updates.poll(offset=0, limit=1, wait=0, allowed=None)
    await until(lambda: vitals.verdict().contested)


async def test_a_webhook_that_was_left_behind_is_taken_away(house, ana):
    house.api.updates.set_webhook("https://example.org/hook")
    ana.write("hello")
    house.poll()
    await house.quiet()
    assert len(shown(ana)) == 1
    assert house.api.updates.webhook_url == ""


async def test_while_much_is_pending_no_more_is_asked_for(house, api, ana):
    gate = asyncio.Event()
    taken = []

    async def take(received):
        await gate.wait()
        taken.append(received.update_id)

    lanes = Lanes(take)
    poller = Poller(house.connection, house.receiving, lanes, pending_limit=5, sleep=Sleeps())
    for _ in range(5):
        ana.write("hello")
    polling = asyncio.create_task(poller.run())
    await until(lambda: lanes.pending == 5)
    ana.write("hello")
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(api.journal.calls("getUpdates")) == 1
    gate.set()
    await until(lambda: len(taken) == 6)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await lanes.drain()


async def test_no_server_at_start_is_waited_for(api, tmp_path, ana):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = Connection(api.token, api_url=f"http://127.0.0.1:{port}")
    async with open_house(api, tmp_path / "afterword.db", connection=line) as house:
        house.poll()
        await until(lambda: len(house.sleeps) > 3)
        late = Rehearsal(flood=UNLIMITED)
        await late.start(port=port)
        house.api = late
        person = late.join(5)
        person.write("hello")
        await house.quiet()
        assert len(shown(person)) == 1
        await house.stop()
        await late.stop()
