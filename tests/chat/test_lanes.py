"""Each chat in its order, many at once, and a flood from one that holds up nobody else."""

import asyncio
import logging

from bot.chat.lanes import Lanes
from bot.services.receiving import Received


def update(number, chat_id):
    return Received(update_id=number, chat_id=chat_id, body={})


class Gate:
    """Takes updates; those of a closed chat wait until it is opened."""

    def __init__(self):
        self.begun, self.taken = [], []
        self.closed = {}

    def close(self, chat_id):
        self.closed[chat_id] = asyncio.Event()

    def open(self, chat_id):
        self.closed.pop(chat_id).set()

    async def take(self, received):
        self.begun.append(received.update_id)
        await asyncio.sleep(0)
        if received.chat_id in self.closed:
            await self.closed[received.chat_id].wait()
        self.taken.append(received.update_id)


async def breathe():
    for _ in range(200):
        await asyncio.sleep(0)


async def test_updates_of_a_chat_are_taken_in_the_order_they_came():
    gate = Gate()
    lanes = Lanes(gate.take)
    for number in range(30):
        lanes.feed(update(number, number % 3))
    await lanes.drain()
    assert [[n for n in gate.taken if n % 3 == chat] for chat in range(3)] == [list(range(c, 30, 3)) for c in range(3)]


async def test_a_chat_waits_for_its_update_before_and_no_other_chat_does():
    gate = Gate()
    lanes = Lanes(gate.take)
    gate.close(1)
    for number, chat in ((1, 1), (2, 1), (3, 2)):
        lanes.feed(update(number, chat))
    await breathe()
    assert gate.begun == [1, 3]
    gate.open(1)
    await lanes.drain()
    assert gate.taken == [3, 1, 2]


async def test_a_flood_from_one_chat_holds_one_slot_only():
    gate = Gate()
    lanes = Lanes(gate.take, width=2)
    gate.close(1)
    for number in range(1000):
        lanes.feed(update(number, 1))
    for number in range(1000, 1020):
        lanes.feed(update(number, number))
    await breathe()
    assert gate.taken == list(range(1000, 1020))
    gate.open(1)
    await lanes.drain()


async def test_after_each_update_a_chat_goes_behind_the_others_that_wait():
    gate = Gate()
    lanes = Lanes(gate.take, width=1)
    for number, chat in ((1, 1), (2, 1), (3, 1), (4, 2), (5, 3)):
        lanes.feed(update(number, chat))
    await lanes.drain()
    assert gate.taken.index(4) < gate.taken.index(3)
    assert gate.taken.index(5) < gate.taken.index(3)


async def test_at_most_as_many_at_once_as_there_are_slots():
    gate = Gate()
    lanes = Lanes(gate.take, width=3)
    for chat in range(10):
        gate.close(chat)
        lanes.feed(update(chat, chat))
    await breathe()
    assert len(gate.begun) == 3
    for chat in range(10):
        gate.open(chat)
    await lanes.drain()


async def test_idle_chats_are_forgotten_and_the_count_of_pending_is_right():
    gate = Gate()
    lanes = Lanes(gate.take)
    for chat in range(50):
        lanes.feed(update(chat, chat))
    assert (lanes.pending, lanes.chats) == (50, 50)
    await lanes.drain()
    await breathe()
    assert (lanes.pending, lanes.chats) == (0, 0)


async def test_whoever_feeds_can_wait_until_less_is_pending():
    gate = Gate()
    lanes = Lanes(gate.take)
    gate.close(1)
    for number in range(5):
        lanes.feed(update(number, 1))
    waiting = asyncio.create_task(lanes.below(5))
    await breathe()
    assert not waiting.done()
    gate.open(1)
    await waiting
    assert lanes.pending < 5
    await lanes.drain()


async def test_a_failure_ends_one_update_and_not_the_lane(caplog):
    taken = []

    async def take(received):
        if received.update_id == 1:
            raise ValueError("boo")
        taken.append(received.update_id)

    lanes = Lanes(take)
    with caplog.at_level(logging.ERROR):
        for number in (1, 2, 3):
            lanes.feed(update(number, 7))
        await lanes.drain()
    assert taken == [2, 3]
    assert [record.action for record in caplog.records] == ["left_undone"]


async def test_stopping_begins_nothing_more_and_lets_what_is_in_hand_end():
    gate = Gate()
    lanes = Lanes(gate.take)
    gate.close(1)
    lanes.feed(update(1, 1))
    lanes.feed(update(2, 1))
    await breathe()
    stopping = asyncio.create_task(lanes.stop())
    await breathe()
    lanes.feed(update(3, 3))
    gate.open(1)
    await stopping
    assert gate.taken == [1]
    assert lanes.pending == 0


async def test_what_does_not_end_in_its_grace_is_let_go():
    gate = Gate()
    lanes = Lanes(gate.take)
    gate.close(1)
    lanes.feed(update(1, 1))
    await breathe()
    await lanes.stop(grace_seconds=0)
    assert gate.taken == []


async def test_what_comes_before_anybody_takes_it_waits_and_is_taken_in_order():
    gate = Gate()
    lanes = Lanes()
    for number in range(6):
        lanes.feed(update(number, 1))
    await breathe()
    assert (gate.begun, lanes.pending) == ([], 6)
    lanes.begin(gate.take)
    await lanes.drain()
    assert gate.taken == list(range(6))


async def test_whoever_stops_before_anybody_takes_leaves_all_of_it_to_the_inbox():
    lanes = Lanes()
    lanes.feed(update(1, 1))
    await breathe()
    await lanes.stop(grace_seconds=60)
    assert lanes.chats == 0
