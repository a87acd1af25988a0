"""Cells: whatever is written comes back, and nothing a person wrote can run in a spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.answers import Answer
from bot.survey.cells import Unfit, answer_cell, guarded, other_cell, read_answer, unguarded
from bot.survey.definitions import Option, Question, Wording
from bot.survey.typed import cleaned

TRICKY = st.text(alphabet="'=+-@?;\t\r\n ,\"ab", max_size=8)
TEXTS = (TRICKY | st.text(max_size=40)).map(cleaned).filter(bool)


def word(text):
    return Wording({"en": text})


def asks(kind, **given):
    return Question("q", kind, word("?"), **given)


CHOICE = asks(
    "multiple",
    options=(
        Option("talks", Wording({"en": "Talks", "fr": "Exposés"})),
        Option("rooms", word("Rooms; small ones")),
        Option("other", word("Other")),
    ),
    other=True,
    most=2,
)


@given(TEXTS)
def test_any_text_survives_being_guarded(text):
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=20))
def test_a_guarded_text_never_runs_and_is_never_a_mark(text):
    cell = guarded(text)
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert cell not in {"-", "?"}


@pytest.mark.parametrize("text", ["'tis fine", "it's", "a - b", "what?", "1 + 1"])
def test_a_harmless_text_stays_as_it_is(text):
    assert guarded(text) == text
    assert unguarded(text) == text


@given(TEXTS)
def test_any_open_answer_survives_a_cell(text):
    answer = Answer("answered", text=text)
    assert read_answer(asks("open"), answer_cell(asks("open"), answer)) == answer


@given(TEXTS, st.sampled_from([("other",), ("talks", "other"), ("rooms", "other")]))
def test_what_other_means_survives_a_cell(text, picks):
    answer = Answer("answered", picks=picks, text=text)
    assert read_answer(CHOICE, answer_cell(CHOICE, answer), other_cell(answer)) == answer


@given(st.floats(min_value=-999_999_999_999_999, max_value=999_999_999_999_999).map(lambda x: round(x, 9)))
def test_any_number_a_person_can_type_survives_a_cell(number):
    found = read_answer(asks("number"), answer_cell(asks("number"), Answer("answered", number=number)))
    assert found == Answer("answered", number=number)


@pytest.mark.parametrize(
    ("answer", "cell"),
    [(None, "-"), (Answer("shown"), "?"), (Answer("shown", picks=("talks",)), "?"), (Answer("skipped"), "")],
)
def test_what_is_not_an_answer_has_its_mark(answer, cell):
    assert answer_cell(CHOICE, answer) == cell
    assert read_answer(CHOICE, cell) == (answer and Answer(answer.state))


@pytest.mark.parametrize(
    ("cell", "picks"),
    [
        ("talks", ("talks",)),
        (" rooms ; talks ", ("talks", "rooms")),
        ("EXPOSÉS", ("talks",)),
        ("Rooms; small ones", ("rooms",)),
        ("talks;talks", ("talks",)),
        ("talks;;", ("talks",)),
        ("'talks", None),
    ],
)
def test_keys_and_labels_in_any_language_are_read(cell, picks):
    found = read_answer(CHOICE, cell)
    assert isinstance(found, Unfit) if picks is None else found == Answer("answered", picks=picks)


def test_a_text_for_other_picks_it():
    assert read_answer(CHOICE, "talks", "Walks") == Answer("answered", picks=("talks", "other"), text="Walks")
    assert read_answer(CHOICE, "", "Walks") == Answer("answered", picks=("other",), text="Walks")


@pytest.mark.parametrize(
    ("question", "cell", "other", "why"),
    [
        (CHOICE, "talk", "", "did you mean talks?"),
        (CHOICE, "xyz", "", "its options are talks, rooms, other"),
        (CHOICE, "talks;rooms;other", "", "at most 2"),
        (CHOICE, "talks;rooms", "Walks", "at most 2"),
        (CHOICE, "-", "Walks", "empty one of the two"),
        (CHOICE, "", "x" * 1001, "more than 1000 characters"),
        (asks("single", options=CHOICE.options), "talks;rooms", "", "one can be picked"),
        (asks("multiple", options=CHOICE.options, least=2), "talks", "", "at least 2"),
        (asks("number"), "many", "", "not a number"),
        (asks("number", least=1), "0", "", "below the least, 1"),
        (asks("number", most=8), "8.5", "", "above the most, 8"),
        (asks("date"), "2026-02-30", "", "not a date"),
        (asks("open"), "x" * 5000, "", "more than 4096 characters"),
        (asks("open"), "\x01", "", "cannot be stored"),
        (asks("statement"), "yes", "", "write 1"),
    ],
)
def test_what_is_no_answer_is_told_why(question, cell, other, why):
    found = read_answer(question, cell, other)
    assert isinstance(found, Unfit)
    assert why in found.why
