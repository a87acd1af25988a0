"""``python -m tests.bench.watching``: what it costs those who answer that the bot is measured, a million rows owed.

The same bot is played with by turns unwatched and watched: it listens, and somebody asks for ``/metrics`` each second,
which is fifteen times as often as Prometheus does. What an answer costs and how long it waits are ratios of one run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sqlite3
import statistics
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.rehearsal import Rehearsal
from tests.bench.contenders import DATABASE, Afterword
from tests.bench.rounds import HEAD, Plan, Round, play

DEARER = 1.1
"""So much more processor time may an answer cost while somebody asks each second: below that it is noise."""

SLOWEST = 0.5
"""Seconds that the slowest page but one in a hundred may take."""

EACH = 1.0
"""Seconds between two who ask."""

_OWED = """INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, state, prefers, settled_at)
VALUES (1, ?, ?, 1, ?, 'twice', 1)"""


@dataclass
class Unwatched:
    """``afterword run`` over a large outbox."""

    rows: int
    name: str = "unwatched"
    bot: Afterword = field(default_factory=Afterword)

    async def prepare(self, folder: Path, api: Rehearsal) -> str:
        payload = await self.bot.prepare(folder, api)
        await asyncio.to_thread(_owe, folder / DATABASE, self.rows)
        return payload

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        return self.bot.command(folder, api)

    def kept(self, folder: Path) -> int:
        return self.bot.kept(folder)


@dataclass
class Watched(Unwatched):
    """The same, and somebody asks. ``pages``: how long each page took, in seconds."""

    name: str = "watched"
    pages: list[float] = field(default_factory=list)
    asking: asyncio.Task[None] | None = None
    port: int = 0

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        self.port = _a_port()
        self.asking = asyncio.create_task(self._ask())
        command, settings = self.bot.command(folder, api)
        return command, settings | {"AFTERWORD_LISTEN": f"127.0.0.1:{self.port}"}

    def kept(self, folder: Path) -> int:
        assert self.asking is not None
        self.asking.get_loop().call_soon_threadsafe(self.asking.cancel)
        return self.bot.kept(folder)

    async def _ask(self) -> None:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{self.port}") as session:
            while True:
                began = time.perf_counter()
                try:
                    async with session.get("/metrics") as page:
                        text = await page.text()
                except aiohttp.ClientError:  # not there yet, or no more
                    text = ""
                if f'afterword_outbox_rows{{state="sent"}} {float(self.rows // 2)}' in text:
                    self.pages.append(time.perf_counter() - began)
                await asyncio.sleep(EACH)


def _a_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _owe(database: Path, rows: int) -> None:
    """So many messages were owed and are settled, half of them sent, to people who are not otherwise here."""
    states = ("sent", "cancelled")
    with closing(sqlite3.connect(database)) as tx, tx:
        tx.execute("PRAGMA foreign_keys = OFF")
        tx.executemany(_OWED, ((10**9 + n // 10, f"f{n % 10}", states[n % 2]) for n in range(rows)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.watching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000, help="in the outbox")
    parser.add_argument("--seconds", type=float, default=8, help="measured, a round")
    return parser.parse_args()


async def bench(rounds: int, rows: int, seconds: float) -> int:
    """Play by turns and say what came out. 0: watching costs next to nothing; else 1."""
    plan = Plan(people=50, pool=2000, seconds=seconds, warm_up=1.5)
    processor = max(os.sched_getaffinity(0)) if len(os.sched_getaffinity(0)) > 1 else None
    unwatched, watched = Unwatched(rows), Watched(rows)
    print(f"{rows:,} rows in the outbox; /metrics asked for each {EACH:g} s; waits in milliseconds\n{HEAD}")
    played: dict[str, list[Round]] = {"unwatched": [], "watched": []}
    for number in range(1, rounds + 1):
        for contender in (unwatched, watched):
            found = await play(contender, plan, processor=processor)
            played[contender.name].append(found)
            print(found.line(number), flush=True)
    cost = _ratio(played, lambda each: each.cost)
    wait = _ratio(played, lambda each: each.at(0.5))
    pages = sorted(watched.pages)
    slowest = pages[int(0.99 * (len(pages) - 1))] if pages else float("inf")
    late = _ratio(played, lambda each: each.at(0.99))
    print(f"an answer costs {cost:.2f} times the processor time; its wait: p50 {wait:.2f} times, p99 {late:.2f} times")
    half = statistics.median(pages or [0])
    print(f"{len(pages)} pages: half within {1000 * half:.0f} ms, 99 % within {1000 * slowest:.0f} ms")
    return 0 if cost <= DEARER and slowest <= SLOWEST else 1


def _ratio(played, figure) -> float:
    return statistics.median(map(figure, played["watched"])) / statistics.median(map(figure, played["unwatched"]))


if __name__ == "__main__":
    options = _arguments()
    sys.exit(asyncio.run(bench(options.rounds, options.rows, options.seconds)))
