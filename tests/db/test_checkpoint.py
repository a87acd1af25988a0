"""What is deleted is not left in the log, as soon as nobody reads it any more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import inbox
from db.errors import StoreClosed
from db.store import Store
from tests.db.makings import NOON


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


async def test_the_log_is_empty_and_writing_goes_on(path: Path) -> None:
    async with await Store.open(path) as store:
        await store.write(lambda tx: inbox.store_batch(tx, [(1, 7, "{}")], now=NOON))
        assert _log(path).stat().st_size > 0
        assert await store.checkpoint()
        assert _log(path).stat().st_size == 0
        await store.write(lambda tx: inbox.store_batch(tx, [(2, 7, "{}")], now=NOON))
        assert await store.read(inbox.depth) == 2


async def test_while_somebody_reads_it_stays_and_can_be_emptied_later(path: Path) -> None:
    async with await Store.open(path) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM inbox").fetchone()
            await store.write(lambda tx: inbox.store_batch(tx, [(1, 7, "{}")], now=NOON))
            assert not await store.checkpoint()
            reader.execute("ROLLBACK")
        assert await store.checkpoint()
        assert await store.write(lambda tx: tx.execute("PRAGMA busy_timeout").fetchone()[0]) == 5000
    with pytest.raises(StoreClosed):
        await store.checkpoint()
