"""``python -m tests.bench.delivery``: how fast what is owed goes out, and who waits meanwhile. Each figure by its goal.

The bot is a process of its own; the rehearsal's Bot API, which enforces Telegram's limits, and the people are another.
``--quick`` sends fewer messages: the same figures, less sure.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.clock import WallClock
from bot.rehearsal import Rehearsal
from bot.rehearsal.flood import FloodRules
from bot.rehearsal.messages import Message
from bot.services.delivering import Delivering
from bot.services.library import Library
from bot.services.storage import Storage
from db.claims import claim_next
from db.store import Store
from tests.bench.audience import answers, choose, enter
from tests.bench.broadcast import FIRST_CHAT, Broadcaster, states
from tests.bench.contenders import DATABASE, Running, start

PLANNED = 100_000
TAPPING = 10
EACH = 0.5
"""So many people answer during a broadcast, a question every so many seconds."""


@dataclass(slots=True)
class Sheet:
    """What is printed. ``missed`` counts the goals that were."""

    missed: int = 0

    def note(self, name: str, figure: str, goal: str, *, met: bool) -> None:
        """One figure beside its goal."""
        self.missed += not met
        print(f"{name:<58}{figure:>16}   goal {goal:<22}{'passed' if met else 'MISSED'}", flush=True)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What came of one: messages a second from the first to the last, refusals, rows settled as sent, waits."""

    rate: float
    refused: int
    sent: int
    waits: list[float]
    processor: float

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 answers had their next question."""
        return _p99(self.waits)


async def broadcast(
    people: int, *, pace: float, paid: bool, rules: FloodRules, apart: int | None, tapping: bool = False
) -> Broadcast:
    """A bot starts with so many messages due, and sends them all; while it does, some people answer (``tapping``)."""
    bot = Broadcaster(pace=pace, paid=paid)
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as name:
        folder = Path(name)
        async with Rehearsal(flood=rules, journal_kept=2 * people + 50_000) as api:
            payload = await bot.ahead(folder, api, people)
            running = await start(bot, folder, api, processor=apart)
            try:
                doors = await enter(api, TAPPING, payload=payload, at_once=TAPPING) if tapping else []
                waits, before = await _until_sent(api, people, doors, running)
            finally:
                await running.stop()
            calls = [
                each
                for each in api.journal.calls("sendMessage", status=200)
                if (each.chat_id or 0) >= FIRST_CHAT and (each.chat_id or 0) < FIRST_CHAT + people
            ]
            took = calls[-1].at - calls[0].at
            refused = sum(n for (_, status), n in api.journal.counts.items() if status == "429")
            return Broadcast(len(calls) / took, refused, states(folder).get("sent", 0), waits, before / took)


async def _until_sent(api: Rehearsal, people: int, doors: list[Message], running: Running) -> tuple[list[float], float]:
    ended, waits = asyncio.Event(), list[float]()
    tappers = [asyncio.create_task(_tap(api, door, waits, ended, seed=n)) for n, door in enumerate(doors)]
    used = running.seconds()
    while api.journal.counts["sendMessage", "200"] < people:
        if running.bot.returncode is not None:
            raise RuntimeError("the bot ended")
        await asyncio.sleep(0.1)
    used = running.seconds() - used
    ended.set()
    await asyncio.gather(*tappers)
    return waits, used


async def idle(*, seconds: float, apart: int | None) -> list[float]:
    """How long answers wait when nothing is sent."""
    bot, waits, ended = Broadcaster(), list[float](), asyncio.Event()
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as name:
        async with Rehearsal() as api:
            payload = await bot.ahead(Path(name), api, 0)
            running = await start(bot, Path(name), api, processor=apart)
            try:
                doors = await enter(api, TAPPING, payload=payload, at_once=TAPPING)
                tappers = [asyncio.create_task(_tap(api, door, waits, ended, seed=n)) for n, door in enumerate(doors)]
                await asyncio.sleep(seconds)
                ended.set()
                await asyncio.gather(*tappers)
            finally:
                await running.stop()
    return waits


async def _tap(api: Rehearsal, message: Message, waits: list[float], ended: asyncio.Event, *, seed: int) -> None:
    """Somebody answers, at a person's pace, for as long as it is measured; at the survey's end they go back."""
    chance, person, first = Random(seed), api.person(message.chat.chat_id), True
    await asyncio.sleep(chance.random() * EACH)
    while not ended.is_set():
        data = choose(message, chance, first=first) if answers(message) else _pencil(message)
        if data is None:
            return
        version, pressed, first = message.version, time.perf_counter(), False
        person.tap(message.message_id, data)
        while message.version == version:
            if not await person.chat.changes.past(person.chat.changes.rings, wait=10):
                waits.append(10.0)
                return
        waits.append(time.perf_counter() - pressed)
        await asyncio.sleep(max(0.0, EACH - (time.perf_counter() - pressed)))


def _pencil(message: Message) -> str | None:
    buttons = [button for row in message.buttons or [] for button in row]
    return next((str(button["callback_data"]) for button in buttons if "callback_data" in button), None)


async def knocks() -> tuple[float, float]:
    """Milliseconds that a knock costs at which nothing is due, and one SQL claim of 16 when all are: the medians."""
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as name:
        async with Rehearsal() as api:
            await Broadcaster().ahead(Path(name), api, PLANNED, due_in=timedelta(days=1))
        async with await Store.open(Path(name) / DATABASE) as store:
            ledger = Delivering(Storage(store), WallClock(), Library(), chance=Random(0).choice)
            costs = []
            for _ in range(300):
                began = time.perf_counter()
                assert not await ledger.claim(limit=16)
                costs.append(time.perf_counter() - began)
        claimed, now = list[float](), WallClock().now() + timedelta(days=2)
        with sqlite3.connect(Path(name) / DATABASE) as tx:
            tx.row_factory = sqlite3.Row
            for number in range(300):
                began = time.perf_counter()
                assert len(claim_next(tx, claim=str(number), now=now, lease_until=now, limit=16)) == 16
                claimed.append(time.perf_counter() - began)
        tx.close()
    return 1000 * statistics.median(costs), 1000 * statistics.median(claimed)


async def startups(*, rounds: int, apart: int | None) -> tuple[float, float]:
    """Seconds from the command to the first poll, with one row planned for tomorrow, and with very many.

    By turns, and the least of each counts: whatever else runs on the machine only adds to it.
    """
    took: dict[int, list[float]] = {1: [], PLANNED: []}
    bot = Broadcaster()
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as name:
        folders = {rows: Path(name) / str(rows) for rows in took}
        for rows, folder in folders.items():
            folder.mkdir()
            async with Rehearsal() as api:
                await bot.ahead(folder, api, rows, due_in=timedelta(days=1))
        for _ in range(rounds):
            for rows, folder in folders.items():
                async with Rehearsal() as api:
                    began = time.perf_counter()
                    running = await start(bot, folder, api, processor=apart)
                    took[rows].append(time.perf_counter() - began)
                    await running.stop()
    return min(took[1]), min(took[PLANNED])


def _p99(waits: list[float]) -> float:
    ranked = sorted(waits) or [0.0]
    return 1000 * ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))]


TELEGRAM_FREE = FloodRules()
TELEGRAM_PAID = replace(TELEGRAM_FREE, paid_per_second=1000.0, paid_burst=400)


async def free(sheet: Sheet, options: argparse.Namespace, apart: int | None) -> None:
    """30 a second against a server that allows just that."""
    people = 300 if options.quick else 3000
    went = await broadcast(people, pace=30, paid=False, rules=TELEGRAM_FREE, apart=apart)
    sheet.note(f"{people} messages at 30/s: refused", str(went.refused), "0", met=went.refused == 0)
    sheet.note("  pace", f"{went.rate:.2f}/s", "30/s within 2 %", met=abs(went.rate / 30 - 1) <= 0.02)
    sheet.note("  settled as sent", str(went.sent), str(people), met=went.sent == people)


async def paid(sheet: Sheet, options: argparse.Namespace, apart: int | None) -> None:
    """A thousand a second, with every receipt durable."""
    people = 6000 if options.quick else 60_000
    went = await broadcast(people, pace=1000, paid=True, rules=TELEGRAM_PAID, apart=apart)
    sheet.note(f"{people} paid messages: pace", f"{went.rate:.0f}/s", "1000/s within 2 %", met=went.rate >= 980)
    sheet.note("  refused", str(went.refused), "0", met=went.refused == 0)
    sheet.note("  settled as sent", str(went.sent), str(people), met=went.sent == people)
    print(f"  the bot used {went.processor:.0%} of a processor")


async def waits(sheet: Sheet, options: argparse.Namespace, apart: int | None) -> None:
    """How long people who answer wait for their next question, while a broadcast runs."""
    calm = _p99(await idle(seconds=5 if options.quick else 20, apart=apart))
    limit = max(2 * calm, 100.0)
    print(f"p99 of an answer's next question when nothing is sent: {calm:.1f} ms")
    for pace, people in ((30, 300 if options.quick else 900), (1000, 6000 if options.quick else 30_000)):
        fast = pace > 30
        rules = TELEGRAM_PAID if fast else TELEGRAM_FREE
        went = await broadcast(people, pace=pace, paid=fast, rules=rules, apart=apart, tapping=True)
        name = f"p99 during a broadcast at {pace}/s ({len(went.waits)} answers)"
        sheet.note(name, f"{went.p99:.1f} ms", f"at most {limit:.0f} ms", met=went.p99 <= limit)
        print(f"  which went at {went.rate:.0f}/s")


async def planned(sheet: Sheet, options: argparse.Namespace, apart: int | None) -> None:
    """What much that is planned for later costs now."""
    knock, claim = await knocks()
    sheet.note(f"an empty knock with {PLANNED} rows planned", f"{knock:.2f} ms", "below 1 ms", met=knock < 1)
    sheet.note(f"  claiming 16 of {PLANNED} due rows", f"{claim:.2f} ms", "below 1 ms", met=claim < 1)
    few, many = await startups(rounds=3 if options.quick else 7, apart=apart)
    told = f"{few:.2f} -> {many:.2f} s"
    sheet.note(f"starting with {PLANNED} rows planned", told, "grows by < 0.3 s", met=many - few < 0.3)


PARTS: dict[str, Callable[[Sheet, argparse.Namespace, int | None], Awaitable[None]]] = {
    "free": free,
    "paid": paid,
    "waits": waits,
    "planned": planned,
}


async def bench(options: argparse.Namespace) -> int:
    """Measure what is asked for. 0: every goal was met."""
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    apart = processors[-1] if len(processors) > 1 else None
    if apart is not None:
        os.sched_setaffinity(0, set(processors[:-1]))
    sheet = Sheet()
    for name, measure in PARTS.items():
        if options.only in (None, name):
            await measure(sheet, options, apart)
    return 1 if sheet.missed else 0


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.delivery", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the messages")
    parser.add_argument("--only", choices=tuple(PARTS))
    try:
        return asyncio.run(bench(parser.parse_args()))
    except RuntimeError as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
