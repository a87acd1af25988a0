"""The rehearsals that a newcomer runs, as they run them, with fewer people where that proves as much."""

import os
import subprocess
import sys

import pytest

from bot.rehearsal import TOKEN


def demo(tmp_path, *arguments):
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--headless", "--out", str(tmp_path / "out"), *arguments],
        env={name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_everything_that_is_owed_arrives_once(tmp_path):
    told = demo(tmp_path, "--people", "24")
    assert "Everything that was owed arrived, once." in told
    assert "synthetic" in told
    assert (tmp_path / "out" / "summary.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "out" / "responses.csv").read_text().count("\n") == 1 + 24
    log = (tmp_path / "out" / "bot.log").read_text()
    assert "action=serving" in log
    assert "action=stopped" in log
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log


def test_the_needs_survey_comes_out_as_published(tmp_path):
    told = demo(tmp_path, "--survey", "needs")
    assert told.count("cells equal to the published table\n") == 14
    assert "All tables: 107 of 107 cells equal to the published tables." in told
    assert (tmp_path / "out" / "needs.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "out" / "codebook.md").read_text(encoding="utf-8").startswith("# Codebook: European")


def test_the_needs_survey_has_as_many_people_as_published(tmp_path):
    with pytest.raises(AssertionError, match="120 respondents"):
        demo(tmp_path, "--survey", "needs", "--people", "7")
