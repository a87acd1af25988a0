"""What Telegram says to a send, and what becomes of the row; the order of sending is in ``test_pump``."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

import db.steered
from bot.delivery import carrier, retry
from bot.delivery.pacing import Pace
from bot.delivery.ports import LinkPart, Parcel, Part
from bot.delivery.retry import (
    Doubt,
    Gone,
    Later,
    Moved,
    Refused,
    TokenRefused,
    Unchanged,
    Unreachable,
    UploadAgain,
)
from bot.survey.definitions import Wording
from tests.delivery.office import NOW, Office

SECOND = timedelta(seconds=1)
LINK = LinkPart(3, "resources", Wording({"*": "Links"}), "https://example.org/")


async def test_who_blocked_the_bot_is_owed_nothing_any_more(office: Office) -> None:
    office.post.says[1] = [Unreachable("Forbidden: bot was blocked by the user")]
    await office.owe("thanks", 1, 2)
    await office.owe("watch", 1, 2, after=60)
    await office.pump().knock()
    assert await office.states() == {"gave_up": 1, "cancelled": 1, "sent": 1, "planned": 1}


async def test_a_refusal_for_pace_costs_no_attempt_and_only_that_chat_waits(office: Office) -> None:
    office.post.says[1] = [Later(30 * SECOND)]
    await office.owe("thanks", 1, 2, 3)
    await office.pump().knock()
    held = next(row for row in await office.rows() if row.state == "planned")
    assert (held.due_at, held.attempts, held.reason) == (NOW + 30 * SECOND, 0, carrier.PAUSED)
    assert sorted(office.post.chats()) == [1, 2, 3]
    office.wait(seconds=30)
    await office.pump().knock()
    assert await office.states() == {"sent": 3}


async def test_other_messages_to_a_chat_that_must_wait_go_back_without_being_sent(office: Office) -> None:
    office.post.says[1] = [Later(30 * SECOND)]
    await office.owe("thanks", 1)
    await office.owe("watch", 1)
    await office.pump().knock()
    assert office.post.chats() == [1]
    assert [row.state for row in await office.rows()] == ["planned", "planned"]
    assert all(row.due_at is not None and row.due_at >= NOW + 29 * SECOND for row in await office.rows())


async def test_when_the_whole_bot_must_wait_nothing_is_claimed_meanwhile(office: Office) -> None:
    office.post.says[1] = [Later(30 * SECOND, whole_bot=True)]
    await office.owe("thanks", *range(1, 60))
    pump = office.pump(width=4)
    await pump.knock()
    assert len(office.post.sent) <= 4
    before = len(office.ledger.calls)
    await pump.knock()
    assert office.ledger.calls[before:] == []
    assert "claimed" not in await office.states()
    office.wait(seconds=31)
    await pump.knock()
    assert await office.states() == {"sent": 59}


async def test_what_is_in_doubt_goes_again_only_if_its_kind_prefers_twice(office: Office) -> None:
    office.post.says[1] = office.post.says[2] = [Doubt("read timeout"), Doubt("read timeout")]
    await office.owe("reminder", 1)
    await office.owe("watch", 2, prefers="twice")
    await office.pump().knock()
    reminder, watch = await office.rows()
    assert (reminder.state, reminder.doubts, reminder.reason) == ("doubtful", 1, "read timeout")
    assert (watch.state, watch.doubts, watch.due_at) == ("planned", 1, NOW + 30 * SECOND)
    office.wait(seconds=30)
    await office.pump().knock()
    assert await office.states() == {"doubtful": 1, "sent": 1}
    assert office.post.chats() == [1, 2, 2]


async def test_a_server_that_only_causes_doubt_is_not_asked_for_ever(office: Office) -> None:
    office.post.says[1] = [Doubt("the server answered 502") for _ in range(20)]
    await office.owe("watch", 1, prefers="twice")
    for _ in range(20):
        await office.pump().knock()
        office.wait(minutes=10)
    assert await office.states() == {"doubtful": 1}
    assert len(office.post.sent) == 1 + retry.DOUBT_LIMIT


async def test_what_telegram_refuses_is_given_up_with_its_reason_and_others_go_on(office: Office) -> None:
    office.post.says[1] = [Refused("the chat does not exist")]
    await office.owe("thanks", 1, 2)
    await office.pump().knock()
    first, second = await office.rows()
    assert (first.state, first.reason) == ("gave_up", "the chat does not exist")
    assert second.state == "sent"


async def test_a_chat_that_moved_gets_it_under_its_new_number(office: Office) -> None:
    office.post.says[1] = [Moved(-1001), Moved(-1001)]
    await office.owe("thanks", 1)
    await office.owe("watch", 1)
    pump = office.pump()
    for _ in range(2):
        await pump.knock()
        office.wait(seconds=2)
    assert office.post.chats() == [1, 1, -1001, -1001]
    assert await office.states() == {"sent": 2}


async def test_what_is_shown_already_counts_as_sent(office: Office) -> None:
    office.post.says[1] = [Unchanged()]
    await office.owe("thanks", 1)
    await office.pump().knock()
    assert await office.states() == {"sent": 1}


async def test_a_refused_token_stops_the_line_is_said_once_and_blames_no_row(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for chat in range(1, 60):
        office.post.says[chat] = [TokenRefused()] * 9
    await office.owe("thanks", *range(1, 60))
    pump = office.pump(width=4)
    await pump.knock()
    asked = len(office.post.sent)
    assert asked <= 4
    rows = await office.rows()
    assert {(row.state, row.attempts, row.reason) for row in rows} == {("planned", 0, None)}
    await pump.knock()
    assert len(office.post.sent) == asked + 1, "one row finds out whether Telegram has come round"
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    office.post.says.clear()
    await pump.knock()
    assert await office.states() == {"sent": 59}


@pytest.mark.parametrize("trouble", [ValueError("a template is broken"), Gone(), UploadAgain()])
async def test_what_our_own_code_cannot_prepare_is_tried_a_few_times_and_given_up(
    office: Office, trouble: Exception | retry.Receipt, caplog: pytest.LogCaptureFixture
) -> None:
    office.post.says[1] = [trouble] * 20
    await office.owe("thanks", 1, 2)
    for _ in range(10):
        await office.pump().knock()
        office.wait(minutes=5)
    first, second = await office.rows()
    if isinstance(trouble, UploadAgain):
        assert (first.state, first.reason) == ("gave_up", retry.UNTAKEN_FILE)
        return
    assert (first.state, first.reason) == ("gave_up", retry.UNPREPARED)
    assert first.attempts == retry.UNPREPARED_LIMIT - 1
    assert second.state == "sent"
    assert sum(record.exc_info is not None for record in caplog.records) == isinstance(trouble, Exception)


async def test_a_follow_up_of_nothing_is_given_up(office: Office) -> None:
    office.ledger.contents["thanks"] = ()
    await office.owe("thanks", 1)
    await office.pump().knock()
    (row,) = await office.rows()
    assert (row.state, row.reason) == ("gave_up", carrier.EMPTY)


async def test_a_row_that_was_cancelled_while_it_waited_for_its_turn_is_not_sent(office: Office) -> None:
    await office.owe("thanks", 1)
    (row,) = await office.rows()

    async def they_leave(seconds: float) -> None:
        office.hurry.now += seconds
        await office.ledger.store.write(partial(db.steered.cancel, row_id=row.id, reason="they left", now=NOW))

    pace = Pace(30, time=office.hurry.time, sleep=they_leave)
    pace.halt(SECOND)
    await office.pump(pace=pace).knock()
    assert office.post.sent == []
    assert await office.states() == {"cancelled": 1}


async def test_stopping_lets_what_is_open_end_and_gives_the_rest_back(office: Office) -> None:
    await office.owe("thanks", *range(1, 30))
    pump = office.pump(width=4)
    opened, may_end = asyncio.Event(), asyncio.Event()

    async def hang(parcel: Parcel, part: Part) -> None:
        opened.set()
        await may_end.wait()

    office.post.before = hang
    knock = asyncio.create_task(pump.knock())
    await opened.wait()
    stop = asyncio.create_task(pump.stop())
    await asyncio.sleep(0)
    may_end.set()
    await asyncio.gather(stop, knock)
    states = await office.states()
    assert states["sent"] == len(office.post.sent) <= 4
    assert set(states) == {"sent", "planned"}
    await pump.knock()
    pump.wake()
    assert await office.states() == states, "a stopped pump stays still"


async def test_a_knock_that_is_cancelled_does_not_cut_a_request(office: Office) -> None:
    await office.owe("thanks", 1)
    pump = office.pump()
    opened, may_end = asyncio.Event(), asyncio.Event()

    async def hang(parcel: Parcel, part: Part) -> None:
        opened.set()
        await may_end.wait()

    office.post.before = hang
    knock = asyncio.create_task(pump.knock())
    await opened.wait()
    knock.cancel()
    await asyncio.wait([knock])
    may_end.set()
    await pump.stop()
    assert await office.states() == {"sent": 1}
