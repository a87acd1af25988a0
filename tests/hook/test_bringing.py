"""Updates that Telegram brings: each is stored before it is confirmed, taken once, and none of them is lost."""

import asyncio
import hmac
import io
import json
import logging

import pytest

from bot.porch import listener as porch
from bot.porch.webhook import AGAIN_SECONDS, MOST_BYTES
from bot.services.errors import Unavailable
from tests.chat.house import button, open_house, shown, text, until
from tests.hook.conftest import SECRET, at_the_door

ANSWERED = "SELECT count(*), count(DISTINCT response_id) FROM answers WHERE state = 'answered'"


def update(number, words="hello", chat_id=101):
    chat = {"id": chat_id, "type": "private", "first_name": "Ana"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": chat | {"is_bot": False}, "text": words}
    return json.dumps({"update_id": number, "message": message}).encode()


async def stored(hooked):
    return [row[0] for row in await hooked.house.rows("SELECT update_id FROM inbox ORDER BY update_id")]


async def test_somebody_answers_a_whole_question_over_a_webhook(hooked, ana):
    await hooked.serve()
    ana.write(f"/start {hooked.house.code}")
    await hooked.quiet()
    ana.tap(shown(ana)[-1].message_id, button(shown(ana)[-1], "Satisfied"))
    await hooked.quiet()
    assert "Which formats?" in text(shown(ana)[-1])


async def test_an_update_is_stored_before_it_is_confirmed(hooked, ana, monkeypatch):
    confirmed, store = [], hooked.house.receiving.store

    async def storing(batch):
        confirmed.append(hooked.house.api.updates.confirmed)
        return await store(batch)

    monkeypatch.setattr(hooked.house.receiving, "store", storing)
    await hooked.serve()
    ana.write("hello")
    await hooked.quiet()
    assert confirmed == [0]
    assert hooked.house.api.updates.confirmed == 1


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.swapcase(), "ä"])
async def test_who_does_not_say_the_secret_is_turned_away_unread(hooked, secret, caplog):
    await hooked.serve()
    for number in (1, 2):
        status, _ = await hooked.post(update(number), secret=secret)
        assert status == 401
    assert await stored(hooked) == []
    assert [r.action for r in caplog.records if r.levelname == "WARNING"] == ["stranger"], (
        "told once, however many come"
    )


async def test_the_secret_is_compared_in_a_time_that_tells_nothing(hooked, monkeypatch):
    compared, compare = [], hmac.compare_digest

    def comparing(one, other):
        compared.append({one, other})
        return compare(one, other)

    monkeypatch.setattr(hmac, "compare_digest", comparing)
    assert not hooked.hook.knows("x")
    assert not hooked.hook.knows(None)
    assert hooked.hook.knows(SECRET)
    assert compared == [{b"x", SECRET.encode()}, {b"", SECRET.encode()}, {SECRET.encode()}]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_only_a_post_brings_anything(hooked, method):
    await hooked.serve()
    assert (await hooked.post(update(1), method=method))[0] == 405
    assert await stored(hooked) == []


@pytest.mark.parametrize("path", ["/", "/bots", "/hook/", "/bots/hook/", "/other/hook", "/Bots/hook"])
async def test_elsewhere_nobody_is_there(hooked, path):
    await hooked.serve()
    assert (await hooked.post(update(1), path=path))[0] == 404
    assert await stored(hooked) == []


async def test_a_proxy_may_cut_the_prefix_off_the_path(hooked):
    await hooked.serve()
    assert (await hooked.post(update(1), path="/hook"))[0] == 200
    assert await stored(hooked) == [1]


async def test_a_body_of_10_mb_is_refused_with_a_length_and_without(hooked):
    async def chunks():
        for _ in range(160):
            yield b" " * 65536

    await hooked.serve()
    for body in (io.BytesIO(b" " * 10_000_000), chunks()):
        try:
            status, _ = await hooked.post(body)
        except OSError:  # it closed the door before all was said
            continue
        assert status == 413
    assert (await hooked.post(update(1)))[0] == 200


async def test_a_body_of_just_the_most_bytes_is_read(hooked):
    await hooked.serve()
    body = update(1).ljust(MOST_BYTES)
    assert (await hooked.post(io.BytesIO(body + b" ")))[0] == 413
    assert (await hooked.post(io.BytesIO(body)))[0] == 200


async def test_somebody_who_brings_a_body_slowly_is_not_waited_for(hooked, monkeypatch):
    monkeypatch.setattr(porch, "BODY_SECONDS", 0.05)
    await hooked.serve()

    async def slowly():
        yield b'{"update_id": 1'
        await asyncio.Event().wait()

    assert (await hooked.post(slowly()))[0] == 408
    assert await stored(hooked) == []


@pytest.mark.parametrize(
    "body", [b'{"update_id": 7, "message": {', b'{"update_id": 7, "x": "\xff"}', b'{"update_id": 7}}']
)
async def test_what_is_no_update_but_has_a_number_is_kept_for_the_operator(hooked, ana, body):
    await hooked.serve()
    assert (await hooked.post(body))[0] == 200
    await hooked.house.lanes.drain()
    await hooked.house.receiving.flush()
    assert await stored(hooked) == [7]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"hello", b"\xff\xfe", b'{"update_id": "x"}', b"[" * 100_000])
async def test_what_has_no_number_is_confirmed_so_that_it_does_not_come_for_ever(hooked, body, caplog):
    await hooked.serve()
    assert (await hooked.post(body))[0] == 200
    assert await stored(hooked) == []
    assert "unnumbered" in [r.action for r in caplog.records]


async def test_an_update_that_comes_twice_is_taken_once(hooked, ana):
    ana.write("hello")  # she is in Telegram's books
    hooked.house.api.updates.drop()
    await hooked.serve()
    for _ in range(2):
        assert (await hooked.post(update(1)))[0] == 200
    answers = await asyncio.gather(*(hooked.post(update(2)) for _ in range(5)))
    assert [status for status, _ in answers] == [200] * 5
    await hooked.quiet()
    assert len(shown(ana)) == 2
    assert await stored(hooked) == [1, 2]


async def test_who_hangs_up_before_the_answer_is_answered_all_the_same(hooked, ana, monkeypatch):
    """The line is cut between the commit and the 200: it comes again, and is known."""
    ana.write("hello")
    hooked.house.api.updates.drop()
    await hooked.serve()
    store, begun, gate = hooked.house.receiving.store, asyncio.Event(), asyncio.Event()

    async def storing(batch):
        begun.set()
        await gate.wait()
        return await store(batch)

    monkeypatch.setattr(hooked.house.receiving, "store", storing)
    bringing = asyncio.create_task(hooked.post(update(1)))
    await begun.wait()
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)
    for _ in range(20):
        await asyncio.sleep(0)
    gate.set()
    await until(lambda: len(shown(ana)) == 1)
    assert (await hooked.post(update(1)))[0] == 200
    await hooked.quiet()
    assert len(shown(ana)) == 1


async def test_while_nothing_can_be_stored_it_comes_again_and_is_not_lost(hooked, ana, monkeypatch, caplog):
    store, failures = hooked.house.receiving.store, [1, 2, 3]

    async def storing(batch):
        if failures:
            failures.pop()
            raise Unavailable("the disk is full")
        return await store(batch)

    await hooked.serve()
    monkeypatch.setattr(hooked.house.receiving, "store", storing)
    status, headers = await hooked.post(update(1))
    assert (status, headers["Retry-After"]) == (503, str(AGAIN_SECONDS))
    ana.write("hello")
    with caplog.at_level(logging.INFO, logger="afterword"):
        await hooked.quiet()
    assert len(shown(ana)) == 1
    assert [a.status for a in hooked.house.api.courier.attempts] == [503, 503, 200]
    assert [r.action for r in caplog.records if r.action.startswith("intake")] == ["intake_waits", "intake_recovered"]


async def test_while_much_is_pending_it_comes_again_later(api, tmp_path, ana):
    async with open_house(api, tmp_path / "afterword.db") as house, at_the_door(house, pending_limit=5) as hooked:
        gate, taken = asyncio.Event(), []

        async def take(received):
            await gate.wait()
            taken.append(received.update_id)

        house.lanes._take_one = take
        await hooked.serve()
        for _ in range(6):
            ana.write("hello")
        await api.courier.until(lambda: any(a.status == 503 for a in api.courier.attempts))
        assert len(await stored(hooked)) == 5
        assert (await hooked.post(update(1)))[0] == 503
        gate.set()
        await hooked.quiet()
        assert len(taken) == 6


async def test_what_an_earlier_run_left_is_taken_up_first(api, tmp_path, ana):
    async with open_house(api, tmp_path / "afterword.db") as house, at_the_door(house) as hooked:
        assert (await hooked.post(update(1)))[0] == 503, "it is not open before it has taken up what was left"
        await house.receiving.store([(5, 101, update(5).decode())])
        ana.write("hello")
        api.updates.drop()
        await hooked.serve()
        assert (await hooked.post(update(6)))[0] == 200
        await hooked.quiet()
        assert len(shown(ana)) == 2


async def test_many_people_at_once_are_each_answered_once(hooked):
    people = [hooked.house.api.join(200 + number, "Ben") for number in range(60)]
    await hooked.serve()
    for person in people:
        person.write(f"/start {hooked.house.code}")
    await hooked.quiet()
    for person in people:
        person.tap(shown(person)[-1].message_id, button(shown(person)[-1], "Satisfied"))
        person.tap(shown(person)[-1].message_id, button(shown(person)[-1], "Satisfied"))
    await hooked.quiet()
    assert await hooked.house.rows(ANSWERED) == [(60, 60)]
    assert {len(shown(person)) for person in people} == {len(shown(people[0]))}


async def test_what_waits_of_one_chat_is_taken_in_the_order_it_was_written(hooked, ana, monkeypatch):
    """Several connections bring them in any order; while the first is in hand, the others wait and find their order."""
    gate, taken = asyncio.Event(), []

    async def take(received):
        taken.append(received.update_id)
        await gate.wait()

    monkeypatch.setattr(hooked.house.lanes, "_take_one", take)
    await hooked.serve()
    for number in (3, 9, 5, 7, 4):
        assert (await hooked.post(update(number)))[0] == 200
    assert taken == [3]
    gate.set()
    await hooked.house.lanes.drain()
    assert taken == [3, 4, 5, 7, 9]


async def test_a_text_that_a_later_tap_has_overtaken_spoils_nothing(hooked, ana):
    """Telegram keeps the order of texts, and of taps, and not between them."""
    await hooked.serve()
    ana.write(f"/start {hooked.house.code}")
    await hooked.quiet()
    courier = hooked.house.api.courier
    first = shown(ana)[-1]
    await courier.rest()
    ana.write("what is this?")
    ana.tap(first.message_id, button(first, "Satisfied"))
    [text_body, tap_body] = [body.encode() for body in hooked.house.api.updates._pending.values()]
    assert (await hooked.post(tap_body))[0] == 200
    await hooked.house.lanes.drain()
    assert (await hooked.post(text_body))[0] == 200
    await hooked.house.lanes.drain()
    assert await hooked.house.rows("SELECT question, picks FROM answers WHERE state = 'answered'") == [
        ("overall", '["satisfied"]')
    ]
