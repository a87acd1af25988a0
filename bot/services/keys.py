"""The key file: 32 random bytes as text, beside the database unless the settings say otherwise, and never inside it.

It has to be kept where copies of the database do not go: whoever has both can read everything that is sealed. The
database keeps a check value, so that another key, or none, is refused before anything is served or sealed with it.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
import stat
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import db.seals
from bot.services.errors import Refusal
from bot.services.sealing import KEY_BYTES, Seal
from db.errors import unavailable
from db.seals import Lost

log = logging.getLogger("afterword.services")

_ONLY_MINE = 0o600
_OTHERS = 0o077
_PATIENCE = timedelta(seconds=5)


class KeyRefused(Refusal):
    """The key is not there, or is not the one that this database was sealed with."""


class NoKey(KeyRefused):
    """There is nothing to open sealed answers with, or to know addresses again by."""

    def __init__(self, path: Path | None = None) -> None:
        where = "the key file" if path is None else f"the key file {path}"
        super().__init__(
            "Some of what this database keeps needs its key, and {where} is not there: put it back, or name it in"
            " AFTERWORD_KEY_FILE; if it is lost for good, `afterword migrate --rekey` gives up what needs it.",
            where=where,
        )


def require_database(database: Path, *, beside: Iterable[Path]) -> None:
    """There is a database, or none was ever there: nobody begins anew, in silence, what has only gone missing.

    Raises:
        Refusal: it is not there, and something of ``beside``, which belongs to one, is.
    """
    left = None if database.exists() else next((each for each in beside if each.exists()), None)
    if left is not None:
        raise Refusal(
            "There is no database {file}, though {left}, which belongs to one, is there: see whether the disk is"
            " mounted, put a backup in its place (`afterword restore FILE`), or move that file away to begin anew.",
            file=str(database),
            left=str(left),
        )


def take_key(database: Path, key_file: Path, *, now: datetime) -> Seal:
    """The seal of this database, whose schema is the newest, for whoever serves from it; a first key is made and kept.

    So is a new one when the key is missing and nothing is sealed with it: a copy of a database that never asked an
    anonymous survey serves without further ado.

    Raises:
        KeyRefused: the key that this database was sealed with is not in ``key_file``.
        Refusal: the file cannot be read, or made.
        StoreUnavailable: the database cannot be used.
    """
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=_PATIENCE.total_seconds())) as connection:
            return _take(connection, key_file, now)
    except sqlite3.DatabaseError as error:
        raise unavailable(error, database) or error from None


def _take(connection: sqlite3.Connection, key_file: Path, now: datetime) -> Seal:
    known = db.seals.check(connection)
    if known is not None and not key_file.exists() and not db.seals.needs_key(connection):
        log.warning("the key is not there, and nothing needs it: a new one is made", extra={"action": "key_renewed"})
        db.seals.forget(connection)
        known = None
    if known is None and not key_file.exists():
        _make(key_file)
    seal = _read(key_file)
    if seal is None:
        raise NoKey(key_file)
    if known is None:
        db.seals.remember(connection, check=seal.check, now=now)
        known = db.seals.check(connection)
    _require_same(seal, known, key_file)
    if stat.S_IMODE(key_file.stat().st_mode) & _OTHERS:
        log.warning("other accounts of this machine can read the key; chmod 600 it", extra={"action": "key_readable"})
    return seal


def find_key(tx: sqlite3.Connection, key_file: Path) -> Seal | None:
    """The seal of this database, for whoever only looks; None if there is no key file, or nothing was sealed yet.

    Raises:
        KeyRefused: the key in ``key_file`` is another one.
        Refusal: the file cannot be read.
    """
    known = db.seals.check(tx)
    seal = None if known is None else _read(key_file)
    if seal is not None:
        _require_same(seal, known, key_file)
    return seal


def renew_key(database: Path, key_file: Path, *, now: datetime) -> Lost:
    """The key was lost for good: what it sealed is gone, and a new one is in ``key_file``. Nobody else may serve.

    Who had answers in a sealed draft can add none any more: what they said counts no more, that they took part does.

    Raises:
        Refusal: a key is in ``key_file``, whatever it is; or the file cannot be made.
        StoreUnavailable: the database cannot be used.
    """
    if key_file.exists():
        raise Refusal("There is a key file {file}: if it is not the right one, move it away first.", file=str(key_file))
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=_PATIENCE.total_seconds())) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            lost = db.seals.forget(connection)
            _make(key_file)
            connection.execute("COMMIT")
            _take(connection, key_file, now)
    except sqlite3.DatabaseError as error:
        raise unavailable(error, database) or error from None
    return lost


def _require_same(seal: Seal, known: bytes | None, key_file: Path) -> None:
    if known is None or not secrets.compare_digest(seal.check, known):
        raise KeyRefused(
            "The key in {file} is not the one that this database was sealed with: put the right one there, or name it"
            " in AFTERWORD_KEY_FILE.",
            file=str(key_file),
        )


def _make(path: Path) -> None:
    """A new key is in the file and durable there before anything is sealed with it; never half a key."""
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        place = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_MINE)
        try:
            with os.fdopen(place, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(KEY_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            _give_name(made, path)
        finally:
            made.unlink(missing_ok=True)
        folder = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        return  # somebody else was faster, and theirs is the key
    except OSError as trouble:
        raise Refusal("The key file {file} cannot be made ({why}).", file=str(path), why=trouble.strerror) from None


def _give_name(made: Path, path: Path) -> None:
    """What was ``made`` is at ``path``, whole. Raises: FileExistsError, when something is there already."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # no file can have two names there (FAT)
        if path.exists():
            raise FileExistsError from None
        made.rename(path)


def _read(path: Path) -> Seal | None:
    try:
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except FileNotFoundError:
        return None
    except ValueError:
        key = b""
    except OSError as trouble:
        raise Refusal("The key file {file} cannot be read ({why}).", file=str(path), why=trouble.strerror) from None
    if len(key) != KEY_BYTES:
        raise KeyRefused("{file} is no key file: it has to hold 64 hexadecimal digits.", file=str(path))
    return Seal(key)
