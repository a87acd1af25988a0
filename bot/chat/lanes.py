"""Each chat its own queue, many chats at once.

Updates of one chat are taken one after the other, in the order of their numbers as far as they wait together: a webhook
may bring a tap before the text that was written first. A slot is taken when a chat's turn comes and
given back after one update, or while it merely waits (``slots``), so a flood from one chat holds one slot and no more,
and chats that Telegram slows hold none. Nothing is stored here: what is not
taken when the process ends is still in the inbox.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from bot.chat.slots import Slots
from bot.services.receiving import Received

log = logging.getLogger("afterword.chat")


class Lanes:
    """Runs ``take_one`` for every update that is fed, at most ``width`` at the same time.

    Without it, what is fed waits until ``begin`` tells who takes it.
    """

    def __init__(self, take_one: Callable[[Received], Awaitable[None]] | None = None, *, width: int = 64) -> None:
        self.begun = asyncio.Event()
        self._slots = Slots(width)
        self._queues: dict[int | None, deque[Received]] = {}
        self._walks: set[asyncio.Task[None]] = set()
        self._pending = 0
        self._stopping = False
        self._changed = asyncio.Event()
        if take_one is not None:
            self.begin(take_one)

    def begin(self, take_one: Callable[[Received], Awaitable[None]]) -> None:
        """``take_one`` takes what was fed, and what will be."""
        self._take_one = take_one
        self.begun.set()

    @property
    def pending(self) -> int:
        """How many updates were fed and are not finished."""
        return self._pending

    @property
    def chats(self) -> int:
        """How many chats have something pending; the others are forgotten."""
        return len(self._queues)

    def feed(self, received: Received) -> None:
        """Queue an update behind the earlier ones of its chat. After ``stop`` it is left to the inbox."""
        if self._stopping:
            return
        self._pending += 1
        queue = self._queues.get(received.chat_id)
        if queue is not None:
            place = len(queue)
            while place and queue[place - 1].update_id > received.update_id:
                place -= 1
            queue.insert(place, received)
            return
        self._queues[received.chat_id] = deque((received,))
        walk = asyncio.create_task(self._walk(received.chat_id))
        self._walks.add(walk)
        walk.add_done_callback(self._walks.discard)

    async def below(self, limit: int) -> None:
        """Return once fewer than ``limit`` updates are pending."""
        while self._pending >= limit:
            self._changed.clear()
            await self._changed.wait()

    async def drain(self) -> None:
        """Return once nothing is pending."""
        await self.below(1)

    async def stop(self, *, grace_seconds: float = 5) -> None:
        """Begin nothing more; what is in hand gets ``grace_seconds`` to end, then is let go. The inbox has the rest."""
        self._stopping = True
        self.begun.set()
        walks = tuple(self._walks)
        if walks:
            _, unfinished = await asyncio.wait(walks, timeout=grace_seconds)
            for walk in unfinished:
                walk.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _walk(self, chat_id: int | None) -> None:
        """Take one chat's updates until there are none."""
        queue = self._queues[chat_id]
        try:
            await self.begun.wait()
            while queue and not self._stopping:
                async with self._slots.one():
                    if not self._stopping:
                        await self._take(queue.popleft())
        finally:
            self._pending -= len(queue)
            del self._queues[chat_id]
            self._changed.set()

    async def _take(self, received: Received) -> None:
        try:
            await self._take_one(received)
        except Exception:
            log.exception("an update was left undone", extra={"action": "left_undone", "update": received.update_id})
        finally:
            self._pending -= 1
            self._changed.set()
