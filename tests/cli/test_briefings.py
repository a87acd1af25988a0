"""Looking at a briefing before it is sent: what is written, and what is said when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.render.briefings import picture
from tests.services.scenes import SURVEY, WEBINAR, sheet
from tests.services.test_composing import COMPOSING


@pytest.fixture
def composed(afterword):
    Path("harbour.png").write_bytes(picture())
    Path("composing.yaml").write_text(f"{SURVEY}\n---\n{COMPOSING}", encoding="utf-8")
    assert afterword("apply", "composing.yaml").code == 0
    return afterword


def test_an_organiser_looks_at_it_as_pdf_and_in_a_browser(composed):
    Path("answers.csv").write_text(
        sheet(["response", "finished", "overall"], *([f"r{n}", "1", "good"] for n in range(6)))
    )
    assert composed("import", "clusters", "answers.csv").code == 0
    ran = composed("briefing", "clusters", "--pdf", "b.pdf", "--html", "b.html", "--language", "fr")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "The briefing is in b.pdf.",
        "The briefing is in b.html.",
        "2 of 3 figures are left out: too few people have answered to share them.",
    ]
    assert Path("b.pdf").read_bytes().startswith(b"%PDF-")
    assert "Répétez-le." in Path("b.html").read_text(encoding="utf-8")


def test_nothing_is_written_when_nobody_said_where(composed):
    ran = composed("briefing", "clusters")
    assert ran.code == 2
    assert ran.sentence == "afterword: Say where the briefing goes: `--pdf FILE`, `--html FILE`, or both."


def test_a_language_that_the_webinar_is_not_in_is_refused(composed):
    ran = composed("briefing", "clusters", "--pdf", "b.pdf", "--language", "bg")
    assert ran.code == 1
    assert ran.sentence == "afterword: The webinar is in en, fr, not in bg."
    assert not Path("b.pdf").exists()


def test_a_webinar_without_a_briefing_says_how_to_get_one(afterword):
    Path("plain.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}", encoding="utf-8")
    assert afterword("apply", "plain.yaml").code == 0
    ran = afterword("briefing", "clusters", "--pdf", "b.pdf")
    assert ran.code == 1
    assert "has no briefing to compose: give a material of the kind `briefing` a `compose`." in ran.sentence
