"""An update of a file that holds something: wholly or not at all, and a copy from before lies beside it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import db
from db import versions
from db.errors import SchemaTooNew, StoreUnavailable
from db.migrate import migrate
from db.versions import copies_before, copy_before, current_version, known_version
from tests.db.makings import NOON

HOUSE = Path(db.__file__).parent
OLD = 7
NEWEST = known_version()
MIGRATING = (
    "import sys; from datetime import UTC, datetime; from pathlib import Path; from db import migrate, versions\n"
    "versions._FOLDER = Path(sys.argv[2])\n"
    "migrate.migrate(sys.argv[1], datetime(2026, 1, 1, tzinfo=UTC))"
)
ENDLESS = """
CREATE TABLE endless (b BLOB) STRICT;
INSERT INTO endless WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT randomblob(500) FROM n;
"""


def scripts(folder: Path, *, up_to: int = NEWEST, **more: str) -> Path:
    """A folder with the migrations up to this one, and ``more``."""
    folder.mkdir()
    for script in (HOUSE / "migrations").glob("*.sql"):
        if int(script.name[:4]) <= up_to:
            shutil.copy(script, folder)
    for name, text in more.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that an older version left, with something in it."""
    file = tmp_path / "afterword.db"
    with monkeypatch.context() as then:
        then.setattr(versions, "_FOLDER", scripts(tmp_path / "then", up_to=OLD))
        migrate(file, NOON)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO attendees (chat_id, language, met_at) VALUES (?, 'en', 1)",
            [(number,) for number in range(1, 500)],
        )
    return file


def version_of(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return current_version(connection)


def people_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(connection.execute("SELECT count(*) FROM attendees").fetchone()[0])


def test_an_update_leaves_a_copy_from_before_that_only_its_owner_reads(old: Path) -> None:
    assert len(migrate(old, NOON)) == NEWEST - OLD
    copy = copy_before(old, NEWEST)
    assert copy.name == f"afterword.db.before-{NEWEST:04d}"
    assert (version_of(old), version_of(copy)) == (NEWEST, OLD)
    assert (people_in(old), people_in(copy)) == (499, 499)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in old.parent.iterdir() if path.is_file()) == [old.name, copy.name]


def test_what_was_not_yet_in_the_file_but_in_its_log_is_in_the_copy(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM attendees").fetchone()  # so that nothing is put back into the file
        with closing(sqlite3.connect(old)) as writer, writer:
            writer.execute("INSERT INTO attendees (chat_id, language, met_at) VALUES (900, 'en', 1)")
        migrate(old, NOON)
        assert people_in(copy_before(old, NEWEST)) == 500


def test_a_new_file_or_one_with_nothing_to_do_leaves_no_copy(tmp_path: Path) -> None:
    migrate(tmp_path / "new.db", NOON)
    migrate(tmp_path / "new.db", NOON)
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]


def test_the_newest_two_copies_are_kept(old: Path) -> None:
    for version in (3, 5, 6):
        copy_before(old, version).write_bytes(b"an earlier copy")
    (old.parent / "afterword.db.before-lunch").write_bytes(b"somebody's own")
    (old.parent / "other.db.before-0003").write_bytes(b"another bot's")
    migrate(old, NOON)
    assert [path.name for path in copies_before(old).values()] == [
        f"afterword.db.before-{NEWEST:04d}",
        "afterword.db.before-0006",
    ]
    assert (old.parent / "afterword.db.before-lunch").exists()
    assert (old.parent / "other.db.before-0003").exists()


def test_a_copy_half_made_by_one_who_was_killed_is_in_nobodys_way(old: Path) -> None:
    half = old.with_name(f".{copy_before(old, NEWEST).name}.x1.part")
    half.write_bytes(b"half")
    migrate(old, NOON)
    assert not half.exists()
    assert people_in(copy_before(old, NEWEST)) == 499


def test_when_a_late_migration_fails_the_early_ones_are_undone_too(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_FOLDER", scripts(tmp_path / "now", m9999_broken="CREATE TABLE attendees (a);"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(old, NOON)
    assert (version_of(old), people_in(old)) == (OLD, 499)


def test_a_migration_that_would_leave_rows_that_point_nowhere_is_undone(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphans = "DELETE FROM attendees;"
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("CREATE TABLE rings (attendee_id INTEGER REFERENCES attendees (id)) STRICT")
        connection.execute("INSERT INTO rings SELECT id FROM attendees LIMIT 1")
    monkeypatch.setattr(versions, "_FOLDER", scripts(tmp_path / "now", m9999_orphans=orphans))
    with pytest.raises(sqlite3.IntegrityError, match="point nowhere"):
        migrate(old, NOON)
    assert (version_of(old), people_in(old)) == (OLD, 499)


def test_a_damaged_file_is_not_brought_up_to_date(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attendees'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with old.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    before = old.read_bytes()
    with pytest.raises(StoreUnavailable) as told:
        migrate(old, NOON)
    assert told.value.reason == "corrupt"
    assert old.read_bytes() == before
    assert copies_before(old) == {}


def test_whoever_is_killed_in_the_middle_leaves_the_old_version_whole(old: Path, tmp_path: Path) -> None:
    """The update is cut off while it writes: tables were rebuilt, and much is in the log already."""
    log = old.with_name(old.name + "-wal")
    endless = scripts(tmp_path / "endless", m9999_endless=ENDLESS)
    updating = subprocess.Popen([sys.executable, "-c", MIGRATING, str(old), str(endless)], cwd=HOUSE.parent)
    try:
        deadline = time.monotonic() + 60
        while not log.exists() or log.stat().st_size < 8_000_000:
            assert time.monotonic() < deadline
            assert updating.poll() is None
            time.sleep(0.01)
    finally:
        updating.kill()
        updating.wait()
    assert updating.returncode == -signal.SIGKILL
    assert (version_of(old), people_in(old)) == (OLD, 499)
    assert people_in(old.with_name(old.name + ".before-9999")) == 499
    migrate(old, NOON)
    assert (version_of(old), people_in(old)) == (NEWEST, 499)


@contextmanager
def small_disk(folder: Path) -> Iterator[list[str]]:
    """The words before a command that has a disk of 5 MB at ``folder``, which goes with the command."""
    if os.geteuid() or not shutil.which("unshare"):
        pytest.skip("only root can mount a small disk")
    folder.mkdir()
    yield ["unshare", "-m", "sh", "-c", f'mount -t tmpfs -o size=5m afterword {folder} && exec "$@"', "sh"]


def test_without_room_for_it_nothing_is_begun_and_one_sentence_says_how_much_it_takes(
    old: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("CREATE TABLE bulk (b BLOB) STRICT")
        connection.execute("INSERT INTO bulk VALUES (zeroblob(2000000))")
    disk = tmp_path / "disk"
    script = (
        "import shutil, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from db.errors import StoreUnavailable; from db.migrate import migrate\n"
        "file = Path(shutil.copy(sys.argv[1], sys.argv[2])); before = file.read_bytes()\n"
        "try: migrate(file, datetime(2026, 1, 1, tzinfo=UTC))\n"
        "except StoreUnavailable as told: print(told.reason, told)\n"
        "print(file.read_bytes() == before, [path.name for path in file.parent.iterdir()])"
    )
    with small_disk(disk) as within:
        ran = subprocess.run(
            [*within, sys.executable, "-c", script, str(old), str(disk)],
            cwd=HOUSE.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    told, untouched = ran.stdout.splitlines()
    assert told.startswith("full There is no room to update the database afterword.db: that takes 11 MB ")
    assert told.endswith(" MB are free; free some disk space and try again. Nothing was changed.")
    assert untouched == "True ['afterword.db']"


def test_an_older_program_says_which_copy_it_could_go_back_to(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(old, NOON)
    monkeypatch.setattr(versions, "_FOLDER", tmp_path / "then")
    with pytest.raises(SchemaTooNew) as told:
        migrate(old, NOON)
    assert str(told.value) == (
        f"The database afterword.db was made by a newer Afterword (schema {NEWEST}; this one knows {OLD}); install the "
        f"newer one, or go back to afterword.db.before-{NEWEST:04d}, in which nothing is that came after the update."
    )
    copy_before(old, NEWEST).replace(old)
    assert migrate(old, NOON) == []
    assert people_in(old) == 499
