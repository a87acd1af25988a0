"""editMessageText, -Caption, -Media and -ReplyMarkup, deleteMessage, pinChatMessage: what may still be changed.

What is no change at all is refused, as Telegram refuses it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.rehearsal import keyboards, limits
from bot.rehearsal.calls import Call
from bot.rehearsal.keyboards import Rows
from bot.rehearsal.messages import Chat, Content, Message
from bot.rehearsal.refusals import NOT_MODIFIED, bad_request
from bot.rehearsal.sending import check_preview, file_of, marked, wording
from bot.rehearsal.world import World

_MEDIA = ("photo", "document", "video", "audio", "animation")


def edit_message_text(world: World, call: Call) -> dict[str, Any]:
    """The Message as it reads now. A keyboard that is not given is taken away, as Telegram does. Raises: Refused."""
    text = wording(call, "text")
    limits.check_text(text.text)
    check_preview(call)
    buttons = keyboards.checked(call.structure("reply_markup"))
    message = _editable(world, call)
    if message.content.file is not None or message.content.ballot is not None:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, Content(text.text, text.entities), buttons)


def edit_message_caption(world: World, call: Call) -> dict[str, Any]:
    """The Message with its new caption, or none; a keyboard that is not given is taken away. Raises: Refused."""
    caption = wording(call, "caption")
    limits.check_caption(caption.text)
    buttons = keyboards.checked(call.structure("reply_markup"))
    message = _editable(world, call)
    if message.content.file is None:
        raise bad_request("there is no caption in the message to edit")
    content = replace(message.content, text=caption.text, entities=caption.entities)
    return _change(world, message, content, buttons)


def edit_message_media(world: World, call: Call) -> dict[str, Any]:
    """The Message with another file, and its caption. Raises: Refused."""
    given = call.structure("media")
    if not isinstance(given, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = given.get("type")
    if kind not in _MEDIA:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is not rehearsed')
    if strange := given.keys() - {"type", "media", "caption", "parse_mode", "supports_streaming"}:
        raise bad_request(f'the rehearsal knows no field "{min(strange)}" of a {kind} in a message')
    if not isinstance(given.get("media"), str):
        raise bad_request("can't parse InputMedia: media not found")
    caption = marked(str(given.get("caption") or ""), str(given.get("parse_mode") or ""))
    limits.check_caption(caption.text)
    buttons = keyboards.checked(call.structure("reply_markup"))
    message = _editable(world, call)
    if message.content.ballot is not None:
        raise bad_request("message can't be edited")
    file = file_of(world, call, given["media"], kind)
    if message.album is not None and message.content.file is not None and file.kind != message.content.file.kind:
        raise bad_request("message content can't be changed to another type in an album")
    return _change(world, message, Content(caption.text, caption.entities, file), buttons)


def edit_message_reply_markup(world: World, call: Call) -> dict[str, Any]:
    """The Message with its new keyboard, or without one. Raises: Refused."""
    buttons = keyboards.checked(call.structure("reply_markup"))
    message = _editable(world, call)
    return _change(world, message, message.content, buttons)


def delete_message(world: World, call: Call) -> bool:
    """True: the message is gone for both sides. Raises: Refused."""
    chat = world.chats.reach(call.fields.get("chat_id"))
    message = world.chats.message(chat, call.integer("message_id"), missing="message to delete not found")
    if chat.kind != "private" and not message.by_bot and not chat.administrator:
        raise bad_request("message can't be deleted")
    if _age(world, message) > limits.DELETE_LIFE.total_seconds():
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    chat.touch(message)
    return True


def pin_chat_message(world: World, call: Call) -> bool:
    """True: the message stands above the chat. Raises: Refused."""
    chat = world.chats.reach(call.fields.get("chat_id"))
    message = world.chats.message(chat, call.integer("message_id"), missing="message to pin not found")
    call.flag("disable_notification")
    _check_pins(chat)
    if message.message_id not in chat.pinned:
        chat.pinned.append(message.message_id)
        chat.touch(message)
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    """True: the message (the latest, if none is named) stands above the chat no more. Raises: Refused."""
    chat = world.chats.reach(call.fields.get("chat_id"))
    _check_pins(chat)
    number = call.integer("message_id", chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    chat.touch(chat.messages[number])
    return True


def _check_pins(chat: Chat) -> None:
    if chat.kind != "private" and not chat.administrator:
        raise bad_request("not enough rights to manage pinned messages in the chat")


def _editable(world: World, call: Call) -> Message:
    chat = world.chats.reach(call.fields.get("chat_id"))
    message = world.chats.message(chat, call.integer("message_id"), missing="message to edit not found")
    too_old = world.edits_for is not None and _age(world, message) > world.edits_for.total_seconds()
    if not message.by_bot or too_old:
        raise bad_request("message can't be edited")
    return message


def _age(world: World, message: Message) -> float:
    return (world.clock.now() - datetime.fromtimestamp(message.date, UTC)).total_seconds()


def _change(world: World, message: Message, content: Content, buttons: Rows | None) -> dict[str, Any]:
    if message.content == content and message.buttons == buttons:
        raise bad_request(NOT_MODIFIED)
    world.flood.admit_edit()
    message.content, message.buttons = content, buttons
    message.edit_date = world.clock.seconds()
    message.edits += 1
    message.chat.touch(message)
    return message.telegram()
