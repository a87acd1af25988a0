"""``python -m tests.bench.planning``: how long the plan of a large audience takes, and who waits for it meanwhile.

One process applies definitions as ``afterword apply`` does. This one stores an answer after the other beside it, as a
bot would, and says how long each took. Both write to one real file on this machine's disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import db.answers
import db.store
from bot.clock import WallClock
from bot.services.publishing import Publishing, read
from bot.survey.reading import Source
from db import batches
from db.migrate import migrate
from db.store import Store
from tests.bench.crowd import PLAN, WITH_NOTHING_NEW, WITH_ONE_MOVED, WITHOUT_PLAN, fill

SECONDS, LONGEST_MS = 15.0, 100.0
"""What is aimed at: for a planning, and for one transaction of it."""

EVERY = 0.005
"""Seconds between two answers."""


@dataclass(slots=True)
class Held:
    """For how long the writer was held, transaction by transaction, in seconds."""

    began: float = 0.0
    longest: float = 0.0
    count: int = 0

    def watch(self) -> None:
        """From now on every transaction of this process is timed: from its first work to the end of its commit."""

        def timed(tx: sqlite3.Connection, orders: Sequence[batches.Order[object]], *, path: Path) -> None:
            for order in orders:
                order._work = self._noting(order._work)
            self.began = 0.0
            batches.carry_out(tx, orders, path=path)
            self.longest = max(self.longest, time.perf_counter() - (self.began or time.perf_counter()))
            self.count += 1

        db.store.carry_out = timed

    def _noting(self, work: Callable[[sqlite3.Connection], object]) -> Callable[[sqlite3.Connection], object]:
        def noting(tx: sqlite3.Connection) -> object:
            self.began = self.began or time.perf_counter()
            return work(tx)

        return noting


async def apply(folder: Path, definition: Path) -> dict[str, Any]:
    """Apply it in this process; how long that took, and the longest transaction of it."""
    held = Held()
    held.watch()
    async with await Store.open(folder / "afterword.db") as store:
        source = Source(str(definition), await asyncio.to_thread(definition.read_bytes))
        reading = await store.read(lambda tx: read([source], tx, templates=None))
        assert not reading.faults, [str(each) for each in reading.faults]
        began, busy = time.perf_counter(), time.process_time()
        applied = await Publishing(store, WallClock(), chance=Random(7).choice).apply(reading)
        took, busy = time.perf_counter() - began, time.process_time() - busy
    words = list(applied.webinars[0].words)
    return {"seconds": took, "busy": busy, "longest": held.longest, "transactions": held.count, "words": words}


async def answering(store: Store, people: int, ended: asyncio.Event) -> list[float]:
    """An answer after the other until ``ended``; how long each took to be durable, in seconds."""
    chance, waits = Random(3), []
    while not ended.is_set():
        response, pick = 1 + chance.randrange(people // 2), chance.choice(("talks", "rooms"))
        began = time.perf_counter()
        await store.write(
            lambda tx, response=response, pick=pick: db.answers.put(
                tx,
                response,
                "formats",
                state="answered",
                picks=(pick,),
                text=None,
                number=None,
                now=datetime.now(UTC),  # noqa: TID251 - a measurement of this machine
            )
        )
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(EVERY)
    return waits


async def measured(folder: Path, definition: str, people: int) -> tuple[dict[str, Any], list[float]]:
    """What a process of its own says of applying ``definition``, and the waits of answers beside it, sorted."""
    path, ended = folder / "definition.yaml", asyncio.Event()
    await asyncio.to_thread(path.write_text, definition)
    async with await Store.open(folder / "afterword.db") as store:
        beside = asyncio.create_task(answering(store, people, ended))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.planning", "--folder", str(folder), "--apply", str(path)),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        ended.set()
        waits = await beside
    if process.returncode != 0:
        raise RuntimeError("the process that applies failed")
    return json.loads(out), sorted(waits)


async def bench(people: int, folder: Path | None) -> int:
    """Say how long each planning takes. 0: as quick as is aimed at."""
    fine = True
    with tempfile.TemporaryDirectory(prefix="afterword-planning-", dir=folder) as name:
        place, now = Path(name), datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - a measurement of this machine
        migrate(place / "afterword.db", now)
        starts = f"{now - timedelta(hours=3):%Y-%m-%d %H:%M}"
        await asyncio.to_thread((place / "definition.yaml").write_text, WITHOUT_PLAN.format(starts=starts))
        await apply(place, place / "definition.yaml")
        fill(place / "afterword.db", people, now=now)
        print(f"{people} people enrolled, 5 follow-ups; an answer is stored every {EVERY * 1000:g} ms beside it")
        print(
            "planning                  seconds  CPU s  longest transaction   answers beside: p50   p99   longest (ms)"
        )
        plans = {"the first": PLAN, "one follow-up moved": WITH_ONE_MOVED, "nothing changes": WITH_NOTHING_NEW}
        for title, definition in plans.items():
            told, waits = await measured(place, definition.format(starts=starts), people)
            seconds, longest = float(told["seconds"]), 1000 * float(told["longest"])
            fine &= seconds <= SECONDS and longest <= LONGEST_MS
            p50, p99, most = (1000 * waits[int(share * (len(waits) - 1))] for share in (0.5, 0.99, 1))
            print(
                f"{title:<22}{seconds:>11.1f}{told['busy']:>7.1f}{longest:>18.0f} ms{p50:>22.1f}{p99:>7.1f}{most:>8.1f}"
            )
            print(f"    {told['transactions']} transactions: {'; '.join(told['words'][-2:])}")
    if not fine:
        print(f"Aimed at: {SECONDS:g} s and {LONGEST_MS:g} ms a transaction.", file=sys.stderr)
    return 0 if fine else 1


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.planning", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the database lies while it is needed; default: the system's")
    parser.add_argument("--apply", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.apply is not None:
        print(json.dumps(asyncio.run(apply(options.folder, options.apply))))
        return 0
    return asyncio.run(bench(options.people, options.folder))


if __name__ == "__main__":
    raise SystemExit(main())
