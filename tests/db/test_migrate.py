"""The migrations build the schema that is there for reading, once, and wholly or not at all."""

from __future__ import annotations

import ast
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import db
from db import versions
from db.errors import SchemaTooNew, StoreUnavailable
from db.migrate import migrate
from db.versions import current_version, known_version
from tests.db.makings import NOON

HOUSE = Path(db.__file__).parent
ALL = [path.stem for path in sorted((HOUSE / "migrations").glob("*.sql"))]


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Every object's kind, name and text, without comments, blanks, and the quotes that a renaming leaves."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    return [(kind, name, "".join(re.sub(r'--[^\n]*|"', "", sql).split())) for kind, name, sql in rows]


def test_the_migrations_build_exactly_the_schema_that_is_there_for_reading(tmp_path: Path) -> None:
    migrate(tmp_path / "migrated.db", NOON)
    with closing(sqlite3.connect(tmp_path / "migrated.db")) as migrated, closing(sqlite3.connect(":memory:")) as read:
        read.executescript((HOUSE / "schema.sql").read_text(encoding="utf-8"))
        assert _schema(migrated) == _schema(read)
        assert len(_schema(read)) > 20


def test_every_table_is_strict(tmp_path: Path) -> None:
    migrate(tmp_path / "new.db", NOON)
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        lax = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict").fetchall()
    assert [name for (name,) in lax if not name.startswith("sqlite_")] == []


def test_a_new_file_is_brought_to_the_newest_version_and_says_by_what(tmp_path: Path) -> None:
    assert migrate(tmp_path / "new.db", NOON) == ALL
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        assert current_version(connection) == known_version() == len(ALL)
        assert connection.execute("SELECT name, applied_at FROM migrations").fetchall() == [
            (name, int(NOON.timestamp() * 1000)) for name in ALL
        ]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_migrating_again_changes_nothing(path: Path) -> None:
    assert migrate(path, NOON) == []


def test_a_file_of_a_newer_afterword_is_refused_in_one_sentence(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES (99, '0099_later', 0)")
    with pytest.raises(SchemaTooNew, match=r"^The database afterword\.db was made by a newer .* newer one\.$"):
        migrate(path, NOON)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "places.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE places (url TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreUnavailable) as refused:
        migrate(file, NOON)
    assert refused.value.reason == "not_a_database"
    assert file.read_bytes() == before


def test_half_a_migration_never_stays(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(HOUSE / "migrations", folder)
    broken = folder / "9999_broken.sql"
    broken.write_text(
        "CREATE TABLE half (a INTEGER) STRICT;\nCREATE TABLE half (a INTEGER) STRICT;\n", encoding="utf-8"
    )
    monkeypatch.setattr(versions, "_FOLDER", folder)
    with pytest.raises(sqlite3.OperationalError):
        migrate(path, NOON)
    with closing(sqlite3.connect(path)) as connection:
        assert current_version(connection) == len(ALL)
        assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchone() is None
    broken.write_text(
        "-- mended; with a trigger, whose body has semicolons of its own\n"
        "CREATE TABLE half (a INTEGER) STRICT;\n"
        "CREATE TRIGGER halves AFTER INSERT ON half BEGIN\n  DELETE FROM half;\n  DELETE FROM half;\nEND;\n-- the end",
        encoding="utf-8",
    )
    assert migrate(path, NOON) == ["9999_broken"]


def test_two_programs_that_migrate_the_same_new_file_apply_everything_once(tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import UTC, datetime; from db.migrate import migrate\n"
        "sys.stdin.readline(); print(migrate(sys.argv[1], datetime(2026, 1, 1, tzinfo=UTC)))"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "new.db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HOUSE.parent,
        )
        for _ in range(2)
    ]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate()[0].strip() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    # Each migration is a transaction of its own, so the two may take turns.
    assert sorted(name for one in said for name in ast.literal_eval(one)) == ALL


def test_what_a_migration_drops_is_zeroed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are rebuilt by migrations, and what they held may be what somebody answered."""
    path = tmp_path / "old.db"
    migrate(path, NOON)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE old (text TEXT) STRICT")
        connection.executemany("INSERT INTO old VALUES (?)", [(f"pangolin {number}" * 20,) for number in range(500)])
        connection.commit()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "9999_rebuilt.sql").write_text("DROP TABLE old;", encoding="utf-8")
    monkeypatch.setattr(versions, "_FOLDER", tmp_path / "migrations")
    assert migrate(path, NOON) == ["9999_rebuilt"]
    assert b"pangolin" not in path.read_bytes()
