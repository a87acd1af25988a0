"""What hangs on a message that somebody sent: its file, told as Telegram tells it, and the links in its words.

It fetches nothing and believes nothing: names and types are what the sender's app says of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Message, MessageEntity

FILES = ("animation", "audio", "document", "photo", "sticker", "video", "video_note", "voice")
"""What has a file, in the Bot API's words. An animation comes as a document too, and is an animation."""

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file. ``kind`` is the Bot API's word; None is what the sender's app did not say. A photo's is its largest size.

    ``file_id`` is good for this bot only; ``unique_id`` is the same for every bot, and sends nothing.
    """

    kind: str
    file_id: str
    unique_id: str
    name: str | None = None
    mime: str | None = None
    size_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None


def attached(message: Message) -> Attached | None:
    """The file of a message, if it has one."""
    kind = next((kind for kind in FILES if getattr(message, kind, None)), None)
    if kind is None:
        return None
    file = getattr(message, kind)
    if kind == "photo":
        file = max(file, key=lambda size: size.width * size.height)
    return Attached(
        kind,
        str(file.file_id),
        str(file.file_unique_id),
        name=_text(getattr(file, "file_name", None)),
        mime=_text(getattr(file, "mime_type", None)),
        size_bytes=_whole(file.file_size),
        width=_whole(getattr(file, "width", None)),
        height=_whole(getattr(file, "height", None)),
        duration_seconds=_seconds(getattr(file, "duration", None)),
    )


def links(text: str, entities: Sequence[MessageEntity]) -> tuple[str, ...]:
    """The addresses in a text, each once, in their order. Where no server marked any, the text itself is asked."""
    found: list[str] = []
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        if entity.type == MessageEntity.TEXT_LINK and entity.url:
            found.append(entity.url)
        elif entity.type == MessageEntity.URL:
            cut = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
            found.append(_whole_address(cut.decode("utf-16-le", "replace")))
    return tuple(dict.fromkeys(found or _LINK.findall(text)))


def _whole_address(written: str) -> str:
    """Telegram marks ``example.org`` as well; an address needs its beginning."""
    return written if "://" in written else f"https://{written}"


def _text(told: object) -> str | None:
    return told if isinstance(told, str) and told else None


def _whole(told: object) -> int | None:
    return told if isinstance(told, int) and told >= 0 else None


def _seconds(told: Any) -> int | None:  # noqa: ANN401  a number or a timedelta, as the library is set
    if isinstance(told, timedelta):
        return int(told.total_seconds())
    return _whole(told)
