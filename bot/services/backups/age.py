"""Backups in the age format: sealed for recipients, opened with an identity that the bot never needs to have.

The format is https://age-encryption.org/v1: any age tool opens what is written here, and the other way round. Files go
through in pieces, so that memory stays small whatever their size.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from bot.services.errors import Refusal

if TYPE_CHECKING:
    from pyrage import ssh, x25519

    Recipient = x25519.Recipient | ssh.Recipient
    Identity = x25519.Identity | ssh.Identity

T = TypeVar("T")

_HEADER = b"age-encryption.org/v1"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_LARGEST_KEY_FILE = 64_000
"""Bytes."""


def is_sealed(path: Path) -> bool:
    """Whether the file is in the age format. Raises: OSError."""
    with path.open("rb") as file:
        return file.read(len(_ARMOUR)).startswith((_HEADER, _ARMOUR))


def recipients_of(text: str) -> Sequence[Recipient]:
    """Those for whom to seal: ``text`` is an age or SSH public key, or a file with one a line.

    Raises:
        Refusal: it is neither.
    """
    if _looks_like_recipient(text):
        return [_recipient(text, "this")]
    found = [_recipient(line, text) for line in _lines(Path(text).expanduser())]
    if not found:
        raise Refusal("{file} names nobody: write a recipient (age1...) on a line of its own.", file=text)
    return found


def identities_of(path: Path) -> Sequence[Identity]:
    """The identities in the file: an age identity file, or an SSH private key without a passphrase.

    Raises:
        Refusal: there is none.
    """
    from pyrage import IdentityError, ssh, x25519

    lines = _lines(path)
    try:
        if any("PRIVATE KEY" in line for line in lines):
            return [ssh.Identity.from_buffer(path.read_bytes())]
        found = [x25519.Identity.from_str(line) for line in lines]
    except (IdentityError, ValueError):
        found = []
    if not found:
        raise Refusal(
            "{file} holds no identity: name the file that `afterword backup --new-identity` or age-keygen made.",
            file=str(path),
        )
    return found


def new_identity(path: Path) -> str:
    """A new identity is in the file, for this account only; the recipient that belongs to it.

    Raises:
        Refusal: there is a file already, or it cannot be made.
    """
    from pyrage import x25519

    from db.placing import appearing

    made = x25519.Identity.generate()
    recipient = str(made.to_public())
    try:
        with appearing(path) as part:
            part.write_text(f"# public key: {recipient}\n{made}\n", encoding="ascii")
    except FileExistsError:
        raise Refusal("There is a file {file} already; name another one.", file=str(path)) from None
    except OSError as trouble:
        raise Refusal("{file} cannot be made ({why}).", file=str(path), why=trouble.strerror) from None
    return recipient


def seal_file(
    source: Path, target: Path, recipients: Sequence[Recipient], *, watch: Callable[[], None] = lambda: None
) -> None:
    """``target`` holds ``source``, sealed for each of the recipients. ``watch`` may raise to break it off.

    Raises:
        OSError: it cannot be read or written.
    """
    from pyrage import encrypt_io

    with source.open("rb") as plain, target.open("wb") as sealed:
        # pyrage lets no other thread run while it works on a file by name; through readers it does, between pieces.
        reader, writer = _Watched(plain, watch), _Watched(sealed)
        try:
            encrypt_io(reader, writer, recipients)  # type: ignore[arg-type]  # it reads, writes and flushes, no more
        except Exception:
            _raise_own(reader, writer)
            raise


def open_file(source: Path, target: Path, identities: Sequence[Identity]) -> None:
    """``target`` holds what is sealed in ``source``, whole and unchanged.

    Raises:
        Refusal: it is not sealed for any of the identities, or was changed or cut off.
        OSError: it cannot be read or written.
    """
    from pyrage import DecryptError, decrypt_io

    place = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as sealed, os.fdopen(place, "wb") as plain:
        reader, writer = _Watched(sealed), _Watched(plain)
        try:
            decrypt_io(reader, writer, identities)  # type: ignore[arg-type]  # as above
        except (DecryptError, OSError):
            _raise_own(reader, writer)
            raise Refusal(
                "{file} does not open with this identity, or was changed or cut off: name the identity it was made for,"
                " or another backup.",
                file=str(source),
            ) from None


def _raise_own(*files: _Watched) -> None:
    """Raises what one of the files raised, if one did."""
    for each in files:
        if each.trouble is not None:
            raise each.trouble from None


class _Watched:
    """A file on its way through pyrage, which makes errors of its own of what a file raises: this remembers which."""

    def __init__(self, file: BinaryIO, watch: Callable[[], None] = lambda: None) -> None:
        self._file = file
        self._watch = watch
        self.trouble: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        return self._tried(lambda: self._file.read(size))

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        return self._tried(lambda: self._file.write(piece))

    def flush(self) -> None:
        """Nothing is kept back."""
        self._tried(self._file.flush)

    def _tried(self, work: Callable[[], T]) -> T:
        try:
            self._watch()
            return work()
        except Exception as trouble:
            self.trouble = trouble
            raise


def _looks_like_recipient(text: str) -> bool:
    return text.startswith(("age1", "ssh-ed25519 ", "ssh-rsa "))


def _recipient(text: str, where: str) -> Recipient:
    from pyrage import RecipientError, ssh, x25519

    try:
        return ssh.Recipient.from_str(text) if text.startswith("ssh-") else x25519.Recipient.from_str(text)
    except (RecipientError, ValueError):
        raise Refusal(
            "{where}: not a recipient; it has to be an age public key (age1...), an SSH public key, or a file of such.",
            where=where,
        ) from None


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST_KEY_FILE:
            raise Refusal("{file} is no file of keys: it is too long.", file=str(path))
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as trouble:
        raise Refusal("{file} cannot be read ({why}).", file=str(path), why=trouble.strerror) from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
