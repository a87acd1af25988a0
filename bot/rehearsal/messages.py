"""Messages and the chats they stand in: what Telegram's servers would keep, and what each side sees of it.

A chat counts its changes; every message carries the count of its last one (``version``), so that a person's app can ask
for what is new, edited or gone since. Rules about who may do what are in ``methods`` and ``crowd``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.rehearsal.ballots import Ballot
from bot.rehearsal.files import StoredFile
from bot.rehearsal.html import Entity
from bot.rehearsal.keyboards import Rows
from bot.rehearsal.waiting import Bell

KEPT_IN_A_CHAT = 2000


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. A file's ``text`` is its caption. ``extra``: fields only its kind has (sticker: emoji)."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    file: StoredFile | None = None
    extra: tuple[tuple[str, Any], ...] = ()
    ballot: Ballot | None = None

    def telegram(self) -> dict[str, Any]:
        """The content's fields in Telegram's shape."""
        if self.ballot is not None:
            return {"poll": self.ballot.telegram()}
        if self.file is None:
            told: dict[str, Any] = {"text": self.text}
            if self.entities:
                told["entities"] = self.entities
            return told
        told = _file_fields(self.file, dict(self.extra))
        if self.text:
            told["caption"] = self.text
            if self.entities:
                told["caption_entities"] = self.entities
        return told


def _file_fields(file: StoredFile, extra: dict[str, Any]) -> dict[str, Any]:
    shape = file.telegram() | extra
    if file.kind == "photo":
        width, height = file.dimensions
        return {"photo": [shape | {"width": width, "height": height}]}
    if file.kind == "sticker":
        return {
            "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False} | shape
        }
    shape["mime_type"] = file.mime
    if file.kind == "voice":
        return {"voice": {"duration": file.seconds or 3} | shape}
    shape["file_name"] = file.name
    if file.kind == "document":
        return {"document": shape}
    if file.kind == "audio":
        return {"audio": {"duration": file.seconds} | shape}
    film = {"duration": file.seconds, "width": 320, "height": 240} | shape
    return {"animation": film, "document": shape} if file.kind == "animation" else {"video": film}


@dataclass(slots=True)
class Message:
    """One message. ``date`` in Unix seconds of the rehearsal's clock; ``buttons`` None: no keyboard.

    The messages of one ``album`` share its name. ``origin``: whose it was before it was forwarded.
    """

    message_id: int
    chat: Chat
    sender: dict[str, Any]
    date: int
    content: Content
    buttons: Rows | None = None
    reply_to: Message | None = None
    edit_date: int | None = None
    edits: int = 0
    version: int = 0
    deleted: bool = False
    album: str | None = None
    origin: dict[str, Any] | None = None

    @property
    def by_bot(self) -> bool:
        """True when the bot sent it."""
        return bool(self.sender["is_bot"])

    def telegram(self, *, nested: bool = False) -> dict[str, Any]:
        """The Message object of the Bot API; a ``nested`` one leaves out what it replies to."""
        told = {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat.shape,
            "date": self.date,
        } | self.content.telegram()
        if self.album is not None:
            told["media_group_id"] = self.album
        if self.origin is not None:
            told["forward_origin"] = self.origin
        if self.edit_date is not None:
            told["edit_date"] = self.edit_date
        if self.buttons is not None:
            told["reply_markup"] = {"inline_keyboard": self.buttons}
        if self.reply_to is not None and not nested:
            told["reply_to_message"] = self.reply_to.telegram(nested=True)
        return told

    def seen(self) -> dict[str, Any]:
        """The message as a person's app shows it."""
        told: dict[str, Any] = {
            "message_id": self.message_id,
            "from": "bot" if self.by_bot else "person",
            "date": self.date,
            "version": self.version,
            "edits": self.edits,
        }
        if self.deleted:
            return told | {"deleted": True}
        content = self.content
        told |= {"text": content.text, "entities": content.entities, "buttons": self.buttons or []}
        if self.message_id in self.chat.pinned:
            told["pinned"] = True
        if content.ballot is not None:
            told["poll"] = content.ballot.telegram()
        if content.file is not None:
            file = content.file
            told |= {"album": self.album} if self.album is not None else {}
            told["file"] = {
                "kind": file.kind,
                "file_id": file.file_id,
                "file_name": file.name,
                "mime_type": file.mime,
                "bytes": file.size,
                "url": f"/people/{self.chat.chat_id}/files/{self.message_id}",
            }
        return told


@dataclass(slots=True)
class Chat:
    """A private chat or a group. ``shape`` is Telegram's Chat object; ``closed`` why the bot may not write (403).

    ``opened`` is False until the person wrote: till then the bot does not find the chat. ``moved_to``: a group that
    became a supergroup. A group has ``members``; ``administrator``: the bot is one there. ``pinned`` are messages.
    """

    chat_id: int
    kind: Literal["private", "group", "supergroup"]
    shape: dict[str, Any]
    opened: bool = False
    closed: str | None = None
    moved_to: int | None = None
    typing: str | None = None
    members: set[int] = field(default_factory=set)
    administrator: bool = False
    pinned: list[int] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    changes: Bell = field(default_factory=Bell)

    def keep(self, message: Message) -> None:
        """The message stands in the chat; the oldest beyond 2,000 is forgotten."""
        self.messages[message.message_id] = message
        self.typing = None if message.by_bot else self.typing
        if len(self.messages) > KEPT_IN_A_CHAT:
            del self.messages[next(iter(self.messages))]
        self.touch(message)

    def touch(self, message: Message) -> None:
        """The message changed: it gets the chat's next version, and whoever looks on is woken."""
        message.version = self.changes.rings + 1
        self.changes.ring()

    def since(self, version: int) -> list[Message]:
        """Messages that came, changed or went after ``version``, in the order they were sent."""
        if version >= self.changes.rings:
            return []
        return [message for message in self.messages.values() if message.version > version]
