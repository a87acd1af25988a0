"""sendMessage, sendDocument, sendPhoto: checked as strictly as Telegram does, then paced, then kept."""

from __future__ import annotations

from typing import Any

from bot.rehearsal import html, keyboards, limits
from bot.rehearsal.calls import Call
from bot.rehearsal.files import Kind, StoredFile, kind_of_document
from bot.rehearsal.messages import Chat, Content, Message
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.world import World

_PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


def send_message(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    text = wording(call, "text")
    limits.check_text(text.text)
    check_preview(call)
    return _deliver(world, call, Content(text.text, text.entities))


def send_document(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    return _send_file(world, call, "document")


def send_photo(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    return _send_file(world, call, "photo")


def wording(call: Call, name: str) -> html.Parsed:
    """The text parameter ``name``, parsed as ``parse_mode`` says.

    Raises: Refused, for any parse mode but HTML, and for HTML that does not parse.
    """
    raw = call.text(name) or ""
    limits.check_raw(raw)
    mode = call.text("parse_mode") or ""
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
    file = _file(world, call, field)
    return _deliver(world, call, Content(caption.text, caption.entities, file))


def _file(world: World, call: Call, field: Kind) -> StoredFile:
    given = call.text(field)
    part = given.removeprefix("attach://") if given and given.startswith("attach://") else field
    upload = call.uploads.get(part)
    if upload is not None:
        limits.check_upload(upload.size, photo=field == "photo")
        kind = field
        if field == "document" and not call.flag("disable_content_type_detection"):
            kind = kind_of_document(upload.name)
        name = upload.name[-limits.FILE_NAME_CHARACTERS :]
        return world.files.put(kind=kind, name=name, mime=None, content=upload.content, size=upload.size)
    if not given:
        raise bad_request(f"there is no {field} in the request")
    file = world.files.find(given)
    if (file.kind == "photo") != (field == "photo"):
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {field.capitalize()}")
    return file


def _deliver(world: World, call: Call, content: Content) -> dict[str, Any]:
    buttons = keyboards.checked(call.structure("reply_markup"))
    call.flag("disable_notification")
    call.flag("protect_content")
    chat = world.chats.reach(call.fields.get("chat_id"))
    reply_to = _replied(chat, call)
    world.flood.admit(chat)
    message = Message(
        message_id=world.chats.next_message_id(),
        chat=chat,
        sender=world.bot,
        date=world.clock.seconds(),
        content=content,
        buttons=buttons,
        reply_to=reply_to,
    )
    chat.keep(message)
    return message.telegram()


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
