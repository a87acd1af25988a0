"""From an update as Telegram sent it to what it means for us.

Taps are read straight from the JSON: nine of ten updates are taps, and building python-telegram-bot's objects costs
0.15 ms each, as much as all the rest of taking one in. Everything else goes through its ``Update``. It refuses to
judge: whose button it is, what a text answers and who may ask is for the services.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.chat import callbacks

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


_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
"""What Telegram takes for a command, at the beginning of a text."""


class Garbled(Exception):  # noqa: N818  the name says what it is
    """The update has not the form the Bot API describes. The text names the kind of fault only."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote. ``language_code`` is the account's, as Telegram tells it; ``name`` may be empty."""

    chat_id: int
    language_code: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button under a message of ours. ``message_id`` None: Telegram does not say which any more."""

    sender: Sender
    query_id: str
    message_id: int | None
    pressed: callbacks.Pressed | callbacks.Unreadable


@dataclass(frozen=True, slots=True)
class Commanded:
    """``/word rest``; ``word`` in lower case, without the slash and the bot's name."""

    sender: Sender
    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text message. ``answers``: the message of the same chat that it was written as a reply to, if any."""

    sender: Sender
    text: str
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A sticker, a photo, a voice message...: ``kind`` is the Bot API's word for it."""

    sender: Sender
    kind: str


@dataclass(frozen=True, slots=True)
class Left:
    """They blocked the bot."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class TappedElsewhere:
    """A button in a group or a channel, where nothing is asked."""

    query_id: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not for us: groups, channels, edits, what Telegram reports by itself."""


Incoming = Tapped | Commanded | Wrote | Sent | Left | TappedElsewhere | Nothing


def read(body: Mapping[str, Any]) -> Incoming:
    """What the update means. Raises: Garbled."""
    try:
        query = body.get("callback_query")
        return _tap(query) if query is not None else _other(body)
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError, OSError) as trouble:
        raise Garbled(f"not a Bot API update ({type(trouble).__name__})") from None


def chat_of(body: object) -> int | None:
    """The chat an update belongs to, which orders it; None if it has none or is garbled. Never raises."""
    if not isinstance(body, Mapping):
        return None
    for kind in ("callback_query", "message", "my_chat_member"):
        part = body.get(kind)
        if isinstance(part, Mapping):
            if kind == "callback_query":
                part = part.get("message") or {"chat": part.get("from")}
            chat = part.get("chat") if isinstance(part, Mapping) else None
            number = chat.get("id") if isinstance(chat, Mapping) else None
            return number if isinstance(number, int) and abs(number) < 2**63 else None
    return None


def _tap(query: Mapping[str, Any]) -> Tapped | TappedElsewhere:
    query_id, person, message = query["id"], query["from"], query.get("message")
    if not isinstance(query_id, str):
        raise TypeError
    if message is not None and message["chat"]["type"] != ChatType.PRIVATE:
        return TappedElsewhere(query_id)
    if message is None and query.get("inline_message_id") is not None:
        return TappedElsewhere(query_id)
    written = query.get("data")
    pressed = callbacks.decode(written if isinstance(written, str) else None)
    return Tapped(_person(person), query_id, None if message is None else int(message["message_id"]), pressed)


def _person(person: Mapping[str, Any]) -> Sender:
    language = person.get("language_code")
    names = [part for part in (person.get("first_name"), person.get("last_name")) if isinstance(part, str)]
    return Sender(int(person["id"]), language if isinstance(language, str) else None, name=" ".join(names))


def _other(body: Mapping[str, Any]) -> Incoming:
    if "message" not in body and "my_chat_member" not in body:
        return Nothing()
    update = Update.de_json(dict(body), None)
    if (change := update.my_chat_member) is not None:
        gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return Left(change.chat.id) if gone and change.chat.type == ChatType.PRIVATE else Nothing()
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE or message.from_user is None:
        return Nothing()
    person = message.from_user
    sender = Sender(message.chat.id, person.language_code, person.full_name)
    if message.text is not None:
        answered = message.reply_to_message
        return _written(message.text, sender, answers=None if answered is None else answered.message_id)
    kind = next((kind for kind in THINGS if getattr(message, kind, None)), None)
    return Nothing() if kind is None else Sent(sender, kind)


def _written(text: str, sender: Sender, *, answers: int | None) -> Commanded | Wrote:
    """Telegram marks what it takes for a command; other Bot API servers do not, so the text itself is asked."""
    found = _COMMAND.match(text)
    if found is None:
        return Wrote(sender, text, answers)
    return Commanded(sender, found[1].lower(), text[found.end() :].strip())
