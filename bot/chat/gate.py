"""The one way in: what Telegram gives is stored, and fed to the lanes; only then may whoever got it confirm it.

``intake`` fetches updates and ``hook`` has them brought; both hand them in here. What cannot be read is kept as well
(``dispatch`` buries it), and what was stored already is neither stored nor fed twice.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import msgspec

from bot.chat.inbox import Inbox
from bot.chat.lanes import Lanes
from bot.chat.senders import chat_of
from bot.services.receiving import Received

log = logging.getLogger("afterword.chat")

PENDING_LIMIT = 2000
"""So many updates may wait; while there are more, no further ones are taken in."""

_NUMBER = re.compile(rb'"update_id"\s*:\s*([0-9]{1,18})\b')


class Gate:
    """Between Telegram and the lanes. Safe to use by several tasks at once."""

    def __init__(self, inbox: Inbox, lanes: Lanes, *, pending_limit: int = PENDING_LIMIT) -> None:
        self._inbox = inbox
        self._lanes = lanes
        self._pending_limit = pending_limit

    @property
    def is_full(self) -> bool:
        """Whether no more should be taken in for now."""
        return self._lanes.pending >= self._pending_limit

    async def room(self) -> None:
        """Return when more may be taken in."""
        await self._lanes.below(self._pending_limit)

    async def take_up(self) -> None:
        """Feed what an earlier run stored and did not finish. Raises: Unavailable."""
        for received in await self._inbox.unfinished():
            self._lanes.feed(received)

    async def admit(self, batch: Sequence[bytes]) -> int | None:
        """Each update of the batch is stored, and fed unless it was stored before. The highest number; None: none.

        Raises: Unavailable, and then nothing of the batch is stored.
        """
        read = [understood(raw) for raw in batch]
        numbered = [received for received in read if received is not None]
        if len(numbered) < len(read):
            log.error("an update without a number was thrown away", extra={"action": "unnumbered"})
        if not numbered:
            return None
        new = set(await self._inbox.store([(each.update_id, each.chat_id, text) for each, text in numbered]))
        for received, _ in numbered:
            if received.update_id in new:
                self._lanes.feed(received)
        return max(received.update_id for received, _ in numbered)


def understood(raw: bytes) -> tuple[Received, str] | None:
    """One update as it will be stored and fed, garbled or not; None if it has no number, without which it cannot be."""
    text = raw.decode(errors="replace")
    body: object
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        body, text = None, json.dumps({"garbled": text})
    number = body.get("update_id") if isinstance(body, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        found = _NUMBER.search(raw)
        if found is None:
            return None
        number = int(found[1])
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    return Received(update_id=number, chat_id=chat_of(known), body=known, came_at=monotonic()), text
