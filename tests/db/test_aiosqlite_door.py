"""``db.connections`` relies on ``aiosqlite.Connection._execute``, which is private: a new aiosqlite is tried here."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from pathlib import Path

import aiosqlite
import pytest

from db import inbox
from db.store import Store
from tests.db.makings import NOON


async def test_it_runs_any_function_in_the_connections_one_thread_in_order() -> None:
    async with aiosqlite.connect(":memory:") as connection:
        threads = await asyncio.gather(*(connection._execute(threading.get_ident) for _ in range(5)))
        assert len(set(threads)) == 1
        assert threads[0] != threading.get_ident()
        order: list[int] = []
        await asyncio.gather(*(connection._execute(order.append, number) for number in range(50)))
        assert order == list(range(50))


async def test_it_brings_back_what_the_function_returns_or_raises() -> None:
    async with aiosqlite.connect(":memory:") as connection:
        assert await connection._execute(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await connection._execute(divmod, 7, 0)


async def test_the_function_runs_even_if_nobody_waits() -> None:
    ran, go_on = threading.Event(), threading.Event()
    async with aiosqlite.connect(":memory:") as connection:
        first = asyncio.create_task(connection._execute(go_on.wait))
        second = asyncio.create_task(connection._execute(ran.set))
        await asyncio.sleep(0)
        second.cancel()
        go_on.set()
        await first
    assert ran.is_set()


def test_a_connection_can_be_given_a_connector_of_ours() -> None:
    assert list(inspect.signature(aiosqlite.Connection).parameters)[:2] == ["connector", "iter_chunk_size"]


async def test_its_debug_log_tells_nothing_that_people_said(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with await Store.open(path) as store:
        await store.write(lambda tx: inbox.store_batch(tx, [(1, 7, "secret words")], now=NOON))
        await store.read(inbox.open_updates)
    assert any(record.name == "aiosqlite" for record in caplog.records)
    assert "secret words" not in caplog.text
