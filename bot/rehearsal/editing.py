"""editMessageText, editMessageReplyMarkup, deleteMessage: what may still be changed, and what is no change at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.rehearsal import keyboards, limits
from bot.rehearsal.calls import Call
from bot.rehearsal.keyboards import Rows
from bot.rehearsal.messages import Content, Message
from bot.rehearsal.refusals import NOT_MODIFIED, bad_request
from bot.rehearsal.sending import check_preview, wording
from bot.rehearsal.world import World


def edit_message_text(world: World, call: Call) -> dict[str, Any]:
    """The Message as it reads now. A keyboard that is not given is taken away, as Telegram does. Raises: Refused."""
    text = wording(call, "text")
    limits.check_text(text.text)
    check_preview(call)
    buttons = keyboards.checked(call.structure("reply_markup"))
    message = _editable(world, call)
    if message.content.file is not None:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, Content(text.text, text.entities), buttons)


def edit_message_reply_markup(world: World, call: Call) -> dict[str, Any]:
    """The Message with its new keyboard, or without one. Raises: Refused."""
    buttons = keyboards.checked(call.structure("reply_markup"))
    message = _editable(world, call)
    return _change(world, message, message.content, buttons)


def delete_message(world: World, call: Call) -> bool:
    """True: the message is gone for both sides. Raises: Refused."""
    chat = world.chats.reach(call.fields.get("chat_id"))
    message = world.chats.message(chat, call.integer("message_id"), missing="message to delete not found")
    if chat.kind != "private" and not message.by_bot:
        raise bad_request("message can't be deleted")
    if _age(world, message) > limits.DELETE_LIFE.total_seconds():
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    chat.touch(message)
    return True


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
