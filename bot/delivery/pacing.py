"""Whose turn it is to send: the pace Telegram allows, kept by one token bucket with lanes.

Replies to people who just wrote go first: they have a reserve that bulk may not touch, and wait for their own token
only. What answers somebody's act follows, then bulk; both keep about one message a second to each chat. Nothing here
sends; the pump and the sender ask.
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

GROUP_INTERVAL_SECONDS = 4.0
"""To one group (a negative chat id) a message each four seconds, in any lane."""

GROUP_BURST = 5
"""That many at once: with 15 more in the rest of a minute it is never more than the 20 that Telegram's FAQ allows."""

FREE_PER_SECOND = 30.0
"""What Telegram sends for nothing ("bots are able to broadcast up to 30 messages per second"); beyond it bulk pays."""

REMEMBERED_CHATS = 1024
"""How many chats are remembered before idle ones are forgotten."""

_INSTANT = 1e-6
"""Seconds that are not worth waiting for; more than the rounding of a clock."""

_NAP = 0.005
"""Seconds that bulk sleeps at least: at a thousand a second several turns share one sleep."""


class Lane(Enum):
    """Who goes first."""

    REPLY = "reply"
    PROMPT = "prompt"
    BULK = "bulk"


@dataclass(slots=True)
class _Chat:
    """``busy_until``: when what was sent there is paid off, an interval each. ``halted_until`` binds all lanes."""

    busy_until: float = -inf
    halted_until: float = -inf


@dataclass(slots=True)
class _Bucket:
    """``tokens`` may be negative: taken in advance. ``counted_at`` lies ahead during a halt of the whole bot."""

    rate: float
    size: float
    tokens: float
    counted_at: float

    def refill(self, now: float) -> None:
        if now > self.counted_at:
            self.tokens = min(self.size, self.tokens + (now - self.counted_at) * self.rate)
            self.counted_at = now

    def drain(self, now: float, *, until: float) -> None:
        """Nothing is saved up when a halt ends."""
        self.refill(now)
        self.tokens = min(self.tokens, 0.0)
        self.counted_at = max(self.counted_at, until)


class Pace:
    """Hands out turns, ``messages_per_second`` of them over any longer time.

    ``pays``: bulk beyond ``FREE_PER_SECOND`` is paid for; replies never are, and keep to what is free.
    """

    def __init__(
        self,
        messages_per_second: float = 30,
        *,
        pays: bool = False,
        time: Callable[[], float] = monotonic.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if messages_per_second <= 0:
            raise ValueError("messages_per_second must be more than 0")
        self._time = time
        self._sleep = sleep
        self._all = _full_bucket(messages_per_second, time())
        self._free = _full_bucket(FREE_PER_SECOND, time()) if pays else self._all
        size = self._all.size
        self._needs = {Lane.PROMPT: size / 4 + 1, Lane.BULK: size / 2 + 1}
        self._turns = {lane: asyncio.Lock() for lane in self._needs}
        self._halted_until = -inf
        self._chats: dict[int, _Chat] = {}
        self._forget_above = REMEMBERED_CHATS
        self._refused_chat: int | None = None
        self._refused_at = -inf

    async def turn(self, chat_id: int, *, lane: Lane, patience: timedelta | None = None, messages: int = 1) -> bool:
        """Wait until a message may go to ``chat_id``; True then, and it is counted as sent.

        An album is several ``messages`` to Telegram, which go together: whoever comes next waits for all of them.

        False, counting nothing, as soon as it turns out that a halt or the chat's own pace takes longer than
        ``patience`` (None: whatever it takes). Replies to one person are not slowed: they come as fast as they are
        asked for.
        """
        limit = inf if patience is None else patience.total_seconds()
        if lane is Lane.REPLY and chat_id >= 0:
            return await self._reply(chat_id, limit, messages)
        return await self._paced(chat_id, lane, limit, messages)

    def halt(self, after: timedelta, *, chat_id: int | None = None) -> None:
        """Nothing goes to ``chat_id`` (None: to anybody) for ``after``, in any lane. A longer halt stays.

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
        for bucket in (self._all, self._free):
            bucket.drain(now, until=self._halted_until)

    def halted_for(self, chat_id: int | None = None) -> timedelta:
        """How long nothing may go to ``chat_id`` (None: to anybody); zero when something may."""
        return timedelta(seconds=self._halt(chat_id))

    async def _reply(self, chat_id: int, limit: float, messages: int) -> bool:
        if not await self._outwait_halts(chat_id, limit):
            return False
        self._take(messages)
        if self._free.tokens < 0:  # taken in advance: later ones, and bulk, wait behind it
            await self._sleep(-self._free.tokens / self._free.rate)
        if await self._outwait_halts(chat_id, limit):
            return True
        self._take(-messages)
        return False

    def _take(self, tokens: int) -> None:
        """So many tokens are taken for replies, from what is free and so from all there is."""
        for bucket in {id(each): each for each in (self._all, self._free)}.values():
            bucket.refill(self._time())
            bucket.tokens -= tokens

    async def _outwait_halts(self, chat_id: int, limit: float) -> bool:
        while halt := self._halt(chat_id):
            if halt > limit:
                return False
            await self._sleep(halt)
        return True

    async def _paced(self, chat_id: int, lane: Lane, limit: float, messages: int) -> bool:
        """A turn that keeps the chat's own pace, too."""
        chat = self._chat(chat_id)
        now = self._time()
        private = chat_id >= 0
        interval = CHAT_INTERVAL_SECONDS if private else GROUP_INTERVAL_SECONDS
        burst = CHAT_BURST if private else GROUP_BURST
        wait = max(chat.busy_until - now - (burst - 1) * interval, self._halt(chat_id))
        if wait > limit:
            return False
        chat.busy_until = max(chat.busy_until, now) + messages * interval
        while wait <= limit:
            if wait > 0:
                await self._sleep(wait)
            if lane is Lane.REPLY:
                wait = 0.0 if await self._reply(chat_id, limit, messages) else inf
            else:
                async with self._turns[lane]:
                    wait = await self._take_in_turn(chat_id, self._needs[lane], messages)
            if not wait:
                return True
        chat.busy_until -= messages * interval
        return False

    async def _take_in_turn(self, chat_id: int, needs: float, messages: int) -> float:
        """Wait for a token and take one a message: 0. Or take none, and how long a halt lasts that came in between."""
        while not (halt := self._halt(chat_id)):
            self._all.refill(self._time())
            missing = (needs - self._all.tokens) / self._all.rate
            if missing <= _INSTANT:
                self._all.tokens -= messages
                break
            await self._sleep(max(missing, _NAP))
        return halt

    def _halt(self, chat_id: int | None) -> float:
        until = self._halted_until
        if chat_id is not None and (chat := self._chats.get(chat_id)) is not None:
            until = max(until, chat.halted_until)
        left = until - self._time()
        return left if left > _INSTANT else 0.0

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


def _full_bucket(rate: float, now: float) -> _Bucket:
    size = max(2.0, rate * BUCKET_SECONDS)
    return _Bucket(rate, size, size, now)
