"""sendMessage, and what sends one file: checked as strictly as Telegram does, then paced, then kept.

Several files in one go are for ``albums``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.rehearsal import html, keyboards, limits
from bot.rehearsal.calls import Call
from bot.rehearsal.files import Kind, StoredFile, kind_name, kind_of_document, kind_of_upload
from bot.rehearsal.messages import Chat, Content, Message
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.world import World

_PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


def send_message(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    text = wording(call, "text")
    limits.check_text(text.text)
    check_preview(call)
    (message,) = deliver(world, call, [Content(text.text, text.entities)])
    return message.telegram()


def send_document(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    return _send_file(world, call, "document")


def send_photo(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    return _send_file(world, call, "photo")


def send_video(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    call.flag("supports_streaming")
    return _send_file(world, call, "video")


def send_voice(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    chat = world.chats.reach(call.fields.get("chat_id"))
    if chat.chat_id in world.no_voice:
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")
    return _send_file(world, call, "voice")


def send_audio(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    return _send_file(world, call, "audio")


def wording(call: Call, name: str) -> html.Parsed:
    """The text parameter ``name``, parsed as ``parse_mode`` says.

    Raises: Refused, for any parse mode but HTML, and for HTML that does not parse.
    """
    return marked(call.text(name) or "", call.text("parse_mode") or "")


def marked(raw: str, mode: str) -> html.Parsed:
    """``raw``, parsed as the parse ``mode`` says. Raises: Refused, as ``wording`` does."""
    limits.check_raw(raw)
    if mode.lower() == "html":
        return html.parsed(raw)
    if mode:
        raise bad_request("unsupported parse_mode")
    return html.trimmed(raw, [])


def check_preview(call: Call) -> None:
    """Nothing happens when ``link_preview_options`` are such.

    Raises: Refused, when they are not.
    """
    options = call.structure("link_preview_options")
    if options is not None and not (isinstance(options, dict) and set(options) <= _PREVIEW):
        raise bad_request("can't parse link preview options JSON object")


def _send_file(world: World, call: Call, field: Kind) -> dict[str, Any]:
    caption = wording(call, "caption")
    limits.check_caption(caption.text)
    detects = field == "document" and not call.flag("disable_content_type_detection")
    file = file_of(world, call, call.text(field), field, detects=detects)
    (message,) = deliver(world, call, [Content(caption.text, caption.entities, file)])
    return message.telegram()


def file_of(world: World, call: Call, given: str | None, field: Kind, *, detects: bool = False) -> StoredFile:
    """The file that a call sends as ``field``: ``given`` is its id, or names where it is attached; else ``field`` is.

    Raises: Refused, when there is none, or Telegram does not take it as that.
    """
    part = given.removeprefix("attach://") if given and given.startswith("attach://") else field
    upload = call.uploads.get(part)
    if upload is not None:
        limits.check_upload(upload.size, photo=field == "photo")
        kind = kind_of_document(upload.name) if detects else kind_of_upload(field, upload.name, upload.content)
        name = upload.name[-limits.FILE_NAME_CHARACTERS :]
        return world.files.put(kind=kind, name=name, mime=None, content=upload.content, size=upload.size)
    if not given:
        raise bad_request(f"there is no {field} in the request")
    file = world.files.find(given)
    # What went up as a document and was taken for a film or a sound still goes as a document; nothing else changes.
    fits = file.kind == field or (field == "document" and file.kind not in ("photo", "voice", "sticker"))
    if not fits:
        raise bad_request(f"can't use file of type {kind_name(file.kind)} as {kind_name(field)}")
    return file


def deliver(world: World, call: Call, contents: Sequence[Content], *, album: str | None = None) -> list[Message]:
    """The messages stand in the chat, ``album`` naming those that belong together. Raises: Refused: none does."""
    buttons = keyboards.checked(call.structure("reply_markup"))
    call.flag("disable_notification")
    call.flag("protect_content")
    chat = world.chats.reach(call.fields.get("chat_id"))
    reply_to = _replied(chat, call)
    world.flood.admit(chat, messages=len(contents), paid=call.flag("allow_paid_broadcast"))
    messages = []
    for content in contents:
        message = Message(
            message_id=world.chats.next_message_id(),
            chat=chat,
            sender=world.bot,
            date=world.clock.seconds(),
            content=content,
            buttons=buttons,
            reply_to=reply_to,
            album=album,
        )
        chat.keep(message)
        messages.append(message)
    return messages


def _replied(chat: Chat, call: Call) -> Message | None:
    wish = call.structure("reply_parameters")
    if wish is None:
        return None
    if not isinstance(wish, dict) or not set(wish) <= {"message_id", "allow_sending_without_reply"}:
        raise bad_request("can't parse reply parameters JSON object")
    if not isinstance(wish.get("message_id"), int):
        raise bad_request('can\'t parse reply parameters: Field "message_id" must be of type Number')
    message = chat.messages.get(wish["message_id"])
    if (message is None or message.deleted) and not wish.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
