"""Several programs on one file, and one that is killed in the middle: whatever was acknowledged is there."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import db

HOUSE = Path(db.__file__).parent.parent

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from db import inbox
from db.store import Store

NOW = datetime(2026, 11, 24, tzinfo=UTC)
path, first, last, people = sys.argv[1], *map(int, sys.argv[2:5])

async def write(store, person):
    for number in range(first + person, last, people):
        await store.write(lambda tx: inbox.store_batch(tx, [(number, person, "{}")], now=NOW))
        print(number, flush=True)

async def main():
    async with await Store.open(path) as store:
        await asyncio.gather(*(write(store, person) for person in range(people)))

asyncio.run(main())
"""


def _writer(path: Path, first: int, last: int, people: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(path), str(first), str(last), str(people)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=HOUSE)


def _stored(path: Path) -> set[int]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {update_id for (update_id,) in connection.execute("SELECT update_id FROM inbox")}


def test_two_programs_write_side_by_side_and_end_by_themselves(path: Path) -> None:
    both = [_writer(path, first, first + 300, people=10) for first in (0, 1000)]
    acknowledged = {int(line) for one in both for line in one.communicate()[0].split()}
    assert [one.returncode for one in both] == [0, 0]
    assert acknowledged == _stored(path) == {*range(300), *range(1000, 1300)}


def test_a_program_that_is_killed_while_writing_has_lost_nothing_it_acknowledged(path: Path) -> None:
    kept: set[int] = set()
    for round_number, moment in enumerate((1, 40, 150)):
        one = _writer(path, round_number * 10**6, (round_number + 1) * 10**6, people=25)
        assert one.stdout is not None
        for _ in range(moment):
            kept.add(int(one.stdout.readline()))
        one.send_signal(signal.SIGKILL)
        kept |= {int(line) for line in one.communicate()[0].splitlines(keepends=True) if line.endswith("\n")}
        assert one.returncode == -signal.SIGKILL
        assert kept <= _stored(path)
