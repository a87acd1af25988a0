"""``python -m tests.bench.exports``: how long exports of many responses take, and how much memory they need.

Each form is written by the command line in a process of its own, from one real file with ten questions. Those that are
written row after row must not need more memory for ten times as many rows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.clock import WallClock
from bot.services.publishing import Publishing, read
from bot.survey.reading import Source
from db.migrate import migrate
from db.moments import to_ms
from db.store import Store

STREAMED = ("csv", "xlsx", "jsonl", "parquet")
FORMS = (*STREAMED, "sav")
MORE_MB = 40
"""How much more memory a streamed form may need for the largest crowd: a reader keeps up to 32 MiB of the file."""

DEFINITION = """
survey: many
title: How was it?
identity: pseudonymous
questions:
  - {{key: overall, kind: scale, ask: "Overall?", options: [{options}]}}
  - {{key: useful, kind: scale, ask: "Useful?", options: [{options}]}}
  - {{key: length, kind: single, ask: "Length?", ordered: true, options: [{options}]}}
  - {{key: formats, kind: multiple, ask: "Formats?", other: true, options: [{options}]}}
  - {{key: topics, kind: multiple, ask: "Topics?", options: [{options}]}}
  - {{key: again, kind: nps, ask: "Recommend?"}}
  - {{key: live, kind: yes_no, ask: "Live?"}}
  - {{key: hours, kind: number, ask: "Hours?"}}
  - {{key: day, kind: date, ask: "When next?"}}
  - {{key: improve, kind: open, ask: "What to improve?"}}
---
webinar: A webinar for many
key: many
starts: 2026-11-24 10:00
timezone: UTC
duration: 2h
privacy: {{controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 3650d}}
survey: many
"""
KEYS = ("a", "b", "c", "d", "e")


def fill(database: Path, people: int) -> None:
    """So many responses, all finished; a tenth of the answers is skipped."""
    chance, at = Random(3), to_ms(datetime(2026, 11, 24, 12, tzinfo=UTC))
    with closing(sqlite3.connect(database)) as tx:
        webinar, survey = tx.execute("SELECT id, survey_id FROM webinars").fetchone()
        tx.executemany(
            f"""INSERT INTO responses (id, label, webinar_id, survey_id, survey_key, mode, language, created_at,
                    started_at, finished_at)
                VALUES (?1, ?2, {webinar}, {survey}, 'many', 'import', 'en', ?3, ?3, ?3)""",
            ((number, f"{chance.getrandbits(50):010x}", at) for number in range(1, people + 1)),
        )
        answers = (answer for number in range(1, people + 1) for answer in answers_of(chance, number))
        tx.executemany(
            f"""INSERT INTO answers (response_id, question, webinar_id, survey_id, state, picks, text, number,
                    stored_at)
                VALUES (?, ?, {webinar}, {survey}, ?, ?, ?, ?, {at})""",
            answers,
        )
        tx.commit()


def answers_of(chance: Random, number: int):
    """Ten answers of one response."""
    day = (datetime(2026, 12, 1, tzinfo=UTC) + timedelta(days=chance.randrange(300))).date().isoformat()
    said = {
        **{key: ([chance.choice(KEYS)], None, None) for key in ("overall", "useful", "length")},
        **{key: (sorted(chance.sample(KEYS, 2)), None, None) for key in ("formats", "topics")},
        "again": ([str(chance.randrange(11))], None, None),
        "live": ([chance.choice(("yes", "no"))], None, None),
        "hours": ([], None, chance.randrange(80) / 2),
        "day": ([], day, None),
        "improve": ([], f"More time for questions, please ({chance.random()})", None),
    }
    for key, (picks, text, value) in said.items():
        if chance.random() < 0.1:
            yield number, key, "skipped", "[]", None, None
        else:
            yield number, key, "answered", json.dumps(picks), text, value


async def prepare(folder: Path, people: int) -> None:
    """A database with the webinar and its responses."""
    database = folder / "afterword.db"
    migrate(database, WallClock().now())
    options = ", ".join(f"{{key: {key}, label: Answer {key.upper()}}}" for key in KEYS)
    source = Source("definition.yaml", DEFINITION.format(options=options).encode())
    async with await Store.open(database) as store:
        reading = await store.read(lambda tx: read([source], tx, templates=None))
        assert not reading.faults, [str(each) for each in reading.faults]
        await Publishing(store, WallClock(), chance=Random(7).choice).apply(reading)
    fill(database, people)


def one(form: str | None) -> None:
    """In a process of its own: write the form, and say how long it took and how much memory was needed at most."""
    from bot.cli import main

    began = time.perf_counter()
    if form is not None and main(["export", "many", f"--{form}", f"out.{form}"]) != 0:
        raise SystemExit(1)
    told = {"seconds": time.perf_counter() - began, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    print(json.dumps(told), file=sys.stderr)


def measured(folder: Path, form: str) -> tuple[float, float, int]:
    """Seconds, megabytes of memory at most, and bytes of the file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.exports", "--one", form],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stderr.splitlines()[-1])
    return told["seconds"], told["peak"], (folder / f"out.{form}").stat().st_size


def bench(crowds: list[int], folder: Path | None) -> int:
    """Say what each form took. 0: memory stays flat where rows are streamed."""
    peaks: dict[str, list[float]] = {form: [] for form in FORMS}
    print("responses  form      seconds   peak memory (MB)   file (MB)")
    for people in crowds:
        with tempfile.TemporaryDirectory(prefix="afterword-exports-", dir=folder) as name:
            place = Path(name)
            asyncio.run(prepare(place, people))
            for form in FORMS:
                seconds, peak, size = measured(place, form)
                peaks[form].append(peak)
                print(f"{people:>9,}  {form:<8}{seconds:>9.1f}{peak:>19.0f}{size / 1e6:>12.1f}", flush=True)
    ratios = {form: found[-1] / found[0] for form, found in peaks.items()}
    print("memory of the largest crowd to the smallest: " + ", ".join(f"{f} {r:.2f}" for f, r in ratios.items()))
    grown = [form for form in STREAMED if peaks[form][-1] - peaks[form][0] > MORE_MB]
    if grown:
        print(f"Not flat: {', '.join(grown)} (aimed at {MORE_MB} MB more at most).", file=sys.stderr)
    return 1 if grown else 0


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.exports", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where files lie while they are needed; default: the system's")
    parser.add_argument("--one", choices=FORMS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        one(options.one)
        return 0
    return bench(options.people, options.folder)


if __name__ == "__main__":
    raise SystemExit(main())
