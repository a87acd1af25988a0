"""``/healthz``: the process answers. ``/readyz``: it does what it is for, or one word a line for what it does not.

The words are ``services.vitals.Cause``. They name nobody and count nothing, so anybody may read them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.porch.routes import Answer, Asked, Route
from bot.services.vitals import Vitals

NOT_READY = 503


def health_routes(vitals: Vitals, store_answers: Callable[[], Awaitable[bool]]) -> Sequence[Route]:
    """The routes by which a supervisor, an orchestrator or a person sees how the bot is."""

    async def alive(_: Asked) -> Answer:
        return Answer(body=b"alive\n")

    async def ready(_: Asked) -> Answer:
        causes = vitals.verdict(store_answers=await store_answers()).causes
        if causes:
            return Answer(NOT_READY, "".join(f"{cause}\n" for cause in causes).encode())
        return Answer(body=b"ready\n")

    return (Route("GET", "/healthz", alive), Route("GET", "/readyz", ready))
