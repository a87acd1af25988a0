"""Telegram's pace: how many messages a bot may send before it is told to wait.

About 30 messages a second to different chats (1,000 of those that are paid, counted apart), about one a second to one
chat with short bursts, 20 a minute to one group. Telegram publishes no limit on edits and callback answers; they have
none here. Who is refused stays refused for the whole ``retry_after``, however often they knock.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.rehearsal.messages import Chat
from bot.rehearsal.refusals import too_many


@dataclass(frozen=True, slots=True)
class FloodRules:
    """Rates in messages; a rate of 0 means no limit. Bursts are what may go at once after a rest."""

    bulk_per_second: float = 30.0
    bulk_burst: int = 30
    paid_per_second: float = 1000.0
    paid_burst: int = 1000
    chat_per_second: float = 1.0
    chat_burst: int = 20
    group_per_minute: float = 20.0
    group_burst: int = 20
    edits_per_second: float = 0.0
    edits_burst: int = 30
    answers_per_second: float = 0.0
    answers_burst: int = 30


UNLIMITED = FloodRules(bulk_per_second=0, paid_per_second=0, chat_per_second=0, group_per_minute=0)


class _Bucket:
    __slots__ = ("burst", "closed_until", "left", "rate", "seen")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate, self.burst = rate, burst
        self.left, self.seen, self.closed_until = float(burst), now, 0.0

    def wait(self, now: float) -> int:
        """0: there is room; else whole seconds until there is."""
        if now < self.closed_until:
            return math.ceil(self.closed_until - now)
        self.left = min(float(self.burst), self.left + (now - self.seen) * self.rate)
        self.seen = now
        if self.left >= 1.0 - 1e-9:
            return 0
        seconds = max(1, math.ceil((1.0 - self.left) / self.rate))
        self.closed_until = now + seconds
        return seconds


class Flood:
    """Counts messages and refuses those that come too fast."""

    def __init__(self, rules: FloodRules, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._chats: dict[int, _Bucket] = {}
        self.follow(rules)

    def follow(self, rules: FloodRules) -> None:
        """Other rules hold from now on; everything counted so far is forgotten."""
        self.rules = rules
        self._chats.clear()
        now = self._monotonic()
        self._bulk = _Bucket(rules.bulk_per_second, rules.bulk_burst, now)
        self._paid = _Bucket(rules.paid_per_second, rules.paid_burst, now)
        self._edits = _Bucket(rules.edits_per_second, rules.edits_burst, now)
        self._answers = _Bucket(rules.answers_per_second, rules.answers_burst, now)

    def admit(self, chat: Chat, *, messages: int = 1, paid: bool = False) -> None:
        """So many ``messages`` to ``chat``, which are one album if they are several, are counted.

        Raises: Refused (429), when they come too fast; they are then not counted.
        """
        now = self._monotonic()
        self._count(now, self._paid if paid else self._bulk, self._of(chat, now), messages=messages)

    def admit_edit(self) -> None:
        """One edit is counted. Raises: Refused (429), when edits have a limit and come too fast."""
        self._count(self._monotonic(), self._edits)

    def admit_answer(self) -> None:
        """One answer to a tap is counted. Raises: Refused (429), when answers have a limit and come too fast."""
        self._count(self._monotonic(), self._answers)

    def _count(self, now: float, *counted: _Bucket | None, messages: int = 1) -> None:
        buckets = [bucket for bucket in counted if bucket is not None and bucket.rate]
        seconds = max([bucket.wait(now) for bucket in buckets], default=0)
        if seconds:
            raise too_many(seconds)
        for bucket in buckets:
            bucket.left -= messages

    def _of(self, chat: Chat, now: float) -> _Bucket | None:
        private = chat.kind == "private"
        rate = self.rules.chat_per_second if private else self.rules.group_per_minute / 60
        if not rate:
            return None
        bucket = self._chats.get(chat.chat_id)
        if bucket is None:
            if len(self._chats) >= 10_000:
                self._forget_rested(now)
            burst = self.rules.chat_burst if private else self.rules.group_burst
            bucket = self._chats[chat.chat_id] = _Bucket(rate, burst, now)
        return bucket

    def _forget_rested(self, now: float) -> None:
        # A bucket that is full again counts nothing: forgetting it changes nothing.
        full = [
            chat_id
            for chat_id, bucket in self._chats.items()
            if now >= bucket.closed_until and bucket.left + (now - bucket.seen) * bucket.rate >= bucket.burst
        ]
        for chat_id in full:
            del self._chats[chat_id]
