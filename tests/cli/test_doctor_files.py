"""What is wrong with the files of an installation, found by the doctor in whatever state, and left as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import WallClock
from bot.services.health import of_database
from db.moments import to_ms
from tests.cli.doctoring import change, here, kinds, telegram
from tests.cli.test_commands import ROOT

__all__ = ["here"]

not_root = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")


def test_a_damaged_database(here):
    with closing(sqlite3.connect("afterword.db")) as tx:
        tx.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        ((page,),) = tx.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answers'").fetchall()
    with Path("afterword.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert kinds(here("doctor", "--json"))["database.damaged"] == "fail"


def test_rows_that_refer_to_nothing(here):
    change("UPDATE webinars SET survey_id = 99 WHERE id = 1")
    found = kinds(here("doctor", "--json"))
    assert (found["database.links"], found["definitions.unreadable"]) == ("fail", "fail")


@pytest.mark.parametrize("content", [b"something else " * 1000, b"", b"SQLite format 3\0" + bytes(84)])
def test_a_file_that_is_no_database_is_left_as_it_is(here, content):
    for left in Path().glob("afterword.db*"):
        left.unlink()
    Path("afterword.db").write_bytes(content)
    assert kinds(here("doctor", "--json"))["database.not_ours"] == "fail"
    assert Path("afterword.db").read_bytes() == content


def test_a_folder_in_place_of_the_database(here):
    for left in Path().glob("afterword.db*"):
        left.unlink()
    Path("afterword.db").mkdir()
    assert kinds(here("doctor", "--json"))["database.not_ours"] == "fail"


def test_a_database_that_somebody_has_locked_whole(here, monkeypatch):
    monkeypatch.setattr(of_database, "PATIENCE", timedelta(milliseconds=20))
    with closing(sqlite3.connect("afterword.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert kinds(here("doctor", "--json"))["database.locked"] == "fail"


def test_a_database_of_a_newer_afterword(here):
    change("INSERT INTO migrations VALUES (9999, 'later', 0)")
    assert kinds(here("doctor", "--json"))["schema.newer"] == "fail"


def test_a_database_that_somebody_has_changed_by_hand(here):
    change("DROP TABLE plannings")
    change("ALTER TABLE outbox RENAME COLUMN urgency TO haste")
    assert kinds(here("doctor", "--json"))["schema.bent"] == "fail"


def test_a_database_of_an_older_afterword(here):
    change("DELETE FROM migrations WHERE version = (SELECT max(version) FROM migrations)")
    assert kinds(here("doctor", "--json"))["schema.older"] == "warn"


def test_a_folder_that_is_not_there(here, monkeypatch):
    monkeypatch.setenv("AFTERWORD_DATABASE", "nowhere/after.db")
    assert kinds(here("doctor", "--json"))["folder.missing"] == "fail"
    assert not Path("nowhere").exists()


def test_a_key_that_is_lost_or_another_or_open_to_all(here):
    key = Path("afterword.db.key")
    key.chmod(0o644)
    assert kinds(here("doctor", "--json"))["key.open"] == "warn"
    ours = key.read_text()
    key.write_text("ab" * 32)
    assert kinds(here("doctor", "--json"))["key.wrong"] == "fail"
    change("INSERT INTO erasures VALUES (zeroblob(32), 1, 1)")
    key.unlink()
    ran = here("doctor")
    assert "FAIL key: The key file afterword.db.key is not there" in ran.out
    assert ours.strip() not in ran.out


def test_a_new_database_and_its_log_are_for_this_account_only(here):
    Path().chmod(0o755)
    assert "folder.open" not in kinds(here("doctor", "--json"))
    with closing(sqlite3.connect("afterword.db")) as somebody:
        somebody.execute("UPDATE heartbeats SET beat_at = 0").close()
        assert not any(Path(f"afterword.db{end}").stat().st_mode & 0o077 for end in ("", "-wal", "-shm"))


def test_a_database_that_everybody_can_read(here):
    Path("afterword.db").chmod(0o644)
    Path().chmod(0o755)
    assert kinds(here("doctor", "--json"))["folder.open"] == "warn"
    Path().chmod(0o700)
    assert "folder.open" not in kinds(here("doctor", "--json"))


def test_settings_that_everybody_can_read(here):
    Path(".env").write_text("AFTERWORD_TOKEN=12345:open-part\n")
    Path(".env").chmod(0o644)
    ran = here("doctor", "--json")
    assert kinds(ran)["settings.open"] == "warn"
    assert "open-part" not in ran.out
    Path(".env").chmod(0o600)
    assert "settings.open" not in kinds(here("doctor", "--json"))


def test_a_setting_that_is_mistyped_is_told_by_its_name_only(here):
    Path(".env").write_text("AFTERWORD_OWNER=424242\n")
    ran = here("doctor")
    assert "warn settings: There are no such settings: AFTERWORD_OWNER (in .env). Correct" in ran.out
    assert "424242" not in ran.out


def test_settings_that_cannot_be_used_exit_with_2(here, monkeypatch):
    monkeypatch.setenv("AFTERWORD_LISTEN", "nowhere")
    ran = here("doctor")
    assert ran.code == 2
    assert ran.sentence.startswith("afterword: AFTERWORD_LISTEN has to be")


def test_what_is_owed_and_does_not_go_what_is_in_doubt_and_what_waits(here):
    long_ago = to_ms(WallClock().now() - timedelta(days=3))
    for number in (90, 91, 92):
        change("INSERT INTO attendees (id, chat_id, language, met_at) VALUES (?1, ?1, 'en', 0)", number)
    row = """INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, prefers, state, settled_at)
             VALUES (1, ?, 'x', ?, 'twice', ?, ?)"""
    change(row, 90, long_ago, "planned", None)
    change(row, 91, long_ago, "doubtful", long_ago)
    change(row, 92, long_ago, "held", None)
    change("INSERT INTO inbox (update_id, chat_id, body, state, received_at) VALUES (1, 90, '{}', 'dead', ?)", long_ago)
    ran = here("doctor", "--json")
    expected = {"owed.overdue": "fail", "doubts.open": "fail", "held.long": "warn", "updates.dead": "fail"}
    assert expected.items() <= kinds(ran).items()
    (said,) = [each["says"] for each in ran.json["findings"] if each["kind"] == "held.long"]
    assert said.endswith("beyond their time: 1 (clusters); the oldest: 3 days.")
    change("UPDATE outbox SET state = 'sending', claim = 'c', lease_until = ? WHERE state = 'held'", 2**52)
    assert "owed.overdue" not in kinds(here("doctor", "--json"))  # they are on their way


def test_what_nobody_can_answer_any_more_needs_a_person_until_they_have_seen_it(here, monkeypatch):
    for number in (1, 2):
        letter = "INSERT INTO inbox (update_id, chat_id, body, state, received_at) VALUES (?, 90, '{}', ?, 0)"
        change(letter, number, "dead" if number == 1 else "done")
    with telegram(monkeypatch):
        ran = here("doctor")
        assert (ran.code, ran.out.splitlines()[-1]) == (1, "Somebody is needed now: updates.")
        assert "afterword doctor --forget-dead-letters" in ran.out
        ran = here("doctor", "--forget-dead-letters")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Forgotten, of what people did and the bot could not answer: 1."
    assert here("doctor", "--forget-dead-letters", "--json").json["findings"]


def test_a_database_that_is_gone_is_told_from_one_that_never_was(here):
    Path("afterword.db").rename("elsewhere.db")
    ran = here("doctor", "--json")
    assert kinds(ran)["database.gone"] == "fail"
    (remedy,) = [each["remedy"] for each in ran.json["findings"] if each["cause"] == "database"]
    assert "afterword restore FILE" in remedy
    Path("afterword.db.key").unlink()
    assert kinds(here("doctor", "--json"))["database.none"] == "warn"


def test_templates_of_ones_own_are_named_and_what_is_wrong_with_them(here, monkeypatch):
    Path("own/messages").mkdir(parents=True)
    Path("own/messages/thanks.html.j2").write_text("Thanks!")
    monkeypatch.setenv("AFTERWORD_TEMPLATES", "own")
    ran = here("doctor", "--json")
    assert "templates.overriding" in {each["kind"] for each in ran.json["findings"]}
    Path("own/messages/thank.html.j2").write_text("Thanks!")
    Path("own/messages/welcome.html.j2").write_text("one\n{% if %}")
    Path("own/README.md").write_text("what we changed")
    ran = here("doctor")
    assert "FAIL templates: Templates in own that cannot be used: messages/welcome.html.j2:2 (" in ran.out
    assert "warn templates: Files in own that nothing uses: messages/thank.html.j2." in ran.out
    Path("own/locale/fr").mkdir(parents=True)
    Path("own/locale/fr/afterword.po").write_text('msgid "x\n')
    assert "own/locale/fr/afterword.po cannot be read" in here("doctor").out


def test_on_a_terminal_lines_are_folded_to_its_width(here):
    script = (
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn([sys.executable, '-m', 'bot', 'doctor'])))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    lines = ran.stdout.decode().splitlines()
    assert ran.returncode == 1
    assert len(lines) > 10
    assert [line for line in lines if len(line) > 80] == []


@not_root
def test_a_folder_that_can_only_be_read(here):
    Path("place").mkdir()
    Path("afterword.db").rename("place/afterword.db")
    for left in Path().glob("afterword.db-*"):
        left.rename(Path("place") / left.name)
    Path("place").chmod(0o500)
    try:
        os.environ["AFTERWORD_DATABASE"] = "place/afterword.db"
        found = kinds(here("doctor", "--json"))
    finally:
        Path("place").chmod(0o700)
        del os.environ["AFTERWORD_DATABASE"]
    assert found["folder.read_only"] == "fail"
