"""Translations on the disk: beside a survey, in the operator's folder, and by themselves."""

from __future__ import annotations

import shutil

import pytest

from bot.services.surroundings import SHIPPED, OnDisk, read_source
from bot.survey.definitions import Survey
from bot.survey.reading import Source, read_definitions
from tests.survey.test_translations import FRENCH, GERMAN, SURVEY

IMPACT = SHIPPED / "surveys" / "impact.yaml"
SHIPPED_FRENCH = SHIPPED / "surveys" / "impact.fr.yaml"


@pytest.fixture
def templates(tmp_path):
    """The operator's folder."""
    (tmp_path / "surveys").mkdir()
    return tmp_path


def confirmed(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("draft"))


def impact(templates) -> Survey:
    survey = OnDisk(templates, None).survey("impact", beside="")
    assert survey is not None
    return survey


def test_a_shipped_survey_comes_with_its_translations_as_drafts(templates):
    for folder in (None, templates):
        survey = impact(folder)
        assert survey.title.spoken("fr") == "Un mois plus tard"
        assert "fr" in survey.drafts


def test_an_organiser_confirms_a_wording_by_a_copy_without_draft(templates):
    (templates / "surveys" / "impact.fr.yaml").write_text(
        confirmed(SHIPPED_FRENCH.read_text(encoding="utf-8")), "utf-8"
    )
    survey = impact(templates)
    assert survey.title.spoken("fr") == "Un mois plus tard"
    assert "fr" not in survey.drafts
    assert set(survey.drafts) == set(impact(None).drafts) - {"fr"}


def test_an_organiser_mends_a_shipped_wording(templates):
    text = SHIPPED_FRENCH.read_text(encoding="utf-8").replace("Un mois plus tard", "Trente jours plus tard")
    (templates / "surveys" / "impact.fr.yaml").write_text(text, "utf-8")
    assert impact(templates).title.spoken("fr") == "Trente jours plus tard"


def test_a_survey_of_the_operators_own_is_not_given_the_words_of_another(templates):
    shutil.copy(IMPACT, templates / "surveys")
    survey = impact(templates)
    assert (survey.drafts, set(survey.title.by_language)) == ((), {"en"})
    shutil.copy(SHIPPED_FRENCH, templates / "surveys")
    assert impact(templates).drafts == ("fr",)
    by_path = OnDisk(templates, None).survey(str(IMPACT), beside="")
    assert set(by_path.drafts) == set(impact(None).drafts)


def test_a_faulty_translation_of_the_operators_is_not_passed_over(templates):
    (templates / "surveys" / "impact.fr.yaml").write_text("translation: impact\nlanguage: fr\n", "utf-8")
    assert OnDisk(templates, None).survey("impact", beside="") is None
    found = read_definitions([read_source(IMPACT)], OnDisk(templates, None))
    assert {fault.file for fault in found.faults} == {str(templates / "surveys" / "impact.fr.yaml")}


def test_a_survey_given_by_its_path_is_worded_by_what_lies_beside_it(tmp_path):
    (tmp_path / "feedback.yaml").write_text(SURVEY, "utf-8")
    (tmp_path / "feedback.de.yaml").write_text(GERMAN, "utf-8")
    (tmp_path / "feedback.fr.yaml").write_text(FRENCH, "utf-8")
    (tmp_path / "feedback.old.yaml").write_text("no such thing", "utf-8")
    survey = OnDisk(None, None).survey("feedback.yaml", beside=str(tmp_path / "webinar.yaml"))
    assert (survey.drafts, set(survey.title.by_language)) == (("de",), {"en", "de", "fr"})


def test_a_file_is_called_as_it_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(SURVEY, "utf-8")
    (tmp_path / "own.de.yaml").write_text(GERMAN.replace("Schlecht", "Gut"), "utf-8")
    for name in ("own.yaml", "./own.yaml"):
        found = read_definitions([Source(name, SURVEY.encode())], OnDisk(None, None))
        assert [fault.file for fault in found.faults] == [name.replace(".yaml", ".de.yaml")]


def test_a_translation_by_itself_finds_the_survey_it_is_of(tmp_path, templates):
    (tmp_path / "own.yaml").write_text(SURVEY, "utf-8")
    places = {
        tmp_path / "own.de.yaml": GERMAN,
        templates / "surveys" / "impact.fr.yaml": SHIPPED_FRENCH.read_text(encoding="utf-8"),
    }
    for path, text in places.items():
        path.write_text(text, "utf-8")
        found = read_definitions([read_source(path)], OnDisk(templates, None))
        assert (found.faults, len(found.translations)) == ((), 1)
    (tmp_path / "own.yaml").unlink()
    found = read_definitions([read_source(tmp_path / "own.de.yaml")], OnDisk(templates, None))
    assert "no survey `own` can be read" in found.faults[0].message
