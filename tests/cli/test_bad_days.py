"""What can go wrong with files, the database and the terminal: one sentence, the right exit code, nothing changed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import parser, storage
from tests.cli.test_commands import ROOT, answers
from tests.services.scenes import SURVEY, WEBINAR

not_root = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")


def test_answers_that_are_not_there(afterword):
    ran = afterword("import", "clusters", "nowhere.csv")
    assert (ran.code, ran.sentence) == (1, "afterword: There is no file nowhere.csv.")


def test_a_folder_instead_of_answers(afterword):
    ran = afterword("import", "clusters", ".")
    assert (ran.code, ran.sentence) == (1, "afterword: . is a folder; name a file in it.")


@not_root
def test_answers_that_may_not_be_read(afterword):
    Path("secret.csv").touch(mode=0)
    ran = afterword("import", "clusters", "secret.csv")
    assert (ran.code, ran.sentence) == (1, "afterword: secret.csv cannot be read; this account may not.")


@pytest.mark.parametrize(
    "content",
    [
        b"{[}",
        b"\x00\x01\x02",
        b"\xff\xfe\xff",
        b"a: b: c",
        b"just a text",
        b"- a\n- list\n",
        b"",
        b"webinar: &a [*a]\n",
        b"&a [" * 5000,
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        SURVEY.replace("Overall?", "{% for x in range(9999999) %}x{% endfor %}").encode(),
        SURVEY.replace("Overall?", "{{ ''.__class__ }}").encode(),
    ],
    ids=range(12),
)
@pytest.mark.parametrize("command", ["check", "apply"])
def test_a_file_that_is_no_definition_is_told_with_a_line(afterword, command, content):
    Path("bad.yaml").write_bytes(content)
    ran = afterword(command, "bad.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert all(line.startswith("bad.yaml:") for line in ran.err.splitlines())
    assert not Path("afterword.db").exists()


@pytest.mark.parametrize("command", ["check", "apply"])
def test_a_definition_of_fifty_megabytes(afterword, command):
    with Path("huge.yaml").open("wb") as file:
        file.truncate(50_000_000)
    ran = afterword(command, "huge.yaml")
    assert ran.code == 1
    assert ran.sentence == "huge.yaml:1: the file is larger than 1 MiB: keep it to 1,048,576 bytes"


def test_an_import_that_is_far_too_large(afterword, monkeypatch):
    from bot.cli import exchange

    monkeypatch.setattr(exchange, "LARGEST_IMPORT", 1000)
    Path("huge.csv").write_bytes(b"x" * 2000)
    ran = afterword("import", "clusters", "huge.csv")
    assert ran.sentence == "afterword: huge.csv is larger than 1,000 bytes; import it in parts."


@pytest.mark.parametrize("command", [["summary", "x"], ["export", "x", "--csv", "y"], ["import", "x", "webinar.yaml"]])
def test_a_database_that_is_not_there(afterword, command):
    ran = afterword(*command)
    assert ran.code == 1
    assert ran.sentence.startswith("afterword: There is no database afterword.db yet")
    assert not Path("afterword.db").exists()


COMMANDS = [
    ["apply", "webinar.yaml"],
    ["webinars"],
    ["summary", "clusters"],
    ["export", "clusters", "--csv", "out.csv"],
    ["import", "clusters", "answers.csv"],
    ["migrate"],
]


@pytest.fixture
def ready(afterword):
    Path("answers.csv").write_text(answers())
    assert afterword("apply", "webinar.yaml").code == 0
    return afterword


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_is_no_database(ready, command):
    for left in Path().glob("afterword.db*"):
        left.unlink()
    Path("afterword.db").write_bytes(b"something else " * 1000)
    ran = ready(*command)
    assert (ran.code, "is not a database" in ran.sentence) == (1, True)
    assert Path("afterword.db").read_bytes() == b"something else " * 1000


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_folder_in_place_of_the_database(ready, command):
    for left in Path().glob("afterword.db*"):
        left.unlink()
    Path("afterword.db").mkdir()
    ran = ready(*command)
    assert ran.code == 1
    assert ran.sentence


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_of_another_program(ready, command):
    for left in Path().glob("afterword.db*"):
        left.unlink()
    with closing(sqlite3.connect("afterword.db")) as other:
        other.execute("CREATE TABLE notes (text)")
    ran = ready(*command)
    assert (ran.code, "is not a database of Afterword" in ran.sentence) == (1, True)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_of_a_newer_afterword(ready, command):
    with closing(sqlite3.connect("afterword.db", isolation_level=None)) as newer:
        newer.execute("INSERT INTO migrations VALUES (9999, 'later', 0)")
    ran = ready(*command)
    assert (ran.code, "newer Afterword" in ran.sentence) == (1, True)


def test_a_folder_for_the_database_that_is_not_there(afterword, monkeypatch):
    monkeypatch.setenv("AFTERWORD_DATABASE", "nowhere/after.db")
    ran = afterword("webinars")
    assert (ran.code, "does not exist" in ran.sentence) == (1, True)


@pytest.mark.parametrize("broken", ["webinars", "surveys"])
@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda command: command[0])
def test_a_damaged_database(ready, command, broken):
    Path("webinar.yaml").write_text(WEBINAR)  # its survey can be found in the database only
    with closing(sqlite3.connect("afterword.db")) as tx:
        tx.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        ((page,),) = tx.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (broken,)).fetchall()
    with Path("afterword.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    ran = ready(*command)
    assert (ran.code, "is damaged" in ran.sentence) == (1, True)


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda command: command[0])
def test_a_database_that_somebody_else_has_locked(ready, command, monkeypatch):
    monkeypatch.setattr(storage, "PATIENCE", timedelta(milliseconds=20))
    Path("webinar.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR.replace('Strategies', 'Ideas')}")
    with closing(sqlite3.connect("afterword.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = ready(*command)
        other.execute("ROLLBACK")
    assert (ran.code, "is locked" in ran.sentence) == (1, True)


@not_root
@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda command: command[0])
def test_a_database_that_may_not_be_written(ready, command):
    Path("afterword.db").chmod(0o400)
    ran = ready(*command)
    assert ran.code == 1
    assert ran.sentence


def test_a_disk_without_room(ready):
    import resource

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    Path("slides.pdf").write_bytes(os.urandom(2_000_000))
    before = Path("afterword.db").read_bytes()
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "apply", "webinar.yaml"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        preexec_fn=little_room,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert "Traceback" not in ran.stderr
    assert Path("afterword.db").read_bytes() == before


@pytest.mark.parametrize("place", ["folder", "nowhere/out.csv", "slides.pdf/out.csv"])
def test_a_place_that_cannot_be_written_to(ready, place):
    Path("folder").mkdir()
    ready("import", "clusters", "answers.csv")
    ran = ready("export", "clusters", "--csv", place)
    assert ran.code == 1
    assert ran.sentence.startswith(f"afterword: {place} cannot be written: ")
    assert list(Path("folder").iterdir()) == []


def test_an_export_into_a_device_does_not_replace_it(ready):
    ready("import", "clusters", "answers.csv")
    Path("sink").symlink_to("/dev/null")
    assert ready("export", "clusters", "--csv", "sink").code == 0
    assert Path("/dev/null").is_char_device()
    assert Path("sink").is_symlink()


def command_line(*arguments, stdout):
    """The command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("command", [["summary", "clusters", "--json"], ["webinars"]])
def test_a_reader_that_goes_away(ready, command):
    reading, writing = os.pipe()
    os.close(reading)
    with command_line(*command, stdout=writing) as process:
        os.close(writing)
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_a_terminal_that_is_full(ready):
    with Path("/dev/full").open("w") as full, command_line("webinars", stdout=full) as process:
        complaint = process.stderr.read()
    assert (process.returncode, complaint.count("\n")) == (1, 1)
    assert "no space left" in complaint


def test_a_terminal_that_speaks_ascii_only(ready):
    Path("webinar.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR.replace('Strategies', 'Stratégies')}")
    ready("apply", "webinar.yaml")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for command in (["webinars"], ["summary", "clusters"], ["summary", "clusters", "--json"], ["webinars", "--json"]):
        ran = subprocess.run(
            [sys.executable, "-m", "bot", *command], env=environment, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, "")


def test_ctrl_c_ends_with_130(afterword, monkeypatch):
    def interrupted(_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(parser, "command_of", lambda _args: interrupted)
    monkeypatch.setattr("bot.cli.command_of", lambda _args: interrupted)
    ran = afterword("webinars")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AFTERWORD_OWNERS", "me"),
        ("AFTERWORD_API_URL", "telegram"),
        ("AFTERWORD_MESSAGES_PER_SECOND", "0"),
        ("AFTERWORD_CLOCK_URL", "http://example.org/clock"),
        ("AFTERWORD_TEMPLATES", "nowhere"),
        ("AFTERWORD_LOG", "loud"),
    ],
)
def test_a_bad_setting_exits_with_2_and_names_itself(afterword, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    ran = afterword("webinars")
    assert ran.code == 2
    assert name in ran.sentence


def test_a_rehearsal_that_is_not_running(afterword, monkeypatch):
    monkeypatch.setenv("AFTERWORD_CLOCK_URL", "http://127.0.0.1:1/clock")
    ran = afterword("webinars")
    assert (ran.code, "does not answer" in ran.sentence) == (1, True)


def test_a_bug_is_not_dressed_up_as_somebodys_mistake(afterword, monkeypatch):
    def broken(_args):
        raise ZeroDivisionError

    monkeypatch.setattr("bot.cli.command_of", lambda _args: broken)
    with pytest.raises(ZeroDivisionError):
        afterword("webinars")
