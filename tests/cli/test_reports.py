"""Writing a report: HTML, PDF and Word from the command line, and what is said when one cannot be written."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from tests.services.scenes import sheet


@pytest.fixture
def answered(afterword):
    assert afterword("apply", "webinar.yaml").code == 0
    rows = [f"r{n}" for n in range(6)]
    Path("answers.csv").write_text(sheet(["response", "finished", "overall"], *([row, "1", "good"] for row in rows)))
    assert afterword("import", "clusters", "answers.csv").code == 0
    return afterword


def test_an_organiser_takes_the_report_in_three_forms(answered):
    ran = answered("summary", "clusters", "--html", "r.html", "--pdf", "r.pdf", "--docx", "r.docx", "--language", "fr")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "The report is in r.html.",
        "The report is in r.pdf.",
        "The report is in r.docx.",
    ]
    page = Path("r.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert "<script" not in page
    assert set(re.findall(r"https?:[^\"]*", page)) <= {"http://www.w3.org/2000/svg"}  # a name, not an address
    assert re.findall(r'(?:src|href)="(?!#)|url\(', page) == []
    printed = PdfReader(io.BytesIO(Path("r.pdf").read_bytes()))
    assert "Comment lire ces chiffres" in "".join(each.extract_text() for each in printed.pages)
    assert printed.root_object["/Lang"] == "fr"
    assert printed.root_object["/MarkInfo"]["/Marked"]
    headings = [each.text for each in docx.Document("r.docx").paragraphs if each.style.name == "Heading 1"]
    assert headings[0] == "L’essentiel"
    assert headings[-1] == "Annexe\u00a0: tous les effectifs"


def test_the_survey_is_quoted_in_the_language_of_the_report(answered):
    for language, ask in (("en", "Overall?"), ("fr", "En tout ?")):
        assert answered("summary", "clusters", "--html", "r.html", "--language", language).code == 0
        assert ask in Path("r.html").read_text(encoding="utf-8")


def test_figures_and_report_come_from_one_command(answered):
    ran = answered("summary", "clusters", "--json", "--pdf", "r.pdf")
    assert ran.json["responses"]["finished"] == 6
    assert Path("r.pdf").read_bytes().startswith(b"%PDF-")


def test_a_language_that_a_report_has_no_words_in_is_refused(answered):
    ran = answered("summary", "clusters", "--pdf", "r.pdf", "--language", "bg")
    assert (ran.code, ran.sentence) == (
        1,
        "afterword: This report can be in en, fr, de, es, not in bg.",
    )
    assert answered("summary", "clusters", "--language", "fr").code == 2
    assert not Path("r.pdf").exists()


def test_without_the_extra_nothing_is_written_and_the_sentence_names_it(answered, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    ran = answered("summary", "clusters", "--docx", "r.docx", "--html", "r.html")
    assert ran.code == 1
    assert ran.sentence == (
        "afterword: Word documents need the extra `docx`: install afterword[docx], or take --html or --pdf."
    )
    assert not Path("r.html").exists()


def test_a_brand_that_cannot_be_printed_is_told_before_anything_is_written(answered, monkeypatch, tmp_path):
    (tmp_path / "own" / "reports").mkdir(parents=True)
    (tmp_path / "own" / "reports" / "brand.yaml").write_text("colour: blue")
    monkeypatch.setenv("AFTERWORD_TEMPLATES", str(tmp_path / "own"))
    ran = answered("summary", "clusters", "--html", "r.html")
    assert ran.code == 1
    assert ran.sentence.endswith('colour is written as "#0B4F8A", not as blue.')
    assert not Path("r.html").exists()


def test_two_webinars_stand_side_by_side_in_a_report(answered):
    assert answered("apply", "both.yaml").code == 0
    assert answered("import", "later", "answers.csv").code == 0
    ran = answered("compare", "clusters", "later", "--html", "c.html", "--pdf", "c.pdf", "--docx", "c.docx")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "The report is in c.html."
    page = Path("c.html").read_text(encoding="utf-8")
    assert "2 webinars side by side" in page
    assert "Overall?" in page
    assert Path("c.pdf").read_bytes().startswith(b"%PDF-")
    assert answered("compare", "clusters", "later", "--language", "fr").code == 2


def test_speakers_pages_are_refused_where_there_are_no_sessions(answered):
    assert answered("summary", "clusters", "--sessions").code == 2
    ran = answered("summary", "clusters", "--sessions", "--pdf", "s.pdf")
    assert ran.sentence == "afterword: The webinar clusters has no sessions that this survey asks about."
