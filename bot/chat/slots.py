"""Slots for what is done at the same time: whoever merely waits for time to pass steps aside meanwhile.

A chat that Telegram told to wait, or an update that is tried again later, holds no slot while it sleeps, so that many
such chats hold up nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class _Seat:
    """A slot that ``task`` was given; ``taken`` is False while it steps aside."""

    free: asyncio.Semaphore
    task: asyncio.Task[object] | None
    taken: bool = True


_seat: ContextVar[_Seat | None] = ContextVar("seat", default=None)


class Slots:
    """``width`` of them."""

    def __init__(self, width: int = 64) -> None:
        self._free = asyncio.Semaphore(width)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Holds a slot, as soon as one is free, until the block ends; ``step_aside`` gives it away for a while."""
        await self._free.acquire()
        seat = _Seat(self._free, asyncio.current_task())
        token = _seat.set(seat)
        try:
            yield
        finally:
            _seat.reset(token)
            if seat.taken:
                self._free.release()


async def step_aside(seconds: float) -> None:
    """Sleeps. A slot that the caller holds is for others meanwhile, and is taken again at the end."""
    seat = _seat.get()
    if seat is None or seat.task is not asyncio.current_task() or not seat.taken or seconds <= 0:
        await asyncio.sleep(seconds)
        return
    seat.taken = False
    seat.free.release()
    await asyncio.sleep(seconds)
    await seat.free.acquire()
    seat.taken = True
