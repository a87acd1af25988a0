"""Earlier webinars beside one, in chat: what has changed in words that the test allows, and what is left out."""

from __future__ import annotations

import pytest

from bot.insight.comparing.compare import compare
from bot.insight.comparing.latest import asked_at
from bot.insight.comparing.overlaps import Overlap
from bot.render.organising.besides import besides_card
from bot.render.texts import Texts, unmarked
from bot.survey.definitions import Box, Question
from tests.insight.comparing.webinars import at_both, told, webinar
from tests.insight.surveys import NPS, OVERALL, options, words

CHOICE = Question("length", "single", words("How long?"), options("right", "long"), boxes=(Box("right", ("right",)),))
GOOD, FAIR = (
    {"very_satisfied": 30, "satisfied": 8, "neutral": 2},
    {"very_satisfied": 10, "satisfied": 20, "neutral": 10},
)


def card(asked, *counts, overlaps=None, identity="pseudonymous", language="en"):
    entries = [
        webinar(at, told(asked, each, identity=identity), identity=identity) for at, each in enumerate(counts, start=1)
    ]
    found = compare(entries, overlaps=at_both(overlaps), several={}, pairs="last", only=(asked.key,))
    last = entries[-1].webinar.key
    question = asked_at(found, asked.key, last)
    return unmarked(besides_card(Texts(), language, question, found, webinar=last)), question, found


def test_the_latest_comes_first_and_all_are_told_together_with_the_lowest():
    text, _, _ = card(OVERALL, FAIR, FAIR, GOOD)
    assert text.startswith("How satisfied were you?\nVery satisfied\n\n▶ Webinar 3, 1 March 2026\nn = 40")
    assert text.index("Webinar 3") < text.index("Webinar 2") < text.index("Webinar 1")
    assert (
        "Since the webinar before: +50 points (+29 to +65).\nTaken together, the answers are better than then" in text
    )
    assert "All 3 webinars together: 42% (33–51), n = 120. The mean of the webinars is 42%." in text
    assert "At least 25% at each of 3 webinars; the lowest is Webinar 1." in text


@pytest.mark.parametrize(
    ("asked", "first", "then", "sentence"),
    [
        (OVERALL, GOOD, FAIR, "Taken together, the answers are worse than then"),
        (CHOICE, {"right": 10, "long": 30}, {"right": 30, "long": 10}, "The share is higher than then"),
        (CHOICE, {"right": 30, "long": 10}, {"right": 10, "long": 30}, "The share is lower than then"),
        (
            CHOICE,
            {"right": 5, "long": 3},
            {"right": 6, "long": 2},
            "Too few answers to tell whether anything has changed.",
        ),
        (CHOICE, {"right": 900, "long": 100}, {"right": 905, "long": 95}, "No difference: one of 10 points or more"),
    ],
)
def test_words_follow_the_test(asked, first, then, sentence):
    assert sentence in card(asked, first, then)[0]


def test_a_score_is_told_in_its_own_points():
    text, _, _ = card(NPS, {"10": 10, "8": 5, "2": 5}, {"9": 16, "7": 2, "0": 2})
    assert "\nNPS\n" in text
    assert "• 70 (" in text
    assert "Since the webinar before: +45 (" in text
    assert "All 2 webinars together: 48 (" in text


def test_a_withheld_webinar_shows_its_base_alone_and_is_named_as_left_out():
    text, question, _ = card(OVERALL, FAIR, {"very_satisfied": 2}, GOOD)
    assert "Webinar 2, 1 February 2026\nn = 2" in text
    assert "Withheld so that nobody can be recognised: fewer than 5 people have answered." in text
    assert "Too few answered to be among them: Webinar 2." in text
    assert [(each.first, each.second) for each in question.changes] == [("w1", "w3")]


def test_people_who_came_again_are_told_and_how_they_count():
    yes, no = ("right",), ("long",)
    pairs = {("w1", "w2"): {"length": Overlap({(no, yes): 11, (yes, yes): 9})}}
    text, _, _ = card(CHOICE, {"right": 9, "long": 11}, {"right": 20}, overlaps=pairs)
    assert "People who answered both times: 20. They are compared with themselves." in text
    few = {("w1", "w2"): {"length": Overlap({(no, yes): 2})}}
    text, _, _ = card(CHOICE, {"right": 9, "long": 11}, {"right": 20}, overlaps=few)
    assert "People who answered both times: 2. The test leaves them out." in text


def test_the_first_of_a_series_has_nothing_beside_it():
    text, _, _ = card(OVERALL, GOOD)
    assert "There is no earlier webinar of this series yet" in text
    assert "Since" not in text


@pytest.mark.parametrize("language", ["fr", "de", "es"])
def test_it_is_told_in_the_organisers_language(language):
    text, _, _ = card(OVERALL, FAIR, GOOD, language=language)
    assert "Since" not in text
    assert "together" not in text
