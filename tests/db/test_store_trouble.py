"""Bad days of a database file: each is one plain sentence, nothing of the work is stored, and a good day mends it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from db import inbox, materials
from db.errors import StoreUnavailable, unavailable
from db.migrate import migrate
from db.store import Store
from tests.db.makings import NOON, a_webinar
from tests.db.test_store import Gate, _queued, arriving, stored

NOBODY = 65534
SOON = timedelta(milliseconds=20)


def _says(trouble: pytest.ExceptionInfo[StoreUnavailable], reason: str, file: Path) -> None:
    """It has this reason, and its words are one sentence that names the file and nothing else of this machine."""
    words = str(trouble.value)
    assert trouble.value.reason == reason
    assert file.name in words
    assert words.endswith(".")
    assert words.count(". ") == 0
    for secret in (str(file.parent), "sqlite", "Error", "Traceback", "\n"):
        assert secret not in words
    assert trouble.value.__cause__ is None
    assert trouble.value.__suppress_context__ or trouble.value.__context__ is None


@contextmanager
def _locked_away(file: Path) -> Iterator[None]:
    """The file (if it exists) and its folder may only be read. Root may write anyway, so it becomes somebody else."""
    root = os.geteuid() == 0
    for path, mode in ((file, 0o444), (file.parent, 0o555)):
        if path.exists():
            path.chmod(mode)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        file.parent.chmod(0o755)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that nobody can look into; pytest's own is root's alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def test_a_file_that_another_program_has_locked_cannot_be_opened(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as trouble:
            await Store.open(path, busy_timeout=SOON)
        _says(trouble, "locked", path)


async def test_a_write_fails_while_another_program_keeps_the_file_locked_and_works_after(path: Path) -> None:
    async with await Store.open(path, busy_timeout=SOON) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            gate = await _queued(store, arriving(1), arriving(2))
            results = await asyncio.gather(*gate, return_exceptions=True)
            assert [(type(result), result.reason) for result in results] == [(StoreUnavailable, "locked")] * 2
            with pytest.raises(StoreUnavailable) as trouble:
                await store.write(arriving(3))
            _says(trouble, "locked", path)
            assert await store.read(stored) == []
        assert await store.write(arriving(1)) == [1]


async def test_nobody_migrates_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.migrate._BUSY", SOON)
    file = tmp_path / "afterword.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as trouble:
            migrate(file, NOON)
    _says(trouble, "locked", file)


def _no_room(tx: sqlite3.Connection) -> None:
    pages = tx.execute("PRAGMA page_count").fetchone()[0]
    tx.execute(f"PRAGMA max_page_count = {pages}")


def _room(tx: sqlite3.Connection) -> None:
    tx.execute("PRAGMA max_page_count = 1000000")


def _big(tx: sqlite3.Connection) -> None:
    material = materials.put(tx, webinar_id=1, key="slides", kind="presentation", title="{}", url=None)
    materials.put_file(tx, material, name="slides.pdf", digest="d", bytes=bytes(2_000_000))


async def test_a_full_disk_is_told_and_nothing_of_the_work_stays(path: Path) -> None:
    async with await Store.open(path) as store:
        await store.write(a_webinar)
        await store.write(_no_room)
        with pytest.raises(StoreUnavailable) as trouble:
            await store.write(_big)
        _says(trouble, "full", path)
        assert await store.read(lambda tx: materials.of_webinar(tx, 1)) == []
        await store.write(_room)
        await store.write(_big)
        assert await store.read(lambda tx: len(materials.file_bytes(tx, 1, digest="d") or b"")) == 2_000_000


async def test_when_the_disk_is_full_for_a_group_everybody_knows_whether_theirs_is_stored(path: Path) -> None:
    async with await Store.open(path) as store:
        await store.write(a_webinar)
        await store.write(_no_room)
        gate = Gate(store)
        await gate.is_shut()
        tasks = await _queued(store, arriving(1), arriving(2), _big, arriving(3), arriving(4))
        await gate.open()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(results[2], StoreUnavailable)
        kept = [number for number, place in ((1, 0), (2, 1), (3, 3), (4, 4)) if isinstance(results[place], list)]
        assert await store.read(stored) == kept
        assert all(isinstance(result, StoreUnavailable | list) for result in results)


async def test_when_the_whole_transaction_is_lost_its_people_are_told_and_the_rest_is_still_done(path: Path) -> None:
    """SQLite undoes a whole transaction on some full disks; a work that rolls back by itself looks just the same."""

    def lose_everything(tx: sqlite3.Connection) -> None:
        tx.execute("ROLLBACK")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    async with await Store.open(path) as store:
        gate = Gate(store)
        await gate.is_shut()
        tasks = await _queued(store, arriving(1), lose_everything, arriving(3), arriving(4))
        await gate.open()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [getattr(result, "reason", result) for result in results] == ["full", "full", [3], [4]]
        assert await store.read(stored) == [3, 4]


async def test_when_the_commit_fails_everybody_in_it_is_told(path: Path) -> None:
    def owe_a_webinar(tx: sqlite3.Connection) -> None:
        tx.execute("PRAGMA defer_foreign_keys = ON")
        materials.put(tx, webinar_id=99, key="slides", kind="presentation", title="{}", url=None)

    async with await Store.open(path) as store:
        gate = Gate(store)
        await gate.is_shut()
        tasks = await _queued(store, arriving(1), owe_a_webinar)
        await gate.open()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [sqlite3.IntegrityError] * 2
        assert await store.read(stored) == []
        assert await store.write(arriving(1)) == [1]


async def test_a_file_that_may_only_be_read_is_told_at_opening(open_folder: Path) -> None:
    file = open_folder / "afterword.db"
    migrate(file, NOON)
    with _locked_away(file), pytest.raises(StoreUnavailable) as trouble:
        await Store.open(file)
    _says(trouble, "read_only", file)


async def test_a_folder_that_may_only_be_read_is_told_at_opening(open_folder: Path) -> None:
    file = open_folder / "new.db"
    with _locked_away(file), pytest.raises(StoreUnavailable) as trouble:
        await Store.open(file)
    _says(trouble, "read_only", file)


async def test_a_file_that_may_only_be_read_cannot_be_migrated(open_folder: Path) -> None:
    file = open_folder / "afterword.db"
    file.touch()
    with _locked_away(file), pytest.raises(StoreUnavailable) as trouble:
        migrate(file, NOON)
    _says(trouble, "read_only", file)


async def test_a_connection_that_turns_read_only_is_told(path: Path) -> None:
    async with await Store.open(path) as store:
        await store.write(lambda tx: tx.execute("PRAGMA query_only = ON") and None)
        with pytest.raises(StoreUnavailable) as trouble:
            await store.write(arriving(1))
        _says(trouble, "read_only", path)


@pytest.mark.parametrize("content", [b"not a database", b"%PDF-1.7" * 1000], ids=["short", "long"])
async def test_a_file_that_is_no_database_is_told_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "slides.pdf"
    file.write_bytes(content)
    with pytest.raises(StoreUnavailable) as trouble:
        await Store.open(file)
    _says(trouble, "not_a_database", file)
    with pytest.raises(StoreUnavailable) as trouble:
        migrate(file, NOON)
    _says(trouble, "not_a_database", file)
    assert file.read_bytes() == content


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as trouble:
        await Store.open(tmp_path)
    _says(trouble, "not_a_database", tmp_path)


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_missing_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "afterword.db"
    with pytest.raises(StoreUnavailable) as trouble:
        await Store.open(nowhere)
    _says(trouble, "missing", nowhere)
    with pytest.raises(StoreUnavailable) as trouble:
        migrate(nowhere, NOON)
    _says(trouble, "missing", nowhere)
    with pytest.raises(StoreUnavailable) as trouble:
        await Store.open(tmp_path / "missing.db", create=False)
    _says(trouble, "missing", tmp_path / "missing.db")
    assert _inside(tmp_path) == []


async def test_a_damaged_file_is_told(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        inbox.store_batch(connection, [(number, 7, "x" * 900) for number in range(500)], now=NOON)
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'inbox'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    async with await Store.open(path) as store:
        for use in (store.read(stored), store.write(arriving(1))):
            with pytest.raises(StoreUnavailable) as trouble:
                await use
            _says(trouble, "corrupt", path)


async def test_a_file_with_an_odd_name_is_opened_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "après ?mode=ro #1 100%.db"
    migrate(file, NOON)
    async with await Store.open(file) as store:
        assert await store.write(arriving(1)) == [1]


async def test_a_store_that_could_not_be_opened_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(StoreUnavailable):
        await Store.open(tmp_path / "missing.db", create=False)
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize(
    "bug",
    [
        lambda: sqlite3.IntegrityError("UNIQUE constraint failed"),
        lambda: sqlite3.ProgrammingError("Cannot operate on a closed database."),
        lambda: ValueError("no"),
    ],
)
def test_what_is_not_the_files_fault_is_not_said_of_it(bug: Callable[[], Exception], tmp_path: Path) -> None:
    assert unavailable(bug(), tmp_path) is None
