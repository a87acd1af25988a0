"""A bell that can be waited for: the one way in which long polls of people, clock and journal are woken."""

from __future__ import annotations

import asyncio


class Bell:
    """Counts its rings; costs nothing while nobody waits."""

    __slots__ = ("_waiting", "rings")

    def __init__(self) -> None:
        self.rings = 0
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> int:
        """One ring more; everybody who waits is woken. The new count is returned."""
        self.rings += 1
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for future in waiting:
                if not future.done():
                    future.set_result(None)
        return self.rings

    async def past(self, count: int, *, wait: float | None) -> bool:
        """True as soon as it has rung more than ``count`` times; False after ``wait`` real seconds (None: for ever)."""
        if self.rings > count:
            return True
        if wait is not None and wait <= 0:
            return False
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.append(future)
        timer = loop.call_later(wait, _wake, future) if wait is not None else None
        try:
            await future
        finally:
            if timer is not None:
                timer.cancel()
            if future in self._waiting:
                self._waiting.remove(future)
        return self.rings > count


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
