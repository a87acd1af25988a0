"""The lock beside the database that keeps a second bot off it, and whoever must be alone with it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.services.errors import Refusal
from db.errors import StoreUnavailable

_PATIENCE_SECONDS = 0.2
"""Whoever looks whether a bot serves has the lock for an instant, and nobody is to take that for a bot."""

_SERVED = "Another bot is serving from this database already: stop it first."
_OUTDATED = (
    "The database {name} has to be brought up to date for this version, and a bot is serving from it: "
    "stop that bot, and try again."
)


def alone_to_update(database: Path) -> AbstractContextManager[None]:
    """Within it nobody serves from ``database``, so that no older version has it changed under it. Raises as below."""
    return only_one(database, otherwise=_OUTDATED.format(name=database.name))


@contextmanager
def only_one(database: Path, *, otherwise: str = _SERVED) -> Iterator[None]:
    """Within it nobody else serves from ``database``.

    Raises:
        Refusal: somebody does already, which is told by ``otherwise``.
        StoreUnavailable: there is no place for the lock.
    """
    if not database.absolute().parent.is_dir():
        raise StoreUnavailable("missing", database.name)  # the lock would make the folder
    lock = FileLock(f"{database.resolve()}.lock")
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS, poll_interval=_PATIENCE_SECONDS / 10)
    except Timeout:
        raise Refusal(otherwise) from None
    except PermissionError:
        raise StoreUnavailable("read_only", database.name) from None
    try:
        yield
    finally:
        lock.release()


def is_served(database: Path) -> bool:
    """Whether somebody serves from ``database`` now. Asks without making, writing or waiting for anything."""
    try:
        place = os.open(f"{database.resolve()}.lock", os.O_RDONLY)
    except OSError:
        return False  # nobody has ever had it, or it is not for us to know
    try:
        fcntl.flock(place, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(place)
    return False
