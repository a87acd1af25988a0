"""Files that a command reads and writes, with one sentence for each thing that can be wrong with them."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.cli.complaints import Complaint


def read_prefix(path: Path, *, most: int) -> bytes:
    """The file's bytes, ``most`` of them at most.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(most)


def read_bytes(path: Path, *, most: int) -> bytes:
    """The file's bytes, ``most`` of them at most.

    Raises:
        Complaint: it cannot be read.
    """
    try:
        return read_prefix(path, most=most)
    except OSError as trouble:
        raise Complaint(_unread(path, trouble)) from None


def why_unread(trouble: OSError) -> str:
    """What keeps a file from being read and what to do, to stand after its name as a fault of it."""
    match trouble:
        case FileNotFoundError():
            return "there is no such file; check its name and folder"
        case IsADirectoryError():
            return "this is a folder; name a file in it"
        case PermissionError():
            return "this account may not read the file; let it, or name another file"
        case _:
            return f"the file cannot be read ({(trouble.strerror or 'it failed').lower()}); name another file"


def write_bytes(path: Path, content: bytes) -> None:
    """The file holds ``content``; if that fails, what it held before is still there.

    Raises:
        Complaint: it cannot be written.
    """
    with replacing([path]) as (beside,), _complaining(path):
        beside.write_bytes(content)


@contextmanager
def replacing(paths: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Files to be written in the block, each beside one of ``paths``. At its end they take their places, so that nobody
    ever sees half of one; if the block raises, they are gone and everything is as it was.

    Raises:
        Complaint: one of ``paths`` cannot be written.
    """
    besides: list[Path] = []
    try:
        for path in paths:
            with _complaining(path):
                besides.append(_beside(path))
        yield tuple(besides)
        for path, beside in zip(paths, besides, strict=True):
            with _complaining(path):
                _place(beside, path)
    finally:
        for beside in besides:
            beside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """A new file in the folder of ``path``; if that is a device or a pipe, in that for temporary files."""
    if _is_odd(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        number, name = tempfile.mkstemp(prefix="afterword-")
    else:
        place = path.resolve()
        number, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    os.close(number)
    return Path(name)


def _place(beside: Path, path: Path) -> None:
    """``path`` is what ``beside`` was; a device or a pipe is written to, not replaced."""
    if _is_odd(path):
        with beside.open("rb") as written, path.open("wb") as device:
            shutil.copyfileobj(written, device)
        return
    place = path.resolve()
    beside.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
    beside.replace(place)


def _is_odd(path: Path) -> bool:
    return path.exists() and not path.is_file()


@contextmanager
def _complaining(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        raise Complaint(f"{path} cannot be written: {(trouble.strerror or 'it failed').lower()}.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unread(path: Path, trouble: OSError) -> str:
    match trouble:
        case FileNotFoundError():
            return f"There is no file {path}."
        case IsADirectoryError():
            return f"{path} is a folder; name a file in it."
        case PermissionError():
            return f"{path} cannot be read; this account may not."
        case _:
            return f"{path} cannot be read: {(trouble.strerror or 'it failed').lower()}."
