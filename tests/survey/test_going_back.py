"""Back, pencils and second thoughts: a settled answer stands until its owner settles another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.survey.answers import Answer, Answers, Revisit
from bot.survey.definitions import Survey
from bot.survey.engine import Ask, Over, irrelevant, is_finished, whats_next
from bot.survey.replies import (
    Back,
    Confirm,
    Decision,
    Draft,
    Edit,
    Keep,
    LookAt,
    Refuse,
    Reply,
    Settle,
    Skip,
    Stale,
    Tap,
    Typed,
    decide,
)
from bot.survey.ruling import Picked
from tests.survey.making import carried_out, question, survey
from tests.survey.test_laws import anybody, places, surveys, what_leads_on

THREE = survey(
    question("a", "single", "yes", "no"),
    question("b", "multiple", "w", "x", "other", other=True),
    question("c", "open", when=Picked("a", ("no",))),
)

NEW_IN_BETWEEN = survey(
    question("a", "single", "yes", "no"),
    question("b", "multiple", "w", "x", when=Picked("a", ("no",))),
    question("c", "open"),
)


class Chat:
    """Somebody answers ``asked``; what they have stored, and what they look at again."""

    def __init__(self, asked: Survey, *replies: Reply) -> None:
        self.asked = asked
        self.answers: dict[str, Answer] = {}
        self.looks_at: Revisit | None = None
        for reply in replies:
            self.reply(reply)

    def reply(self, reply: Reply) -> Decision:
        decision = decide(self.asked, self.answers, reply, self.looks_at)
        self.answers, self.looks_at = carried_out(self.asked, self.answers, self.looks_at, decision)
        return decision

    @property
    def ask(self) -> Ask | Over:
        return whats_next(self.asked, self.answers, self.looks_at)

    @property
    def on_screen(self) -> str | None:
        return self.ask.question.key if isinstance(self.ask, Ask) else None


def test_back_shows_the_question_before_with_its_answer_and_changes_nothing():
    chat = Chat(THREE, Tap(0, 0))
    before = dict(chat.answers)
    assert chat.reply(Back(1)) == LookAt(Revisit("a"))
    assert chat.on_screen == "a"
    assert isinstance(chat.ask, Ask)
    assert chat.ask.revisited
    assert chat.ask.draft.picks == ("yes",)
    assert (chat.ask.position, chat.ask.total) == (1, 2)
    assert chat.answers == before


def test_another_answer_takes_the_place_of_the_first_and_goes_on():
    chat = Chat(THREE, Tap(0, 0), Back(1), Tap(0, 1))
    assert chat.answers["a"].picks == ("no",)
    assert chat.on_screen == "b"
    assert isinstance(chat.ask, Ask)
    assert chat.ask.total == 3


def test_an_answer_can_be_kept():
    chat = Chat(THREE, Tap(0, 0), Back(1), Keep(0))
    assert chat.answers["a"].picks == ("yes",)
    assert chat.on_screen == "b"


def test_there_is_no_back_from_the_first_question_and_none_for_a_question_that_is_not_on_screen():
    chat = Chat(THREE)
    assert chat.reply(Back(0)) == Stale()
    assert chat.reply(Keep(0)) == Stale()
    chat.reply(Tap(0, 0))
    assert chat.reply(Back(0)) == Stale()
    assert chat.reply(Keep(1)) == Stale()


def test_ticks_that_are_changed_while_looking_again_count_only_when_done():
    chat = Chat(THREE, Tap(0, 1), Tap(1, 0), Confirm(1), Back(2), Tap(1, 1))
    assert chat.answers["b"] == Answer("answered", ("w",))
    assert isinstance(chat.ask, Ask)
    assert chat.ask.draft.picks == ("w", "x")
    chat.reply(Confirm(1))
    assert chat.answers["b"] == Answer("answered", ("w", "x"))


def test_what_other_means_can_be_written_anew():
    chat = Chat(THREE, Tap(0, 1), Tap(1, 2), Typed("walks"), Confirm(1), Back(2))
    assert isinstance(chat.ask, Ask)
    assert chat.ask.draft.text == "walks"
    for reply in (Tap(1, 2), Tap(1, 2), Typed("long walks"), Confirm(1)):
        chat.reply(reply)
    assert chat.answers["b"] == Answer("answered", ("other",), text="long walks")


def test_a_pencil_opens_any_settled_answer_after_the_end_and_clearing_it_leaves_a_skip():
    chat = Chat(THREE, Tap(0, 0), Skip(1))
    assert chat.ask == Over()
    assert chat.reply(Edit(2)) == Stale()
    chat.reply(Edit(0))
    assert chat.on_screen == "a"
    chat.reply(Skip(0))
    assert chat.answers["a"] == Answer("skipped")


def test_a_question_without_an_answer_is_asked_as_ever_even_if_somebody_came_back_to_it():
    chat = Chat(NEW_IN_BETWEEN, Tap(0, 0), Skip(2), Edit(0), Tap(0, 1))
    assert chat.on_screen == "b"
    chat.reply(Edit(2))
    chat.reply(Back(2))
    assert chat.on_screen == "b"
    assert isinstance(chat.ask, Ask)
    assert not chat.ask.revisited
    chat.reply(Tap(1, 0))
    assert chat.answers["b"] == Answer("shown", ("w",))
    assert chat.reply(Keep(1)) == Stale()


def test_it_is_known_that_what_is_looked_at_again_was_skipped():
    chat = Chat(THREE, Skip(0), Back(1))
    assert isinstance(chat.ask, Ask)
    assert chat.ask.had_none
    chat = Chat(THREE, Tap(0, 0), Back(1))
    assert isinstance(chat.ask, Ask)
    assert not chat.ask.had_none


def test_what_a_change_makes_irrelevant_is_gone_and_what_it_brings_is_asked():
    chat = Chat(THREE, Tap(0, 1), Skip(1), Typed("More breaks"))
    chat.reply(Edit(0))
    chat.reply(Tap(0, 0))
    assert "c" not in chat.answers
    assert chat.ask == Over()
    chat.reply(Edit(0))
    chat.reply(Tap(0, 1))
    assert chat.on_screen == "c"


replies = st.lists(
    st.one_of(
        st.builds(Tap, places, st.integers(-1, 11)),
        st.builds(Confirm, places),
        st.builds(Skip, places),
        st.builds(Back, places),
        st.builds(Keep, places),
        st.builds(Edit, places),
        st.builds(Typed, st.sampled_from(["w", "yes", "7", "2026-01-02", "words"])),
    ),
    max_size=40,
)


def stored(answers: Answers) -> dict[str, Answer]:
    return {key: answer for key, answer in answers.items() if answer.settled}


@anybody
@given(surveys(), replies)
def test_only_the_question_that_is_looked_at_again_can_get_another_answer(asked, said):
    chat = Chat(asked)
    for reply in said:
        before, looked_at = stored(chat.answers), chat.looks_at
        decision = chat.reply(reply)
        changed = {key for key in before if chat.answers.get(key) != before[key]}
        if isinstance(decision, Settle):
            settled = decision.question.key
            assert settled not in before or (looked_at is not None and looked_at.question == settled)
            assert all(key == settled or key not in chat.answers for key in changed)
        else:
            assert isinstance(decision, Draft | LookAt | Refuse | Stale)
            assert not changed
        assert irrelevant(asked, chat.answers) == ()


@anybody
@given(surveys(), replies)
def test_whoever_goes_back_and_forth_can_always_finish(asked, said):
    chat = Chat(asked, *said)
    for _ in range(200):
        ask = chat.ask
        if isinstance(ask, Over):
            break
        chat.reply(Keep(ask.index) if ask.revisited and ask.question.kind != "statement" else what_leads_on(ask))
    assert chat.ask == Over()
    assert is_finished(asked, chat.answers)


@anybody
@given(surveys(), replies)
def test_going_back_leads_to_the_first_question_and_back_out_again(asked, said):
    chat = Chat(asked, *said)
    for _ in range(len(asked.questions) + 1):
        ask = chat.ask
        if isinstance(ask, Over) or ask.before is None:
            break
        place = asked.questions.index(next(q for q in asked.questions if q.key == ask.before))
        chat.reply(Back(ask.index))
        assert isinstance(chat.ask, Ask)
        assert chat.ask.index == place or not chat.answers[ask.before].settled
    assert isinstance(chat.ask, Over) or chat.ask.before is None
