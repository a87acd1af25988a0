"""Files that a command reads and writes, with one sentence for each thing that can be wrong with them."""

from __future__ import annotations

import os
import tempfile
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
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe is written to, not replaced; a folder refuses
        else:
            _replace(path.resolve(), content)
    except OSError as trouble:
        raise Complaint(f"{path} cannot be written: {(trouble.strerror or 'it failed').lower()}.") from None


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file and put that in its place, so that nobody ever sees half of it."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


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
