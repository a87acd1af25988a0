"""The database as a command needs it: brought to the newest schema, opened and closed again, or only looked into."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.clock import Clock, SteppedClock, WallClock
from bot.services.keys import find_key
from bot.services.library import Library
from bot.settings import Settings
from db.store import Store

PATIENCE = timedelta(seconds=5)
"""How long a command waits for whoever has the database locked."""


def clock_of(settings: Settings) -> Clock:
    """This machine's clock; in a rehearsal one that stands at the moment the rehearsal shows now.

    Raises:
        NoRehearsalTime: the rehearsal does not tell the time.
    """
    if settings.clock_url is None:
        return WallClock()
    from bot.rehearsal_clock import fetch

    return SteppedClock(fetch(settings.clock_url))


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, *, create: bool) -> AsyncIterator[Store]:
    """The database of ``settings`` with the newest schema; made if it is missing and ``create``.

    Raises:
        Complaint: it is missing.
        StoreUnavailable, SchemaTooNew: it cannot be used.
        Refusal: it is an older version's, and a bot is serving from it.
    """
    from bot.lock import alone_to_update
    from db.migrate import migrate

    if not create and not settings.database.exists():
        sentence = "There is no database {} yet; `afterword apply FILE` makes one."
        raise Complaint(sentence.format(settings.database))
    migrate(settings.database, clock.now(), alone=alone_to_update)
    async with await Store.open(settings.database, create=create, busy_timeout=PATIENCE) as store:
        yield store


async def library_of(settings: Settings, store: Store) -> Library:
    """A library that opens sealed answers, if the key is where the settings say.

    Raises:
        KeyRefused: another key is there.
    """
    return Library(await store.read(lambda tx: find_key(tx, settings.key_file)))


@contextmanager
def glimpse(database: Path) -> Iterator[sqlite3.Connection | None]:
    """A look into the database, without waiting or changing anything; None if this version can read nothing there."""
    from db.versions import current_version, known_version

    if not database.is_file():
        yield None
        return
    address = f"{database.absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)
    except sqlite3.Error:
        yield None
        return
    with closing(connection):
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("BEGIN")
            readable = current_version(connection) == known_version()
        except sqlite3.Error:
            readable = False
        yield connection if readable else None
