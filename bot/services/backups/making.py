"""Making one backup: a verified copy of the database, sealed if that is wanted, under its name whole or not at all.

Nobody who writes to the database meanwhile is kept waiting. What is to be sealed is copied beside the database first,
so that nothing open ever lies where backups go. The key file and the list of erasures are in no backup.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import db.backups
from bot.services.backups.age import seal_file
from bot.services.errors import Refusal
from bot.services.forgetting import list_beside
from db.copies import copy
from db.errors import StoreUnavailable
from db.migrate import current_version, known_version
from db.placing import appearing, scratch

if TYPE_CHECKING:
    from bot.services.backups.age import Recipient

_SPARE_BYTES = 16_000_000
"""Left free on a disk that a backup is made on."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: what its database holds, and how large its file is."""

    file: Path
    taken_at: datetime
    version: int
    size: int
    rows: Mapping[str, int]
    sealed: bool


def make_backup(
    database: Path,
    target: Path,
    *,
    now: datetime,
    recipients: Sequence[Recipient] = (),
    scheduled: bool = False,
    replace: bool = False,
    watch: Callable[[], None] = lambda: None,
) -> Backup:
    """``target`` is a backup of the database as it is now, sealed for the recipients if there are any.

    Raises:
        FileExistsError: something is at ``target``, and ``replace`` was not said.
        Refusal: ``target`` is the database itself or belongs to it, or there is no room.
        StoreUnavailable: the database is damaged or cannot be read.
        OSError: ``target`` cannot be written.
    """
    _refuse_own(database, target)
    _require_room(database, target.absolute().parent)

    def stamp(tx: sqlite3.Connection) -> None:
        if current_version(tx) == known_version():
            db.backups.record(tx, name=target.name, scheduled=scheduled, encrypted=bool(recipients), now=now)

    if not recipients:
        made = copy(database, target, replace=replace, stamp=stamp, watch=watch)
    else:
        _require_room(database, database.absolute().parent)
        with appearing(target, replace=replace) as part, scratch(database) as folder:
            plain = folder / "plain.db"
            made = copy(database, plain, stamp=stamp, watch=watch)
            seal_file(plain, part, recipients, watch=watch)
    return Backup(target, now, made.version, target.stat().st_size, made.rows, bool(recipients))


def note_backup(database: Path, name: str, *, now: datetime, encrypted: bool, trouble: str | None = None) -> None:
    """The database knows that a backup was made by hand, or was not; one that this version cannot write to does not."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=5)) as tx:
            if current_version(tx) == known_version():
                db.backups.record(tx, name=name, scheduled=False, encrypted=encrypted, now=now, trouble=trouble)
    except sqlite3.OperationalError:
        return  # what matters is the file; that it is known of here is a help to whoever asks


def _refuse_own(database: Path, target: Path) -> None:
    own = database.resolve()
    ours = {own, *(own.with_name(own.name + end) for end in ("-wal", "-shm", "-journal", ".lock", ".key"))}
    if target.resolve() in {*ours, list_beside(own)}:
        raise Refusal("{file} belongs to the database itself; name another file.", file=str(target))


def _require_room(database: Path, folder: Path) -> None:
    if not folder.is_dir():
        raise Refusal("There is no folder {folder}; make it, or name another one.", folder=str(folder))
    if not database.is_file():
        raise StoreUnavailable("missing", database.name)
    free, needed = shutil.disk_usage(folder).free, database.stat().st_size + _SPARE_BYTES
    if free < needed:
        raise Refusal(
            "There is no room for a copy in {folder}: {free} MB are free and {needed} MB needed.",
            folder=str(folder),
            free=free // 1_000_000,
            needed=-(-needed // 1_000_000),
        )
    if not os.access(folder, os.W_OK):
        raise Refusal("The folder {folder} cannot be written to by this account.", folder=str(folder))
