"""What people do in their Telegram app, in this process: write, tap, send things, block, found groups.

Each act becomes the update Telegram would send, in its shape. ``people`` offers the same over HTTP.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from bot.rehearsal.files import Kind, kind_of_document
from bot.rehearsal.html import Entity
from bot.rehearsal.limits import TEXT_UNITS, utf16_units
from bot.rehearsal.messages import Chat, Content, Message
from bot.rehearsal.world import Query, World

BLOCKED = "bot was blocked by the user"
KICKED = "bot was kicked from the group chat"
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
Thing = Literal["sticker", "photo", "voice", "document"]


class Impossible(Exception):  # noqa: N818 - reads as what it says, as Refused does
    """No Telegram app would let this person do that; the text says why."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sent; apps cut a long text into several messages. An update id None: the bot does not want it."""

    message_ids: tuple[int, ...]
    update_ids: tuple[int | None, ...]

    @property
    def message_id(self) -> int:
        """Of the last message."""
        return self.message_ids[-1]


class Person:
    """One person with the bot's chat open."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat, oldest first."""
        return [message for message in self.chat.messages.values() if not message.deleted]

    def write(self, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> Sent:
        """Say ``text`` to the bot, or in the group ``chat_id``; ``reply_to``: as a reply to that message.

        Raises: Impossible, when nothing is left of the text, the bot is blocked, or the group or message is not there.
        """
        pieces = _cut(text.strip())
        if not pieces:
            raise Impossible("a message needs text")
        return self._say([Content(piece, _commands(piece)) for piece in pieces], chat_id, reply_to)

    def send(
        self,
        thing: Thing,
        *,
        name: str | None = None,
        mime: str | None = None,
        content: bytes | None = None,
        size: int | None = None,
        caption: str = "",
    ) -> Sent:
        """Send a sticker, photo, voice message or document. Without ``content`` a file of ``size`` bytes is told of.

        Raises: Impossible, as ``write`` does. Refused, for a photo that is none.
        """
        usual, usual_mime = _USUAL[thing]
        kind: Kind = kind_of_document(name or usual, mime) if thing == "document" else thing
        length = len(content) if content is not None else (4096 if size is None else size)
        file = self.world.files.put(
            kind=kind, name=name or usual, mime=mime or usual_mime, content=content, size=length
        )
        extra: tuple[tuple[str, Any], ...] = (("emoji", "👍"),) if thing == "sticker" else ()
        return self._say([Content(caption.strip(), (), file, extra)], None)

    def tap(self, message_id: int, data: str) -> Query:
        """Press a button; the query tells what the bot answers. Whether such a button is there is not asked: data may
        be forged.

        Raises: Impossible, when the bot is blocked.
        """
        self._check_open()
        world = self.world
        message = self.chat.messages.get(message_id)
        query = world.ask(chat_id=self.chat.chat_id, message_id=message_id)
        shown: dict[str, Any] = {"chat": self.chat.shape, "message_id": message_id, "date": 0}
        if message is not None and not message.deleted:
            shown = message.telegram()
        body = {
            "id": query.query_id,
            "from": self.profile,
            "message": shown,
            "chat_instance": str(self.chat.chat_id),
            "data": data,
        }
        query.update_id = world.updates.push("callback_query", body)
        return query

    def raw(self, body: dict[str, Any]) -> int:
        """Queue an update of any shape. Its id."""
        return self.world.updates.push_raw(body)

    def block(self) -> int | None:
        """Block the bot. The id of the update; None: blocked before, or not wanted."""
        if self.chat.closed is not None:
            return None
        self.chat.closed = BLOCKED
        return self._member("member", "kicked")

    def unblock(self) -> int | None:
        """Let the bot write again. The id of the update; None: was not blocked, or not wanted."""
        if self.chat.closed is None:
            return None
        self.chat.closed = None
        return self._member("kicked", "member")

    def deactivate(self) -> None:
        """The account is deleted: the bot gets 403 and no update."""
        self.chat.closed = "user is deactivated"

    @property
    def profile(self) -> dict[str, Any]:
        """The person as Telegram's User object."""
        return self.world.chats.people[self.chat.chat_id]

    def _check_open(self) -> None:
        if self.chat.closed is not None:
            raise Impossible("the bot is blocked; unblock it first")

    def _say(self, contents: list[Content], chat_id: int | None, reply_to: int | None = None) -> Sent:
        chat = self.chat if chat_id is None else self.world.chats.by_id.get(chat_id)
        if chat is None or chat.moved_to is not None:
            raise Impossible("there is no such group")
        if chat is self.chat:
            self._check_open()
        answered = None if reply_to is None else chat.messages.get(reply_to)
        if reply_to is not None and (answered is None or answered.deleted):
            raise Impossible("there is no such message to reply to")
        chat.opened = True
        sent = [self._post(chat, content, answered if place == 0 else None) for place, content in enumerate(contents)]
        return Sent(tuple(message_id for message_id, _ in sent), tuple(update_id for _, update_id in sent))

    def _post(self, chat: Chat, content: Content, answered: Message | None) -> tuple[int, int | None]:
        world = self.world
        message = Message(
            world.chats.next_message_id(), chat, self.profile, world.clock.seconds(), content, reply_to=answered
        )
        chat.keep(message)
        if chat.kind != "private" and (chat.closed or not content.text.startswith("/")):
            return message.message_id, None  # a bot in privacy mode hears only commands in groups
        return message.message_id, world.updates.push("message", message.telegram())

    def _member(self, old: str, new: str) -> int | None:
        self.chat.changes.ring()
        return self.world.updates.push("my_chat_member", membership(self.world, self.chat, self.profile, old, new))


def membership(world: World, chat: Chat, by: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A ChatMemberUpdated about the bot."""
    until = {"until_date": 0}
    return {
        "chat": chat.shape,
        "from": by,
        "date": world.clock.seconds(),
        "old_chat_member": {"user": world.bot, "status": old} | (until if old == "kicked" else {}),
        "new_chat_member": {"user": world.bot, "status": new} | (until if new == "kicked" else {}),
    }


def migrate(world: World, chat: Chat, *, to: int) -> Chat:
    """The group becomes the supergroup ``to``; both chats say so, as Telegram does."""
    chat.moved_to = to
    moved = world.chats.found_group(to, title=str(chat.shape["title"]), kind="supergroup")
    told = {"date": world.clock.seconds()}
    old = told | {"message_id": world.chats.next_message_id(), "chat": chat.shape, "migrate_to_chat_id": to}
    new = told | {
        "message_id": world.chats.next_message_id(),
        "chat": moved.shape,
        "migrate_from_chat_id": chat.chat_id,
    }
    world.updates.push("message", old)
    world.updates.push("message", new)
    return moved


_USUAL: dict[str, tuple[str, str]] = {
    "sticker": ("sticker.webp", "image/webp"),
    "photo": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "document": ("document.pdf", ""),
}


def _commands(text: str) -> tuple[Entity, ...]:
    if "/" not in text:
        return ()
    return tuple(
        {"type": "bot_command", "offset": utf16_units(text[: found.start()]), "length": len(found.group())}
        for found in _COMMAND.finditer(text)
    )


def _cut(text: str) -> list[str]:
    pieces = []
    while utf16_units(text) > TEXT_UNITS:
        length = TEXT_UNITS
        while utf16_units(text[:length]) > TEXT_UNITS:
            length -= 1 + (utf16_units(text[:length]) - TEXT_UNITS) // 2
        pieces.append(text[:length])
        text = text[length:].strip()
    return [*pieces, text] if text else pieces
