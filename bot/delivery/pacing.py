"""Whose turn it is to send: the pace Telegram allows, kept by one token bucket with two lanes.

Replies to people who just wrote go first: they have a reserve that bulk may not touch, and wait for their own token
only. Bulk also keeps about one message a second to each chat. Nothing here sends; the pump and the sender ask.
"""

from __future__ import annotations

import asyncio
import time as monotonic
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from math import inf

BUCKET_SECONDS = 0.3
"""How many seconds of the pace may be saved up for a burst: 9 messages at 30 a second; Telegram takes about 30."""

CHAT_INTERVAL_SECONDS = 1.0
"""Bulk to one chat: one message a second ("avoid sending more than one message per second", says Telegram's FAQ)."""

CHAT_BURST = 3
"""That many of them may come at once ("we may allow short bursts that go over this limit")."""

SUSPECT_SECONDS = 10.0
"""A second chat refused within this time means that the whole bot is too fast, not that chat."""

REMEMBERED_CHATS = 1024
"""How many chats are remembered before idle ones are forgotten."""

_INSTANT = 1e-6
"""Seconds that are not worth waiting for; more than the rounding of a clock."""


class Lane(Enum):
    """Who goes first."""

    REPLY = "reply"
    BULK = "bulk"


@dataclass(slots=True)
class _Chat:
    """``busy_until``: when what bulk sent there is paid off, an interval each. ``halted_until`` binds both lanes."""

    busy_until: float = -inf
    halted_until: float = -inf


class Pace:
    """Hands out turns, ``messages_per_second`` of them over any longer time."""

    def __init__(
        self,
        messages_per_second: float = 30,
        *,
        time: Callable[[], float] = monotonic.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if messages_per_second <= 0:
            raise ValueError("messages_per_second must be more than 0")
        self._rate = messages_per_second
        self._bucket = max(2.0, messages_per_second * BUCKET_SECONDS)
        self._bulk_needs = self._bucket / 2 + 1
        self._time = time
        self._sleep = sleep
        self._tokens = self._bucket
        self._counted_at = time()  # lies ahead during a halt of the whole bot, so that it ends with an empty bucket
        self._halted_until = -inf
        self._bulk_turn = asyncio.Lock()
        self._chats: dict[int, _Chat] = {}
        self._forget_above = REMEMBERED_CHATS
        self._refused_chat: int | None = None
        self._refused_at = -inf

    async def turn(self, chat_id: int, *, lane: Lane, patience: timedelta | None = None) -> bool:
        """Wait until one message may go to ``chat_id``; True then, and it is counted as sent.

        False, counting nothing, as soon as it turns out that a halt or the chat's own pace takes longer than
        ``patience`` (None: whatever it takes).
        """
        limit = inf if patience is None else patience.total_seconds()
        if lane is Lane.REPLY:
            return await self._reply(chat_id, limit)
        return await self._bulk(chat_id, limit)

    def halt(self, after: timedelta, *, chat_id: int | None = None) -> None:
        """Nothing goes to ``chat_id`` (None: to anybody) for ``after``, in either lane. A longer halt stays.

        When two chats are refused within seconds it is the bot that is too fast: then everybody waits.
        """
        now = self._time()
        until = now + after.total_seconds()
        if chat_id is not None:
            chat = self._chat(chat_id)
            chat.halted_until = max(chat.halted_until, until)
            alone = self._refused_chat in (None, chat_id) or now - self._refused_at > SUSPECT_SECONDS
            self._refused_chat, self._refused_at = chat_id, now
            if alone:
                return
        self._halted_until = max(self._halted_until, until)
        self._refill()
        self._tokens = min(self._tokens, 0.0)
        self._counted_at = max(self._counted_at, self._halted_until)

    def halted_for(self, chat_id: int | None = None) -> timedelta:
        """How long nothing may go to ``chat_id`` (None: to anybody); zero when something may."""
        return timedelta(seconds=self._halt(chat_id))

    async def _reply(self, chat_id: int, limit: float) -> bool:
        if not await self._outwait_halts(chat_id, limit):
            return False
        self._refill()
        self._tokens -= 1
        if self._tokens < 0:  # taken in advance: later ones, and bulk, wait behind it
            await self._sleep(-self._tokens / self._rate)
        if await self._outwait_halts(chat_id, limit):
            return True
        self._tokens += 1
        return False

    async def _outwait_halts(self, chat_id: int, limit: float) -> bool:
        while halt := self._halt(chat_id):
            if halt > limit:
                return False
            await self._sleep(halt)
        return True

    async def _bulk(self, chat_id: int, limit: float) -> bool:
        chat = self._chat(chat_id)
        now = self._time()
        wait = max(chat.busy_until - now - (CHAT_BURST - 1) * CHAT_INTERVAL_SECONDS, self._halt(chat_id))
        if wait > limit:
            return False
        chat.busy_until = max(chat.busy_until, now) + CHAT_INTERVAL_SECONDS
        while wait <= limit:
            if wait > 0:
                await self._sleep(wait)
            async with self._bulk_turn:
                wait = await self._take_for_bulk(chat_id)
            if not wait:
                return True
        chat.busy_until -= CHAT_INTERVAL_SECONDS
        return False

    async def _take_for_bulk(self, chat_id: int) -> float:
        """Wait for a token and take it: 0. Or take none, and how long a halt lasts that came in between."""
        while not (halt := self._halt(chat_id)):
            self._refill()
            missing = (self._bulk_needs - self._tokens) / self._rate
            if missing <= _INSTANT:
                self._tokens -= 1
                break
            await self._sleep(missing)
        return halt

    def _halt(self, chat_id: int | None) -> float:
        until = self._halted_until
        if chat_id is not None and (chat := self._chats.get(chat_id)) is not None:
            until = max(until, chat.halted_until)
        left = until - self._time()
        return left if left > _INSTANT else 0.0

    def _refill(self) -> None:
        now = self._time()
        if now > self._counted_at:
            self._tokens = min(self._bucket, self._tokens + (now - self._counted_at) * self._rate)
            self._counted_at = now

    def _chat(self, chat_id: int) -> _Chat:
        """The chat's allowance; idle ones are forgotten now and then, so that memory is bounded by the pace."""
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= self._forget_above:
                now = self._time()
                self._chats = {k: c for k, c in self._chats.items() if max(c.busy_until, c.halted_until) > now}
                self._forget_above = max(REMEMBERED_CHATS, 2 * len(self._chats))
            chat = self._chats[chat_id] = _Chat()
        return chat
