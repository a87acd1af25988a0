"""The webhook's place at the door: Telegram brings an update here, and is told 200 once it is kept.

Who does not say the secret is turned away before a byte of a body is read. A reverse proxy may cut a prefix off the
path: the update is taken at the address's path and at each shorter end of it, as ``/hook`` of ``/bots/hook``; at an
address that ends in a slash, with that slash.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.porch.routes import Answer, Asked, Route

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name, no secret

MOST_BYTES = 1024 * 1024
"""Of one update: dozens of times the longest that Telegram sends."""

AGAIN_SECONDS = 2
"""Telegram would come again after 2, 4, 8 and so on to 120 seconds; told so, it does not let the pauses grow."""

_KEPT, _STRANGER, _COME_AGAIN = Answer(), Answer(401), Answer(503, again_seconds=AGAIN_SECONDS)


class Taker(Protocol):
    """Takes updates in."""

    def knows(self, secret: str | None) -> bool:
        """Whether this is the secret that only Telegram was told."""

    @property
    def is_open(self) -> bool:
        """Whether an update can be taken in now."""

    async def take(self, body: bytes) -> bool:
        """Whether it need not come again."""


def webhook_routes(path: str, taker: Taker) -> Sequence[Route]:
    """The routes by which updates come in, for an address with this path."""

    async def bring(asked: Asked) -> Answer:
        if not taker.knows(asked.headers.get(SECRET_HEADER)):
            return _STRANGER
        if not taker.is_open:
            return _COME_AGAIN
        return _KEPT if await taker.take(await asked.body(MOST_BYTES)) else _COME_AGAIN

    steps = path.removeprefix("/").split("/")
    return [Route("POST", f"/{'/'.join(steps[cut:])}", bring) for cut in range(len(steps))]
