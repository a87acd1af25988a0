"""Group commit: many pieces of work in one transaction, each in a savepoint of its own. Runs in the writer's thread.

A piece that fails is undone alone. If the transaction itself fails, every piece in it has failed: nothing is half done.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from db.errors import unavailable

T = TypeVar("T")

_LOOKS_AGAIN = 8
"""Milliseconds of patience at one go: SQLite looks again after 1, 2 and 5."""

log = logging.getLogger("afterword.db")


class Order(Generic[T]):
    """One piece of work and whoever waits for it."""

    __slots__ = ("_future", "_result", "_work", "error")

    def __init__(self, work: Callable[[sqlite3.Connection], T], future: asyncio.Future[T]) -> None:
        self._work = work
        self._future = future
        self._result: T | None = None
        self.error: BaseException | None = None

    def run(self, tx: sqlite3.Connection, *, alone: bool) -> None:
        """The work is done, or undone again and ``error`` says why. ``alone``: it has the transaction for itself."""
        if not alone:
            tx.execute("SAVEPOINT work")
        try:
            self._result = self._work(tx)
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits, whatever it is
            self.error = error
            drop_cursors(error)
            if tx.in_transaction:
                tx.execute("ROLLBACK" if alone else "ROLLBACK TO work")
        if not alone and tx.in_transaction:
            tx.execute("RELEASE work")

    def tell(self) -> None:
        """Whoever waits knows; in the event loop's thread, after the commit."""
        if self._future.done():
            if self.error is not None:
                name = type(self.error).__name__
                log.error("write failed and nobody waits", extra={"action": "write_failed", "error": name})
        elif self.error is None:
            self._future.set_result(self._result)  # type: ignore[arg-type]  # it has run, so this is what it returned
        elif isinstance(self.error, StopIteration):
            # A future refuses to carry StopIteration.
            self._future.set_exception(RuntimeError("the work ran out of something it was iterating"))
        else:
            self._future.set_exception(self.error)

    def cancel(self) -> None:
        """Whoever waits waits no more, and cannot know whether the work was done."""
        self._future.cancel()


def carry_out(tx: sqlite3.Connection, orders: Sequence[Order[object]], *, path: Path) -> None:
    """Every order is durably done or has its ``error``; the connection is outside any transaction again."""
    rest = list(orders)
    while rest:
        tried = _transact(tx, rest)
        for order in rest[:tried]:
            if order.error is not None:
                order.error = unavailable(order.error, path) or order.error
        rest = rest[tried:]


def drop_cursors(error: BaseException) -> None:
    """No half-read cursor lives on in the frames of ``error``.

    It would hold its snapshot for as long as anybody keeps the exception, and a writer on an old snapshot is refused
    (SQLITE_BUSY_SNAPSHOT) as soon as another process has written.
    """
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        link = pending.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            traceback.clear_frames(link.__traceback__)
            pending += (link.__cause__, link.__context__)


def _transact(tx: sqlite3.Connection, orders: Sequence[Order[object]]) -> int:
    """Runs orders in one transaction; how many of them are now settled, one way or the other."""
    tried = 0
    try:
        _begin(tx)
        for tried, order in enumerate(orders, 1):
            order.run(tx, alone=len(orders) == 1)
            if not tx.in_transaction:
                # A full disk makes SQLite undo the whole transaction: what ran in it failed, the rest is yet to run.
                error = order.error or RuntimeError("the work ended the transaction it was given")
                _fail(orders[:tried], error)
                return tried
        tx.execute("COMMIT")
    except sqlite3.Error as error:
        drop_cursors(error)
        if tx.in_transaction:
            tx.execute("ROLLBACK")
        _fail(orders, error)
    return len(orders)


def _begin(tx: sqlite3.Connection) -> None:
    """The connection may write, as soon as no other process does. Raises: sqlite3.OperationalError, as ``execute``."""
    # SQLite looks again after 1, 2, 5, 10 and at last 100 ms each. Whoever writes one short transaction after the other
    # is then often missed in the gaps, and whoever waits starves. So it is asked to begin anew with short waits.
    (patience,) = tx.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + patience / 1000
    tx.execute(f"PRAGMA busy_timeout = {min(patience, _LOOKS_AGAIN)}")
    try:
        while True:
            try:
                tx.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
    finally:
        tx.execute(f"PRAGMA busy_timeout = {patience}")


def _fail(orders: Sequence[Order[object]], error: BaseException) -> None:
    for order in orders:
        if order.error is None:
            order.error = error
