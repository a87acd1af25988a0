"""The methods of the Bot API that are rehearsed, each with the parameters it knows.

A method or a parameter that is not in the table is refused: what was not rehearsed must not pass for working.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.rehearsal import albums, editing, limits, polls, sending, webhooks
from bot.rehearsal.calls import Call
from bot.rehearsal.refusals import QUERY_TOO_OLD, Refused, bad_request
from bot.rehearsal.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip


class Ready(str):
    """A result that is JSON already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Method:
    """What runs, and which parameters it knows."""

    run: Callable[[World, Call], Any | Awaitable[Any]]
    known: frozenset[str]


def get_me(world: World, _: Call) -> dict[str, Any]:
    """The bot itself."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, call: Call) -> Ready:
    """The updates that are pending, as JSON. Raises: Refused."""
    allowed = call.structure("allowed_updates")
    if allowed is not None and not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates JSON object")
    batch = await world.updates.poll(
        offset=call.integer("offset", 0) or 0,
        limit=_number(call, "limit", 100),
        wait=_number(call, "timeout", 0),
        allowed=allowed,
    )
    return Ready(batch)


def _number(call: Call, name: str, default: int) -> int:
    value = call.integer(name, default)
    assert value is not None
    return value


def set_my_commands(world: World, call: Call) -> bool:
    """True: these are the bot's commands for the scope and language given. Raises: Refused."""
    commands = call.structure("commands")
    if not isinstance(commands, list) or len(commands) > limits.COMMANDS:
        raise bad_request("can't parse commands: an Array of at most 100 is expected")
    for command in commands:
        if not isinstance(command, dict) or set(command) != {"command", "description"}:
            raise bad_request("can't parse BotCommand: command and description are expected")
        if not _COMMAND.fullmatch(str(command["command"])):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command["description"])) <= limits.COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    scope, language = call.structure("scope") or {"type": "default"}, _language(call)
    others = [it for it in world.profile["commands"] if (it["scope"], it["language_code"]) != (scope, language)]
    world.profile["commands"] = [*others, {"scope": scope, "language_code": language, "commands": commands}]
    return True


def delete_my_commands(world: World, call: Call) -> bool:
    """True: the bot has no commands of its own for the scope and language given. Raises: Refused."""
    scope, language = call.structure("scope") or {"type": "default"}, _language(call)
    others = [it for it in world.profile["commands"] if (it["scope"], it["language_code"]) != (scope, language)]
    world.profile["commands"] = others
    return True


def set_my_description(world: World, call: Call) -> bool:
    """True: an empty chat with the bot shows this. Raises: Refused."""
    return _describe(world, call, "description", "descriptions", limits.DESCRIPTION)


def set_my_short_description(world: World, call: Call) -> bool:
    """True: the bot's page shows this. Raises: Refused."""
    return _describe(world, call, "short_description", "short_descriptions", limits.SHORT_DESCRIPTION)


def _describe(world: World, call: Call, name: str, kept: str, limit: int) -> bool:
    text = call.text(name) or ""
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    world.profile[kept][_language(call)] = text
    return True


def _language(call: Call) -> str:
    language = call.text("language_code") or ""
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language_code specified")
    return language


def send_chat_action(world: World, call: Call) -> bool:
    """True: the chat shows what the bot is doing. Raises: Refused."""
    action = call.text("action") or ""
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.chats.reach(call.fields.get("chat_id"))
    chat.typing = action
    chat.changes.ring()
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    """True: the tap is answered, its button no longer waits. Raises: Refused."""
    text = call.text("text") or ""
    if limits.utf16_units(text) > limits.ALERT_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    alert = call.flag("show_alert")
    call.integer("cache_time")
    query = world.queries.get(call.text("callback_query_id") or "")
    if query is None or query.answer is not None or world.clock.now() - query.asked_at > limits.CALLBACK_LIFE:
        raise bad_request(QUERY_TOO_OLD)
    world.flood.admit_answer()
    query.answer = {"text": text, "show_alert": alert}
    query.answered.ring()
    return True


def get_file(world: World, call: Call) -> dict[str, Any]:
    """Where the file can be fetched. Raises: Refused."""
    try:
        file = world.files.find(call.text("file_id") or "")
    except Refused:
        raise bad_request("wrong file_id or the file is temporarily unavailable") from None
    if file.size > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    if file.content is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return file.telegram() | {"file_path": file.path}


_SEND = "chat_id parse_mode disable_notification protect_content reply_parameters reply_markup allow_paid_broadcast"
_EDIT = "chat_id message_id reply_markup"

METHODS: dict[str, Method] = {
    name: Method(run, frozenset(known.split()))
    for name, run, known in (
        ("getMe", get_me, ""),
        ("getUpdates", get_updates, "offset limit timeout allowed_updates"),
        (
            "setWebhook",
            webhooks.set_webhook,
            "url secret_token max_connections allowed_updates drop_pending_updates",
        ),
        ("deleteWebhook", webhooks.delete_webhook, "drop_pending_updates"),
        ("getWebhookInfo", webhooks.get_webhook_info, ""),
        ("setMyCommands", set_my_commands, "commands scope language_code"),
        ("deleteMyCommands", delete_my_commands, "scope language_code"),
        ("setMyDescription", set_my_description, "description language_code"),
        ("setMyShortDescription", set_my_short_description, "short_description language_code"),
        ("sendMessage", sending.send_message, f"{_SEND} text link_preview_options"),
        ("sendDocument", sending.send_document, f"{_SEND} document caption disable_content_type_detection"),
        ("sendPhoto", sending.send_photo, f"{_SEND} photo caption"),
        ("sendVideo", sending.send_video, f"{_SEND} video caption supports_streaming"),
        ("sendVoice", sending.send_voice, f"{_SEND} voice caption"),
        ("sendAudio", sending.send_audio, f"{_SEND} audio caption"),
        (
            "sendMediaGroup",
            albums.send_media_group,
            "chat_id media disable_notification protect_content reply_parameters allow_paid_broadcast",
        ),
        ("sendChatAction", send_chat_action, "chat_id action"),
        (
            "editMessageText",
            editing.edit_message_text,
            f"{_EDIT} text parse_mode link_preview_options",
        ),
        ("editMessageReplyMarkup", editing.edit_message_reply_markup, _EDIT),
        ("editMessageCaption", editing.edit_message_caption, f"{_EDIT} caption parse_mode"),
        ("editMessageMedia", editing.edit_message_media, f"{_EDIT} media"),
        (
            "sendPoll",
            polls.send_poll,
            f"{_SEND} question options is_anonymous type allows_multiple_answers",
        ),
        ("stopPoll", polls.stop_poll, "chat_id message_id reply_markup"),
        ("pinChatMessage", editing.pin_chat_message, "chat_id message_id disable_notification"),
        ("unpinChatMessage", editing.unpin_chat_message, "chat_id message_id"),
        ("deleteMessage", editing.delete_message, "chat_id message_id"),
        ("answerCallbackQuery", answer_callback_query, "callback_query_id text show_alert cache_time"),
        ("getFile", get_file, "file_id"),
    )
}
