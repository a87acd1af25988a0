"""Restoring at the command line: what is said, and that whoever dies in between leaves nothing half done."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.delivery.declining import PERHAPS_BEFORE
from bot.lock import only_one
from db.copies import verify
from db.migrate import known_version
from tests.cli.test_commands import ROOT
from tests.db.released import all_released
from tests.services.restoring import back_up, open_webinar
from tests.services.scenes import an_office


@pytest.fixture
def lost(afterword, tmp_path):
    """A backup of a webinar with three people, and a database that is gone."""

    async def work():
        async with an_office(tmp_path) as office:
            await open_webinar(office)
            back_up(office)

    asyncio.run(work())
    (tmp_path / "key").rename(tmp_path / "afterword.db.key")
    (tmp_path / "afterword.db").rename(tmp_path / "old.db")
    return afterword


def test_it_says_what_is_lost_what_is_held_and_what_to_do(lost):
    ran = lost("restore", "backup.db")
    assert (ran.code, ran.err) == (0, "")
    assert "afterword.db is restored from backup.db." in ran.out
    assert "Lost is what happened from 2026-11-24 10:30 UTC to 2026-11-27 12:00 UTC (3 d 1 h 30 min)" in ran.out
    assert "Who wrote /stop or took back a consent in that time is not known any more" in ran.out
    assert "21 messages were perhaps sent in that time" in ran.out
    assert "  clusters: 3 of thanks" in ran.out
    for command in [line.split("afterword ", 1)[1] for line in ran.out.splitlines() if "outbox clusters" in line][:9:3]:
        done = lost(*command.split())
        assert (done.code, done.out.splitlines()[0]) == (0, "3 rows resolved.")
    shown = lost("outbox", "clusters").out
    assert f"3 held ({PERHAPS_BEFORE}). Settle them: afterword outbox clusters resolve --follow-up news" in shown
    assert not list(Path().glob(".*.part*"))


def test_as_json_it_has_the_agreed_shape(lost):
    ran = lost("restore", "backup.db", "--live", "old.db", "--json")
    assert list(ran.json) == ["taken_at", "restored_at", "migrated", "erased", "dropped", "held", "live"]
    assert ran.json["held"] == []
    assert ran.json["live"] == {"sound": True, "unread": [], "settled": 0, "unsent": 21, "narrowed": 0}


def test_a_sound_database_that_was_in_use_is_said_to_be_better(lost):
    assert (
        "old.db is sound: if nothing else is wrong with it, it is better"
        in lost("restore", "backup.db", "--live", "old.db").out
    )


def test_a_sealed_backup_is_restored_with_its_identity_only(lost):
    Path("old.db").rename("afterword.db")
    recipient = lost("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    lost("backup", "--new-identity", "other.txt")
    lost("backup", "copy.age", "--encrypt-to", recipient)
    Path("afterword.db").rename("old.db")
    assert "name the identity" in lost("restore", "copy.age").sentence
    assert "does not open with this identity" in lost("restore", "copy.age", "--identity", "other.txt").sentence
    assert not Path("afterword.db").exists()
    assert lost("restore", "copy.age", "--identity", "keys.txt").code == 0
    assert verify(Path("afterword.db"), called="it").rows["attendees"] == 3
    assert not list(Path().glob(".*.part*"))


def test_a_sealed_backup_may_have_any_name(lost):
    recipient = lost("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    Path("old.db").rename("afterword.db")
    lost("backup", "restored.db", "--encrypt-to", recipient)
    Path("afterword.db").rename("old.db")
    assert lost("restore", "restored.db", "--identity", "keys.txt").code == 0


@pytest.mark.parametrize("spoil", ["cut", "letter", "empty", "page"])
def test_a_damaged_backup_is_refused_and_nothing_is_there(lost, spoil):
    content = Path("backup.db").read_bytes()
    spoiled = {
        "cut": content[: len(content) // 2],
        "letter": b"Dear all",
        "empty": b"",
        "page": content[:40_960] + b"\xff" * 40_960 + content[81_920:],
    }[spoil]
    Path("bad.db").write_bytes(spoiled)
    assert "bad.db is damaged, or no backup: take another one" in lost("restore", "bad.db").sentence
    assert not Path("afterword.db").exists()
    assert not list(Path().glob(".*.part*"))


def test_a_backup_of_a_newer_version_is_refused(lost):
    with closing(sqlite3.connect("backup.db")) as tx:
        tx.execute("INSERT INTO migrations (version, name, applied_at) VALUES (9999, '9999_future', 0)")
        tx.commit()
    assert "newer" in lost("restore", "backup.db").sentence
    assert not Path("afterword.db").exists()


def test_nobody_restores_under_a_bot_that_serves(lost):
    with only_one(Path("afterword.db")):
        assert lost("restore", "backup.db").code == 1
    assert not Path("afterword.db").exists()


def test_whoever_is_killed_while_restoring_leaves_all_of_it_or_nothing(lost, tmp_path):
    command = [sys.executable, "-m", "bot", "restore", "backup.db"]
    whole = 0
    for pause in (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 3.0):
        one = subprocess.Popen(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
        try:
            one.wait(pause)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
        if Path("afterword.db").exists():
            whole += 1
            assert verify(Path("afterword.db"), called="it").version == known_version()
            with closing(sqlite3.connect("afterword.db")) as tx:
                assert tx.execute("SELECT count(*) FROM restores").fetchone() == (1,)
                assert tx.execute("SELECT count(*) FROM outbox WHERE state = 'held'").fetchone() >= (15,)
            assert not Path("afterword.db-wal").exists()
            Path("afterword.db").unlink()
    assert lost("restore", "backup.db").code == 0
    assert not list(Path().glob(".*.part*")), "what the killed left is swept away"


def test_a_file_that_continuous_replication_brought_back_is_restored_with_its_log(lost, tmp_path):
    """Such a file is in WAL mode and has no note of a backup."""
    source = tmp_path / "replica"
    source.mkdir()
    shutil.copy("old.db", source / "afterword.db")
    with closing(sqlite3.connect(source / "afterword.db", isolation_level=None)) as tx:
        tx.execute("DELETE FROM backups")
        tx.execute("INSERT INTO heartbeats VALUES (1, 1795600800000)")
        for name in ("afterword.db", "afterword.db-wal"):
            shutil.copy(source / name, tmp_path / name.replace("afterword", "replica"))
    ran = lost("restore", "replica.db")
    assert ran.code == 0
    assert "Lost is what happened from 2026-11-25 10:00 UTC" in ran.out


@pytest.mark.parametrize("version", all_released(), ids=lambda each: str(each.schema))
def test_a_backup_of_every_earlier_version_is_restored(afterword, version, tmp_path):
    (tmp_path / "then").mkdir()
    version.unpack(tmp_path / "then")
    key = tmp_path / "then" / "afterword.db.key"
    if key.exists():
        key.rename(tmp_path / "afterword.db.key")
    ran = afterword("restore", "then/afterword.db", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.json["migrated"]) == known_version() - version.schema
    assert verify(Path("afterword.db"), called="it").rows["attendees"] > 0
    assert not [each.name for each in tmp_path.iterdir() if ".part" in each.name or ".before-" in each.name]
