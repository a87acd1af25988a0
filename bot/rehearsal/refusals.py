"""How the Bot API says no: an error code, a description in Telegram's own words, sometimes parameters.

Wordings were read in the sources of tdlib/telegram-bot-api (May 2026), so that a client which tells refusals apart by
their text is tested on the real ones.
"""

from __future__ import annotations

from collections.abc import Mapping

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Refused(Exception):  # noqa: N818 - reads as what it says
    """A call that is answered with ``{"ok": false}``. Raised by methods, turned into HTTP by the server."""

    def __init__(self, error_code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> Refused:
    """400, with Telegram's prefix before ``reason``."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """403: the person or the group will not have the bot."""
    return Refused(403, f"Forbidden: {reason}")


def too_many(seconds: int) -> Refused:
    """429 with ``retry_after`` in whole seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
