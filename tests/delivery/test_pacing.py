"""Who may send when: the pace of the bot, of a chat, and who goes first."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import pacing
from bot.delivery.pacing import Lane, Pace
from tests.delivery import UNHURRIED
from tests.delivery.timeline import Gate, Timeline

SECOND = timedelta(seconds=1)


async def test_a_broadcast_keeps_the_pace_and_is_never_refused() -> None:
    timeline, gate = Timeline(), Gate(30, 30)
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    began = timeline.now

    async def worker(share: range) -> None:
        for chat in share:
            assert await pace.turn(chat, lane=Lane.BULK)
            gate.take(timeline.now)

    await timeline.run(*(worker(range(n, 3000, 16)) for n in range(16)))
    assert gate.refused == 0
    assert 3000 / (timeline.now - began) == pytest.approx(30, rel=0.02)


async def test_a_burst_of_bulk_is_small() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    moments: list[float] = []

    async def one(chat: int) -> None:
        await pace.turn(chat, lane=Lane.BULK)
        moments.append(timeline.now)

    await timeline.run(*(one(chat) for chat in range(60)))
    at_once = sum(moment == moments[0] for moment in moments)
    assert 1 <= at_once <= 5


async def test_a_reply_during_a_broadcast_does_not_wait_behind_it() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    waited: list[float] = []
    broadcast_over_at: list[float] = []

    async def broadcast(chat: int) -> None:
        await pace.turn(chat, lane=Lane.BULK)
        broadcast_over_at.append(timeline.now)

    async def someone_taps(number: int) -> None:
        await timeline.sleep(1 + number / 10)  # ten taps a second
        began = timeline.now
        assert await pace.turn(10_000 + number, lane=Lane.REPLY)
        waited.append(timeline.now - began)

    began = timeline.now
    await timeline.run(*(broadcast(chat) for chat in range(300)), *(someone_taps(n) for n in range(50)))
    assert max(waited) == 0, "the reserve is there for them"
    assert max(broadcast_over_at) - began == pytest.approx(350 / 30, rel=0.05), "bulk gets all that is left"


async def test_many_replies_at_once_wait_only_for_each_other() -> None:
    timeline, gate = Timeline(), Gate(30, 30)
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    order: list[str] = []

    async def send(chat: int, lane: Lane) -> None:
        await pace.turn(chat, lane=lane)
        gate.take(timeline.now)
        order.append(lane.value)

    await timeline.run(
        *(send(chat, Lane.BULK) for chat in range(100)), *(send(1000 + chat, Lane.REPLY) for chat in range(90))
    )
    last_reply = len(order) - 1 - order[::-1].index("reply")
    assert order[:last_reply].count("bulk") <= 5, "only the burst that was sent before the first reply came"
    assert gate.refused == 0
    assert len(order) == 190


async def test_one_chat_gets_a_short_burst_and_then_one_message_a_second() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    moments: list[float] = []

    async def send() -> None:
        for _ in range(8):
            await pace.turn(5, lane=Lane.BULK)
            moments.append(timeline.now)

    await timeline.run(send())
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert gaps[:2] == pytest.approx([0, 0])
    assert gaps[2:] == pytest.approx([1] * 5)


async def test_replies_to_one_chat_are_not_slowed_to_one_a_second() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    began = timeline.now

    async def taps() -> None:
        for _ in range(9):
            await pace.turn(5, lane=Lane.REPLY)

    await timeline.run(taps())
    assert timeline.now == began


async def test_a_chat_that_was_refused_is_left_alone_and_others_are_not() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    pace.halt(7 * SECOND, chat_id=1)
    began = timeline.now
    at: dict[tuple[int, Lane], float] = {}

    async def send(chat: int, lane: Lane) -> None:
        await pace.turn(chat, lane=lane)
        at[chat, lane] = timeline.now - began

    await timeline.run(*(send(chat, lane) for chat in (1, 2) for lane in Lane))
    assert at[2, Lane.BULK] == at[2, Lane.REPLY] == 0
    assert at[1, Lane.BULK] == pytest.approx(7)
    assert at[1, Lane.REPLY] == pytest.approx(7)
    assert pace.halted_for(1) == timedelta(0)


async def test_when_a_second_chat_is_refused_within_seconds_everybody_waits() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    pace.halt(3 * SECOND, chat_id=1)
    pace.halt(4 * SECOND, chat_id=1)
    assert pace.halted_for() == timedelta(0), "one chat twice says nothing about the bot"
    pace.halt(5 * SECOND, chat_id=2)
    assert pace.halted_for() == 5 * SECOND
    timeline.now += 60
    pace.halt(3 * SECOND, chat_id=3)
    assert pace.halted_for() == timedelta(0), "that was long ago"


async def test_a_halt_is_not_shortened_by_a_shorter_one_and_ends_without_a_burst() -> None:
    timeline, gate = Timeline(), Gate(30, 1)
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    pace.halt(10 * SECOND)
    pace.halt(2 * SECOND)
    began = timeline.now
    moments: list[float] = []

    async def reply(chat: int) -> None:
        await pace.turn(chat, lane=Lane.REPLY)
        gate.take(timeline.now)
        moments.append(timeline.now - began)

    await timeline.run(*(reply(chat) for chat in range(20)))
    assert min(moments) >= 10
    assert gate.refused == 0


async def test_a_halt_that_comes_while_waiting_is_kept() -> None:
    timeline = Timeline()
    pace = Pace(1, time=timeline.time, sleep=timeline.sleep)
    began = timeline.now
    moments: list[float] = []

    async def send(chat: int) -> None:
        await pace.turn(chat, lane=Lane.BULK)
        moments.append(timeline.now - began)
        if len(moments) == 1:
            pace.halt(30 * SECOND)

    await timeline.run(*(send(chat) for chat in range(4)))
    assert moments[0] == 0
    assert all(moment >= 30 for moment in moments[1:])


async def test_who_has_no_patience_is_sent_away_and_nothing_is_counted() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    pace.halt(60 * SECOND, chat_id=1)
    for lane in Lane:
        assert not await pace.turn(1, lane=lane, patience=5 * SECOND)
    pace.halt(60 * SECOND)
    assert not await pace.turn(2, lane=Lane.BULK, patience=5 * SECOND)
    timeline.now += 61
    began = timeline.now
    assert await timeline.run(*(pace.turn(chat, lane=Lane.BULK) for chat in (1, 1, 1, 2))) == [True] * 4
    assert timeline.now - began < 0.1


async def test_a_halt_beyond_patience_sends_away_those_who_wait_already() -> None:
    timeline = Timeline()
    pace = Pace(1, time=timeline.time, sleep=timeline.sleep)

    async def refused_soon() -> None:
        await timeline.sleep(0.5)
        pace.halt(60 * SECOND)

    turns = (pace.turn(chat, lane=Lane.BULK, patience=5 * SECOND) for chat in range(5))
    *went, _ = await timeline.run(*turns, refused_soon())
    assert went == [True, False, False, False, False]
    assert timeline.now < 1010


async def test_idle_chats_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "REMEMBERED_CHATS", 50)
    timeline = Timeline()
    pace = Pace(1000, time=timeline.time, sleep=timeline.sleep)

    async def send() -> None:
        for chat in range(5_000):
            await pace.turn(chat, lane=Lane.BULK)

    await timeline.run(send())
    assert len(pace._chats) <= 2 * 1100, "those of the last second, and as many again"


async def test_someone_who_gives_up_waiting_does_not_hold_up_the_others() -> None:
    timeline = Timeline()
    pace = Pace(1, time=timeline.time, sleep=timeline.sleep)
    tasks = [asyncio.create_task(pace.turn(chat, lane=Lane.BULK)) for chat in range(3)]
    for _ in range(10):
        await asyncio.sleep(0)
    tasks[1].cancel()

    async def others() -> list[bool]:
        return [await tasks[0], await tasks[2]]

    assert await timeline.run(others()) == [[True, True]]
    assert tasks[1].cancelled()


def test_a_pace_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Pace(0)


@UNHURRIED
@given(
    st.sampled_from([0.5, 1, 3, 30, 200]),
    st.lists(st.tuples(st.floats(0, 3), st.integers(0, 6), st.sampled_from(Lane)), min_size=1, max_size=60),
)
def test_in_no_stretch_of_time_more_goes_than_the_pace_and_a_small_burst(
    rate: float, taps: list[tuple[float, int, Lane]]
) -> None:
    async def story() -> None:
        timeline = Timeline()
        pace = Pace(rate, time=timeline.time, sleep=timeline.sleep)
        gate = Gate(rate, max(2, 0.3 * rate))

        async def send(after: float, chat: int, lane: Lane) -> None:
            await timeline.sleep(after)
            assert await pace.turn(chat, lane=lane)
            gate.take(timeline.now)

        await timeline.run(*(send(*tap) for tap in taps))
        assert gate.refused == 0

    asyncio.run(story())
