"""Files as Telegram keeps them: an opaque ``file_id`` of this bot, a kind that follows from the content type.

The same bytes are held once, however often they are uploaded. A ``file_id`` of another rehearsal is not known here, as
one of another bot is not known to Telegram.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from bot.rehearsal.refusals import bad_request

Kind = Literal["document", "audio", "video", "animation", "photo", "sticker", "voice"]
_FOLDERS = {"document": "documents", "audio": "music", "video": "videos", "animation": "animations", "photo": "photos",
            "sticker": "stickers", "voice": "voice"}  # fmt: skip
_BY_MIME: dict[str, Kind] = {
    "image/gif": "animation",
    "video/mp4": "video",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. ``content`` None: it is only told of (its ``size``, in bytes, is then what was claimed)."""

    file_id: str
    unique_id: str
    kind: Kind
    name: str
    mime: str
    size: int
    path: str
    content: bytes | None
    dimensions: tuple[int, int] = (0, 0)
    seconds: int = 0

    def telegram(self) -> dict[str, Any]:
        """The file in Telegram's shape, without what only its kind has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """Every file the bot or its people sent."""

    def __init__(self, bot_id: int) -> None:
        self._secret = f"{bot_id}:{id(self)}".encode()
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._contents: dict[str, bytes] = {}
        self._last = 0

    def put(
        self, *, kind: Kind, name: str, mime: str | None, content: bytes | None, size: int, seconds: int = 0
    ) -> StoredFile:
        """Keep a file; each call makes a new ``file_id``, as each upload does. ``seconds``: how long it plays.

        Raises: Refused, for a photo that is no PNG or JPEG, or of impossible dimensions.
        """
        self._last = number = self._last + 1  # never given twice: an id that was forgotten stays unknown
        digest = hashlib.sha256(content if content is not None else f"{name}{size}".encode()).hexdigest()
        if content is not None:
            content = self._contents.setdefault(digest, content)
        suffix = PurePosixPath(name).suffix or (".jpg" if kind == "photo" else "")
        mime = mime or mimetypes.guess_type(name)[0]
        stored = StoredFile(
            file_id=self._mint(kind, number),
            unique_id="AgAD" + digest[:11],
            kind=kind,
            name=name,
            mime=mime or "application/octet-stream",
            size=size,
            path=f"{_FOLDERS[kind]}/file_{number}{suffix}",
            content=content,
            dimensions=dimensions(content) if kind == "photo" and content is not None else (0, 0),
            seconds=seconds,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def _mint(self, kind: Kind, number: int) -> str:
        digest = hashlib.sha256(self._secret + f"{kind}{number}".encode()).digest()
        return f"BQACAgIAAxk{base64.urlsafe_b64encode(digest[:24]).decode()}"

    def find(self, file_id: str) -> StoredFile:
        """The file behind ``file_id``.

        Raises: Refused, in the words Telegram has for ids that never were or are no longer.
        """
        stored = self._by_id.get(file_id)
        if stored is not None:
            return stored
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if file_id.startswith("BQACAgIAAxk"):
            raise bad_request("wrong file identifier/HTTP URL specified")
        raise bad_request("wrong remote file identifier specified: Wrong padding in the string")

    def at(self, path: str) -> StoredFile | None:
        """The file at a ``file_path`` of getFile; None: there is none."""
        return self._by_path.get(path)

    def forget(self, file_id: str | None = None) -> None:
        """This ``file_id`` (None: every one) is no longer known, as happens when Telegram drops a file."""
        for gone in [file_id] if file_id else list(self._by_id):
            stored = self._by_id.pop(gone, None)
            if stored is not None:
                self._by_path.pop(stored.path, None)


_NAMES = {"voice": "VoiceNote"}


def kind_name(kind: str) -> str:
    """How tdlib calls a kind of file when it complains."""
    return _NAMES.get(kind, kind.capitalize())


def kind_of_upload(wanted: Kind, name: str, content: bytes) -> Kind:
    """What Telegram makes of a file that was sent as ``wanted``, by sendVideo and its like.

    A film that is no MPEG4 becomes a document, a voice message that is no Ogg the sound or document that it is.
    """
    match wanted:
        case "video":
            return "video" if kind_of_document(name) == "video" else "document"
        case "voice":
            return "voice" if content[:4] == b"OggS" else "audio" if _is_sound(name) else "document"
        case "audio":
            return "audio" if _is_sound(name) else "document"
        case _:
            return wanted


def _is_sound(name: str) -> bool:
    return (mimetypes.guess_type(name)[0] or "").startswith("audio/")


def kind_of_document(name: str, mime: str | None = None) -> Kind:
    """What Telegram makes of a file sent as a document: music, films and animations come back as such.

    As there, the name decides; what a bot's upload says of its content type does not count.
    """
    return _BY_MIME.get(mime or mimetypes.guess_type(name)[0] or "", "document")


def dimensions(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG in pixels.

    Raises: Refused, when it is neither, or of dimensions that Telegram does not take.
    """
    width, height = _png(content) or _jpeg(content) or (0, 0)
    if not width or not height:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _png(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if content[:2] != b"\xff\xd8":
        return None
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
