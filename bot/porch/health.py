"""``/healthz``: the process answers. ``/readyz``: it does what it is for, or one word a line for what it does not;
below, how long ago it heard from Telegram and made a round.

The words are ``services.vitals.Cause``. They name nobody and count nothing, so anybody may read them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence

from bot.porch.routes import Answer, Asked, Route
from bot.services.vitals import Verdict, Vitals

READY, NOT_READY = 200, 503


def health_routes(vitals: Vitals, store_answers: Callable[[], Awaitable[bool]]) -> Sequence[Route]:
    """The routes by which a supervisor, an orchestrator or a person sees how the bot is."""

    async def alive(_: Asked) -> Answer:
        return Answer(body=b"alive\n")

    async def ready(_: Asked) -> Answer:
        verdict = vitals.verdict(store_answers=await store_answers())
        lines = [*(verdict.causes or ("ready",)), *_ages(verdict)]
        return Answer(NOT_READY if verdict.causes else READY, "".join(f"{line}\n" for line in lines).encode())

    return (Route("GET", "/healthz", alive), Route("GET", "/readyz", ready))


def _ages(verdict: Verdict) -> Iterator[str]:
    yield f"poll_age_seconds={verdict.poll_age.total_seconds():.1f}"
    if verdict.metronome_age is not None:
        yield f"metronome_age_seconds={verdict.metronome_age.total_seconds():.1f}"
