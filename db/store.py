"""The database as the rest of the house sees it: hand in a function of a connection, await what it returns.

One writer, owned by one task, commits what is waiting together; a few read-only readers see one snapshot per read.
The functions are those of the nouns' modules. Nothing is migrated here, and no connection is ever handed out.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from db.batches import Order, carry_out, drop_cursors
from db.connections import Line, connect
from db.errors import StoreClosed, unavailable

T = TypeVar("T")

_BATCH = 64
_SQLITE_READONLY = 8


class Store:
    """A database file, open. Made by ``Store.open``; must be closed, or its threads keep the process alive."""

    def __init__(self, path: Path, writer: Line, readers: Sequence[Line]) -> None:
        self._path = path
        self._writer = writer
        self._readers = len(readers)
        self._free: asyncio.Queue[Line] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)
        self._orders: deque[Order[Any]] = deque()
        self._knock = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self._serving = asyncio.create_task(self._serve(), name="afterword store")

    @classmethod
    async def open(
        cls,
        path: Path | str,
        *,
        readers: int = 2,
        create: bool = True,
        busy_timeout: timedelta = timedelta(seconds=5),
    ) -> Self:
        """The database at ``path``, writable now; an empty one is made if it is missing and ``create``.

        ``busy_timeout`` is how long a write waits for another process before it fails as "locked".

        Raises:
            StoreUnavailable: the file cannot be used.
        """
        file = Path(path)
        lines = [await connect(file, mode="rwc" if create else "rw", busy_timeout=busy_timeout)]
        try:
            for _ in range(readers):
                lines.append(await connect(file, mode="ro", busy_timeout=busy_timeout))  # noqa: PERF401 - closed below if one fails
        except BaseException:
            for line in lines:
                await line.hang_up()
            raise
        return cls(file, lines[0], lines[1:])

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` returns, once what it wrote is durable. It runs once, in a transaction, undone if it raises.

        ``work`` runs in another thread, must touch nothing but its connection, and must neither commit nor roll back.
        If the caller is cancelled, it is done all the same.

        Raises:
            StoreUnavailable: nothing of it was stored, because the file cannot be used now.
            StoreClosed: nothing of it was done.
        """
        if self._closing is not None or self._serving.done():
            raise StoreClosed
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._orders.append(Order(work, future))
        self._knock.set()
        return await future

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` returns from one snapshot, in which everything written before is seen. It cannot write.

        ``work`` runs in another thread and must return values, not cursors.

        Raises:
            StoreUnavailable: the file cannot be used now.
            StoreClosed: nothing of it was done.
        """
        if self._closing is not None:
            raise StoreClosed
        line = await self._free.get()
        try:
            return await line.call(partial(_in_snapshot, work=work))
        except sqlite3.DatabaseError as error:
            sentence = None if _tried_to_write(error) else unavailable(error, self._path)
            if sentence is None:
                raise
            raise sentence from None
        finally:
            self._free.put_nowait(line)

    async def checkpoint(self) -> bool:
        """What was written before is in the database file and its write-ahead log is empty, on disk, too.

        False: somebody who reads, or writes from another process, was in the way for a quarter of a second.

        Raises:
            StoreUnavailable: the file cannot be used now.
            StoreClosed: nothing of it was done.
        """
        if self._closing is not None or self._serving.done():
            raise StoreClosed
        try:
            return await self._writer.call(_empty_log)
        except sqlite3.DatabaseError as error:
            raise unavailable(error, self._path) or error from None

    async def close(self) -> None:
        """All work handed in before is done, the file is closed and checkpointed, no thread is left. Again: nothing."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="afterword store closing")
        await asyncio.shield(self._closing)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _close(self) -> None:
        self._knock.set()
        try:
            await asyncio.wait([self._serving])
        finally:
            # Readers first: the last connection to close checkpoints the log, and a reader cannot.
            for _ in range(self._readers):
                await (await self._free.get()).hang_up()
            await self._writer.hang_up()

    async def _serve(self) -> None:
        while self._orders or self._closing is None:
            if not self._orders:
                self._knock.clear()
                await self._knock.wait()
                continue
            batch = [self._orders.popleft() for _ in range(min(len(self._orders), _BATCH))]
            try:
                await self._writer.call(partial(carry_out, orders=batch, path=self._path))
            except BaseException as error:
                for order in (*batch, *self._orders):
                    order.cancel()
                if not isinstance(error, asyncio.CancelledError):
                    raise
                return
            for order in batch:
                order.tell()


def _empty_log(tx: sqlite3.Connection) -> bool:
    (patience,) = tx.execute("PRAGMA busy_timeout").fetchone()
    tx.execute("PRAGMA busy_timeout = 250")
    try:
        busy = int(tx.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()[0])
    finally:
        tx.execute(f"PRAGMA busy_timeout = {patience}")
    return not busy


def _in_snapshot(tx: sqlite3.Connection, *, work: Callable[[sqlite3.Connection], T]) -> T:
    tx.execute("BEGIN")
    try:
        return work(tx)
    except BaseException as error:
        drop_cursors(error)
        raise
    finally:
        if tx.in_transaction:
            tx.execute("ROLLBACK")


def _tried_to_write(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", None) == _SQLITE_READONLY
