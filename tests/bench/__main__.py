"""``python -m tests.bench``: answers a second through the whole path, Afterword and a stock bot by turns.

Press, durable row, next question shown. Both bots run as processes of their own on one processor; the rehearsal's Bot
API and the people are one process on another. Each round ends with kill -9, and what is on disk then is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsal import UNLIMITED, Rehearsal
from tests.bench import contenders
from tests.bench.audience import Tally, answer, enter

GOAL, LEAST = 5.0, 3.0
BUSY = 0.95


@dataclass(slots=True)
class Round:
    """One bot's round.

    ``waits`` in seconds, sorted. ``bot`` and ``peer`` are the shares of their processors they used, ``others`` the share
    of the bot's processor that went to neither bot nor idling.
    """

    name: str
    rate: float
    waits: list[float]
    bot: float
    peer: float
    others: float
    shown: int
    kept: int

    @property
    def cost(self) -> float:
        """Milliseconds of processor time the bot used for an answer."""
        return 1000 * self.bot / self.rate if self.rate else 0.0

    def at(self, share: float) -> float:
        """The wait in milliseconds below which ``share`` of them lie."""
        return 1000 * self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]

    def line(self, number: int) -> str:
        return (
            f"{number:>5}  {self.name:<10}{self.rate:>10.0f}{self.at(0.5):>10.1f}{self.at(0.99):>10.1f}"
            f"{self.cost:>9.2f}{self.bot:>9.0%}{self.peer:>9.0%}{self.others:>9.0%}   {self.kept} of {self.shown}"
        )


async def play(contender: contenders.Contender, options: argparse.Namespace, processors: list[int]) -> Round:
    """One round, from an empty folder to kill -9."""
    apart = len(processors) > 1
    with tempfile.TemporaryDirectory(prefix="afterword-bench-", dir=options.folder) as name:
        folder = Path(name)
        async with Rehearsal(flood=UNLIMITED) as api:
            payload = await contender.prepare(folder, api)
            running = await contenders.start(contender, folder, api, processor=processors[-1] if apart else None)
            try:
                return await _measure(contender, running, folder, api, payload, options)
            finally:
                await running.kill()


async def _measure(
    contender: contenders.Contender,
    running: contenders.Running,
    folder: Path,
    api: Rehearsal,
    payload: str,
    options: argparse.Namespace,
) -> Round:
    waiting = deque(await enter(api, options.pool, payload=payload, at_once=options.people))
    tally, ended = Tally(), asyncio.Event()
    gc.collect()
    gc.disable()  # here only: the peer's own pauses are not to be measured
    seats = [asyncio.create_task(answer(api, waiting, tally, ended, seed=seat)) for seat in range(options.people)]
    try:
        await _wait(options.warm_up, seats)
        began, bot, peer, busy = time.perf_counter(), running.seconds(), time.process_time(), running.busy()
        tally.open = True
        # A round ends early when somebody finds nobody left to take the seat: the number of people must not sink.
        await _wait(options.seconds, seats)
        tally.open = False
        took = time.perf_counter() - began
        bot, peer, busy = running.seconds() - bot, time.process_time() - peer, running.busy() - busy
    finally:
        gc.enable()
        ended.set()
    if options.tell_stop:
        await asyncio.gather(*seats)
        await running.stop()
    else:
        await running.kill()
    shown = tally.shown
    for seat in seats:
        seat.cancel()
    for outcome in await asyncio.gather(*seats, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
    kept = await asyncio.to_thread(contender.kept, folder)
    shares = (bot / took, peer / took, max(0.0, busy - bot) / took)
    return Round(contender.name, len(tally.waits) / took, sorted(tally.waits), *shares, shown, kept)


async def _wait(seconds: float, seats: list[asyncio.Task[None]]) -> None:
    await asyncio.wait(seats, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=100, help="who answer at the same time")
    parser.add_argument("--pool", type=int, default=2000, help="who have entered before the measuring")
    parser.add_argument("--seconds", type=float, default=8, help="measured, a round")
    parser.add_argument("--warm-up", type=float, default=2, help="seconds before them")
    parser.add_argument("--folder", type=Path, help="where databases lie while they are needed; default: the system's")
    parser.add_argument("--only", choices=("afterword", "stock"))
    parser.add_argument("--tell-stop", action="store_true", help="end rounds with SIGTERM in place of kill -9")
    return parser.parse_args(given)


async def bench(options: argparse.Namespace) -> int:
    """Play all rounds and say what came out. 0: at least three times the stock bot, and no answer lost; else 1."""
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(processors) > 1:
        os.sched_setaffinity(0, set(processors[:-1]) if len(processors) > 2 else {processors[0]})
    both: list[contenders.Contender] = [contenders.Afterword(), contenders.Stock()]
    playing = [each for each in both if options.only in (None, each.name)]
    print(f"{options.people} people answer the shipped survey, {options.seconds:g} s a round; waits in milliseconds")
    print(
        "round  bot        answers/s       p50       p99   CPU ms  bot CPU peer CPU   others   on disk at the end, of shown"
    )
    rounds: dict[str, list[Round]] = {each.name: [] for each in playing}
    for number in range(1, options.rounds + 1):
        for contender in playing:
            played = await play(contender, options, processors)
            rounds[contender.name].append(played)
            print(played.line(number), flush=True)
    return _conclude(rounds)


def _conclude(rounds: dict[str, list[Round]]) -> int:
    if crowded := [one for played in rounds.values() for one in played if one.peer >= BUSY]:
        print(f"The peer was busy in {len(crowded)} rounds: what a bot does in those is more than is shown.")
    lost = [one for one in rounds.get("afterword", []) if one.kept < one.shown]
    if lost:
        print("Afterword lost answers it had taken.", file=sys.stderr)
    if len(rounds) < 2:
        return 1 if lost else 0
    ours, theirs = rounds["afterword"], rounds["stock"]
    ratios = [mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)]
    ratio = statistics.median(ratios)
    for name, played in rounds.items():
        print(f"{name}: median {statistics.median(one.rate for one in played):.0f} answers/s")
    print(f"ratio by round {', '.join(f'{each:.2f}' for each in ratios)}; median {ratio:.2f}", end=" ")
    print(f"(goal {GOAL:g}, at least {LEAST:g})")
    return 1 if lost or ratio < LEAST else 0


def main() -> int:
    """The exit code."""
    return asyncio.run(bench(_arguments(None)))


if __name__ == "__main__":
    raise SystemExit(main())
