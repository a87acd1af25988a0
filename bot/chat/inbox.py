"""What the chat asks of the inbox, and what fills it. Apart from the other ``ports``: a start waits for nothing else.

Each may raise ``services.errors.Unavailable``: the store is out, nothing was changed, ask again later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from bot.services.receiving import Received


class Inbox(Protocol):
    """Keeps updates until they are done."""

    async def store(self, batch: Sequence[tuple[int, int | None, str]]) -> list[int]:
        """Store updates (number, chat, raw JSON) in one transaction; the numbers that were new."""

    async def unfinished(self) -> list[Received]:
        """What an earlier run stored and did not finish, in order."""

    def done(self, update_id: int) -> None:
        """Mark the update done soon, together with its neighbours."""

    async def shown(self, *, response_id: int, message_id: int) -> None:
        """Remember which message holds a response's screen."""

    async def failed(self, update_id: int, *, trouble: str) -> int:
        """Count a failed attempt; how many there were."""

    async def bury(self, update_id: int, *, trouble: str) -> None:
        """Make it a dead letter: kept for the operator, not tried again."""

    async def left(self, *, chat_id: int) -> None:
        """They blocked the bot: nothing is owed to them any more."""


class Intake(Protocol):
    """Gets updates into the inbox and from there to the lanes, by asking for them or by having them brought."""

    asked: asyncio.Event
    """Set at the moment when Telegram is asked for them, or told where to bring them, for the first time."""

    async def run(self) -> None:
        """Do so until cancelled, which loses nothing."""
