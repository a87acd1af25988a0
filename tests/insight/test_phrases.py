"""Keyphrases: what several people say, told as they say it; nothing of one person's, and the same every time."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.phrases import Said, Tongue, phrases, stems_of

PLAIN = Tongue(
    frozenset({"the", "of", "and", "a", "more", "for", "with", "was", "too", "please"}), lambda word: word.rstrip("s")
)


def told(*texts, **given):
    return [(each.label, len(each.answers)) for each in phrases([Said(text, PLAIN) for text in texts], **given)]


def test_words_are_one_whatever_their_ending_and_order():
    assert told("The list of attendees", "attendee lists, please", "more attendee lists") == [("attendee lists", 3)]


def test_what_one_person_says_however_often_is_no_suggestion():
    assert told("coffee coffee coffee, coffee", "tea") == []


def test_the_most_people_come_first():
    assert told("coffee", "more coffee", "coffee and chairs", "chairs") == [("coffee", 3), ("chairs", 2)]


def test_a_word_that_mostly_stands_in_one_phrase_is_told_as_that_phrase():
    assert told("sound quality", "the sound quality was bad", "sound quality", "sound of birds", "quality time")[0] == (
        "sound quality",
        5,
    )


def test_signs_and_stop_words_in_a_row_end_a_phrase():
    assert told("slides, room", "slides. room", "slides of the room") == [("room", 3)]


def test_words_that_the_same_people_use_are_one_suggestion():
    (one,) = phrases([Said("growth, recovery", PLAIN), Said("recovery; growth", PLAIN)])
    assert one.stems == {"growth", "recovery"}


def test_a_word_of_nearly_everybody_tells_nothing():
    texts = [f"webinar {word}" for word in ["coffee"] * 5 + ["chairs"] * 6]
    assert [label for label, _ in told(*texts)] == ["webinar chairs", "webinar coffee"]


def test_abbreviations_mean_something_however_short():
    assert ("EU", 2) in told("EU", "EU", "it is")


@pytest.mark.parametrize("text", ["break-outs", "break‑outs", "breakouts"])
def test_a_hyphen_makes_no_difference(text):
    assert stems_of(Said(text, PLAIN)) == {"breakout"}


TEXTS = st.lists(st.text("abc dos,.'-ÄéßΣς", max_size=40), max_size=12)


@given(TEXTS)
def test_whatever_people_write_each_phrase_is_of_those_who_wrote_its_words(texts):
    said = [Said(text, PLAIN) for text in texts]
    for each in phrases(said):
        assert len(each.answers) >= 2
        for place in each.answers:
            assert each.stems & stems_of(said[place])


@given(TEXTS, st.integers())
def test_the_order_of_answers_changes_nothing(texts, seed):
    mixed = list(texts)
    random.Random(seed).shuffle(mixed)
    assert sorted(told(*texts)) == sorted(told(*mixed))


def test_nobody_wrote_anything():
    assert told() == []
    assert told("", "…", "!!") == []
