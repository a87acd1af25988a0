"""Buttons made for a thumb: short where labels are long, in pages where options are many, and always a way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.rows import ON_SCREEN, PAGE, Back, Keep, Pick, Skip, Turn, opening_page, page_of, question_rows
from bot.render.texts import Texts
from bot.survey.answers import Answer, Revisit
from bot.survey.definitions import Option, Question, Survey, Wording
from bot.survey.engine import Ask, whats_next

TEXTS = Texts()


def asked(question, *, draft=None, revisit=None, before=None):
    questions = (before, question) if before else (question,)
    answers = {before.key: Answer("skipped")} if before else {}
    if draft:
        answers[question.key] = draft
    survey = Survey("s", Wording({"en": "S"}), "pseudonymous", questions)
    ask = whats_next(survey, answers, revisit)
    assert isinstance(ask, Ask)
    return ask


def rows(ask, **how):
    labels = [option.label.spoken("en") for option in ask.question.options]
    return question_rows(TEXTS, "en", ask, labels, **how)


def drawn(made):
    return [" ".join(f"[{button.label}]" for button in row) for row in made]


def choice(*labels, kind="single", **more):
    options = tuple(Option(f"o{n}", Wording({"en": label})) for n, label in enumerate(labels))
    return Question("q", kind, Wording({"en": "Q?"}), options, **more)


LONG = "A label of so many words that a phone cuts it"


def test_long_labels_have_short_buttons_that_count_from_one():
    question = choice("Short", *[f"{LONG} {n}" for n in range(5)])
    assert drawn(rows(asked(question))) == ["[1] [2] [3]", "[4] [5] [6]", "[Skip]"]
    assert drawn(rows(asked(question, draft=Answer("shown", ("o1",))))) == ["[1] [● 2] [3]", "[4] [5] [6]", "[Skip]"]


def test_long_labels_can_be_ticked():
    question = choice(LONG, f"{LONG}, too", kind="multiple")
    assert drawn(rows(asked(question, draft=Answer("shown", ("o1",))))) == ["[☐ 1] [☑ 2]", "[Done (1)]", "[Skip]"]


@pytest.mark.parametrize("labels", [("1", "2", "3", "4", "5"), ("1", "2", "3", "4", "5", "6", "7")])
def test_a_scale_of_numbers_is_one_row(labels):
    assert drawn(rows(asked(choice(*labels, kind="scale"))))[0] == " ".join(f"[{label}]" for label in labels)


@pytest.mark.parametrize("kind", ["scale", "single"])
@pytest.mark.parametrize("labels", [("Good", "Fair", "Poor"), ("No", "Yes, several times")])
def test_worded_options_stand_below_each_other_however_short(kind, labels):
    assert drawn(rows(asked(choice(*labels, kind=kind))))[:-1] == [f"[{label}]" for label in labels]


def test_yes_and_no_stand_side_by_side_unless_one_would_be_cut():
    assert drawn(rows(asked(choice("Yes", "No", kind="yes_no"))))[0] == "[Yes] [No]"
    long = ("Ja", "Nein, leider nicht")
    assert drawn(rows(asked(choice(*long, kind="consent"))))[:2] == [f"[{label}]" for label in long]


def test_years_to_tap_stand_in_two_rows():
    question = Question("q", "number", Wording({"en": "Q?"}), least=2019, most=2026)
    assert drawn(rows(asked(question)))[:2] == ["[2019] [2020] [2021] [2022]", "[2023] [2024] [2025] [2026]"]


def test_a_number_between_narrow_bounds_can_be_tapped():
    question = Question("q", "number", Wording({"en": "Q?"}), least=1, most=5)
    assert drawn(rows(asked(question))) == ["[1] [2] [3] [4] [5]", "[Skip]"]
    wide = Question("q", "number", Wording({"en": "Q?"}), least=1, most=50)
    assert drawn(rows(asked(wide))) == ["[Skip]"]
    halves = Question("q", "number", Wording({"en": "Q?"}), least=0.5, most=5)
    assert drawn(rows(asked(halves))) == ["[Skip]"]


def test_more_options_than_a_screen_takes_come_in_pages_that_go_round():
    ask = asked(choice(*[f"Option {n}" for n in range(ON_SCREEN + 14)]))
    pages = [rows(ask, page=page) for page in range(3)]
    assert [sum(map(len, page)) for page in pages] == [PAGE + 2, PAGE + 2, 6 + 2]
    assert [page[-2][0].label for page in pages] == [f"More options ({n} of 3)" for n in (1, 2, 3)]
    assert [page[-2][0].press for page in pages] == [Turn(1), Turn(2), Turn(0)]
    assert rows(ask, page=99) == pages[0]


def test_many_boxes_with_short_labels_stand_in_two_columns_so_that_the_question_stays_in_sight():
    twelve = [f"Land {n}" for n in range(12)]
    assert drawn(rows(asked(choice(*twelve))))[:2] == ["[Land 0]", "[Land 1]"]
    ticked = asked(choice(*twelve, kind="multiple"), draft=Answer("shown", ("o1",)))
    assert drawn(rows(ticked))[0] == "[☐ Land 0] [☑ Land 1]"
    assert len(rows(asked(choice(*twelve[:8], kind="multiple")))) == 8 + 2
    assert len(rows(asked(choice(*twelve[:11], "One that is longer", kind="multiple")))) == 12 + 2


def test_a_question_opens_at_the_page_of_what_was_chosen():
    countries = choice(*[f"Option {n}" for n in range(ON_SCREEN + 14)], kind="multiple")
    assert opening_page(countries, Answer("shown")) == 0
    assert opening_page(countries, Answer("shown", ("o25", "o14"))) == 1
    assert opening_page(choice("A", "B"), Answer("shown", ("o1",))) == 0


def test_there_is_a_way_back_from_every_question_but_the_first():
    first, second = choice("A", "B"), Question("b", "open", Wording({"en": "B?"}), optional=False)
    assert [button.press for button in rows(asked(first))[-1]] == [Skip()]
    before = Question("q0", "open", Wording({"en": "Q?"}))
    assert [button.press for button in rows(asked(first, before=before))[-1]] == [Back(), Skip()]
    assert [button.press for button in rows(asked(second, before=before))[-1]] == [Back()]


def test_an_answer_that_is_looked_at_again_can_be_kept_or_cleared():
    question = choice("A", "B")
    ask = asked(question, draft=Answer("answered", ("o1",)), revisit=Revisit("q"))
    assert drawn(rows(ask)) == ["[A]", "[● B]", "[Keep this answer]", "[Clear this answer]"]
    assert rows(ask)[2][0].press == Keep()


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(["A", "Two words", LONG, "7"]), min_size=1, max_size=60), st.booleans())
def test_every_option_can_be_reached_and_telegram_takes_every_keyboard(labels, several):
    question = choice(*labels, kind="multiple" if several else "single")
    ask = asked(question)
    found = set()
    for page in range(1 + max(page_of(question, place) for place in range(len(labels)))):
        made = rows(ask, page=page)
        assert max(map(len, made)) <= 8
        assert sum(map(len, made)) <= 100
        on_page = {button.press.option for row in made for button in row if isinstance(button.press, Pick)}
        assert all(page_of(question, option) == page for option in on_page)
        found |= on_page
    assert found == set(range(len(labels)))
