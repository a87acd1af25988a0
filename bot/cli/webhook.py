"""``run --webhook URL``: whether Telegram can come to this address, and whether anybody would be there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.settings import TELEGRAM, BadSetting, Settings

PORTS = (None, 443, 80, 88, 8443)
"""Those that Telegram comes to (core.telegram.org/bots/api#setwebhook)."""

_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+/?")
_EXAMPLE = "such as https://bot.example.org/telegram"


def webhook_address(url: str, settings: Settings) -> str:
    """``url``, if updates can be brought there. A Bot API server of one's own may come by http, and to any port.

    Raises:
        BadSetting: they cannot, or nobody listens.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSetting(f"--webhook has to be an address {_EXAMPLE}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise BadSetting(f"--webhook has to be an address {_EXAMPLE}.")
    if not _PATH.fullmatch(parts.path) or parts.query or parts.fragment:
        raise BadSetting(
            f"--webhook needs a path of letters, digits and ._~- after the host, and nothing else, {_EXAMPLE}."
        )
    of_telegram = urlsplit(settings.api_url).hostname == urlsplit(TELEGRAM).hostname
    if parts.scheme == "http" and of_telegram:
        raise BadSetting(f"--webhook has to begin with https: Telegram brings updates to nothing else, {_EXAMPLE}.")
    if port not in PORTS and of_telegram:
        raise BadSetting("--webhook may name port 443, 80, 88 or 8443: Telegram comes to no other.")
    if settings.listen is None:
        raise BadSetting(
            "With --webhook the bot has to listen: set AFTERWORD_LISTEN to a host and a port, such as 127.0.0.1:8080,"
            " and have a reverse proxy pass the address on to it."
        )
    return url
