"""Copies of a database that somebody writes to, on disks that fill up, by programs that are killed."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import inbox
from db.copies import copy, counted, verify
from db.errors import SchemaTooNew, StoreUnavailable
from db.placing import sweep, sync_folder
from db.store import Store
from db.versions import known_version
from tests.db.makings import NOON
from tests.db.test_store_processes import HOUSE, _writer

COPIER = """
import sys
from pathlib import Path
from db.copies import copy
while True:
    print("again", flush=True)
    copy(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)
"""


def _fill(path: Path, *, rows: int, size: int = 2_000) -> None:
    with closing(sqlite3.connect(path)) as tx:
        inbox.store_batch(tx, [(number, None, bytes(size)) for number in range(10**9, 10**9 + rows)], now=NOON)
        tx.commit()


def _left(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_copy_holds_every_row_and_is_one_file_that_only_this_account_reads(path: Path, tmp_path: Path) -> None:
    _fill(path, rows=50)
    target = tmp_path / "copy.db"
    made = copy(path, target)
    assert (made.version, made.rows["inbox"], made.size) == (known_version(), 50, target.stat().st_size)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert verify(target, called="copy.db") == made
    assert _left(tmp_path) == {path.name, "copy.db"}
    with closing(sqlite3.connect(target)) as tx:
        assert counted(tx) == made.rows
        assert tx.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_lies_there_already_is_not_overwritten_unless_that_is_said(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("a letter")
    with pytest.raises(FileExistsError):
        copy(path, target)
    assert target.read_text() == "a letter"
    copy(path, target, replace=True)
    verify(target, called="copy.db")
    assert _left(tmp_path) == {path.name, "copy.db"}


async def test_while_the_bot_has_it_open_and_what_is_in_its_log_is_copied_too(path: Path, tmp_path: Path) -> None:
    async with await Store.open(path) as store:
        await store.write(lambda tx: inbox.store_batch(tx, [(1, 7, "{}")], now=NOON))
        assert copy(path, tmp_path / "copy.db").rows["inbox"] == 1
        await store.write(lambda tx: inbox.store_batch(tx, [(2, 7, "{}")], now=NOON))


def test_a_program_that_never_stops_writing_is_not_kept_waiting(path: Path, tmp_path: Path) -> None:
    _fill(path, rows=4_000)
    writer = _writer(path, 0, 10**6, people=25)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        before = counted_in(path)
        made = copy(path, tmp_path / "copy.db")
        after = counted_in(path)
    finally:
        writer.kill()
        writer.communicate()
    assert before <= made.rows["inbox"] <= after
    assert after > before, "it wrote on while the copy was made"


def counted_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as tx:
        return counted(tx)["inbox"]


def test_a_damaged_database_is_not_taken_for_a_copy(path: Path, tmp_path: Path) -> None:
    _fill(path, rows=200)
    with closing(sqlite3.connect(path)) as tx:
        tx.execute("PRAGMA wal_checkpoint (TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(bytes(range(256)) * 64)
    with pytest.raises(StoreUnavailable) as told:
        copy(path, tmp_path / "copy.db")
    assert told.value.reason == "corrupt"
    assert "copy.db" not in _left(tmp_path)


@pytest.mark.parametrize("content", [b"", b"Dear all,\n" * 1000, None])
def test_what_is_no_database_is_refused_by_name(content: bytes | None, tmp_path: Path) -> None:
    source = tmp_path / "letter.txt"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"letter\.txt"):
        copy(source, tmp_path / "copy.db")
    assert _left(tmp_path) <= {"letter.txt"}


def test_a_copy_of_a_newer_version_is_told_to_be_one(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as tx:
        tx.execute("INSERT INTO migrations (version, name, applied_at) VALUES (9999, '9999_future', 0)")
        tx.commit()
    with pytest.raises(SchemaTooNew):
        copy(path, tmp_path / "copy.db")


def test_rows_that_hang_on_nothing_are_found(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as tx:
        tx.execute("INSERT INTO menus (chat_id, shown, told_at) VALUES (1, '', 0)")
        tx.execute("INSERT INTO hosts (group_id, chat_id, since) VALUES (77, 1, 0)")
        tx.commit()
    with pytest.raises(StoreUnavailable):
        copy(path, tmp_path / "copy.db")


def test_a_disk_that_fills_up_leaves_nothing_behind(path: Path, tmp_path: Path) -> None:
    _fill(path, rows=500)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(StoreUnavailable) as told:
            copy(path, tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert told.value.reason == "full"
    assert _left(tmp_path) <= {path.name, f"{path.name}-wal", f"{path.name}-shm"}


def test_whoever_is_killed_while_copying_leaves_a_whole_copy_or_none(path: Path, tmp_path: Path) -> None:
    _fill(path, rows=3_000)
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    for pause in (0.0, 0.01, 0.03, 0.06, 0.1):
        arguments = [sys.executable, "-c", COPIER, str(path), str(target)]
        one = subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=HOUSE)
        assert one.stdout is not None
        one.stdout.readline()
        time.sleep(pause)  # moments of another program: there is nothing to wait for
        one.kill()
        one.communicate()
        if target.exists():
            assert verify(target, called="copy.db").rows["inbox"] == 3_000
        assert all(name == "copy.db" or name.startswith(".copy.db.") for name in _left(target.parent))
    left = len(_left(target.parent) - {"copy.db"})
    assert sweep(target.parent, named=r"copy\.db") == 0, "it may be in somebody's hands"
    assert sweep(target.parent, named=r"copy\.db", unless_touched_for=timedelta(0)) == left
    assert _left(target.parent) <= {"copy.db"}


def test_a_folder_that_cannot_promise_that_a_name_lasts_is_good_enough_for_copies(tmp_path: Path) -> None:
    """Some network folders answer as the kernel's own do: there a copy that is whole was said to have failed."""
    place = os.open("/proc", os.O_RDONLY)
    with pytest.raises(OSError, match="Invalid argument"):
        os.fsync(place)
    os.close(place)
    sync_folder(Path("/proc"))
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "unplugged")
