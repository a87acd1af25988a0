"""From an update as Telegram sent it to what it means for us.

Taps are read straight from the JSON: nine of ten updates are taps, and building python-telegram-bot's objects costs
0.15 ms each, as much as all the rest of taking one in. Everything else goes through its ``Update``. It refuses to
judge: whose button it is, what a text answers and who may ask is for the services. What comes from groups stands in
``groups``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType

from bot.chat import callbacks
from bot.chat.attached import Attached, attached, links
from bot.chat.groups import GONE, FromGroup, TappedThere, group_of, in_group, membership_of, migrated, polled, voted
from bot.chat.senders import COMMAND, person_of
from bot.chat.senders import Sender as Sender

THINGS = (
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "location",
    "paid_media",
    "photo",
    "poll",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
)
"""What people send instead of text. What Telegram reports by itself (a pinned message) is not among them."""


class Garbled(Exception):  # noqa: N818  the name says what it is
    """The update has not the form the Bot API describes. The text names the kind of fault only."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button under a message of ours. ``message_id`` None: Telegram does not say which any more.

    ``buttons``: all that stood under it then, as the Bot API tells them.
    """

    sender: Sender
    query_id: str
    message_id: int | None
    pressed: callbacks.Pressed | callbacks.Unreadable
    buttons: Sequence[Sequence[Mapping[str, Any]]] = ()


@dataclass(frozen=True, slots=True)
class Commanded:
    """``/word rest``; ``word`` in lower case, without the slash and the bot's name."""

    sender: Sender
    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text message. ``answers``: the message of the same chat that it was written as a reply to, if any.

    ``links``: the addresses in it. ``message_id`` 0: nobody said which message it is.
    """

    sender: Sender
    text: str
    answers: int | None = None
    links: tuple[str, ...] = ()
    message_id: int = 0
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A sticker, a photo, a voice message...: ``kind`` is the Bot API's word for it.

    ``file`` is None for what has none (a place, a dice). The messages of one ``album`` share its name, and come one by
    one: nobody says which is the last.
    """

    sender: Sender
    kind: str
    file: Attached | None = None
    caption: str = ""
    album: str | None = None
    message_id: int = 0
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """They blocked the bot."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class TappedElsewhere:
    """A button in a channel, or one that went out by itself, where nothing is asked."""

    query_id: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not for us: what groups talk about, channels, edits, what Telegram reports by itself."""


Incoming = Tapped | Commanded | Wrote | Sent | Left | FromGroup | TappedElsewhere | Nothing


def read(body: Mapping[str, Any]) -> Incoming:
    """What the update means. Raises: Garbled."""
    try:
        query = body.get("callback_query")
        return _tap(query) if query is not None else _other(body)
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError, OSError) as trouble:
        raise Garbled(f"not a Bot API update ({type(trouble).__name__})") from None


def _tap(query: Mapping[str, Any]) -> Tapped | TappedThere | TappedElsewhere:
    query_id, person, message = query["id"], query["from"], query.get("message")
    if not isinstance(query_id, str):
        raise TypeError
    if message is None and query.get("inline_message_id") is not None:
        return TappedElsewhere(query_id)
    written = query.get("data")
    pressed = callbacks.decode(written if isinstance(written, str) else None)
    if message is not None and message["chat"]["type"] != ChatType.PRIVATE:
        group = group_of(message["chat"])
        if group is None:
            return TappedElsewhere(query_id)
        return TappedThere(group, person_of(person), query_id, int(message["message_id"]), pressed)
    if message is None:
        return Tapped(person_of(person), query_id, None, pressed)
    buttons = (message.get("reply_markup") or {}).get("inline_keyboard") or ()
    return Tapped(person_of(person), query_id, int(message["message_id"]), pressed, buttons)


def _other(body: Mapping[str, Any]) -> Incoming:
    if body.get("poll") is not None:
        return polled(body["poll"])
    if body.get("poll_answer") is not None:
        return voted(body["poll_answer"]) or Nothing()
    if "message" not in body and "my_chat_member" not in body:
        return Nothing()
    update = Update.de_json(dict(body), None)
    if (change := update.my_chat_member) is not None:
        if change.chat.type == ChatType.PRIVATE:
            return Left(change.chat.id) if change.new_chat_member.status in GONE else Nothing()
        return membership_of(change) or Nothing()
    message = update.message
    if message is None or message.from_user is None:
        return (None if message is None else migrated(message)) or Nothing()
    if message.chat.type != ChatType.PRIVATE:
        return in_group(message) or Nothing()
    return _in_private(message)


def _in_private(message: Message) -> Commanded | Wrote | Sent | Nothing:
    assert message.from_user is not None
    person, forwarded = message.from_user, message.forward_origin is not None
    sender = Sender(message.chat.id, person.language_code, person.full_name)
    if message.text is not None:
        return _written(message, message.text, sender, forwarded=forwarded)
    kind = next((kind for kind in THINGS if getattr(message, kind, None)), None)
    if kind is None:
        return Nothing()
    return Sent(
        sender,
        kind,
        attached(message),
        caption=message.caption or "",
        album=message.media_group_id,
        message_id=message.message_id,
        forwarded=forwarded,
    )


def _written(message: Message, text: str, sender: Sender, *, forwarded: bool) -> Commanded | Wrote:
    """Telegram marks what it takes for a command; other Bot API servers do not, so the text itself is asked."""
    found = COMMAND.match(text)
    if found is not None:
        return Commanded(sender, found[1].lower(), text[found.end() :].strip())
    answered = message.reply_to_message
    return Wrote(
        sender,
        text,
        answers=None if answered is None else answered.message_id,
        links=links(text, message.entities),
        message_id=message.message_id,
        forwarded=forwarded,
    )
