"""Who and where an update is from, and what is a command: what ``intake``, ``updates`` and ``groups`` read alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
"""What Telegram takes for a command, at the beginning of a text."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote. ``language_code`` is the account's, as Telegram tells it; ``name`` may be empty."""

    chat_id: int
    language_code: str | None
    name: str


def person_of(person: Mapping[str, Any]) -> Sender:
    """A Bot API ``User`` as a sender. Raises: KeyError; TypeError; ValueError."""
    language = person.get("language_code")
    names = [part for part in (person.get("first_name"), person.get("last_name")) if isinstance(part, str)]
    return Sender(int(person["id"]), language if isinstance(language, str) else None, name=" ".join(names))


def chat_of(body: object) -> int | None:
    """The chat an update belongs to, which orders it; None if it has none or is garbled. Never raises."""
    if not isinstance(body, Mapping):
        return None
    for kind in ("callback_query", "message", "my_chat_member"):
        part = body.get(kind)
        if isinstance(part, Mapping):
            if kind == "callback_query":
                part = part.get("message") or {"chat": part.get("from")}
            chat = part.get("chat") if isinstance(part, Mapping) else None
            number = chat.get("id") if isinstance(chat, Mapping) else None
            return number if isinstance(number, int) and abs(number) < 2**63 else None
    return None
