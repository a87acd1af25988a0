"""Files that appear whole or not at all: written under another name beside, made durable, then given their own.

Whoever dies in between leaves a file whose name begins with a dot and ends in ``.part``; nobody takes it for the whole.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

_PART = ".part"


@contextmanager
def appearing(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """A file to be written in the block, for this account only; at its end it is ``target``, durable, whole.

    If the block raises it is gone, and whatever was at ``target`` is still there.

    Raises:
        FileExistsError: something is at ``target``, and ``replace`` was not said.
        OSError: it cannot be written.
    """
    if not replace and os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_PART, dir=target.absolute().parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
        _sync(part)
        _give_name(part, target, replace=replace)
        sync_folder(target.absolute().parent)
    finally:
        part.unlink(missing_ok=True)
        for beside in ("-journal", "-wal", "-shm"):
            part.with_name(part.name + beside).unlink(missing_ok=True)


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """A folder beside a file, for this account only, and gone at the end of the block with all that is in it."""
    folder = Path(tempfile.mkdtemp(prefix=f".{beside.name}.", suffix=_PART, dir=beside.absolute().parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path, *, named: str, unless_touched_for: timedelta = timedelta(days=1)) -> int:
    """What whoever died left half written is gone; how many files and folders. ``named`` is a regular expression for
    the names that they were to get, or that what they were to lie beside has.

    What was touched later than that may be in somebody's hands, and stays.
    """
    left = re.compile(rf"\.(?:{named})\.\w+{re.escape(_PART)}(?:-\w+)?")
    with tempfile.TemporaryFile(dir=folder) as made_now:  # by the clock that files are dated with
        before, gone = os.fstat(made_now.fileno()).st_mtime - unless_touched_for.total_seconds(), 0
    for each in folder.iterdir():
        if left.fullmatch(each.name) is None or each.lstat().st_mtime > before:
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)
        gone += 1
    return gone


def place(made: Path, target: Path) -> None:
    """The file ``made``, on the same disk, is ``target``, durable, whole; there was nothing.

    Raises:
        FileExistsError: something is at ``target``.
    """
    _sync(made)
    _give_name(made, target, replace=False)
    sync_folder(target.absolute().parent)


def sync_folder(folder: Path) -> None:
    """The names in the folder are durable, as far as what it lies on can promise that: some network folders cannot.

    Raises:
        OSError: the disk failed.
    """
    try:
        _sync(folder)
    except OSError as trouble:
        if trouble.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def _give_name(part: Path, target: Path, *, replace: bool) -> None:
    if replace:
        part.replace(target)
        return
    try:
        os.link(part, target)  # refuses where a rename would overwrite
    except FileExistsError:
        raise
    except OSError:  # no file can have two names there (FAT)
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        part.rename(target)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
