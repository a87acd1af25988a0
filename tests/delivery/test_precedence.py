"""Who goes first and who pays: replies, what answers an act, broadcasts; and the pace of groups."""

from __future__ import annotations

import pytest

from bot.delivery.pacing import Lane, Pace
from tests.delivery.timeline import Gate, Timeline


@pytest.mark.parametrize("lane", Lane)
async def test_a_group_never_gets_more_than_twenty_messages_in_any_minute(lane: Lane) -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    moments: list[float] = []

    async def send() -> None:
        for _ in range(60):
            await pace.turn(-5, lane=lane)
            moments.append(timeline.now)

    await timeline.run(send())
    assert all(later - earlier >= 60 - 1e-6 for earlier, later in zip(moments, moments[20:], strict=False))
    assert moments[19] - moments[0] <= 60


async def test_what_answers_an_act_does_not_wait_behind_a_broadcast_and_replies_go_before_it() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    waited: dict[Lane, list[float]] = {Lane.PROMPT: [], Lane.REPLY: []}

    async def broadcast(chat: int) -> None:
        await pace.turn(chat, lane=Lane.BULK)

    async def someone(number: int, lane: Lane) -> None:
        await timeline.sleep(1 + number / 5)
        began = timeline.now
        await pace.turn(10_000 + number, lane=lane)
        waited[lane].append(timeline.now - began)

    people = (someone(number, lane) for number in range(25) for lane in waited)
    await timeline.run(*(broadcast(chat) for chat in range(300)), *people)
    assert max(waited[Lane.PROMPT]) <= 0.1
    assert max(waited[Lane.REPLY]) == 0


async def test_who_pays_sends_a_thousand_a_second_and_replies_keep_to_what_is_free() -> None:
    timeline, paid, free = Timeline(), Gate(1000, 300), Gate(30, 9)
    pace = Pace(1000, pays=True, time=timeline.time, sleep=timeline.sleep)
    began = timeline.now
    waited: list[float] = []

    async def worker(share: range) -> None:
        for chat in share:
            await pace.turn(chat, lane=Lane.BULK)
            paid.take(timeline.now)

    async def someone(number: int) -> None:
        await timeline.sleep(number / 25)
        at = timeline.now
        await pace.turn(90_000 + number, lane=Lane.REPLY)
        free.take(timeline.now)
        waited.append(timeline.now - at)

    workers = (worker(range(n, 4000, 50)) for n in range(50))
    await timeline.run(*workers, *(someone(number) for number in range(100)))
    assert (paid.refused, free.refused) == (0, 0)
    assert max(waited) == 0
    assert 4100 / (timeline.now - began) == pytest.approx(1000, rel=0.06)
