"""One round: a bot in an empty folder, people who have entered, some seconds of answering, and kill -9."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsal import UNLIMITED, Rehearsal
from tests.bench import shares
from tests.bench.audience import Tally, answer, enter
from tests.bench.contenders import Contender, Running, start

HEAD = "round  bot        answers/s      p50      p99   CPU ms  bot CPU peer CPU   others   on disk, of shown"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a round goes. ``people`` answer at the same time; ``pool`` have entered before. ``profile``: ask py-spy."""

    people: int
    pool: int
    seconds: float
    warm_up: float
    folder: Path | None = None
    polite: bool = False
    profile: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """What came out of one.

    ``waits`` in seconds, sorted. ``bot`` and ``peer`` are the shares of their processors they used, ``others`` the
    share of the bot's processor that went to neither the bot nor idling. ``shares``: where the bot's time went.
    """

    name: str
    rate: float
    waits: list[float]
    bot: float
    peer: float
    others: float
    shown: int
    kept: int
    shares: str = ""

    @property
    def cost(self) -> float:
        """Milliseconds of processor time the bot used for an answer."""
        return 1000 * self.bot / self.rate

    def at(self, share: float) -> float:
        """The wait in milliseconds below which ``share`` of them lie."""
        return 1000 * self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]

    def line(self, number: int) -> str:
        """The round as a row below ``HEAD``."""
        return (
            f"{number:>5}  {self.name:<10}{self.rate:>10.0f}{self.at(0.5):>9.1f}{self.at(0.99):>9.1f}"
            f"{self.cost:>9.2f}{self.bot:>9.0%}{self.peer:>9.0%}{self.others:>9.0%}   {self.kept} of {self.shown}"
        )


async def play(contender: Contender, plan: Plan, *, processor: int | None) -> Round:
    """One round with the bot on ``processor`` alone. Raises: RuntimeError, NeverShown: the bot did not do its part."""
    with tempfile.TemporaryDirectory(prefix="afterword-bench-", dir=plan.folder) as name:
        folder = Path(name)
        async with Rehearsal(flood=UNLIMITED) as api:
            payload = await contender.prepare(folder, api)
            running = await start(contender, folder, api, processor=processor)
            try:
                return await _play(contender, running, folder, api, payload, plan)
            finally:
                await running.kill()


async def _play(
    contender: Contender, running: Running, folder: Path, api: Rehearsal, payload: str, plan: Plan
) -> Round:
    waiting = deque(await enter(api, plan.pool, payload=payload, at_once=plan.people))
    tally, ended = Tally(), asyncio.Event()
    seats = [asyncio.create_task(answer(api, waiting, tally, ended, seed=seat)) for seat in range(plan.people)]
    stacks = folder / "stacks.txt"
    try:
        await _pass(plan.warm_up, seats)
        spying = shares.record(running.bot.pid, stacks, seconds=plan.seconds) if plan.profile else None
        took, bot, peer, busy = await _measured(running, tally, seats, plan, spying=spying)
    finally:
        ended.set()
    if plan.polite:
        await asyncio.wait(seats)
        await running.stop()
    else:
        await running.kill()
    shown = tally.shown
    for seat in seats:
        seat.cancel()
    for outcome in await asyncio.gather(*seats, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
    if not tally.waits:
        raise RuntimeError(f"{contender.name} answered nothing")
    return Round(
        name=contender.name,
        rate=len(tally.waits) / took,
        waits=sorted(tally.waits),
        bot=bot / took,
        peer=peer / took,
        others=max(0.0, busy - bot) / took,
        shown=shown,
        kept=await asyncio.to_thread(contender.kept, folder),
        shares=shares.table(stacks.read_text().splitlines()) if plan.profile else "",
    )


async def _measured(
    running: Running, tally: Tally, seats: list[asyncio.Task[None]], plan: Plan, *, spying: shares.Spying | None
) -> tuple[float, float, float, float]:
    """Real seconds of the measuring, and processor seconds: the bot's, this process's, all of the bot's processor."""
    gc.collect()
    gc.disable()  # the peer's own pauses are not to be measured
    try:
        began, bot, peer, busy = time.perf_counter(), running.seconds(), time.process_time(), running.busy()
        tally.open = True
        await asyncio.gather(_pass(plan.seconds, seats), *([spying] if spying else []))
        tally.open = False
        took = time.perf_counter() - began
        return took, running.seconds() - bot, time.process_time() - peer, running.busy() - busy
    finally:
        gc.enable()


async def _pass(seconds: float, seats: list[asyncio.Task[None]]) -> None:
    """Wait; no longer than until somebody finds nobody left to take a seat: the number of people must not sink."""
    await asyncio.wait(seats, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
