"""A line of its own for a paid broadcast: what the pump sends over it may go faster than what is free.

Telegram takes Stars for what goes beyond 30 messages a second, and only from bots that have agreed to it with
@BotFather. Replies go over the ordinary line, so they neither pay nor wait for one of these connections.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.connection import Connection


class PayingConnection(Connection):
    """Every message sent over it carries ``allow_paid_broadcast`` (core.telegram.org/bots/api#paid-broadcasts)."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401  JSON of many shapes
        """As ``Connection.call``. Raises: TelegramError."""
        paid = {"allow_paid_broadcast": True} if _sends(method) else {}
        return await super().call(method, {**parameters, **paid})

    async def upload(self, method: str, parameters: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> Any:  # noqa: ANN401  JSON of many shapes
        """As ``Connection.upload``. Raises: TelegramError."""
        paid = {"allow_paid_broadcast": "true"} if _sends(method) else {}
        return await super().upload(method, {**parameters, **paid}, files)


def _sends(method: str) -> bool:
    return method.startswith("send") and method != "sendChatAction"
