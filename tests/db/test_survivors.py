"""What is read of a database that was in use: all that is there, around what is damaged, and never all at once."""

from __future__ import annotations

import sqlite3
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.copies import looked_into
from db.migrate import migrate
from db.survivors import Survivors

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROWS = 20_000


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """So many updates were carried out there; each says its number."""
    path = tmp_path / "old.db"
    migrate(path, NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as tx:
        tx.execute(
            """INSERT INTO inbox (update_id, state, received_at, trouble)
               WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
               SELECT i, 'done', 0, printf('number %06d', i) FROM n""",
            (ROWS,),
        )
    return path


@pytest.fixture
def fresh(tmp_path: Path):
    migrate(tmp_path / "fresh.db", NOW)
    with closing(sqlite3.connect(tmp_path / "fresh.db")) as tx:
        yield tx


def known(tx: sqlite3.Connection) -> tuple[int, int, int]:
    return tx.execute("SELECT count(*), min(update_id), max(update_id) FROM inbox").fetchone()


def test_what_lies_on_either_side_of_a_damaged_page_is_read(old: Path, fresh: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(old)) as tx:
        (size,) = tx.execute("PRAGMA page_size").fetchone()
    content = bytearray(old.read_bytes())
    begin = content.index(b"number 010000") // size * size
    gone = content[begin : begin + size].count(b"number ")
    content[begin : begin + size] = b"\xff" * size
    old.write_bytes(content)
    with looked_into(old) as live:
        survived = Survivors(live, sound=False).take_over(fresh)
    assert survived.unread == ("inbox",)
    rows, first, last = known(fresh)
    assert ROWS - gone - 2 <= rows <= ROWS - gone  # Python's cursor takes the row before a page that fails with it
    assert (first, last) == (1, ROWS)


def test_a_large_database_is_read_row_by_row(old: Path, fresh: sqlite3.Connection) -> None:
    with looked_into(old) as live:
        tracemalloc.start()
        try:
            survived = Survivors(live, sound=True).take_over(fresh)
            (_, most) = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert survived.unread == ()
    assert known(fresh) == (ROWS, 1, ROWS)
    assert most < 1_000_000
