"""Monotonic time that passes only when everybody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from heapq import heappop, heappush
from itertools import count
from typing import Any

_ROUNDS = 50
"""Turns of the event loop after which whoever can go on without time has done so."""


class Timeline:
    """``time`` and ``sleep`` for a ``Pace``; ``run`` lets time pass until the given work is done."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now + seconds, next(self._order), awake))
        await awake

    async def run(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        """Run ``work`` side by side, moving on from one sleeper to the next."""
        tasks = [asyncio.create_task(each) for each in work]
        while not all(task.done() for task in tasks):
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)
            if self._sleepers and not all(task.done() for task in tasks):
                moment, _, awake = heappop(self._sleepers)
                self.now = max(self.now, moment)
                if not awake.done():
                    awake.set_result(None)
        return [task.result() for task in tasks]


class Gate:
    """What Telegram does: a bucket of ``burst`` that refills at ``rate``; counts what it would refuse."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.tokens, self.at = burst, 0.0
        self.refused = 0

    def take(self, now: float) -> None:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1 - 1e-6:
            self.refused += 1
        else:
            self.tokens -= 1
