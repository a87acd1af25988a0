"""Updates and steps back at the command line: who may bring a database up to date, and what an older program says."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.parser import build_parser
from bot.lock import only_one
from bot.rehearsal import TOKEN
from db import versions
from db.versions import copies_before, known_version

ROOT = Path(__file__).parents[2]
DATABASE = Path("afterword.db")

WITHOUT = {"demo", "check", "rehearse"}
"""Commands that need no database."""

IN_OTHER_WORDS = {"restore", "doctor", "run"}
"""``doctor`` lists it among what it finds (test_doctor); the others are below."""

LINES = {
    "migrate": "migrate",
    "backup": "backup copy.db",
    "apply": "apply both.yaml",
    "webinars": "webinars",
    "summary": "summary clusters",
    "compare": "compare clusters second",
    "cross": "cross clusters overall formats",
    "briefing": "briefing clusters --html page.html",
    "themes": "themes clusters improve",
    "outbox": "outbox clusters",
    "export": "export clusters --csv rows.csv",
    "import": "import clusters rows.csv",
    "links": "links clusters people.csv",
    "form": "form clusters --csv sheet.csv",
    "slide": "slide clusters --png slide.png",
}


def commands() -> set[str]:
    (found,) = (each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    return set(found.choices)


@pytest.fixture
def older(afterword, monkeypatch: pytest.MonkeyPatch):
    """The command line, over a database that is one migration behind."""
    assert afterword("apply", "both.yaml").code == 0
    later = Path("later")
    later.mkdir()
    for script in versions._FOLDER.glob("*.sql"):
        (later / script.name).write_text(script.read_text())
    (later / "9999_later.sql").write_text("CREATE TABLE later (a INTEGER) STRICT;")
    monkeypatch.setattr(versions, "_FOLDER", later)
    return afterword


@pytest.fixture
def newer(afterword):
    """The command line, over a database that a newer version has been at."""
    assert afterword("apply", "both.yaml").code == 0
    Path("rows.csv").write_text("response,overall\nr1,Poor\n")
    Path("people.csv").write_text("email\nana@example.org\n")
    with closing(sqlite3.connect(DATABASE)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES (9999, '9999_later', 0)")
    return afterword


def test_every_command_is_tried_with_a_newer_database():
    assert commands() - WITHOUT - IN_OTHER_WORDS == set(LINES)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_newer_database_is_refused_by_every_command_in_one_sentence(newer, line: str):
    ran = newer(*line.split())
    assert ran.code == 1
    assert ran.sentence == (
        "afterword: The database afterword.db was made by a newer Afterword (schema 9999; this one knows "
        f"{known_version()}); install the newer one."
    )


def test_a_backup_of_a_newer_version_is_not_restored(newer):
    DATABASE.rename("backup.db")
    ran = newer("restore", "backup.db")
    assert ran.code == 1
    assert ran.sentence.startswith("afterword: The database backup.db was made by a newer Afterword (schema 9999; ")
    assert not DATABASE.exists()


def test_a_bot_does_not_start_with_a_newer_database(newer):
    settings = {**os.environ, "AFTERWORD_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-m", "bot", "run"], env=settings, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "was made by a newer Afterword (schema 9999; " in ran.stderr.splitlines()[-1]
    assert TOKEN not in ran.stderr


def test_a_command_of_a_newer_version_changes_nothing_under_a_bot_that_serves(older):
    with only_one(DATABASE):
        for line in ("webinars", "migrate", "apply both.yaml"):
            ran = older(*line.split())
            assert ran.code == 1
            assert ran.sentence == (
                "afterword: The database afterword.db has to be brought up to date for this version, and a bot is "
                "serving from it: stop that bot, and try again."
            )
    with closing(sqlite3.connect(DATABASE)) as connection:
        assert versions.current_version(connection) < known_version()
    assert copies_before(DATABASE) == {}
    assert older("webinars", "--json").code == 0


def test_beside_a_bot_of_the_same_version_commands_work_on(afterword):
    assert afterword("apply", "both.yaml").code == 0
    with only_one(DATABASE):
        assert len(json.loads(afterword("webinars", "--json").out)["webinars"]) == 2


def test_migrate_says_what_it_did_and_where_the_copy_is(older):
    assert older("migrate").out == (
        "afterword.db: applied 9999_later.\nA copy from before is afterword.db.before-9999.\n"
    )
    assert older("migrate").out == "afterword.db has the newest schema already.\n"
