"""What is found of the database as a file: whether it opens, is whole, and has this version's schema.

It is opened for reading only, by a connection of its own, so that this can be asked with the bot running, without it,
and where nothing may be written. A whole database is read through: what that may take is the caller's to say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import monotonic

import db.integrity
from bot.services.health.findings import Finding, Kind, failure, fine, found, say, warning
from db.errors import Reason, unavailable
from db.versions import current_version, known_version

_MB = 1_000_000
PATIENCE = timedelta(seconds=5)
"""How long somebody who has it locked is waited for."""

NONE_YET = warning(
    "database",
    "none",
    "There is no database %(file)s yet.",
    "`afterword apply FILE` or the first `afterword run` makes it; if there was one, name it in AFTERWORD_DATABASE.",
)
GONE = failure(
    "database",
    "gone",
    "There is no database %(file)s, though %(left)s, which belongs to one, is there.",
    "See whether the disk is mounted and AFTERWORD_DATABASE is right; if it is lost: `afterword restore FILE`.",
)
MOVED = failure(
    "database",
    "moved",
    say(
        "The database %(file)s was moved, deleted or replaced under the bot: a restart now loses what people did since."
    ),
    say("Move it back under its name, with -wal, and restart the bot; if it is gone, `afterword restore FILE` first."),
)
SOUND = fine("database", "sound", "%(file)s is whole (%(size)s MB, read through in %(took)s s).")
UNREAD = fine("database", "unread", "%(file)s opens; at %(size)s MB it was not read through.")
LINKS = failure(
    "database",
    "links",
    say("In the database %(file)s, rows refer to others that are not there: %(rows)s, in %(tables)s."),
    say("Keep the file as it is, restore the latest good backup (`afterword restore`), and report it."),
)
DAMAGED = failure(
    "database",
    "damaged",
    say("The database %(file)s is damaged."),
    say("Stop the bot, keep the file, and restore the latest good backup (`afterword restore`)."),
)
LOCKED = failure(
    "database",
    "locked",
    say("Another program has locked the database %(file)s."),
    say("Close that program; a file that somebody copies or edits while the bot runs is asking for damage."),
)
NO_ROOM = failure(
    "database",
    "no_room",
    say("There is no room left on the disk of the database %(file)s."),
    say("Free some space now: without it nothing can be stored, and people get no answers."),
)
NOT_OURS = failure(
    "database",
    "not_ours",
    say("The file %(file)s is not a database of Afterword."),
    say("Name another file in AFTERWORD_DATABASE, or move this one away."),
)
UNREADABLE = failure(
    "database",
    "unreadable",
    say("The database %(file)s cannot be read."),
    say("Make the file and its folder readable and writable for the account that the bot runs as (chown)."),
)
BROKEN_DISK = failure(
    "database",
    "broken_disk",
    say("The disk failed while the database %(file)s was read."),
    say("Check the disk, and have a backup on another one."),
)
NEWEST = fine("schema", "newest", "The database has this version's schema (%(version)s).")
OLDER = warning(
    "schema",
    "older",
    "The database has schema %(version)s, and this version's is %(known)s.",
    "`afterword run` brings it up to date by itself; so does `afterword migrate`, with no bot running.",
)
NEWER = failure(
    "schema",
    "newer",
    "The database was made by a newer Afterword (schema %(version)s; this one knows %(known)s).",
    "Install the newer one again; there is no way back but a backup from before.",
)

BENT = failure(
    "schema",
    "bent",
    say("The database %(file)s is not what its schema says: somebody has changed it by hand."),
    say("Stop the bot, keep the file, and restore the latest good backup (`afterword restore`)."),
)

_REASONS: dict[Reason, Kind] = {
    "locked": LOCKED,
    "full": NO_ROOM,
    "read_only": UNREADABLE,
    "corrupt": DAMAGED,
    "not_a_database": NOT_OURS,
    "missing": UNREADABLE,
    "io": BROKEN_DISK,
}

Inside = Callable[[sqlite3.Connection], Iterator[Finding]]
"""What is found in a database that this version can read."""

Tick = Callable[[], bool]
"""Called some times a second while the database is read through; True: enough of it."""


def of_database(
    file: Path, *, inside: Inside, tick: Tick, whole: bool = True, beside: Sequence[Path] = ()
) -> Iterator[Finding]:
    """Whether it is there, whole and of this version, and what is ``inside``; ``whole`` False: it is not read through.

    What stops one look does not stop the next. ``beside``: files that are made for a database that is there.
    """
    if not file.exists():
        left = next((each for each in beside if each.exists()), None)
        yield found(NONE_YET, file=str(file)) if left is None else found(GONE, file=str(file), left=str(left))
        return
    if not file.is_file():
        yield found(NOT_OURS, file=str(file))
        return
    try:
        with closing(db.integrity.look_into(file, busy_timeout=PATIENCE)) as tx:
            version, known = current_version(tx), known_version()
            if not version:
                yield found(NOT_OURS, file=str(file))
                return
            yield _whole(tx, file, tick) if whole else _unread(file)
            yield _of_this_version(version, known)
            if version == known:
                tx.execute("BEGIN")
                yield from inside(tx)
    except sqlite3.DatabaseError as error:
        yield _trouble(error, file)


def identity_of(file: Path) -> tuple[int, int] | None:
    """By what the file itself is known, whatever its name; None: it is not there."""
    try:
        found_there = file.stat()
    except OSError:
        return None
    return found_there.st_dev, found_there.st_ino


def read_through(file: Path, *, tick: Tick) -> Finding:
    """Whether the database is whole."""
    try:
        with closing(db.integrity.look_into(file, busy_timeout=PATIENCE)) as tx:
            return _whole(tx, file, tick)
    except sqlite3.DatabaseError as error:
        return _trouble(error, file)


def _whole(tx: sqlite3.Connection, file: Path, tick: Tick) -> Finding:
    began = monotonic()
    try:
        if not db.integrity.is_sound(tx, tick=tick):
            return found(DAMAGED, file=str(file))
        strays = db.integrity.strays(tx, tick=tick)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return _unread(file)
    if strays:
        return found(LINKS, file=str(file), rows=sum(strays.values()), tables=", ".join(sorted(strays)))
    return found(SOUND, file=str(file), size=_size(file), took=f"{monotonic() - began:.1f}")


def _unread(file: Path) -> Finding:
    return found(UNREAD, file=str(file), size=_size(file))


def _of_this_version(version: int, known: int) -> Finding:
    if version == known:
        return found(NEWEST, version=version)
    return found(OLDER if version < known else NEWER, version=version, known=known)


def _trouble(error: sqlite3.DatabaseError, file: Path) -> Finding:
    sentence = unavailable(error, file)
    if sentence is None:  # something is missing in it, although it says that it has this version's schema
        return found(BENT, file=str(file))
    return found(_REASONS[sentence.reason], file=str(file))


def _size(file: Path) -> int:
    return -(-file.stat().st_size // _MB)
