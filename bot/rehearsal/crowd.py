"""What people do in their Telegram app, in this process: write, tap, send and forward things, vote, block.

Each act becomes the update Telegram would send, in its shape. ``people`` offers the same over HTTP; what becomes of
groups is for ``groups``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.rehearsal import polls
from bot.rehearsal.files import Kind, StoredFile, kind_of_document
from bot.rehearsal.groups import membership
from bot.rehearsal.html import Entity
from bot.rehearsal.limits import ALBUM, TEXT_UNITS, utf16_units
from bot.rehearsal.messages import Chat, Content, Message
from bot.rehearsal.world import Query, World

BLOCKED = "bot was blocked by the user"
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_ADDRESS = re.compile(r"(?:https?://|(?<![\w@.-])www\.)[^\s<>\"]+", re.IGNORECASE)
Thing = Literal["sticker", "photo", "voice", "video", "audio", "document"]


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


@dataclass(frozen=True, slots=True)
class Piece:
    """A thing to send. Without ``content`` a file of ``size`` bytes is told of; ``seconds``: how long it plays."""

    thing: Thing
    name: str | None = None
    mime: str | None = None
    content: bytes | None = None
    size: int | None = None
    caption: str = ""
    seconds: int = 0


class Person:
    """One person with the bot's chat open."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat, oldest first."""
        return [message for message in self.chat.messages.values() if not message.deleted]

    def write(
        self, text: str, *, chat_id: int | None = None, reply_to: int | None = None, forwarded_from: str | None = None
    ) -> Sent:
        """Say ``text`` to the bot, or in the group ``chat_id``; ``reply_to``: as a reply to that message.

        ``forwarded_from``: pass on what somebody of this name wrote. Raises: Impossible, when nothing is left of the
        text, the bot is blocked, or the group or message is not there.
        """
        pieces = _cut(text.strip())
        if not pieces:
            raise Impossible("a message needs text")
        contents = [Content(piece, _entities(piece)) for piece in pieces]
        return self._say(contents, chat_id, reply_to, origin=self._origin(forwarded_from))

    def send(
        self,
        thing: Thing,
        *,
        name: str | None = None,
        mime: str | None = None,
        content: bytes | None = None,
        size: int | None = None,
        caption: str = "",
        seconds: int = 0,
        chat_id: int | None = None,
        forwarded_from: str | None = None,
    ) -> Sent:
        """Send a sticker, photo, film, voice message, sound or document, or pass on somebody else's.

        Raises: Impossible, as ``write`` does. Refused, for a photo that is none.
        """
        piece = Piece(thing, name, mime, content, size, caption, seconds)
        return self._say([self._content(piece)], chat_id, origin=self._origin(forwarded_from))

    def send_album(
        self, pieces: Sequence[Piece], *, chat_id: int | None = None, forwarded_from: str | None = None
    ) -> Sent:
        """Send 2 to 10 photos and films, or documents, or sounds, that are shown as one.

        Raises: Impossible, for what no app puts together. Refused, for a photo that is none.
        """
        kinds = {"photo" if piece.thing == "video" else piece.thing for piece in pieces}
        if not ALBUM[0] <= len(pieces) <= ALBUM[1] or len(kinds) > 1 or kinds & {"sticker", "voice"}:
            raise Impossible("no app makes an album of these")
        self.world.albums += 1
        album = str(13_000_000_000_000_000 + self.world.albums)
        contents = [self._content(piece) for piece in pieces]
        return self._say(contents, chat_id, origin=self._origin(forwarded_from), album=album)

    def forward(self, message_id: int) -> Sent:
        """Pass on a message of this chat, to this chat. Raises: Impossible, when there is none."""
        message = self.chat.messages.get(message_id)
        if message is None or message.deleted:
            raise Impossible("there is no such message to forward")
        return self._say([message.content], None, origin=self._origin(str(message.sender["first_name"])))

    def tap(self, message_id: int, data: str, *, chat_id: int | None = None) -> Query:
        """Press a button, in a group if ``chat_id`` is one; the query tells what the bot answers.

        Whether such a button is there is not asked: data may be forged. Raises: Impossible, when the bot is blocked.
        """
        world, chat = self.world, self._where(chat_id)
        message = chat.messages.get(message_id)
        query = world.ask(chat_id=chat.chat_id, message_id=message_id, person_id=self.chat.chat_id)
        shown: dict[str, Any] = {"chat": chat.shape, "message_id": message_id, "date": 0}
        if message is not None and not message.deleted:
            shown = message.telegram()
        body = {
            "id": query.query_id,
            "from": self.profile,
            "message": shown,
            "chat_instance": str(chat.chat_id),
            "data": data,
        }
        query.update_id = world.updates.push("callback_query", body)
        return query

    def vote(self, message_id: int, options: Sequence[int], *, chat_id: int | None = None) -> int | None:
        """Choose options (numbers from 0) of a poll; none takes the vote back. Raises: Impossible."""
        message = self._where(chat_id).messages.get(message_id)
        if message is None or message.deleted:
            raise Impossible("there is no such message")
        try:
            return polls.cast(self.world, message, self.profile, tuple(options))
        except ValueError as why:
            raise Impossible(str(why)) from None

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

    def _where(self, chat_id: int | None) -> Chat:
        """The chat that they act in. Raises: Impossible."""
        if chat_id is None:
            if self.chat.closed is not None:
                raise Impossible("the bot is blocked; unblock it first")
            return self.chat
        chat = self.world.chats.by_id.get(chat_id)
        if chat is None or chat.kind == "private" or chat.moved_to is not None:
            raise Impossible("there is no such group")
        if self.chat.chat_id not in chat.members:
            raise Impossible("they are not in this group")
        return chat

    def _content(self, piece: Piece) -> Content:
        caption = piece.caption.strip()
        extra: tuple[tuple[str, Any], ...] = (("emoji", "👍"),) if piece.thing == "sticker" else ()
        return Content(caption, _entities(caption), self._file(piece), extra)

    def _file(self, piece: Piece) -> StoredFile:
        usual, usual_mime = _USUAL[piece.thing]
        name = piece.name or usual
        kind: Kind = kind_of_document(name, piece.mime) if piece.thing == "document" else piece.thing
        told = 4096 if piece.size is None else piece.size
        return self.world.files.put(
            kind=kind,
            name=name,
            mime=piece.mime or usual_mime,
            content=piece.content,
            size=told if piece.content is None else len(piece.content),
            seconds=piece.seconds,
        )

    def _origin(self, name: str | None) -> dict[str, Any] | None:
        date = self.world.clock.seconds()
        return None if name is None else {"type": "hidden_user", "sender_user_name": name, "date": date}

    def _say(
        self,
        contents: list[Content],
        chat_id: int | None,
        reply_to: int | None = None,
        *,
        origin: dict[str, Any] | None = None,
        album: str | None = None,
    ) -> Sent:
        chat = self._where(chat_id)
        answered = None if reply_to is None else chat.messages.get(reply_to)
        if reply_to is not None and (answered is None or answered.deleted):
            raise Impossible("there is no such message to reply to")
        chat.opened = True
        sent = [
            self._post(chat, content, answered if place == 0 else None, origin, album)
            for place, content in enumerate(contents)
        ]
        return Sent(tuple(message_id for message_id, _ in sent), tuple(update_id for _, update_id in sent))

    def _post(
        self, chat: Chat, content: Content, answered: Message | None, origin: dict[str, Any] | None, album: str | None
    ) -> tuple[int, int | None]:
        world = self.world
        message = Message(
            world.chats.next_message_id(),
            chat,
            self.profile,
            world.clock.seconds(),
            content,
            reply_to=answered,
            album=album,
            origin=origin,
        )
        chat.keep(message)
        if chat.kind != "private" and (chat.closed or not self._concerns_the_bot(content)):
            return message.message_id, None
        return message.message_id, world.updates.push("message", message.telegram())

    def _concerns_the_bot(self, content: Content) -> bool:
        """A bot in privacy mode hears only commands in groups, and none that names another bot."""
        found = _COMMAND.match(content.text)
        named = found.group().partition("@")[2] if found else ""
        return found is not None and named.lower() in ("", str(self.world.bot["username"]).lower())

    def _member(self, old: str, new: str) -> int | None:
        self.chat.changes.ring()
        return self.world.updates.push("my_chat_member", membership(self.world, self.chat, self.profile, old, new))


_USUAL: dict[str, tuple[str, str]] = {
    "sticker": ("sticker.webp", "image/webp"),
    "photo": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "video": ("film.mp4", "video/mp4"),
    "audio": ("talk.mp3", "audio/mpeg"),
    "document": ("document.pdf", ""),
}


def _entities(text: str) -> tuple[Entity, ...]:
    """What Telegram marks in a text by itself: commands and web addresses."""
    if "/" not in text and "www." not in text:
        return ()
    found = [("bot_command", each) for each in _COMMAND.finditer(text)]
    found += [("url", each) for each in _ADDRESS.finditer(text)]
    return tuple(
        {"type": kind, "offset": utf16_units(text[: each.start()]), "length": utf16_units(each.group())}
        for kind, each in sorted(found, key=lambda one: one[1].start())
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
