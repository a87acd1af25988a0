"""An album is one request and many messages: the pace counts each of its files, as Telegram does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.delivery import pacing
from bot.delivery.pacing import Lane, Pace
from bot.rehearsal.flood import Flood, FloodRules
from bot.rehearsal.messages import Chat
from tests.delivery.timeline import Gate, Timeline


async def test_an_album_counts_as_many_messages_as_it_has_pictures() -> None:
    timeline, gate = Timeline(), Gate(30, 30)
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    began = timeline.now

    async def worker(share: range) -> None:
        for chat in share:
            assert await pace.turn(chat, lane=Lane.BULK, messages=5)
            for _ in range(5):
                gate.take(timeline.now)

    await timeline.run(*(worker(range(n, 600, 16)) for n in range(16)))
    assert gate.refused == 0
    assert 3000 / (timeline.now - began) == pytest.approx(30, rel=0.02)


async def test_albums_to_people_and_to_a_group_are_never_refused_by_the_rehearsals_limits() -> None:
    timeline = Timeline()
    pace = Pace(30, time=timeline.time, sleep=timeline.sleep)
    flood, sent = Flood(FloodRules(), monotonic=timeline.time), 0
    chats = {number: Chat(number, "private", {}) for number in range(1, 61)} | {-7: Chat(-7, "group", {})}

    async def albums(chat: int, lane: Lane, count: int) -> None:
        nonlocal sent
        for _ in range(count):
            assert await pace.turn(chat, lane=lane, messages=10)
            flood.admit(chats[chat], messages=10)
            sent += 10

    people = [albums(number, Lane.BULK, 3) for number in range(1, 61)]
    began = timeline.now
    await timeline.run(*people, albums(-7, Lane.BULK, 4), albums(-7, Lane.REPLY, 4))
    assert sent == 60 * 30 + 80
    assert sent / (timeline.now - began) < 30


async def test_after_an_album_a_chat_rests_for_each_of_its_pictures() -> None:
    timeline = Timeline()
    pace = Pace(1000, time=timeline.time, sleep=timeline.sleep)
    moments: list[float] = []

    async def to_one_group() -> None:
        for _ in range(3):
            await pace.turn(-7, lane=Lane.BULK, messages=10)
            moments.append(timeline.now)

    await timeline.run(to_one_group())
    assert [later - earlier for earlier, later in pairwise(moments)][-1] == pytest.approx(
        10 * pacing.GROUP_INTERVAL_SECONDS
    )
