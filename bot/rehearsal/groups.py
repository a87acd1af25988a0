"""What happens to groups: the bot is added or put out, made an administrator, people come and go, a group moves.

Each becomes the updates that Telegram would send, in their shape. What people say there is for ``crowd``.
"""

from __future__ import annotations

from typing import Any

from bot.rehearsal.messages import Chat
from bot.rehearsal.world import World

KICKED = {"group": "bot was kicked from the group chat", "supergroup": "bot was kicked from the supergroup chat"}


def membership(world: World, chat: Chat, by: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A ChatMemberUpdated about the bot."""
    return {
        "chat": chat.shape,
        "from": by,
        "date": world.clock.seconds(),
        "old_chat_member": _member(world, old),
        "new_chat_member": _member(world, new),
    }


def _member(world: World, status: str) -> dict[str, Any]:
    told: dict[str, Any] = {"user": world.bot, "status": status}
    if status == "kicked":
        return told | {"until_date": 0}
    return told | {"can_be_edited": False} | dict.fromkeys(_RIGHTS, True) if status == "administrator" else told


_RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages",
)  # fmt: skip


def add_bot(world: World, chat: Chat, by: dict[str, Any]) -> int | None:
    """Somebody adds the bot to a group, or lets it in again. The number of the update; None: it is not wanted."""
    was = "left" if chat.closed is None else _put_out(chat)
    chat.closed, chat.opened, chat.administrator = None, True, False
    told = {"message_id": world.chats.next_message_id(), "chat": chat.shape, "from": by, "date": world.clock.seconds()}
    number = world.updates.push("my_chat_member", membership(world, chat, by, was, "member"))
    world.updates.push("message", told | {"new_chat_members": [world.bot]})
    return number


def promote_bot(world: World, chat: Chat, by: dict[str, Any]) -> int | None:
    """Somebody makes the bot an administrator. The number of the update; None: it is not wanted."""
    chat.administrator = True
    return world.updates.push("my_chat_member", membership(world, chat, by, "member", "administrator"))


def remove_bot(world: World, chat: Chat, by: dict[str, Any]) -> int | None:
    """Somebody puts the bot out. The number of the update; None: it is not wanted."""
    was = "administrator" if chat.administrator else "member"
    chat.closed, chat.administrator = KICKED[chat.kind], False
    return world.updates.push("my_chat_member", membership(world, chat, by, was, _put_out(chat)))


def _put_out(chat: Chat) -> str:
    """A basic group lets go, a supergroup bans."""
    return "kicked" if chat.kind == "supergroup" else "left"


def migrate(world: World, chat: Chat, *, to: int) -> Chat:
    """The group becomes the supergroup ``to``; both chats say so, as Telegram does."""
    chat.moved_to = to
    moved = world.chats.found_group(to, title=str(chat.shape["title"]), kind="supergroup", members=chat.members)
    moved.administrator = chat.administrator
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
