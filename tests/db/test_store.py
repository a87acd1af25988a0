"""The store commits together, undoes alone, shows readers one snapshot, and finishes before it closes."""

from __future__ import annotations

import asyncio
import math
import sqlite3
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from db import bots, inbox
from db.errors import StoreClosed
from db.store import Store
from tests.db.makings import NOON


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    async with await Store.open(path) as store:
        yield store


class Gate:
    """Keeps the store's writer busy until it is opened, so that everything written meanwhile waits together."""

    def __init__(self, store: Store) -> None:
        self._open = threading.Event()
        self._entered = threading.Event()
        self._task = asyncio.create_task(store.write(self._wait))

    def _wait(self, tx: sqlite3.Connection) -> None:
        self._entered.set()
        self._open.wait()

    async def is_shut(self) -> None:
        await asyncio.to_thread(self._entered.wait)

    async def open(self) -> None:
        self._open.set()
        await self._task


def arriving(update_id: int) -> Callable[[sqlite3.Connection], list[int]]:
    return lambda tx: inbox.store_batch(tx, [(update_id, 7, "{}")], now=NOON)


def failing_after(update_id: int) -> Callable[[sqlite3.Connection], None]:
    def work(tx: sqlite3.Connection) -> None:
        arriving(update_id)(tx)
        raise ZeroDivisionError

    return work


def stored(tx: sqlite3.Connection) -> list[int]:
    return [row.update_id for row in inbox.open_updates(tx)]


async def _queued(store: Store, *works: Callable[[sqlite3.Connection], object]) -> list[asyncio.Task[object]]:
    tasks = [asyncio.create_task(store.write(work)) for work in works]
    await asyncio.sleep(0)
    return tasks


async def test_what_was_written_is_seen_by_the_next_read(store: Store) -> None:
    assert await store.write(arriving(1)) == [1]
    assert await store.read(stored) == [1]


async def test_what_is_acknowledged_is_on_the_disk_and_rows_point_at_rows_that_exist(store: Store) -> None:
    settings = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for name, wanted in settings.items():
        assert await store.write(lambda tx, name=name: tx.execute(f"PRAGMA {name}").fetchone()[0]) == wanted


async def test_two_hundred_people_share_four_commits(store: Store) -> None:
    commits: list[str] = []
    note = lambda sql: commits.append(sql) if sql == "COMMIT" else None  # noqa: E731 - a callback in one line
    await store.write(lambda tx: tx.set_trace_callback(note))
    gate = Gate(store)
    await gate.is_shut()
    commits.clear()
    tasks = await _queued(store, *(arriving(number) for number in range(200)))
    await gate.open()
    assert await asyncio.gather(*tasks) == [[number] for number in range(200)]
    await store.write(lambda tx: tx.set_trace_callback(None))
    assert len(commits) == 1 + math.ceil(200 / 64)


async def test_whoever_fails_in_a_group_fails_alone(store: Store) -> None:
    gate = Gate(store)
    await gate.is_shut()
    tasks = await _queued(store, arriving(1), failing_after(2), arriving(3), failing_after(4), arriving(5))
    await gate.open()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [list, ZeroDivisionError, list, ZeroDivisionError, list]
    assert await store.read(stored) == [1, 3, 5]


async def test_whoever_fails_without_company_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        await store.write(failing_after(1))
    assert await store.read(stored) == []


async def test_a_broken_constraint_is_told_as_it_is(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await store.write(lambda tx: inbox.store_batch(tx, [(1, 7, None)], now=NOON))  # type: ignore[list-item]  # the fault


async def test_the_error_shows_where_the_work_went_wrong(store: Store) -> None:
    with pytest.raises(ZeroDivisionError) as trouble:
        await store.write(failing_after(1))
    assert "in work" in "".join(traceback.format_exception(trouble.value))


async def test_running_out_of_an_iterator_is_told_and_does_not_leave_anybody_waiting(store: Store) -> None:
    with pytest.raises(RuntimeError, match="iterating"):
        await store.write(lambda tx: next(iter(())))
    with pytest.raises(RuntimeError, match="iterating"):
        await store.read(lambda tx: next(iter(())))


async def test_work_that_commits_by_itself_is_told_so(store: Store) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        await store.write(lambda tx: tx.execute("COMMIT") and None)
    assert await store.write(arriving(1)) == [1]


async def test_somebody_who_stops_waiting_does_not_spoil_it_for_the_others(store: Store) -> None:
    gate = Gate(store)
    await gate.is_shut()
    impatient, patient = await _queued(store, arriving(1), arriving(2))
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await gate.open()
    assert await patient == [2]
    assert await store.read(stored) == [1, 2]


async def test_a_failure_that_nobody_waits_for_is_logged_without_its_words(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate(store)
    await gate.is_shut()
    (impatient,) = await _queued(store, failing_after(1))
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await gate.open()
    await store.write(arriving(2))
    (record,) = [record for record in caplog.records if record.name == "afterword.db"]
    assert (record.action, record.error) == ("write_failed", "ZeroDivisionError")


async def test_a_reader_sees_one_moment_however_much_is_written_meanwhile(store: Store) -> None:
    seen, written = threading.Event(), threading.Event()

    def look_twice(tx: sqlite3.Connection) -> tuple[list[int], list[int]]:
        first = stored(tx)
        seen.set()
        written.wait()
        return first, stored(tx)

    await store.write(arriving(1))
    reading = asyncio.create_task(store.read(look_twice))
    await asyncio.to_thread(seen.wait)
    await store.write(arriving(2))
    written.set()
    assert await reading == ([1], [1])
    assert await store.read(stored) == [1, 2]


async def test_a_reader_cannot_write_and_that_is_a_bug_not_a_broken_disk(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await store.read(arriving(1))
    assert await store.read(stored) == []


async def test_more_readers_than_connections_all_get_their_turn(store: Store) -> None:
    assert await asyncio.gather(*(store.read(stored) for _ in range(20))) == [[]] * 20


async def test_a_reader_who_stops_waiting_gives_its_connection_back(store: Store) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def dawdle(tx: sqlite3.Connection) -> None:
        entered.set()
        go_on.wait()

    for _ in range(4):
        reading = asyncio.create_task(store.read(dawdle))
        await asyncio.to_thread(entered.wait)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        go_on.set()
    assert await store.read(stored) == []


async def test_a_half_read_cursor_in_an_error_keeps_nobody_in_the_past(path: Path) -> None:
    def give_up_half_way(tx: sqlite3.Connection) -> None:
        rows = tx.execute("SELECT value FROM json_each('[1,2,3]'), sqlite_master")
        assert rows.fetchone() is not None
        raise ZeroDivisionError

    async with await Store.open(path, readers=1) as store:
        with pytest.raises(ZeroDivisionError) as kept:
            await store.write(give_up_half_way)
        with pytest.raises(ZeroDivisionError) as kept_too:
            await store.read(give_up_half_way)
        with closing(sqlite3.connect(path)) as other, other:
            bots.remember(other, telegram_id=42, username="afterword_bot", now=NOON)
        assert await store.write(arriving(1)) == [1]
        assert await store.read(bots.known) is not None
        assert kept.value is not kept_too.value


async def test_everything_handed_in_before_closing_is_done(path: Path) -> None:
    store = await Store.open(path)
    gate = Gate(store)
    await gate.is_shut()
    tasks = await _queued(store, *(arriving(number) for number in range(150)))
    closing_first, closing_again = asyncio.create_task(store.close()), asyncio.create_task(store.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreClosed):
        await store.write(arriving(999))
    with pytest.raises(StoreClosed):
        await store.read(stored)
    await gate.open()
    await asyncio.gather(closing_first, closing_again, *tasks)
    await store.close()
    with closing(sqlite3.connect(path)) as later:
        assert stored(later) == list(range(150))
    assert sorted(file.name for file in path.parent.iterdir()) == ["afterword.db"]


async def test_whoever_is_reading_when_the_store_closes_gets_an_answer(path: Path) -> None:
    store = await Store.open(path, readers=1)
    reads = [asyncio.create_task(store.read(stored)) for _ in range(5)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*reads) == [[]] * 5


async def test_closing_goes_on_when_whoever_asked_stops_waiting(path: Path) -> None:
    store = await Store.open(path)
    gate = Gate(store)
    await gate.is_shut()
    impatient = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await gate.open()
    await store.close()


async def test_no_thread_is_left_after_closing(path: Path) -> None:
    before = set(threading.enumerate())
    async with await Store.open(path, readers=3) as store:
        await store.write(arriving(1))
        opened = set(threading.enumerate()) - before
        assert len(opened) == 4
    for thread in opened:
        thread.join(10)
    assert [thread for thread in opened if thread.is_alive()] == []


async def test_a_loop_that_ends_with_the_store_open_leaves_nobody_waiting(store: Store) -> None:
    gate = Gate(store)
    await gate.is_shut()
    (waiting,) = await _queued(store, arriving(1))
    store._serving.cancel()
    await asyncio.gather(store._serving, return_exceptions=True)
    await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()
    with pytest.raises(StoreClosed):
        await store.write(arriving(2))
    gate._open.set()
    await asyncio.gather(gate._task, return_exceptions=True)
