"""Wordings that an organiser has confirmed, or has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.surroundings import SHIPPED
from tests.services.scenes import WEBINAR

FILE = "satisfaction.fr.yaml"


@pytest.fixture
def offered():
    """A webinar that asks the shipped survey in English and French."""
    Path("clusters.yaml").write_text(WEBINAR.replace("survey: everything", "survey: satisfaction"), encoding="utf-8")


@pytest.fixture
def confirmed(tmp_path, monkeypatch):
    """The French wording, as an organiser confirms it."""
    folder = tmp_path / "ours" / "surveys"
    folder.mkdir(parents=True)
    text = (SHIPPED / "surveys" / FILE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("draft")]
    (folder / FILE).write_text("\n".join(lines), encoding="utf-8")

    def confirm():
        monkeypatch.setenv("AFTERWORD_TEMPLATES", str(tmp_path / "ours"))

    return confirm


def test_check_warns_of_a_draft_and_is_quiet_once_it_is_confirmed(afterword, offered, confirmed):
    ran = afterword("check", "clusters.yaml")
    line = WEBINAR[: WEBINAR.index("languages:")].count("\n") + 1
    assert (ran.code, ran.out) == (0, "clusters.yaml: fine (1 survey, 1 webinar).\n")
    assert ran.err == (
        f"clusters.yaml:{line}: warning: the French wording of survey `satisfaction` is a draft that nobody has "
        "confirmed: an unreviewed wording is a measurement error; have it read, then take `draft` out of "
        "satisfaction.fr.yaml\n"
    )
    confirmed()
    assert afterword("check", "clusters.yaml").err == ""


def test_confirming_a_wording_is_a_new_version_that_keeps_answers_together(afterword, offered, confirmed):
    ran = afterword("apply", "clusters.yaml")
    assert (ran.code, ran.err, "survey satisfaction version 1" in ran.out) == (0, "", True)
    Path("answers.csv").write_text("response,overall\n" + "".join(f"r{n},satisfied\n" for n in range(5)))
    assert afterword("import", "clusters", "answers.csv").code == 0
    confirmed()
    assert "survey satisfaction version 2" in afterword("apply", "clusters.yaml").out
    summary = afterword("summary", "clusters", "--json").json
    assert "versions" not in summary
    assert next(question["base"] for question in summary["questions"] if question["key"] == "overall") == 5


def test_a_translation_is_checked_by_itself(afterword, confirmed):
    confirmed()
    path = Path("ours") / "surveys" / FILE
    ran = afterword("check", path)
    assert (ran.code, ran.out, ran.err) == (0, f"{path}: fine (0 surveys, 0 webinars, 1 translation).\n", "")
    path.write_text(path.read_text(encoding="utf-8").replace("  improve:", "  imprive:"), encoding="utf-8")
    ran = afterword("check", path)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{path}:")
    assert "did you mean `improve`?" in ran.err


def test_a_translation_applied_by_itself_says_what_to_apply_instead(afterword, confirmed):
    ran = afterword("apply", Path("ours") / "surveys" / FILE)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out == "Nothing changed: a translation comes with the survey or webinar that it is for; apply that again.\n"
    )
