"""What is found around the database: its folder, room on the disk, the key, the settings. It changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import db.seals
from bot.services.errors import Refusal
from bot.services.health.findings import Finding, failure, fine, found, say, warning
from bot.services.keys import KeyRefused, NoKey, find_key

_OTHERS = 0o077
_MB = 1_000_000
SPARE, NEEDED = 200 * _MB, 50 * _MB
"""Bytes that are to be free beside room for a copy of the database, for comfort and at the least."""

NO_FOLDER = failure(
    "folder",
    "missing",
    "The folder %(folder)s, where the database should be, does not exist.",
    "Create it, or name another file in AFTERWORD_DATABASE.",
)
READ_ONLY = failure(
    "folder",
    "read_only",
    say("This account cannot write to the folder %(folder)s."),
    say("Make it writable for the account that the bot runs as (chown), or mount it for writing."),
)
FILE_READ_ONLY = failure(
    "folder",
    "file_read_only",
    say("This account cannot write to the file %(file)s."),
    say("Make it writable for the account that the bot runs as (chown, chmod 600)."),
)
READ_BY_ALL = warning(
    "folder",
    "open",
    say("Other accounts of this machine can read the database %(file)s, and with it what people answered."),
    say("Run `chmod 700` on its folder, or `chmod 600` on the file."),
)
WRITABLE = fine("folder", "writable", "The folder %(folder)s can be written to.")
FULL = failure(
    "disk",
    "full",
    say("Only %(free)s MB are free in %(folder)s; the database has %(size)s MB."),
    say("Free some space now: without it nothing can be stored, and people get no answers."),
)
TIGHT = warning(
    "disk",
    "tight",
    say("Only %(free)s MB are free in %(folder)s; the database has %(size)s MB."),
    say("Free some space: an update and a backup each need room for a copy of the database."),
)
ROOMY = fine("disk", "roomy", "%(free)s MB are free in %(folder)s; the database has %(size)s MB.")
KEY_LOST = failure(
    "key",
    "lost",
    say("The key file %(file)s is not there, and some of the database needs it."),
    say("Put it back, or name it in AFTERWORD_KEY_FILE; if it is lost, `afterword migrate --rekey` begins anew."),
)
KEY_WRONG = failure(
    "key",
    "wrong",
    say("The key in %(file)s is not the one that this database was sealed with."),
    say("Put the right one there, or name it in AFTERWORD_KEY_FILE."),
)
KEY_UNREADABLE = failure(
    "key",
    "unreadable",
    say("The key file %(file)s cannot be read."),
    say("Make it readable for the account that the bot runs as (chown)."),
)
KEY_OPEN = warning(
    "key",
    "open",
    say("Other accounts of this machine can read the key file %(file)s."),
    say("Run `chmod 600` on it."),
)
KEY_THERE = fine("key", "there", "The key is in %(file)s, and only this account can read it.")
KEY_TO_COME = fine("key", "to_come", "There is no key file yet; the first `afterword run` makes %(file)s.")
SETTINGS_OPEN = warning(
    "settings",
    "open",
    "Other accounts of this machine can read the token in %(file)s.",
    "Run `chmod 600` on it.",
)
NO_OWNERS = warning(
    "settings",
    "no_owners",
    "AFTERWORD_OWNERS is empty: nobody can run webinars in chat, and nobody is told when something breaks.",
    "Put the owners' Telegram ids there, comma separated (@userinfobot tells people theirs).",
)
UNKNOWN = warning(
    "settings",
    "unknown",
    "There are no such settings: %(names)s (in %(file)s).",
    "Correct their names, as in README.md, or take them away: they do nothing.",
)
SETTINGS = fine("settings", "fine", "The settings can be used; owners: %(owners)s.")


def of_settings(file: Path, *, owners: int, unknown: Sequence[str] = ()) -> Iterator[Finding]:
    """Who can read the file with the token, what in it means nothing, and whether anybody is named to be told."""
    try:
        is_open = bool(stat.S_IMODE(file.stat().st_mode) & _OTHERS) and "AFTERWORD_TOKEN" in file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        is_open = False
    if is_open:
        yield found(SETTINGS_OPEN, file=str(file))
    if unknown:
        yield found(UNKNOWN, names=", ".join(unknown), file=str(file))
    if not owners:
        yield found(NO_OWNERS)
    if owners and not is_open and not unknown:
        yield found(SETTINGS, owners=owners)


def of_folder(database: Path) -> Iterator[Finding]:
    """Whether the database can be written where it is, and whether there is room for it to grow."""
    folder = database.absolute().parent
    if not folder.is_dir():
        yield found(NO_FOLDER, folder=str(folder))
        return
    beside = (Path(f"{database}{end}") for end in ("", "-wal", "-shm"))
    locked = next((file for file in beside if file.is_file() and not _writable(file)), None)
    if not _writable(folder):
        yield found(READ_ONLY, folder=str(folder))
    elif locked is not None:
        yield found(FILE_READ_ONLY, file=str(locked))
    elif _is_open(database, folder):
        yield found(READ_BY_ALL, file=str(database))
    else:
        yield found(WRITABLE, folder=str(folder))
    yield _room(database, folder)


def _is_open(database: Path, folder: Path) -> bool:
    """Whether any account can read it; whoever may not enter the folder cannot."""
    return database.is_file() and bool(database.stat().st_mode & stat.S_IROTH and folder.stat().st_mode & stat.S_IXOTH)


def _room(database: Path, folder: Path) -> Finding:
    size = sum(Path(f"{database}{end}").stat().st_size for end in ("", "-wal") if Path(f"{database}{end}").is_file())
    free = shutil.disk_usage(folder).free
    kind = FULL if free < size + NEEDED else TIGHT if free < 2 * size + SPARE else ROOMY
    return found(kind, free=free // _MB, size=-(-size // _MB), folder=str(folder))


def of_key(tx: sqlite3.Connection, key_file: Path) -> Iterator[Finding]:
    """Whether the key of this database, whose schema is the newest, is there, is the one, and nobody else's."""
    place = str(key_file)
    try:
        sealed = db.seals.check(tx) is not None
        seal = find_key(tx, key_file)
        if sealed and seal is None and db.seals.needs_key(tx):
            raise NoKey(key_file)
    except NoKey:
        yield found(KEY_LOST, file=place)
        return
    except KeyRefused:
        yield found(KEY_WRONG, file=place)
        return
    except Refusal:
        yield found(KEY_UNREADABLE, file=place)
        return
    yield from of_key_file(key_file)


def of_key_file(key_file: Path) -> Iterator[Finding]:
    """The key file alone: whether it is there, and who else can read it."""
    try:
        mode = stat.S_IMODE(key_file.stat().st_mode)
    except OSError:
        yield found(KEY_TO_COME, file=str(key_file))
        return
    yield found(KEY_OPEN if mode & _OTHERS else KEY_THERE, file=str(key_file))


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
