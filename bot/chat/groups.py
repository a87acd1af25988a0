"""What comes from groups, and how polls stand: who pressed or asked what, and where.

A bot hears little in groups: commands, taps on its own messages, and that it was added or removed. What people say to
each other there is not taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import ChatMember, ChatMemberUpdated, Message
from telegram.constants import ChatType

from bot.chat import callbacks
from bot.chat.senders import COMMAND, Sender, person_of

GONE = (ChatMember.BANNED, ChatMember.LEFT)
"""What the bot is in a chat where it is no more."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group, or a supergroup, whose numbers are other ones."""

    chat_id: int
    title: str
    is_supergroup: bool = False


@dataclass(frozen=True, slots=True)
class TappedThere:
    """A button under a message of ours in a group. ``sender.chat_id`` is who pressed it, not where."""

    group: Group
    sender: Sender
    query_id: str
    message_id: int
    pressed: callbacks.Pressed | callbacks.Unreadable


@dataclass(frozen=True, slots=True)
class CommandedThere:
    """``/word rest`` in a group. ``addressed``: the bot that it names, in lower case; None: it names none."""

    group: Group
    sender: Sender
    word: str
    rest: str
    message_id: int
    addressed: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was added to a group (``is_in``), or what it may do there changed; or it was removed, or left."""

    group: Group
    by: Sender
    is_in: bool
    is_administrator: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group has become a supergroup, and everything that goes to it goes there."""

    chat_id: int
    to: int


@dataclass(frozen=True, slots=True)
class Polled:
    """How a poll of ours stands: voters of each option, in their order, and how many people voted."""

    poll_id: str
    counts: tuple[int, ...]
    voters: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Voted:
    """What somebody chose in a poll of ours that shows who voted; no options: they took their vote back."""

    sender: Sender
    poll_id: str
    options: tuple[int, ...]


FromGroup = TappedThere | CommandedThere | Joined | Migrated | Polled | Voted
"""What a room answers in groups, and how its polls stand."""


def group_of(chat: Mapping[str, Any]) -> Group | None:
    """A Bot API ``Chat`` as a group; None for a channel. Raises: KeyError; TypeError; ValueError."""
    if chat["type"] not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return None
    return Group(int(chat["id"]), str(chat.get("title") or ""), is_supergroup=chat["type"] == ChatType.SUPERGROUP)


def membership_of(change: ChatMemberUpdated) -> Joined | None:
    """What became of the bot in a group; None for a channel."""
    status = change.new_chat_member.status
    gone = status in GONE
    group = group_of(change.chat.to_dict())
    if group is None:
        return None
    if status == ChatMember.RESTRICTED:
        gone = not getattr(change.new_chat_member, "is_member", True)
    by = person_of(change.from_user.to_dict())
    return Joined(group, by, is_in=not gone, is_administrator=status == ChatMember.ADMINISTRATOR)


def migrated(message: Message) -> Migrated | None:
    """Both groups say it; the old one's word is enough."""
    return None if message.migrate_to_chat_id is None else Migrated(message.chat.id, message.migrate_to_chat_id)


def in_group(message: Message) -> CommandedThere | Migrated | None:
    """What a message in a group means; None for what is not for us."""
    group = group_of(message.chat.to_dict())
    found = COMMAND.match(message.text or "")
    if group is None or found is None or message.from_user is None:
        return migrated(message)
    text, who = message.text or "", person_of(message.from_user.to_dict())
    named = found.group().partition("@")[2].lower() or None
    return CommandedThere(group, who, found[1].lower(), text[found.end() :].strip(), message.message_id, named)


def polled(poll: Mapping[str, Any]) -> Polled:
    """How a Bot API ``Poll`` stands. Read from the JSON: the library wants fields that older servers do not send.

    Raises: KeyError; TypeError; ValueError.
    """
    counts = tuple(int(option["voter_count"]) for option in poll["options"])
    return Polled(str(poll["id"]), counts, int(poll["total_voter_count"]), closed=bool(poll["is_closed"]))


def voted(vote: Mapping[str, Any]) -> Voted | None:
    """What somebody chose; None: an anonymous administrator or a channel, who is nobody. Raises: as ``polled``."""
    person, options = vote.get("user"), tuple(int(option) for option in vote["option_ids"])
    return None if person is None else Voted(person_of(person), str(vote["poll_id"]), options)
