"""``python -m tests.bench.card``: 10,000 answers in a minute while organisers watch a card. Each by its goal.

The bot is a process of its own; the rehearsal's Bot API and the people are another. The same minute is played without a
card and with some, by turns: what a card costs those who answer is a ratio of the same run, on the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from bot.rehearsal import UNLIMITED, Person, Rehearsal
from bot.rehearsal.messages import Message
from bot.services.organising.overseeing import STEP
from bot.services.organising.watching import EVERY
from tests.bench.audience import answers, choose, enter
from tests.bench.contenders import DATABASE, Afterword, start
from tests.bench.delivery import Sheet

OWNERS = (701, 702, 703)
"""Whoever watches."""

SEATS = 100
SLACK = 0.25
"""Seconds by which an edit may reach the server sooner after the last one than it was sent."""

SLOWER = 1.2
"""So much longer may answers wait with cards than without, at the 99th percentile: below that it is noise."""

DEARER = 1.1
"""So much more processor time may an answer cost with cards: that is told even where much else runs on the machine."""

_COUNTED = re.compile(r"Started: at least ([\d,]+)\. Finished: at least ([\d,]+)")


@dataclass(slots=True)
class Watched(Afterword):
    """``afterword run`` with owners."""

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        """As ``Afterword``'s, with them."""
        command, settings = Afterword.command(self, folder, api)
        settings["AFTERWORD_OWNERS"] = ",".join(map(str, OWNERS))
        return command, settings


@dataclass(slots=True)
class Minute:
    """What came of one. ``waits`` in seconds; ``used``: processor seconds of the bot.

    ``gaps`` lie between two edits of a card; ``edits`` of the busiest one. ``shown`` is what the cards tell in the end,
    ``stored`` what is on disk: started and finished, in steps.
    """

    waits: list[float] = field(default_factory=list)
    took: float = 0.0
    used: float = 0.0
    gaps: list[float] = field(default_factory=list)
    edits: int = 0
    shown: set[tuple[int, int]] = field(default_factory=set)
    stored: tuple[int, int] = (0, 0)

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 answers had their next question."""
        ranked = sorted(self.waits)
        return 1000 * ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))]


async def play(options: argparse.Namespace, *, watched: bool, apart: int | None) -> Minute:
    """So many answers in so many seconds, with cards or without."""
    bot, minute = Watched(), Minute()
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as name:
        folder = Path(name)
        async with Rehearsal(flood=UNLIMITED, journal_kept=10 * options.answers) as api:
            payload = await bot.prepare(folder, api)
            running = await start(bot, folder, api, processor=apart)
            try:
                doors = await enter(api, options.answers // 4 + SEATS, payload=payload, at_once=SEATS)
                cards = [await _card(api, owner) for owner in OWNERS] if watched else []
                before = len(_edits(api))
                used = running.seconds()
                await _answered(api, deque(doors), minute, options)
                minute.used = running.seconds() - used
                minute.stored = await _at_rest(api, folder, cards)
                minute.shown = {_told(card) for card in cards}
                _note_edits(api, before, minute)
            finally:
                await running.stop()
    return minute


async def _card(api: Rehearsal, owner: int) -> Message:
    """Somebody opens the webinar's card, which is kept up to date from then on."""
    person = api.join(owner, f"Owner {owner}", language_code="en")
    person.write("/webinars")
    listed = await _newest(person, "A benchmark")
    button = next(button for row in listed.buttons or [] for button in row if "A benchmark" in button["text"])
    person.tap(listed.message_id, button["callback_data"])
    return await _newest(person, "Entered:")


async def _newest(person: Person, words: str) -> Message:
    """The newest message of the bot, once one of its messages has these words, or a button with them."""
    while True:
        for message in reversed([each for each in person.messages if each.by_bot]):
            labels = " ".join(button["text"] for row in message.buttons or [] for button in row)
            if words in f"{message.content.text} {labels}":
                return message
        if not await person.chat.changes.past(person.chat.changes.rings, wait=10):
            raise RuntimeError(f"nothing says {words!r}")


async def _answered(api: Rehearsal, waiting: deque[Message], minute: Minute, options: argparse.Namespace) -> None:
    """All answers are given, evenly over the time."""
    began, turns = time.perf_counter(), iter(range(options.answers))
    each = options.seconds / options.answers

    async def sit(seat: int) -> None:
        chance = Random(seat)
        while waiting:
            message, first = waiting.popleft(), True
            person = api.person(message.chat.chat_id)
            while answers(message):
                turn = next(turns, None)
                if turn is None:
                    return
                await asyncio.sleep(max(0.0, began + turn * each - time.perf_counter()))
                data, version, pressed = choose(message, chance, first=first), message.version, time.perf_counter()
                first = False
                person.tap(message.message_id, data)
                while message.version == version:
                    if not await person.chat.changes.past(person.chat.changes.rings, wait=60):
                        raise RuntimeError("nothing was shown for a minute")
                minute.waits.append(time.perf_counter() - pressed)

    await asyncio.gather(*(sit(seat) for seat in range(SEATS)))
    minute.took = time.perf_counter() - began


async def _at_rest(api: Rehearsal, folder: Path, cards: Sequence[Message]) -> tuple[int, int]:
    """What is stored in the end, once the cards tell it; or what it is two edits later, whatever they tell."""
    with closing(sqlite3.connect(folder / DATABASE)) as tx:
        found = tx.execute("SELECT sum(started_at IS NOT NULL), sum(finished_at IS NOT NULL) FROM responses").fetchone()
    stored = (found[0] - found[0] % STEP, found[1] - found[1] % STEP)
    until = time.perf_counter() + 2 * EVERY.total_seconds() + 2
    for card in cards:
        changes = api.person(card.chat.chat_id).chat.changes
        while _told(card) != stored and (left := until - time.perf_counter()) > 0:
            await changes.past(changes.rings, wait=left)
    return stored


def _told(card: Message) -> tuple[int, int]:
    found = _COUNTED.search(card.content.text or "")
    return (_number(found[1]), _number(found[2])) if found else (0, 0)


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _edits(api: Rehearsal) -> list[tuple[int, float]]:
    """Every edit of a card so far: whose, and when."""
    found = api.journal.calls("editMessageText", status=200)
    return [(each.chat_id, each.at) for each in found if each.chat_id in OWNERS]


def _note_edits(api: Rehearsal, before: int, minute: Minute) -> None:
    made = _edits(api)[before:]
    for owner in OWNERS:
        at = [moment for whose, moment in made if whose == owner]
        minute.gaps += [later - earlier for earlier, later in pairwise(at)]
        minute.edits = max(minute.edits, len(at))


async def bench(options: argparse.Namespace) -> int:
    """Measure. 0: every goal was met."""
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    apart = processors[-1] if len(processors) > 1 else None
    if apart is not None:
        os.sched_setaffinity(0, set(processors[:-1]))
    sheet, bare, watched = Sheet(), list[Minute](), list[Minute]()
    for number in range(options.rounds):
        for kind, cards in ((bare, False), (watched, True)):
            minute = await play(options, watched=cards, apart=apart)
            kind.append(minute)
            named = f"{len(OWNERS)} cards" if cards else "no card "
            rate = len(minute.waits) / minute.took
            print(
                f"round {number + 1}, {named}: {len(minute.waits)} answers in {minute.took:.1f} s "
                f"({rate:.0f}/s), p50 {1000 * statistics.median(minute.waits):.1f} ms, p99 {minute.p99:.1f} ms",
                flush=True,
            )
    every, gap = EVERY.total_seconds(), min(gap for minute in watched for gap in minute.gaps)
    edits, most = max(minute.edits for minute in watched), int(options.seconds / every) + 3
    sheet.note(
        "shortest time between two edits of a card", f"{gap:.2f} s", f"at least {every:g} s", met=gap >= every - SLACK
    )
    sheet.note(f"  edits of one card, of {options.answers} answers", str(edits), f"at most {most}", met=edits <= most)
    right = all(minute.shown == {minute.stored} for minute in watched)
    sheet.note("cards tell in the end what is stored", "yes" if right else "no", "yes", met=right)
    cost, bare_cost = (statistics.median(1000 * m.used / len(m.waits) for m in kind) for kind in (watched, bare))
    told = f"{bare_cost:.2f} -> {cost:.2f} ms"
    sheet.note(
        "the bot's processor time for an answer", told, f"at most {DEARER} times", met=cost <= DEARER * bare_cost
    )
    ratio = statistics.median(m.p99 for m in watched) / statistics.median(m.p99 for m in bare)
    sheet.note("p99 with cards, of that without", f"{ratio:.2f}", f"at most {SLOWER}", met=ratio <= SLOWER)
    return 1 if sheet.missed else 0


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.card", description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    try:
        return asyncio.run(bench(parser.parse_args()))
    except RuntimeError as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
