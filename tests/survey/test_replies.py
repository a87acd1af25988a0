"""What each kind of reply changes, question by question."""

import pytest

from bot.survey.answers import Answer
from bot.survey.replies import Confirm, Draft, OtherThing, Refuse, Settle, Skip, Stale, Tap, Typed, decide
from bot.survey.typed import LONGEST_TEXT
from tests.survey.making import after, question, survey

SINGLE = survey(question("a", "single", "yes", "no"), question("b", "single", "yes", "no"))
OTHER = survey(question("a", "single", "talks", "other", other=True))
SEVERAL = survey(question("a", "multiple", "w", "x", "y", "other", other=True, most=2.0))
LEAST = survey(question("a", "multiple", "w", "x", "y", least=2.0))
NEEDED = survey(question("a", "multiple", "w", "x", optional=False))


def refused(asked, answers, reply) -> tuple[str, float | None]:
    decision = decide(asked, answers, reply)
    assert isinstance(decision, Refuse), decision
    return decision.reason, decision.limit


def settled(asked, answers, reply) -> Answer:
    decision = decide(asked, answers, reply)
    assert isinstance(decision, Settle), decision
    return decision.answer


def test_a_tap_settles_a_single_choice():
    assert settled(SINGLE, {}, Tap(0, 1)) == Answer("answered", ("no",))


def test_a_second_tap_counts_once():
    once = after(SINGLE, Tap(0, 1))
    assert decide(SINGLE, once, Tap(0, 0)) == Stale()
    assert after(SINGLE, Tap(0, 1), Tap(0, 1)) == once


@pytest.mark.parametrize("reply", [Tap(1, 0), Tap(0, 2), Tap(0, -1), Tap(-1, 0), Tap(99, 0), Confirm(1), Skip(7)])
def test_a_forged_or_old_button_changes_nothing(reply):
    assert decide(SINGLE, {}, reply) == Stale()


@pytest.mark.parametrize("reply", [Tap(1, 0), Confirm(0), Skip(1), Typed("yes"), OtherThing("sticker")])
def test_nothing_is_taken_after_the_end(reply):
    assert decide(SINGLE, after(SINGLE, Tap(0, 0), Tap(1, 0)), reply) == Stale()


def test_an_optional_question_can_be_skipped_and_a_required_one_cannot():
    assert settled(SINGLE, {}, Skip(0)) == Answer("skipped")
    assert refused(NEEDED, {}, Skip(0)) == ("required", None)


@pytest.mark.parametrize("words", ["yes", " YES ", "yes (fr)"])
def test_a_label_typed_in_any_language_counts_as_its_tap(words):
    assert settled(SINGLE, {}, Typed(words)) == Answer("answered", ("yes",))


def test_other_words_where_a_button_is_due_are_refused():
    assert refused(SINGLE, {}, Typed("perhaps")) == ("use_buttons", None)
    assert refused(SINGLE, {}, OtherThing("voice")) == ("use_buttons", None)


def test_a_label_that_two_options_share_is_not_guessed():
    twins = survey(question("a", "single", "yes", "YES"))
    assert refused(twins, {}, Typed("yes")) == ("use_buttons", None)


def test_other_waits_for_its_text_and_then_settles():
    waiting = decide(OTHER, {}, Tap(0, 1))
    assert waiting == Draft(OTHER.questions[0], Answer("shown", ("other",)))
    stored = after(OTHER, Tap(0, 1))
    assert refused(OTHER, stored, Tap(0, 1)) == ("write_other", None)
    assert refused(OTHER, stored, OtherThing("photo")) == ("text_only", None)
    assert refused(OTHER, stored, Typed("  ")) == ("empty", None)
    assert refused(OTHER, stored, Typed("x" * 1001)) == ("too_long", 1000)
    assert settled(OTHER, stored, Typed(" Walks ")) == Answer("answered", ("other",), text="Walks")


def test_a_label_written_as_the_other_is_its_text_and_no_tap():
    assert settled(OTHER, after(OTHER, Tap(0, 1)), Typed("talks")).text == "talks"


def test_who_changes_their_mind_about_other_taps_something_else():
    assert settled(OTHER, after(OTHER, Tap(0, 1)), Tap(0, 0)) == Answer("answered", ("talks",))


def test_an_option_called_other_asks_for_nothing_unless_the_question_says_so():
    plain = survey(question("a", "single", "talks", "other"))
    assert settled(plain, {}, Tap(0, 1)) == Answer("answered", ("other",))


def test_ticks_come_and_go_in_the_order_of_the_options():
    assert after(SEVERAL, Tap(0, 1), Tap(0, 0))["a"] == Answer("shown", ("w", "x"))
    assert after(SEVERAL, Tap(0, 1), Tap(0, 0), Tap(0, 1))["a"] == Answer("shown", ("w",))


def test_one_tick_too_many_is_refused_with_the_limit():
    assert refused(SEVERAL, after(SEVERAL, Tap(0, 0), Tap(0, 1)), Tap(0, 2)) == ("too_many", 2)


def test_done_settles_the_ticks():
    assert settled(SEVERAL, after(SEVERAL, Tap(0, 2)), Confirm(0)) == Answer("answered", ("y",))


def test_done_without_ticks_skips_where_that_is_allowed():
    assert settled(SEVERAL, {}, Confirm(0)) == Answer("skipped")
    assert refused(NEEDED, {}, Confirm(0)) == ("too_few", 1)
    assert refused(LEAST, {}, Confirm(0)) == ("too_few", 2)
    assert refused(LEAST, after(LEAST, Tap(0, 0)), Confirm(0)) == ("too_few", 2)
    assert settled(LEAST, {}, Skip(0)) == Answer("skipped")


def test_other_among_ticks_needs_its_text_before_done():
    ticked = after(SEVERAL, Tap(0, 0), Tap(0, 3))
    assert refused(SEVERAL, ticked, Confirm(0)) == ("write_other", None)
    named = after(SEVERAL, Typed("Walks"), answers=ticked)
    assert named["a"] == Answer("shown", ("w", "other"), text="Walks")
    assert after(SEVERAL, Typed("Long walks"), answers=named)["a"].text == "Long walks"
    assert settled(SEVERAL, named, Confirm(0)) == Answer("answered", ("w", "other"), text="Walks")


def test_unticking_other_drops_its_text():
    ticked = after(SEVERAL, Tap(0, 3), Typed("Walks"), Tap(0, 3))
    assert ticked["a"] == Answer("shown")


def test_a_label_typed_under_ticks_ticks_it():
    assert after(SEVERAL, Typed("X"))["a"].picks == ("x",)
    assert refused(SEVERAL, {}, Typed("Walks")) == ("use_buttons", None)


def test_a_statement_is_read_and_gone_on_from():
    note = survey(question("note", "statement"))
    assert settled(note, {}, Confirm(0)) == Answer("answered")
    assert decide(note, {}, Tap(0, 0)) == Stale()
    assert refused(note, {}, Typed("fine")) == ("use_buttons", None)


def test_done_belongs_to_ticks_and_statements_only():
    assert decide(SINGLE, {}, Confirm(0)) == Stale()
    assert decide(survey(question("a", "open")), {}, Confirm(0)) == Stale()


def test_scores_and_yes_or_no_are_options_like_others():
    score = survey(question("score", "nps"), question("sure", "yes_no"), question("agreed", "consent"))
    assert settled(score, {}, Tap(0, 10)) == Answer("answered", ("10",))
    assert settled(score, {}, Typed("7")) == Answer("answered", ("7",))
    at_sure = after(score, Tap(0, 3))
    assert settled(score, at_sure, Typed("Oui")) == Answer("answered", ("yes",))
    assert settled(score, after(score, Tap(1, 0), answers=at_sure), Tap(2, 1)) == Answer("answered", ("no",))


def test_an_open_answer_is_kept_as_written_but_for_space_around_it():
    improve = survey(question("improve", "open"))
    assert settled(improve, {}, Typed(" More\r\nbreaks 🙂 ")) == Answer("answered", text="More\nbreaks 🙂")
    assert settled(improve, {}, Typed("x" * LONGEST_TEXT)).text == "x" * LONGEST_TEXT
    assert refused(improve, {}, Typed("x" * 10_000)) == ("too_long", LONGEST_TEXT)
    assert refused(improve, {}, Typed(" \n ")) == ("empty", None)
    assert refused(improve, {}, OtherThing("sticker")) == ("text_only", None)


def test_what_no_database_stores_is_taken_out_of_a_text():
    improve = survey(question("improve", "open"))
    assert settled(improve, {}, Typed("a\x00b\ud800c")).text == "abc"
    assert refused(improve, {}, Typed("\x00")) == ("empty", None)


@pytest.mark.parametrize(
    ("words", "number"), [("12", 12), ("3,5", 3.5), ("3.5", 3.5), (" -2 ", -2), ("\u22122", -2), ("+4", 4)]
)
def test_a_number_is_read_with_comma_or_point(words, number):
    assert settled(survey(question("n", "number")), {}, Typed(words)) == Answer("answered", number=number)


@pytest.mark.parametrize("words", ["ten", "1e5", "nan", "inf", "1,2,3", "1 000", "0x10", "9" * 16, "٣", "12 people"])
def test_what_is_no_number_is_refused(words):
    assert refused(survey(question("n", "number")), {}, Typed(words)) == ("not_a_number", None)


def test_a_number_keeps_to_its_bounds():
    hours = survey(question("n", "number", least=0.0, most=24.0))
    assert refused(hours, {}, Typed("-1")) == ("too_small", 0)
    assert refused(hours, {}, Typed("24,5")) == ("too_large", 24)
    assert settled(hours, {}, Typed("24")).number == 24
    assert refused(hours, {}, Typed("")) == ("empty", None)


@pytest.mark.parametrize("words", ["2026-11-04", "4.11.2026", "04/11/2026", " 2026-11-4 "])
def test_a_date_is_read_in_three_ways_and_stored_in_one(words):
    assert settled(survey(question("d", "date")), {}, Typed(words)) == Answer("answered", text="2026-11-04")


@pytest.mark.parametrize("words", ["tomorrow", "2026-02-30", "31.02.2026", "1.1.26", "2026/11/04", "0000-01-01"])
def test_what_is_no_day_is_refused(words):
    assert refused(survey(question("d", "date")), {}, Typed(words)) == ("not_a_date", None)


@pytest.mark.parametrize("text", ["1,500", "1.500", "\u22121,500", "250.000"])
def test_a_number_that_is_thousands_to_some_and_a_fraction_to_others_is_not_guessed_at(text):
    asked = survey(question("staff", "number"))
    assert decide(asked, {}, Typed(text)) == Refuse(asked.questions[0], "not_a_number")


@pytest.mark.parametrize(("text", "number"), [("2.125", 2.125), ("0,125", 0.125), ("1,5", 1.5), ("1500", 1500.0)])
def test_a_number_that_can_mean_one_thing_only_is_taken(text, number):
    asked = survey(question("hours", "number", most=1500.0 if number == 1500 else 8.0))
    assert decide(asked, {}, Typed(text)) == Settle(asked.questions[0], Answer("answered", number=number))
