"""A bot that Telegram brings updates to, as a process: killed, stopped, behind a proxy, set to polling and back."""

import re
from functools import partial

import pytest

from bot.rehearsal import UNLIMITED, Fault, Rehearsal
from bot.services.sealing import KEY_BYTES, Seal
from tests.chat.house import shown
from tests.hook.serving import PATH, Place, a_proxy, tap
from tests.stories.house import apply
from tests.stories.running import complaints, eventually, running, settings_for
from tests.stories.transcript import at

OPEN = at("2026-11-24 11:50")
LABELS = ("Yes, all", "Yes, part", "No")
ANSWERED = "SELECT picks, count(*) FROM answers WHERE question = 'attended' AND state = 'answered' GROUP BY picks"


@pytest.fixture
async def place(tmp_path):
    async with Rehearsal(now=OPEN, flood=UNLIMITED) as api:
        codes = await apply(tmp_path, "satisfaction.yaml", api.clock)
        yield Place(tmp_path, api, codes["communication"])


@pytest.fixture
def people(place):
    return [place.api.join(200 + number, f"Ben{number}", language_code="en") for number in range(30)]


def answer(people):
    """Each taps, twice, as thumbs do."""
    for person in people:
        tap(person, LABELS[person.chat.chat_id % 3])
        tap(person, LABELS[person.chat.chat_id % 3])


def everyone_counted(place, people):
    each = len(people) // 3
    assert [count for _, count in place.rows(ANSWERED)] == [each, each, each]
    [(attendees,)] = place.rows("SELECT count(*) FROM responses")
    assert attendees == len(people)


def everything_stored_once(place):
    """Every update that anybody caused is in the inbox, done, and no other is."""
    [(rows, first, last)] = place.rows("SELECT count(*), min(update_id), max(update_id) FROM inbox")
    assert rows == last - first + 1 == place.api.updates.confirmed
    assert place.rows("SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]


async def test_people_answer_and_the_webhook_outlives_the_process(place, people):
    async with place.hooked() as bot:
        place.enter(people)
        await eventually(lambda: place.asked(people))
        answer(people)
        await place.settled()
        assert (await place.get("/readyz"))[1].splitlines()[0] == "ready"
        assert (await place.get(PATH))[0] == 405
        assert await bot.told_to_stop() == 0
    everyone_counted(place, people)
    everything_stored_once(place)
    assert place.api.updates.webhook_url == place.url
    assert "Traceback" not in bot.said
    assert place.api.courier.webhook.secret not in bot.said
    assert PATH not in bot.said


def test_another_key_or_another_token_makes_another_secret():
    seals = Seal(bytes(KEY_BYTES)), Seal(b"x" * KEY_BYTES)
    secrets = {seal.webhook_secret(token) for seal in seals for token in ("1:one", "2:two")}
    assert len(secrets) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in secrets)


async def test_whoever_is_killed_between_the_commit_and_the_200_is_brought_it_again(place, people):
    """The proxy loses every answer: what is stored comes again to the next process, and is not stored again."""
    async with a_proxy(f"http://127.0.0.1:{place.port}") as proxy:
        proxy.loses = True
        async with place.hooked(url=proxy.url + PATH) as bot:
            people[0].write(f"/start {place.code}")
            await proxy.lost.wait()
            await bot.gone()
        assert place.rows("SELECT count(*) FROM inbox") == [(1,)]
        assert place.api.updates.confirmed == 0
        proxy.loses = False
        async with place.hooked(url=proxy.url + PATH) as bot:
            await place.settled()
            await eventually(lambda: place.asked(people[:1]))
            tap(people[0], "Yes, part")
            await place.settled()
            await bot.told_to_stop()
    everything_stored_once(place)
    assert [count for _, count in place.rows(ANSWERED)] == [1]


def tried(api, count):
    """Whether Telegram has tried so many times, or has nothing left to bring."""
    return len(api.courier.attempts) >= count or not len(api.updates)


async def test_people_lose_nothing_when_the_bot_is_killed_again_and_again(place, people):
    courier = place.api.courier
    for step in (place.enter, answer):
        step(people)
        for _ in range(2):
            async with place.hooked() as bot:
                await eventually(partial(tried, place.api, len(courier.attempts) + 7))
                await bot.gone()
        async with place.hooked() as bot:
            await place.settled()
            await bot.told_to_stop()
        assert place.asked(people)
    everyone_counted(place, people)
    everything_stored_once(place)


async def test_what_is_brought_while_it_stops_is_kept_or_comes_again(place, people):
    courier = place.api.courier
    async with place.hooked() as bot:
        place.enter(people)
        await courier.until(lambda: len(courier.attempts) >= 5)
        assert await bot.told_to_stop() == 0
        assert "Traceback" not in bot.said
    secret = courier.webhook.secret
    async with place.hooked() as bot:
        await place.settled()
        await eventually(lambda: place.asked(people))
        answer(people)
        await courier.until(lambda: len(courier.attempts) >= 40)
        assert await bot.told_to_stop() == 0
    async with place.hooked() as bot:
        await place.settled()
        assert await bot.told_to_stop() == 0
    assert courier.webhook.secret == secret, "a restart keeps it, so that Telegram is let in at once"
    everyone_counted(place, people)
    everything_stored_once(place)


@pytest.mark.parametrize("cut", ["", "/bots"])
async def test_behind_a_proxy_that_passes_the_path_on_or_cuts_its_prefix_off(place, people, cut):
    async with a_proxy(f"http://127.0.0.1:{place.port}", cut) as proxy, place.hooked(url=proxy.url + PATH) as bot:
        place.enter(people[:3])
        await eventually(lambda: place.asked(people[:3]))
        await place.settled()
        assert {attempt.status for attempt in place.api.courier.attempts} == {200}
        assert await bot.told_to_stop() == 0


async def test_while_it_is_down_the_proxy_says_502_and_nothing_is_lost(place, people):
    async with a_proxy(f"http://127.0.0.1:{place.port}") as proxy:
        async with place.hooked(url=proxy.url + PATH) as bot:
            await bot.told_to_stop()
        place.enter(people)
        await place.api.courier.until(lambda: len(place.api.courier.attempts) >= 40)
        assert place.api.courier.last_error[1] == "Wrong response from the webhook: 502 Bad Gateway"
        async with place.hooked(url=proxy.url + PATH) as bot:
            await place.settled()
            await eventually(lambda: place.asked(people))
            await bot.told_to_stop()
    everything_stored_once(place)


async def test_from_polling_to_a_webhook_to_polling_with_updates_pending(place, people):
    first, second, third = people[:10], people[10:20], people[20:]
    async with place.polling() as bot:
        place.enter(first)
        await eventually(lambda: place.asked(first))
        await bot.told_to_stop()
    place.enter(second)
    answer(first)
    async with place.hooked() as bot:
        await place.settled()
        await eventually(lambda: place.asked(second))
        await bot.gone()
    place.enter(third)
    answer(second)
    async with place.polling() as bot:
        await eventually(lambda: not len(place.api.updates))
        await eventually(lambda: place.asked(third))
        answer(third)
        await place.settled()
        assert place.api.updates.webhook_url == ""
        await bot.told_to_stop()
    everyone_counted(place, people)
    everything_stored_once(place)
    assert [call.params for call in place.api.journal.calls("deleteWebhook")] == [{"drop_pending_updates": False}]
    screens = [sum(bool(message.buttons) for message in shown(person)) for person in people]
    assert screens == [1] * len(people), "nobody was told anything twice"


async def test_an_address_that_telegram_refuses_is_one_sentence_and_exit_code_1(place, tmp_path):
    why = "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    place.api.faults.add(Fault("refused", method="setWebhook", description=why))
    settings = settings_for(place.api, listen=f"127.0.0.1:{place.port}")
    async with running(tmp_path, "run", "--webhook", place.url, **settings) as bot:
        assert await bot.ended() == 1
    [complaint] = complaints(bot.said)
    assert complaint.startswith("Telegram does not accept the webhook's address (bad webhook: Failed to resolve host")
    assert "Traceback" not in bot.said
