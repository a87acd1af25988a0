"""Telegram's limits, in its own units. Text is counted after its entities are parsed, in UTF-16 code units."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from bot.rehearsal.refusals import Refused, bad_request

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
RAW_TEXT_BYTES = 32768  # before parsing; get_formatted_text in telegram-bot-api's Client.cpp
ALERT_UNITS = 200
CALLBACK_BYTES = 64
BUTTONS_IN_ROW = 8
BUTTONS_IN_ALL = 100
UPLOAD_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
REQUEST_BYTES = UPLOAD_BYTES + 1024 * 1024
COMMANDS = 100
COMMAND_DESCRIPTION = 256
DESCRIPTION = 512
SHORT_DESCRIPTION = 120
FILE_NAME_CHARACTERS = 255
ALBUM = (2, 10)
POLL_QUESTION = 300
POLL_OPTION = 100
POLL_OPTIONS = (2, 12)
CALLBACK_LIFE = timedelta(minutes=15)
EDIT_LIFE = timedelta(hours=48)
DELETE_LIFE = timedelta(hours=48)


def utf16_units(text: str) -> int:
    """How long Telegram says ``text`` is: characters beyond the basic plane count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def wrong_link(url: str) -> str | None:
    """Why Telegram would not make a link or a button of ``url``; None: it would. Follows check_link in LinkManager.cpp:
    web addresses need a dot in their host (so ``localhost`` is none), and ``mailto:`` is not understood."""
    scheme, colon, rest = url.partition("://")
    if not colon or any(sign.isspace() for sign in url):
        return "Wrong HTTP URL"
    if scheme.lower() == "tg":
        return None if rest else "Wrong tg URL"
    if scheme.lower() not in ("http", "https"):
        return "Unsupported URL protocol"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "Wrong port number specified in the URL"
    return None if host and "." in host.strip(".") else "Wrong HTTP URL"


def check_raw(text: str) -> None:
    """Nothing happens when ``text`` may be parsed at all.

    Raises: Refused, when it is too long to be looked at, or holds half a character.
    """
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > RAW_TEXT_BYTES:
        raise bad_request("text is too long")


def check_text(text: str) -> None:
    """Nothing happens when a message may have this parsed ``text``.

    Raises: Refused, when it is empty or longer than 4096 units.
    """
    if not text:
        raise bad_request("message text is empty")
    if utf16_units(text) > TEXT_UNITS:
        raise bad_request("message is too long")


def check_caption(caption: str) -> None:
    """Nothing happens when a file may have this parsed ``caption``.

    Raises: Refused, when it is longer than 1024 units.
    """
    if utf16_units(caption) > CAPTION_UNITS:
        raise bad_request("message caption is too long")


def check_upload(size: int, *, photo: bool) -> None:
    """Nothing happens when a file of ``size`` bytes may be uploaded.

    Raises: Refused, when it is empty or too large.
    """
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if photo and size > PHOTO_BYTES:
        raise bad_request("PHOTO_SAVE_FILE_INVALID")
