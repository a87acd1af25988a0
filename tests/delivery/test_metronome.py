"""Knocks come, whatever the last one did."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SteppedClock, WallClock
from bot.delivery.metronome import Metronome

MILLISECOND = timedelta(milliseconds=1)


class Door:
    """Counts knocks; ``enough`` is set after ``wanted`` of them."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.knocks = 0
        self.enough = asyncio.Event()

    async def knock(self) -> None:
        self.knocks += 1
        if self.knocks == self.wanted:
            self.enough.set()


async def test_it_knocks_again_and_again() -> None:
    metronome, door = Metronome(WallClock()), Door(5)
    metronome.add("pump", MILLISECOND, door.knock)
    metronome.start()
    await door.enough.wait()
    await metronome.stop()
    knocks = door.knocks
    for _ in range(20):
        await asyncio.sleep(0)
    assert door.knocks == knocks


async def test_a_knock_can_be_added_while_it_runs_and_others_go_on() -> None:
    metronome, first, second = Metronome(WallClock()), Door(10), Door(3)
    metronome.add("first", MILLISECOND, first.knock)
    metronome.start()
    metronome.add("second", MILLISECOND, second.knock)
    await second.enough.wait()
    await first.enough.wait()
    await metronome.stop()


async def test_a_knock_that_fails_is_logged_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    metronome, door = Metronome(WallClock()), Door(3)

    async def fails() -> None:
        await door.knock()
        raise ValueError("a bug")

    metronome.add("pump", MILLISECOND, fails)
    metronome.start()
    await door.enough.wait()
    await metronome.stop()
    assert {record.name for record in caplog.records} == {"afterword.delivery"}
    assert len(caplog.records) == door.knocks >= 3


async def test_a_knock_that_is_broken_off_when_the_process_ends_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    metronome, began = Metronome(WallClock()), asyncio.Event()
    broken_off: list[asyncio.Task[None]] = []

    async def waits() -> None:
        task = asyncio.current_task()
        assert task is not None
        broken_off.append(task)
        began.set()
        await asyncio.Event().wait()

    metronome.add("bulletins", MILLISECOND, waits)
    metronome.start()
    await began.wait()
    broken_off[0].cancel()
    await metronome.stop()
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert caplog.records[0].action == "knock_broken_off"


async def test_a_slow_knock_never_overlaps_with_itself_and_stopping_waits_for_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "afterword")
    metronome, other = Metronome(WallClock()), Door(5)
    begun, may_end = asyncio.Event(), asyncio.Event()
    inside = most = 0

    async def slow() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        begun.set()
        await may_end.wait()
        inside -= 1

    metronome.add("slow", MILLISECOND, slow)
    metronome.add("other", MILLISECOND, other.knock)
    metronome.start()
    await begun.wait()
    await other.enough.wait()
    stop = asyncio.create_task(metronome.stop())
    await asyncio.sleep(0)
    assert not stop.done()
    may_end.set()
    await stop
    assert (inside, most) == (0, 1)
    assert caplog.records == [], "that APScheduler skipped a beat is nobody's concern"


async def test_a_metronome_that_was_never_started_can_be_stopped() -> None:
    metronome = Metronome(WallClock())
    metronome.add("pump", MILLISECOND, Door(1).knock)
    await metronome.stop()


async def test_a_name_is_taken_once_and_an_interval_is_longer_than_nothing() -> None:
    metronome = Metronome(WallClock())
    metronome.add("pump", MILLISECOND, Door(1).knock)
    with pytest.raises(ValueError, match="pump"):
        metronome.add("pump", MILLISECOND, Door(1).knock)
    with pytest.raises(ValueError, match="thousand"):
        metronome.add("prune", timedelta(0), Door(1).knock)


async def test_a_long_interval_is_over_when_the_clock_says_so_however_little_this_machine_was_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.delivery.metronome.LOOK", MILLISECOND)
    clock, hourly, often = SteppedClock(datetime(2026, 3, 1, tzinfo=UTC)), Door(1), Door(20)
    metronome = Metronome(clock)
    metronome.add("prune", timedelta(hours=1), hourly.knock)
    metronome.add("pump", MILLISECOND, often.knock)
    metronome.start()
    await often.enough.wait()
    assert hourly.knocks == 0, "no time has passed for it"
    clock.set(clock.now() + timedelta(days=3))
    await hourly.enough.wait()
    often.knocks = 0
    often.enough.clear()
    await often.enough.wait()
    assert hourly.knocks == 1, "three days that were missed are one knock"
    clock.set(clock.now() - timedelta(hours=2))
    hourly.enough.clear()
    hourly.knocks = 0
    await hourly.enough.wait()
    await metronome.stop()
