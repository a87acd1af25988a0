"""What an organiser writes to have a briefing composed and good practices told, and what is said when it is wrong."""

from __future__ import annotations

import pytest

from bot.survey.definitions import Wording
from tests.survey.making import CLUSTERS, OWN, Around, faults, only_fault, reading

WEBINAR = OWN + CLUSTERS + "survey: own\nmaterials:\n"
PRACTICE = """\
  - key: harbour
    kind: good_practice
    title: The harbour that became a school
    who: Blue Cluster
    place: Varna, Bulgaria
    story: [They opened the old harbour., Forty firms came.]
    picture: harbour.png
    credit: Photo by the cluster
    link: https://example.org/harbour
    alt: A crane at dusk
"""
BRIEFING = """\
  - key: briefing
    kind: briefing
    title: The summary briefing
    compose:
      introduction: What we learnt.
      lessons: [{en: Say it once more., bg: Кажете го още веднъж.}, Tell a story.]
      practices: [harbour]
      sources: [{title: The handbook, url: "https://example.org/handbook"}]
      figures: [overall]
"""
AROUND = Around(harbour_png=2000)
PRACTICE_AT = WEBINAR.count("\n") + 1
BRIEFING_AT = PRACTICE_AT + PRACTICE.count("\n")


def test_a_briefing_and_a_good_practice_are_read_as_they_are_written():
    read = reading(WEBINAR + PRACTICE + BRIEFING, AROUND)
    assert read.faults == ()
    harbour, briefing = read.webinars[0].materials
    assert (harbour.files, harbour.shown) == (("beside a.yaml: harbour.png",), ("photo",))
    assert (harbour.practice.who.spoken("en"), harbour.practice.link) == ("Blue Cluster", "https://example.org/harbour")
    assert [each.spoken("en") for each in harbour.practice.story] == [
        "They opened the old harbour.",
        "Forty firms came.",
    ]
    assert briefing.compose.lessons[0] == Wording({"en": "Say it once more.", "bg": "Кажете го още веднъж."})
    assert (briefing.compose.practices, briefing.compose.figures) == (("harbour",), ("overall",))
    assert briefing.compose.sources[0].url == "https://example.org/handbook"
    assert not [warning for warning in read.warnings if "kind" in warning.message]


def test_a_good_practice_whose_picture_is_still_to_come_is_fine():
    assert faults(WEBINAR + PRACTICE.replace("    picture: harbour.png\n", "")) == []


@pytest.mark.parametrize(
    ("written", "instead", "line", "told"),
    [
        ("[overall]", "[overal]", 9, "the survey `own` has no question `overal`: did you mean `overall`?"),
        ("[overall]", "[improve]", 9, "cannot share `improve`, which is of the kind `open` and has no figures"),
        ("[harbour]", "[harbor]", 7, "tells no good practice `harbor`: did you mean `harbour`?"),
        ("https://example.org/handbook", "handbook", 8, "`handbook` is no link"),
        ("title: The handbook, ", "", 8, "say what is found there"),
        ("      introduction: What we learnt.", "      intro: What we learnt.", 5, "has no key `intro`"),
        ("    compose:", "    file: harbour.png\n    compose:", 6, "has both `file` and `compose`"),
        ("Tell a story.", "x" * 501, 6, "has 501 characters: keep it to 500"),
        ("kind: briefing", "kind: handbook", 4, "has no key `compose`"),
    ],
)
def test_what_is_wrong_with_a_briefing_is_told_at_its_line(written, instead, line, told):
    assert written in BRIEFING
    at, message = only_fault(WEBINAR + PRACTICE + BRIEFING.replace(written, instead, 1), AROUND)
    assert told in message
    assert abs(at - (BRIEFING_AT + line - 1)) <= 1


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("picture: harbour.png", "picture: quay.png", "there is no file `quay.png` beside this one"),
        ("picture: harbour.png", "picture: slides.pdf", "is no picture that I can print: save it as .jpg or .png"),
        ("    who: Blue Cluster\n", "", "name the cluster or organisation that does it"),
        ("    story: [They opened the old harbour., Forty firms came.]\n", "", "tell in a few sentences"),
        ("Forty firms came.", "x" * 900, "where 1,024 characters fit: shorten the story by"),
        ("link: https://example.org/harbour", "link: harbour", "`harbour` is no link"),
        ("    alt:", "    url: https://example.org\n    alt:", "has no key `url`"),
    ],
)
def test_what_is_wrong_with_a_good_practice_is_told_with_its_remedy(written, instead, told):
    assert written in PRACTICE
    _, message = only_fault(WEBINAR + PRACTICE.replace(written, instead, 1), AROUND)
    assert told in message


def test_a_picture_that_telegram_would_not_take_is_told_before():
    _, message = only_fault(WEBINAR + PRACTICE, Around(harbour_png=10_000_001))
    assert "make it smaller, to 10,000,000 at most" in message


def test_a_lesson_that_lacks_a_language_of_the_webinar_is_a_doubt():
    bilingual = WEBINAR.replace("duration: 2h\n", "duration: 2h\nlanguages: [en, fr]\n")
    read = reading(bilingual + PRACTICE + BRIEFING, AROUND)
    assert read.faults == ()
    told = [warning.message for warning in read.warnings]
    assert "`lessons 1` of `compose` of material `briefing` has no text in fr: add it" in told
