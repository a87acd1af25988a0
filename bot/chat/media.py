"""A material's files as Bot API calls: one file by the method of its kind, several as an album.

Nothing is sent here; ``sender`` does. A ``file_id`` is good only for what the file went as, so what Telegram made
something else of is uploaded again next time.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.showing import Keyboard
from bot.delivery.ports import AlbumPart, FilePart, StoredPart
from bot.delivery.retry import Sent
from bot.survey.definitions import Shown

_METHODS: dict[Shown, str] = {
    "document": "sendDocument",
    "photo": "sendPhoto",
    "video": "sendVideo",
    "voice": "sendVoice",
    "audio": "sendAudio",
}
_NOT_AS_THIS = (
    "voice_messages_forbidden",
    "photo_invalid_dimensions",
    "image_process_failed",
    "photo_save_file_invalid",
)
"""Refusals of the form, not of the file: it can still go as a document."""


@dataclass(frozen=True, slots=True)
class MediaCall:
    """One call. ``files`` are name and bytes by field; none: Telegram has them all. ``shown``: as what each is sent."""

    method: str
    parameters: Mapping[str, Any]
    shown: tuple[Shown, ...]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def form(self) -> dict[str, str]:
        """The parameters as a form's fields."""
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in self.parameters.items()}


def known_files_call(chat_id: int, part: StoredPart, caption: str, buttons: Keyboard) -> MediaCall:
    """Send what Telegram has already, by its ids."""
    return _call(chat_id, part, part.file_ids, caption, buttons, {})


def upload_call(
    chat_id: int, part: StoredPart, contents: Sequence[bytes], caption: str, buttons: Keyboard
) -> MediaCall:
    """Send the bytes, ``contents`` in the order of the part's files."""
    if isinstance(part, FilePart):
        return _call(chat_id, part, (), caption, buttons, {part.shown: (part.file_name, contents[0])})
    files = {f"file{place}": (leaf.file_name, contents[place]) for place, leaf in enumerate(part.leaves)}
    return _call(chat_id, part, [f"attach://{name}" for name in files], caption, buttons, files)


def as_documents(part: StoredPart) -> StoredPart | None:
    """The same files as documents, to be uploaded; None if they are."""
    if all(leaf.shown == "document" for leaf in part.leaves):
        return None
    if isinstance(part, FilePart):
        return replace(part, shown="document", file_id=None)
    return replace(part, leaves=tuple(replace(leaf, shown="document") for leaf in part.leaves), file_ids=())


def is_not_taken_as_this(error: TelegramError) -> bool:
    """Whether Telegram refused the form that the files were sent in, so that they may go as documents."""
    return isinstance(error, BadRequest) and any(reason in error.message.lower() for reason in _NOT_AS_THIS)


def _call(
    chat_id: int,
    part: StoredPart,
    media: Sequence[str],
    caption: str,
    buttons: Keyboard,
    files: Mapping[str, tuple[str, bytes]],
) -> MediaCall:
    said = {"caption": caption, "parse_mode": ParseMode.HTML} if caption else {}
    shown = tuple(leaf.shown for leaf in part.leaves)
    if isinstance(part, AlbumPart):
        assert not buttons, "an album can carry no button"
        members = [
            {"type": each, "media": media[place], **_streaming(each), **(said if place == 0 else {})}
            for place, each in enumerate(shown)
        ]
        return MediaCall("sendMediaGroup", {"chat_id": chat_id, "media": members}, shown, files)
    parameters: dict[str, Any] = {"chat_id": chat_id, **said, **_streaming(part.shown)}
    if media:
        parameters[part.shown] = media[0]
    elif part.shown == "document" and _may_be_taken_for_media(part.file_name):
        parameters["disable_content_type_detection"] = True  # in an album documents stay documents by themselves
    if buttons:
        parameters["reply_markup"] = {"inline_keyboard": buttons}
    return MediaCall(_METHODS[part.shown], parameters, shown, files)


def _streaming(shown: Shown) -> dict[str, bool]:
    """A film plays before all of it is loaded."""
    return {"supports_streaming": True} if shown == "video" else {}


def _may_be_taken_for_media(file_name: str) -> bool:
    kind = mimetypes.guess_type(file_name)[0] or ""
    return kind.startswith(("video/", "audio/", "image/"))


def sent_of(told: object, shown: Sequence[Shown]) -> Sent:
    """What a server said of the messages it took, however little: their files' ids if all went as they were sent."""
    messages = [each if isinstance(each, dict) else {} for each in (told if isinstance(told, list) else [told])]
    number = messages[0].get("message_id") if messages else None
    message_id = number if isinstance(number, int) else None
    found = [_file_id(message, kind) for message, kind in zip(messages, shown, strict=False)]
    file_ids = tuple(each for each in found if each is not None)
    if len(file_ids) < len(shown):
        return Sent(message_id)
    return Sent(message_id, file_ids[0]) if len(file_ids) == 1 else Sent(message_id, None, file_ids)


def _file_id(message: Mapping[str, Any], shown: Shown) -> str | None:
    file = message.get(shown)
    if shown == "photo" and isinstance(file, list) and file:
        file = file[-1]  # the largest of its sizes stands last
    file_id = file.get("file_id") if isinstance(file, dict) else None
    return file_id if isinstance(file_id, str) else None
