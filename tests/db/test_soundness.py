"""A database is taken for damaged when it is, and not because one of SQLite's versions miscounts its columns."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import db
from db import versions
from db.copies import copy, verify
from db.errors import StoreUnavailable
from db.migrate import migrate
from db.soundness import in_order
from tests.db.makings import NOON

ERASED = "INSERT INTO erasures (mark, update_id, erased_at) VALUES (zeroblob(32), 700000200, 1769553540200)"


@pytest.fixture
def of_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of schema 42, in which somebody was erased."""
    file, then = tmp_path / "then.db", tmp_path / "migrations"
    then.mkdir()
    for script in (Path(db.__file__).parent / "migrations").glob("*.sql"):
        if int(script.name[:4]) <= 42:
            shutil.copy(script, then)
    with monkeypatch.context() as patched:
        patched.setattr(versions, "_FOLDER", then)
        migrate(file, NOON)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(ERASED)
    return file


def test_the_columns_of_a_key_come_first_in_every_table_that_has_no_other_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as tx:
        tables = [name for (name,) in tx.execute("SELECT name FROM pragma_table_list WHERE wr AND schema = 'main'")]
        assert len(tables) > 20
        for table in tables:
            columns = tx.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (table,)).fetchall()
            key = [name for name, place in sorted(columns, key=lambda column: int(column[1])) if place]
            assert [name for name, _ in columns[: len(key)]] == key, table


def test_a_database_in_which_somebody_was_erased_is_sound_then_and_now(of_then: Path, tmp_path: Path) -> None:
    assert verify(of_then, called="then.db").rows["erasures"] == 1
    copy(of_then, tmp_path / "copy.db")
    migrate(of_then, NOON)
    with closing(sqlite3.connect(of_then)) as tx:
        assert tx.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert tx.execute("SELECT length(mark), update_id, erased_at FROM erasures").fetchall() == [
            (32, 700000200, 1769553540200)
        ]


def test_a_value_that_is_really_missing_is_damage(tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE promises (kept INTEGER)")
        connection.execute("INSERT INTO promises VALUES (NULL)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE promises (kept INTEGER NOT NULL)'")
    with closing(sqlite3.connect(file)) as tx:
        assert tx.execute("PRAGMA integrity_check").fetchall() == [("NULL value in promises.kept",)]
        assert not in_order(tx, check="integrity_check")
        assert not in_order(tx, check="quick_check")
    with pytest.raises(StoreUnavailable):
        verify(file, called="damaged.db")
