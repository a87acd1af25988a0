"""The seal: what one 32-byte key outside the database closes and opens again. Pure computation; no file, no database.

Each purpose has a subkey of its own (HKDF-SHA256), so that nothing sealed for one can be opened as another. Sealing is
ChaCha20-Poly1305 with a random 96-bit nonce (RFC 8439; a repeated nonce is less likely than 2^-32 up to 2^32 sealings
for one purpose), and every sealed value is bound to its place: moved elsewhere in the database, it does not open.
Lengths tell something, too: ``padded`` hides them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Literal

from bot.services.errors import Refusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEY_BYTES = 32
NONCE_BYTES = 12

Purpose = Literal["inbox", "drafts"]

LENGTH_BYTES = 4
"""Bytes that say how long the text is that was padded."""

_FORM = b"\x01"
"""The first byte of all that is sealed: which construction it is."""


class NotOpened(Refusal):
    """It was not sealed with this key for this place, or somebody changed it."""

    def __init__(self) -> None:
        super().__init__(
            "Something sealed in this database was changed, or came from elsewhere, and does not open: use a backup."
        )


class Seal:
    """Seals and opens with one key. Safe to use from several threads."""

    def __init__(self, key: bytes) -> None:
        assert len(key) == KEY_BYTES
        self._key = key
        self._ciphers: dict[Purpose, ChaCha20Poly1305] = {
            "inbox": self._cipher("inbox"),
            "drafts": self._cipher("drafts"),
        }
        self._tags = self._subkey("tags")
        self._erasures = self._subkey("erasures")
        self._addresses = self._subkey("addresses")

    @property
    def check(self) -> bytes:
        """What the database keeps to know this key again; it tells nothing about the key."""
        return self._subkey("check")

    def seal(self, purpose: Purpose, text: bytes, *, place: str) -> bytes:
        """``text``, closed; it opens only with this key, for ``purpose`` and at ``place``. 29 bytes longer."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _FORM + nonce + self._ciphers[purpose].encrypt(nonce, text, place.encode())

    def unseal(self, purpose: Purpose, sealed: bytes, *, place: str) -> bytes:
        """What was sealed.

        Raises:
            NotOpened: not with this key, not for this purpose, not at this place, or changed since.
        """
        from cryptography.exceptions import InvalidTag

        if sealed[:1] != _FORM or len(sealed) <= 1 + NONCE_BYTES:
            raise NotOpened
        try:
            return self._ciphers[purpose].decrypt(
                sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place.encode()
            )
        except InvalidTag:
            raise NotOpened from None

    def tag(self, *, webinar_id: int, survey_key: str, attendee_id: int) -> bytes:
        """Under what name the draft of this attendee's answers lies; without the key nobody can tell whose it is."""
        return _hmac(self._tags, f"{webinar_id}\0{survey_key}\0{attendee_id}".encode())

    def erasure(self, whose: str) -> bytes:
        """What a list of erased people keeps of one of them (``whose``: a chat id, as text): 32 bytes, known again with
        this key and by nobody else, though all chat ids can be tried.
        """
        return _hmac(self._erasures, whose.encode())

    def address(self, *, webinar_id: int, address: str) -> bytes:
        """Under what name the invitation of this address to this webinar lies; nobody can try one without the key."""
        return _hmac(self._addresses, f"{webinar_id}\0{address}".encode())

    def webhook_secret(self, token: str) -> str:
        """What Telegram is to say when it brings updates for this token: 64 hex digits, the same at every start."""
        return _hmac(self._subkey("webhook"), token.encode()).hex()

    def _cipher(self, purpose: Purpose) -> ChaCha20Poly1305:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        return ChaCha20Poly1305(self._subkey(purpose))

    def _subkey(self, purpose: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=f"afterword {purpose}".encode()).derive(self._key)


def padded(text: bytes, room: int) -> bytes:
    """``text`` with its length, made exactly ``room`` bytes long, or the next doubling of it that holds them."""
    while len(text) + LENGTH_BYTES > room:
        room *= 2
    return (len(text).to_bytes(LENGTH_BYTES) + text).ljust(room, b"\0")


def unpadded(text: bytes) -> bytes:
    """What ``padded`` was given, by this version or, until schema 7, with its end marked instead of its length said."""
    length = int.from_bytes(text[:LENGTH_BYTES])
    if length > len(text) - LENGTH_BYTES:  # it begins with a text
        return text.rstrip(b"\0")[:-1]
    return text[LENGTH_BYTES : LENGTH_BYTES + length]


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, hashlib.sha256)
