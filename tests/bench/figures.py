"""``python -m tests.bench.figures``: what a summary of very many responses costs, and who waits for it meanwhile.

``afterword summary KEY --json`` runs as a process of its own, as whoever asks would run it, over a real file, while
this process stores answers beside it as a bot would. Its cost is told for growing numbers of answers, so that one can
see whether it grows in proportion.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import db.answers
from bot.clock import WallClock
from bot.services.publishing import Publishing, read
from bot.survey.reading import Source
from db.migrate import migrate
from db.moments import to_ms
from db.store import Store

QUESTIONS = 10
SECONDS, MEGABYTES, SLOWER = 1.0, 300, 2.0
"""Aimed at with 100,000 responses: seconds, resident memory, and the p99 of an answer beside it by that of none."""

EVERY = 0.005
"""Seconds between two answers."""

NOISE = 0.01
"""Seconds of processor that a process takes more or less by chance."""

DEFINITION = """
survey: figures
title: How was it?
identity: pseudonymous
questions:
  - key: attended
    kind: single
    ordered: true
    optional: false
    ask: Were you there?
    options: [{key: all, label: All}, {key: part, label: Part}, {key: no, label: No}]
  - key: overall
    kind: scale
    ask: Overall?
    options: &scale
      - {key: a, label: Very good}
      - {key: b, label: Good}
      - {key: c, label: Fair}
      - {key: d, label: Poor}
      - {key: e, label: Very poor}
    boxes: {good: [a, b]}
  - {key: useful, kind: scale, ask: Useful?, options: *scale}
  - key: length
    kind: single
    ordered: true
    ask: The length?
    options: [{key: short, label: Short}, {key: right, label: Right}, {key: long, label: Long}]
  - key: formats
    kind: multiple
    max: 3
    ask: Which?
    options:
      - {key: t, label: Talks}
      - {key: u, label: Rooms of four}
      - {key: v, label: Rooms of eight}
      - {key: w, label: A workshop}
      - {key: x, label: A visit}
      - {key: y, label: A market}
    boxes: {rooms: [u, v]}
  - {key: share, kind: yes_no, ask: Would you share it?}
  - {key: recommend, kind: nps, ask: Would you recommend it?}
  - {key: minutes, kind: number, ask: How many minutes?, min: 0, max: 120}
  - {key: again, kind: scale, ask: Again?, options: *scale}
  - {key: improve, kind: open, ask: What could be better?}
---
webinar: A webinar of many answers
key: figures
starts: STARTS
timezone: UTC
duration: 2h
attendees: ATTENDEES
privacy: {controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}
survey: figures
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one summary took: seconds on the wall and of processor, and the most memory that was resident, in MB."""

    wall: float
    busy: float
    resident: float
    document: Mapping[str, Any]


def answers_of(response: int, chance: Random) -> list[tuple[int, str, str, str, str | None, float | None]]:
    """The ten answers of one response: question, state, picks, text, number."""
    formats = json.dumps(sorted(chance.sample("tuvwxy", chance.randint(1, 3))), separators=(",", ":"))
    given: list[tuple[str, str, str | None, float | None]] = [
        ("attended", f'["{chance.choices(("all", "part", "no"), (80, 15, 5))[0]}"]', None, None),
        ("overall", _scale(chance), None, None),
        ("useful", _scale(chance), None, None),
        ("length", f'["{chance.choice(("short", "right", "right", "long"))}"]', None, None),
        ("formats", formats, None, None),
        ("share", f'["{chance.choice(("yes", "yes", "no"))}"]', None, None),
        ("recommend", f'["{chance.randint(0, 10)}"]', None, None),
        ("minutes", "[]", None, float(chance.randint(0, 24) * 5)),
        ("again", _scale(chance), None, None),
        ("improve", "[]", f"The {chance.choice(('sound', 'food', 'time', 'slides'))} number {response}", None),
    ]
    skips = chance.random() < 0.1
    return [
        (response, key, "skipped", "[]", None, None)
        if skips and key not in ("attended", "overall")
        else (response, key, "answered", picks, text, number)
        for key, picks, text, number in given
    ]


def _scale(chance: Random) -> str:
    return f'["{chance.choices("abcde", (40, 35, 15, 7, 3))[0]}"]'


def fill(database: Path, responses: int) -> None:
    """The webinar has so many responses more, each with an answer to each of the ten questions."""
    with closing(sqlite3.connect(database)) as tx:
        webinar, survey = tx.execute("SELECT id, survey_id FROM webinars").fetchone()
        (last,) = tx.execute("SELECT coalesce(max(id), 0) FROM responses").fetchone()
        chance, now = Random(last), to_ms(datetime.now(UTC))  # noqa: TID251 - a measurement of this machine
        numbers = [(number,) for number in range(last + 1, last + responses + 1)]
        tx.executemany(
            f"INSERT INTO attendees (id, chat_id, language, met_at) VALUES (?1, 10000 + ?1, 'en', {now})", numbers
        )
        tx.executemany(
            f"INSERT INTO enrolments (webinar_id, attendee_id, entered_at) VALUES ({webinar}, ?, {now})", numbers
        )
        tx.executemany(
            f"""INSERT INTO responses (id, label, webinar_id, survey_id, survey_key, attendee_id, mode, language,
                    created_at, started_at, finished_at)
                VALUES (?1, 'r' || ?1, {webinar}, {survey}, 'figures', ?1, 'chat', 'en', {now}, {now}, {now})""",
            numbers,
        )
        tx.executemany(
            f"""INSERT INTO answers
                    (response_id, question, state, picks, text, number, webinar_id, survey_id, stored_at)
                VALUES (?, ?, ?, ?, ?, ?, {webinar}, {survey}, {now})""",
            (answer for (number,) in numbers for answer in answers_of(number, chance)),
        )
        tx.commit()


async def prepare(folder: Path, people: int) -> None:
    """A migrated database with the webinar."""
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - a measurement of this machine
    migrate(folder / "afterword.db", now)
    text = DEFINITION.replace("STARTS", f"{now - timedelta(hours=3):%Y-%m-%d %H:%M}").replace("ATTENDEES", str(people))
    async with await Store.open(folder / "afterword.db") as store:
        reading = await store.read(lambda tx: read([Source("figures.yaml", text.encode())], tx, templates=None))
        assert not reading.faults, [str(each) for each in reading.faults]
        await Publishing(store, WallClock(), chance=Random(7).choice).apply(reading)


def summary(folder: Path) -> Cost:
    """What ``afterword summary figures --json`` takes as a process of its own. Raises: RuntimeError if it fails."""
    out = folder / "out.json"
    began = time.perf_counter()
    with out.open("wb") as into:
        process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "bot", "summary", "figures", "--json"],
            os.environ | {"AFTERWORD_DATABASE": str(folder / "afterword.db")},
            file_actions=[(os.POSIX_SPAWN_DUP2, into.fileno(), 1)],
        )
        _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - began
    if status:
        raise RuntimeError("the process that reads failed")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(out.read_bytes()))


async def answering(store: Store, responses: int, seconds: float | None, ended: asyncio.Event) -> list[float]:
    """An answer after the other until ``ended`` or for ``seconds``; how long each took to be durable, sorted, in ms."""
    chance, waits, until = Random(3), [], None if seconds is None else time.perf_counter() + seconds
    while not ended.is_set() and (until is None or time.perf_counter() < until):
        response, pick = 1 + chance.randrange(responses), chance.choice("abcde")
        began = time.perf_counter()
        await store.write(
            lambda tx, response=response, pick=pick: db.answers.put(
                tx,
                response,
                "again",
                state="answered",
                picks=(pick,),
                text=None,
                number=None,
                now=datetime.now(UTC),  # noqa: TID251 - a measurement of this machine
            )
        )
        waits.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(EVERY)
    return sorted(waits)


async def beside(folder: Path, responses: int, times: int) -> tuple[list[Cost], list[float], list[float]]:
    """The costs of some summaries while answers come in, and the waits of answers without and beside them."""
    async with await Store.open(folder / "afterword.db") as store:
        await answering(store, responses, 1.0, asyncio.Event())
        idle = await answering(store, responses, 5.0, asyncio.Event())
        ended = asyncio.Event()
        meanwhile = asyncio.create_task(answering(store, responses, None, ended))
        costs = [await asyncio.to_thread(summary, folder) for _ in range(times)]
        ended.set()
        return costs, idle, await meanwhile


def p99(waits: list[float]) -> float:
    """Of sorted waits."""
    return waits[int(0.99 * (len(waits) - 1))]


async def bench(most: int, folder: Path | None) -> int:
    """Print the tables. 0: as quick as is aimed at, if so many responses were asked for as the aim is about."""
    with tempfile.TemporaryDirectory(prefix="afterword-figures-", dir=folder) as name:
        place, there = Path(name), 0
        await prepare(place, 2 * most)
        print("responses    answers  seconds   CPU s  microseconds an answer   resident MB")
        nothing = min((summary(place) for _ in range(3)), key=lambda each: each.busy)
        print(f"{0:>9}{0:>11}{nothing.wall:>9.2f}{nothing.busy:>8.2f}{'':>24}{nothing.resident:>14.0f}")
        for responses in [size for size in (100, 1_000, 10_000, 100_000) if size <= most]:
            fill(place / "afterword.db", responses - there)
            there = responses
            cost = min((summary(place) for _ in range(3)), key=lambda each: each.busy)
            assert cost.document["responses"]["started"] == responses
            more = cost.busy - nothing.busy
            each = f"{1e6 * more / (responses * QUESTIONS):.2f}" if more > NOISE else ""
            print(
                f"{responses:>9}{responses * QUESTIONS:>11}{cost.wall:>9.2f}{cost.busy:>8.2f}{each:>24}"
                f"{cost.resident:>14.0f}"
            )
        costs, idle, meanwhile = await beside(place, there, times=10)
    middle = sorted(each.wall for each in costs)[len(costs) // 2]
    memory = max(each.resident for each in costs)
    alone, together = p99(idle), p99(meanwhile)
    print(f"{there} responses while an answer is stored every {EVERY * 1000:g} ms, ten summaries one after the other:")
    goals = [
        (f"  summary --json, median: {middle:.2f} s", middle <= SECONDS, f"at most {SECONDS:g} s"),
        (f"  resident: {memory:.0f} MB", memory <= MEGABYTES, f"at most {MEGABYTES} MB"),
        (
            f"  p99 of storing an answer: {alone:.1f} ms idle, {together:.1f} beside, ratio {together / alone:.1f}",
            together <= SLOWER * alone,
            f"at most {SLOWER:g} times",
        ),
    ]
    for said, reached, goal in goals:
        print(f"{said:<72}  goal {goal:<16}  {'passed' if reached else 'missed'}")
    return 0 if all(reached for _, reached, _ in goals) else 1


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.figures", description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the database lies while it is needed; default: the system's")
    options = parser.parse_args()
    return asyncio.run(bench(options.responses, options.folder))


if __name__ == "__main__":
    raise SystemExit(main())
