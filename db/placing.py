"""Files that appear whole or not at all: written under another name beside, made durable, then given their own.

Whoever dies in between leaves a file whose name begins with a dot and ends in ``.part``; nobody takes it for the whole.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        raise FileExistsError(17, os.strerror(17), str(target))
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_PART, dir=target.absolute().parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
        _sync(part)
        _give_name(part, target, replace=replace)
        _sync(target.absolute().parent)
    finally:
        part.unlink(missing_ok=True)
        for beside in ("-journal", "-wal", "-shm"):
            part.with_name(part.name + beside).unlink(missing_ok=True)


def sweep(folder: Path, *, like: str) -> int:
    """What was left half written under ``.like*.part`` is gone; how many files. Only for whoever alone writes those."""
    left = [each for each in folder.glob(f".{like}*{_PART}*") if each.is_file()]
    for each in left:
        each.unlink(missing_ok=True)
    return len(left)


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
            raise FileExistsError(17, os.strerror(17), str(target)) from None
        part.rename(target)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
