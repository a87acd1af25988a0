"""Whoever merely waits holds up nobody: a slow chat gives its slot away while it sleeps."""

import asyncio

from bot.chat.lanes import Lanes
from bot.chat.slots import Slots, step_aside
from bot.services.receiving import Received


def update(number):
    return Received(update_id=number, chat_id=number, body={})


async def test_many_chats_that_telegram_slows_hold_up_nobody_else():
    taken, asleep = [], 0

    async def take(received):
        nonlocal asleep
        if received.update_id < 300:
            asleep += 1
            await step_aside(3600)
        taken.append(received.update_id)

    lanes = Lanes(take, width=4)
    for number in range(310):
        lanes.feed(update(number))
    for _ in range(1500):
        await asyncio.sleep(0)
    assert asleep == 300
    assert taken == list(range(300, 310))
    await lanes.stop(grace_seconds=0)


async def test_whoever_comes_back_waits_for_a_slot_again():
    slots, order = Slots(1), []

    async def sleeper():
        async with slots.one():
            await step_aside(0.001)
            order.append("sleeper")

    async def worker(wake):
        async with slots.one():
            order.append("worker begins")
            await wake.wait()
            order.append("worker ends")

    wake = asyncio.Event()
    both = asyncio.gather(sleeper(), worker(wake))
    asyncio.get_running_loop().call_later(0.02, wake.set)
    await both
    assert order == ["worker begins", "worker ends", "sleeper"]


async def test_no_slot_is_lost_or_won_when_somebody_is_cancelled_at_any_point():
    slots = Slots(2)

    async def sleeper():
        async with slots.one():
            await step_aside(3600)

    for rounds in range(8):
        tasks = [asyncio.create_task(sleeper()) for _ in range(5)]
        for _ in range(rounds):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    inside = most = 0

    async def counted():
        nonlocal inside, most
        async with slots.one():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(counted() for _ in range(10)))
    assert most == 2


async def test_somebody_without_a_slot_and_somebody_elses_task_just_sleep():
    await step_aside(0)
    slots, inside = Slots(1), []

    async def other():
        async with slots.one():
            inside.append("other")

    async with slots.one():
        waiting = asyncio.create_task(other())
        await asyncio.create_task(step_aside(0.001))
        assert inside == []
    await waiting
