"""``python -m tests.bench.start``: from the command to the first poll over a large database, and the memory it takes.

Beside it, by turns, the least bot python-telegram-bot makes, which keeps nothing. Each is a process of its own on one
processor; the rehearsal's Bot API is this process, on another. The database is made once; ``--folder`` keeps it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.clock import WallClock
from bot.rehearsal import Rehearsal
from bot.services.surroundings import OnDisk
from bot.survey.definitions import Survey
from db.moments import to_ms
from tests.bench.broadcast import Broadcaster
from tests.bench.contenders import DATABASE, SURVEY, Contender, start
from tests.bench.delivery import Sheet

PEOPLE, ANSWERS = 100_000, 1_000_000
"""Each of the people is owed one follow-up tomorrow. What the answers are more than theirs was imported."""

KEYS = ("attended", "overall", "useful", "share", "length", "policy", "enjoyed", "improve")
"""What is answered of the shipped survey: once in each response."""

TIMES, MORE_MB = 1.5, 60
"""Aimed at: the bare bot's seconds to the first poll, and the memory beyond its own."""

LATER = 10.0
"""Seconds after the first poll at which memory is looked at again."""


@dataclass(slots=True)
class Bare:
    """``bare.py``."""

    name: str = "python-telegram-bot"

    async def prepare(self, folder: Path, api: Rehearsal) -> str:
        return ""

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        return [sys.executable, str(Path(__file__).with_name("bare.py")), api.url, api.token], {}

    def kept(self, folder: Path) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Started:
    """One start: seconds to the first poll, processor seconds of them, and MB resident then and ``LATER``.

    ``answered``: seconds until somebody who wrote before has an answer, of another start.
    """

    seconds: float
    answered: float
    busy: float
    resident: float
    later: float


async def answering(contender: Contender, folder: Path, *, apart: int | None) -> float:
    """Start it once with something to answer, and stop it again: the seconds until it did."""
    with closing(sqlite3.connect(folder / DATABASE)) as tx, tx:
        tx.execute("DELETE FROM inbox")  # each rehearsal numbers its updates alike
    async with Rehearsal() as api:
        api.join(7, first_name="Ana", language_code="en").write("/start")
        began = time.monotonic()
        running = await start(contender, folder, api, processor=apart)
        try:
            if not await api.journal.until(lambda: bool(api.journal.calls("sendMessage", chat_id=7)), wait=60):
                raise RuntimeError(f"{contender.name} does not answer")
            return api.journal.calls("sendMessage", chat_id=7)[0].at - began
        finally:
            await running.stop()


async def measure(contender: Contender, folder: Path, *, apart: int | None) -> Started:
    """Start it twice and stop it again."""
    answered = await answering(contender, folder, apart=apart)
    async with Rehearsal() as api:
        began = time.monotonic()
        running = await start(contender, folder, api, processor=apart)
        try:
            busy, resident = running.seconds(), _resident(running.bot.pid)
            first = api.journal.calls("getUpdates")[0].at - began
            await asyncio.sleep(LATER)
            return Started(first, answered, busy, resident, _resident(running.bot.pid))
        finally:
            await running.stop()


def _resident(pid: int) -> float:
    """MB of memory that are there."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell how much memory a process has")


async def prepare(folder: Path) -> None:
    """The database is there, with the people, what they are owed and what they answered."""
    if (folder / DATABASE).exists():
        return
    async with Rehearsal() as api:
        await Broadcaster().ahead(folder, api, PEOPLE, due_in=timedelta(days=1))
    survey = OnDisk(None, None).survey(SURVEY, beside="")
    assert survey is not None
    at, responses = to_ms(WallClock().now()), ANSWERS // len(KEYS)
    with closing(sqlite3.connect(folder / DATABASE)) as tx:
        webinar, version = tx.execute("SELECT id, survey_id FROM webinars").fetchone()
        attendees: list[int | None] = [attendee for (attendee,) in tx.execute("SELECT attendee_id FROM enrolments")]
        attendees += [None] * (responses - len(attendees))
        tx.executemany(
            f"""INSERT INTO responses (id, label, webinar_id, survey_id, survey_key, attendee_id, mode, language,
                    created_at, started_at, finished_at)
                VALUES (?, ?, {webinar}, {version}, '{SURVEY}', ?, ?, 'en', {at}, {at}, {at})""",
            (
                (number, f"{number:010x}", attendee, "import" if attendee is None else "chat")
                for number, attendee in enumerate(attendees, start=1)
            ),
        )
        tx.executemany(
            f"""INSERT INTO answers (response_id, question, webinar_id, survey_id, state, picks, text, stored_at)
                VALUES (?, ?, {webinar}, {version}, 'answered', ?, ?, {at})""",
            _answers(survey, responses),
        )
        tx.commit()


def _answers(survey: Survey, responses: int) -> Iterator[tuple[int, str, str, str | None]]:
    """The answers of so many responses: question, picks, text."""
    chance = Random(5)
    options = {question.key: [option.key for option in question.options] for question in survey.questions}
    for response in range(1, responses + 1):
        for key in KEYS:
            open_ended = not options[key]
            picks = "[]" if open_ended else json.dumps([chance.choice(options[key])])
            yield response, key, picks, f"More time for questions ({response})" if open_ended else None


async def bench(options: argparse.Namespace) -> int:
    """Start both by turns and say what came out. 0: both goals were met."""
    processors = sorted(os.sched_getaffinity(0))
    apart = processors[-1] if len(processors) > 1 else None
    if apart is not None:
        os.sched_setaffinity(0, set(processors[:-1]))
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as name:
        folder = options.folder or Path(name)
        await prepare(folder)
        size = (folder / DATABASE).stat().st_size / 1e6
        print(f"{ANSWERS} answers and {PEOPLE} follow-ups owed tomorrow, {size:.0f} MB on disk")
        print(f"{'':<30}seconds to the first poll   answer   CPU s   resident MB then   10 s later")
        played: dict[str, list[Started]] = {}
        for number in range(options.rounds + 1):  # the first fills the system's caches and does not count
            for contender in (Broadcaster(), Bare()):
                went = await measure(contender, folder, apart=apart)
                if number:
                    played.setdefault(contender.name, []).append(went)
                    print(_line(f"round {number} {contender.name}", went), flush=True)
    return _conclude(*(_median(rounds) for rounds in played.values()))


def _median(rounds: list[Started]) -> Started:
    return Started(
        *(statistics.median(getattr(each, field.name) for each in rounds) for field in fields(Started)),
    )


def _line(name: str, went: Started) -> str:
    times = f"{went.seconds:>25.2f}{went.answered:>9.2f}{went.busy:>8.2f}"
    return f"{name:<30}{times}{went.resident:>19.0f}{went.later:>13.0f}"


def _conclude(ours: Started, bare: Started) -> int:
    print(_line("median, afterword", ours))
    print(_line("median, python-telegram-bot", bare))
    sheet, ratio = Sheet(), ours.seconds / bare.seconds
    more, later = ours.resident - bare.resident, ours.later - bare.later
    sheet.note("start, of the bare bot's", f"{ratio:.2f}", f"at most {TIMES} times", met=ratio <= TIMES)
    busy = ours.busy / bare.busy
    sheet.note(
        "  processor time to there, which other work moves less",
        f"{busy:.2f}",
        f"at most {TIMES} times",
        met=busy <= TIMES,
    )
    sheet.note("memory at the first poll, beyond its", f"{more:+.0f} MB", f"at most +{MORE_MB} MB", met=more <= MORE_MB)
    sheet.note("  10 s later", f"{later:+.0f} MB", f"at most +{MORE_MB} MB", met=later <= MORE_MB)
    return 1 if sheet.missed else 0


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the database is, or will be made and kept")
    try:
        return asyncio.run(bench(parser.parse_args()))
    except RuntimeError as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
