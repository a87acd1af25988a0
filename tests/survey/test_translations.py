"""A survey's wording in one more language, in a file of its own beside the survey."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from bot.survey.definitions import Fault, Survey, Wording
from bot.survey.reading import Reading, Source, read_definitions
from tests.survey.making import Around

SURVEY = """\
survey: own
title: {en: How was it?}
identity: identified
questions:
  - {key: overall, kind: single, other: true, ask: {en: "{{ name }}, how was {{ webinar }}?"}, options: [
      {key: good, label: {en: Good}}, {key: poor, label: {en: Poor}}]}
  - {key: shared, kind: yes_no, ask: {en: "Shared?"}}
  - {key: improve, kind: open, ask: {en: "You said {{ answers.overall }}: why?"}}
"""
GERMAN = """\
translation: own
language: de
draft: true
title: Wie war es?
questions:
  overall:
    ask: "{{ name }}, wie war {{ webinar }}?"
    options: {good: Gut, poor: Schlecht}
  shared:
    ask: Geteilt?
  improve:
    ask: "Sie sagten {{ answers.overall }}: warum?"
"""
FRENCH = (
    GERMAN.replace("language: de", "language: fr")
    .replace("draft: true\n", "")
    .replace("Wie war es?", "Alors ?")
    .replace("Gut", "Bien")
)
WEBINAR = """\
---
webinar: Clusters
key: clusters
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
languages: [en, de, fr]
privacy: {controller: We, contact: us@example.org, purpose: to learn, retention: 365d}
survey: own
"""
FIRST = SURVEY.count("\n")


class Beside(Around):
    """Surroundings where these files lie beside ``a.yaml``."""

    def __init__(self, *, alone: Survey | None = None, **files: str) -> None:
        super().__init__()
        self.alone = alone
        self.files = [Source(f"a.{language}.yaml", dedent(text).encode()) for language, text in files.items()]

    def translations(self, of: str) -> list[Source]:
        return self.files if of == "a.yaml" else super().translations(of)

    def base(self, key: str, *, beside: str) -> Survey | None:
        return self.alone if self.alone is not None and self.alone.key == key else super().base(key, beside=beside)


def read(text: str = SURVEY, **files: str) -> Reading:
    return read_definitions([Source("a.yaml", text.encode())], Beside(**files))


def by_itself(text: str, *, file: str = "b.de.yaml", alone: Survey | None = None) -> Reading:
    return read_definitions([Source(file, text.encode())], Beside(alone=alone or read().surveys[0]))


def only(reading: Reading) -> Fault:
    assert len(reading.faults) == 1, reading.faults
    return reading.faults[0]


def test_what_lies_beside_a_survey_is_part_of_it():
    found = read(de=GERMAN, fr=FRENCH)
    assert not found.faults
    (survey,) = found.surveys
    overall, shared, improve = survey.questions
    assert survey.title == Wording({"en": "How was it?", "de": "Wie war es?", "fr": "Alors ?"})
    assert overall.option("good").label == Wording({"en": "Good", "de": "Gut", "fr": "Bien"})
    assert overall.option("other").label.spoken("de") == "Sonstiges"
    assert (shared.ask.spoken("de"), shared.option("yes").label.spoken("de")) == ("Geteilt?", "Ja")
    assert improve.ask.spoken("de") == "Sie sagten {{ answers.overall }}: warum?"


def test_only_what_says_so_is_a_draft():
    assert read(de=GERMAN, fr=FRENCH).surveys[0].drafts == ("de",)
    assert read(de=GERMAN.replace("draft: true", "draft: false")).surveys[0].drafts == ()
    assert read().surveys[0].drafts == ()


def test_a_survey_of_one_text_for_all_can_be_translated_too():
    text = SURVEY.replace("{en: How was it?}", "How was it?").replace("{en: Good}", "Good")
    (survey,) = read(text, de=GERMAN).surveys
    assert survey.title == Wording({"*": "How was it?", "de": "Wie war es?"})
    assert survey.question("overall").option("good").label == Wording({"*": "Good", "de": "Gut"})
    webinar = WEBINAR.replace("languages: [en, de, fr]\n", "")
    assert read(text + webinar, de=GERMAN).webinars[0].languages == ("en",)


FAULTS = {
    "an unknown key": ("language: de", "language: de\nlanguages: de", 3, "did you mean `language`?"),
    "no language": ("language: de\n", "", 1, "has no `language`: write the code of one of the 24"),
    "a language that is none": ("language: de", "language: xx", 2, "none of the 24 languages of the EU"),
    "the language of another file": ("language: de", "language: it", 2, "call the file NAME.it.yaml"),
    "a language that is there": ("language: de", "language: en", 2, "words itself in English already"),
    "a draft that is neither": ("draft: true", "draft: perhaps", 3, "write true or false"),
    "no title": ("title: Wie war es?\n", "", 1, "has no `title`: translate “How was it?”"),
    "an empty title": ("title: Wie war es?", "title:", 4, "is empty: write it"),
    "no questions": (GERMAN[GERMAN.index("questions") :], "questions: none\n", 5, "must be a map"),
    "a question that is not there": ("  shared:", "  sharde:", 9, "did you mean `shared`?"),
    "a missing question": ("  shared:\n    ask: Geteilt?\n", "", 6, "has no `shared`: translate “Shared?”"),
    "a question twice": ("  improve:", "  shared:", 11, "`shared` stands twice (first in line 9): keep one"),
    "no ask": ("    ask: Geteilt?\n", "    {}\n", 10, "question `shared` has no `ask`: translate “Shared?”"),
    "options that come with the product": (
        "ask: Geteilt?",
        "ask: Geteilt?\n    options: {yes: Ja}",
        11,
        "take `options` out",
    ),
    "no options": ("    options: {good: Gut, poor: Schlecht}\n", "", 7, "has no `options`: translate good, poor"),
    "a missing option": (", poor: Schlecht", "", 8, "has no `poor`: translate “Poor”"),
    "an unknown option": ("poor: Schlecht", "poor: Schlecht, bad: Übel", 8, "has no key `bad`"),
    "an option of the product": ("poor: Schlecht", "poor: Schlecht, other: Anderes", 8, "has no key `other`"),
    "an option twice": ("poor: Schlecht", "poor: Schlecht, good: Prima", 8, "`good` stands twice"),
    "options that read the same": ("Schlecht", "gut", 8, "reads the same as `good`: word each option differently"),
    "an option that reads as Other": ("Schlecht", "Sonstiges", 8, "reads the same as `other`"),
    "a label that is a map": ("poor: Schlecht", "poor: {de: Schlecht}", 8, "write it as one text"),
    "a label that is too long": ("Schlecht", "S" * 201, 8, "has 201 characters: keep it to 200"),
    "a placeholder that is lost": ("{{ name }}, wie", "Wie", 7, "lacks {{ name }}, which the survey's own text pipes"),
    "a placeholder too many": ("Geteilt?", '"{{ name }}, geteilt?"', 10, "pipes {{ name }}, which the survey's own"),
    "code": ("Geteilt?", '"{% if a %}"', 10, "is template code"),
    "a placeholder in a label": ("good: Gut", 'good: "{{ name }}"', 8, "is the same for everybody"),
}


@pytest.mark.parametrize(("old", "new", "line", "remedy"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_told_with_its_line_and_nothing_of_the_survey_is_used(old, new, line, remedy):
    assert old in GERMAN
    found = read(de=GERMAN.replace(old, new, 1))
    assert found.surveys == ()
    told = [fault for fault in found.faults if fault.line == line and remedy in fault.message]
    assert [fault.file for fault in told] == ["a.de.yaml"], found.faults


def test_a_lost_question_is_one_fault_and_a_misspelt_one_too():
    assert "improve" in only(read(de=GERMAN[: GERMAN.index("  improve")])).message
    assert "did you mean `improve`?" in only(read(de=GERMAN.replace("improve", "imprive"))).message


def test_a_translation_of_another_survey_is_told():
    fault = only(read(de=GERMAN.replace("translation: own", "translation: owm")))
    assert (fault.line, "no survey of the file that this lies beside: did you mean `own`?" in fault.message) == (
        1,
        True,
    )


def test_the_same_language_twice_in_one_file_is_told():
    fault = only(read(de=GERMAN + "---\n" + GERMAN))
    assert (fault.line, "stands twice in this file" in fault.message) == (14, True)


def test_the_faults_of_a_survey_are_not_told_again_of_its_translation():
    fault = only(read(SURVEY.replace("kind: open", "kind: opne"), de=GERMAN))
    assert fault.file == "a.yaml"


def test_a_file_that_only_looks_like_a_translation_is_left_alone():
    assert not read(de=SURVEY + WEBINAR).faults
    assert "begin with `survey: KEY`" in only(read(de="translating: own\n")).message


def test_a_webinar_whose_surveys_translation_is_faulty_is_not_said_to_lack_one():
    found = read(SURVEY + WEBINAR, de=GERMAN.replace("Gut", "Schlecht"), fr=FRENCH)
    assert only(found).file == "a.de.yaml"
    assert found.webinars == ()


def test_a_translation_by_itself_is_judged_against_its_survey():
    found = by_itself(GERMAN)
    assert (found.faults, found.surveys, len(found.translations)) == ((), (), 1)
    assert only(by_itself(GERMAN.replace("poor", "por"), file="a.de.yaml")).file == "a.de.yaml"
    assert "call the file NAME.de.yaml" in only(by_itself(GERMAN, file="german.yaml")).message
    fault = only(by_itself(GERMAN.replace("translation: own", "translation: nobody's")))
    assert "cannot be a key" in fault.message
    fault = only(by_itself(GERMAN.replace("translation: own", "translation: nobodys")))
    assert "lay it beside the survey's file NAME.yaml" in fault.message


def test_a_translation_read_with_its_survey_is_judged_once():
    broken = GERMAN.replace("Gut", "Schlecht")
    sources = [Source("a.de.yaml", broken.encode()), Source("a.yaml", SURVEY.encode())]
    fault = only(read_definitions(sources, Beside(de=broken)))
    assert (fault.file, fault.line) == ("a.de.yaml", 8)


def test_a_webinar_is_warned_of_each_of_its_languages_that_is_a_draft():
    found = read(SURVEY + WEBINAR, de=GERMAN, fr=FRENCH)
    assert not found.faults
    (warning,) = found.warnings
    assert str(warning) == (
        f"a.yaml:{FIRST + 7}: the German wording of survey `own` is a draft that nobody has confirmed: "
        "an unreviewed wording is a measurement error; have it read, then take `draft` out of a.de.yaml"
    )
    english = WEBINAR.replace("[en, de, fr]", "[en, fr]")
    assert not read(SURVEY + english, de=GERMAN, fr=FRENCH).warnings


def test_a_survey_that_a_follow_up_brings_is_warned_of_where_it_is_named():
    plan = "follow_ups:\n  - {key: later, when: 30d after end, survey: impact}\n"
    webinar = WEBINAR.replace("[en, de, fr]", "[en, fr]") + plan
    (warning,) = read(SURVEY + webinar, fr=FRENCH).warnings
    assert warning.line == FIRST + 11
    assert "the French wording of survey `impact`" in warning.message
    assert warning.message.endswith("take `draft` out of impact.fr.yaml")


def test_a_webinar_may_only_offer_what_its_survey_is_worded_in():
    found = read(SURVEY + WEBINAR, de=GERMAN)
    assert "is not worded in fr" in only(replace(found, warnings=())).message
