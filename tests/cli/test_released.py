"""Databases that real earlier versions left, in the hands of this one: all is there, and what was owed is delivered."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.cli.demo.satisfaction import LATEST, got_slides
from bot.cli.demo.stage import DATABASE, Stage
from bot.clock import WallClock
from bot.rehearsal import Rehearsal
from bot.rehearsal.audience import Attendance, Habit
from db.versions import copies_before, current_version, known_version
from tests.db.released import HERE, PARTS, all_released
from tests.db.test_updates import ENDLESS, HOUSE, MIGRATING, scripts

RELEASED = all_released()
each_released = pytest.mark.parametrize("released", RELEASED, ids=lambda each: f"schema {each.schema}")


def differences(old, new, at=""):
    """Where ``new`` does not say what ``old`` said; that it says more is no difference."""
    if isinstance(old, dict):
        for key, value in old.items():
            if not isinstance(new, dict) or key not in new:
                yield f"{at}.{key} is gone"
            else:
                yield from differences(value, new[key], f"{at}.{key}")
    elif isinstance(old, list):
        if not isinstance(new, list) or len(old) != len(new):
            yield f"{at}: {old} became {new}"
        else:
            for place, pair in enumerate(zip(old, new, strict=True)):
                yield from differences(*pair, f"{at}[{place}]")
    elif isinstance(old, float) and isinstance(new, float):
        if abs(old - new) > 1e-9:
            yield f"{at}: {old} became {new}"
    elif old != new:
        yield f"{at}: {old!r} became {new!r}"


def rows_of(text):
    return {row["response"]: row for row in csv.DictReader(io.StringIO(text))}


def owed_in(path):
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT outbox.id, webinars.code, chat_id, follow_up, state FROM outbox"
            " JOIN webinars ON webinars.id = webinar_id JOIN attendees ON attendees.id = attendee_id ORDER BY 1"
        )
        return [list(row) for row in found]


def test_there_is_a_file_of_the_first_version_and_of_later_ones_and_they_are_small():
    assert RELEASED[0].schema == 1
    assert len(RELEASED) >= 5
    assert sum(each.path.stat().st_size for each in RELEASED) < 1_500_000


@each_released
def test_an_old_file_is_whole_after_the_update_and_says_what_the_old_program_said(
    released, afterword, tmp_path, monkeypatch
):
    said = released.unpack(tmp_path)
    monkeypatch.setattr(WallClock, "now", lambda _: datetime.fromisoformat(said["now"]))
    code, second = said["code"], said["second"]
    assert afterword("migrate").code == 0
    with closing(sqlite3.connect(DATABASE)) as connection:
        assert current_version(connection) == known_version()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        kept = ("answers", "attendees", "codings", "enrolments", "inbox", "members", "outbox", "responses", "themes")
        for table in kept:
            count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            assert (table, count) == (table, said["rows"].get(table, 0))
    assert owed_in(Path(DATABASE)) == said["owed"]
    found = list(differences(said["summary"], afterword("summary", code, "--json").json))
    found += differences(said["summary of the second"], afterword("summary", second, "--json").json)
    found += differences(said["webinars"], afterword("webinars", "--json").json)
    if said["outbox"] is not None:
        found += differences(said["outbox"], afterword("outbox", code, "--json").json)
    assert found == []
    assert afterword("export", code, "--csv", "rows.csv", "--themes").code == 0
    now = rows_of(Path("rows.csv").read_text(encoding="utf-8-sig"))
    assert list(differences(rows_of(said["rows of export"]), now)) == []


@each_released
async def test_what_an_old_version_owed_is_delivered_by_this_one(released, tmp_path):
    """The bot serves from the old file; whoever was owed the slides gets them, and who had them gets nothing again."""
    said = released.unpack(tmp_path)
    thanks = {chat: state for _, code, chat, key, state in said["owed"] if code == said["code"] and key == "thanks"}
    owed = [chat for chat, state in thanks.items() if state == "planned"]
    assert owed
    async with Rehearsal(now=datetime.fromisoformat(said["now"])) as api, aiohttp.ClientSession() as http:
        with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
            api.updates.go_on_after(connection.execute("SELECT max(update_id) FROM inbox").fetchone()[0])
        stage = Stage(tmp_path, api, http, api.url)
        people = [
            Attendance(stage.phone(chat, first_name="Ana", language_code="en"), Habit.LOOKS_ON, {}) for chat in thanks
        ]
        for person in people:
            await person.phone.join()
            await person.phone.write("hello")
        await stage.start_bot()
        try:
            for person in people:
                await person.phone.until(lambda phone: bool(phone.from_bot), "an answer")
            stage.move_to(LATEST)
            for person in people:
                if person.phone.chat_id in owed:
                    await got_slides(person)
        finally:
            await stage.stop_bot()
        for person in people:
            await person.phone.look()
            assert person.phone.files.count("slides.pdf") == (person.phone.chat_id in owed)
    assert {chat: state for _, code, chat, key, state in owed_in(tmp_path / DATABASE) if key == "thanks"} == {
        chat: "sent" if state == "planned" else state for chat, state in thanks.items()
    }


@each_released
def test_an_old_file_whose_update_is_killed_in_the_middle_stays_what_it_was(released, tmp_path):
    released.unpack(tmp_path)
    path = tmp_path / DATABASE
    pristine = Path(shutil.copy(path, tmp_path / "pristine.db"))
    log = path.with_name(path.name + "-wal")
    endless = scripts(tmp_path / "endless", m9999_endless=ENDLESS)
    updating = subprocess.Popen([sys.executable, "-c", MIGRATING, str(path), str(endless)], cwd=HOUSE.parent)
    deadline = time.monotonic() + 60
    try:
        while not log.exists() or log.stat().st_size < 8_000_000:
            assert time.monotonic() < deadline
            assert updating.poll() is None
            time.sleep(0.01)
    finally:
        updating.send_signal(signal.SIGKILL)
        updating.wait()
    with closing(sqlite3.connect(path)) as left, closing(sqlite3.connect(pristine)) as before:
        assert list(left.iterdump()) == list(before.iterdump())
        assert current_version(left) == released.schema
    (copy,) = copies_before(path).values()
    with closing(sqlite3.connect(copy)) as copied, closing(sqlite3.connect(pristine)) as before:
        assert list(copied.iterdump()) == list(before.iterdump())


def test_this_version_can_leave_such_a_file_for_later_ones(tmp_path):
    """What is done at a release, for the program that stands here."""
    playing = (HERE / "playing.py").read_text(encoding="utf-8")
    settings = {**os.environ, "PYTHONPATH": str(HOUSE.parent)}
    ran = subprocess.run(
        [sys.executable, "-", str(tmp_path)], input=playing, text=True, cwd=HOUSE.parent, env=settings, check=False
    )
    assert ran.returncode == 0
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    assert said["schema"] == known_version()
    gathered = ("answers", "codings", "drafts", "inbox", "invitations", "members", "outbox", "responses", "themes")
    assert [table for table in gathered if not said["rows"].get(table)] == []


def test_what_is_packed_holds_nothing_but_a_database_its_key_and_what_was_said(tmp_path):
    for released in RELEASED:
        folder = tmp_path / released.path.stem
        folder.mkdir()
        said = released.unpack(folder)
        assert {path.name for path in folder.iterdir()} <= set(PARTS)
        assert said["schema"] == released.schema
        json.dumps(said)
    assert {path.name for path in HERE.glob("*.xz")} == {released.path.name for released in RELEASED}
