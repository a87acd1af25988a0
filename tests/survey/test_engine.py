"""Where an attendee stands follows from the stored answers."""

from bot.survey.answers import Answer
from bot.survey.engine import Ask, Over, irrelevant, is_finished, whats_next
from bot.survey.replies import Confirm, Skip, Tap
from bot.survey.ruling import AnyOf, Not, Picked
from tests.survey.making import after, on_screen, question, survey

ATTENDED = question("attended", "single", "all", "no", optional=False)
THERE = Picked("attended", ("all",))
OVERALL = question("overall", "scale", "good", "poor", when=THERE)
WHY = question("why", "open", when=Picked("overall", ("poor",)))
WANTED = question("wanted", "materials")
SURVEY = survey(WANTED, ATTENDED, OVERALL, WHY)


def ask(answers) -> Ask:
    found = whats_next(SURVEY, answers)
    assert isinstance(found, Ask)
    return found


def test_the_first_question_is_the_first_that_is_not_about_materials():
    first = ask({})
    assert (first.question.key, first.index, first.position, first.total) == ("attended", 1, 1, 3)
    assert first.draft == Answer("shown")
    assert not first.after_finish


def test_a_question_that_may_still_come_counts_in_the_total_and_one_that_cannot_does_not():
    there = after(SURVEY, Tap(1, 0))
    assert (ask(there).position, ask(there).total) == (2, 3)
    content = after(SURVEY, Tap(2, 0), answers=there)
    assert (ask(content).question.key, ask(content).position, ask(content).total) == ("wanted", 2, 2)


def test_who_was_not_there_goes_straight_to_the_materials():
    absent = after(SURVEY, Tap(1, 1))
    assert on_screen(SURVEY, absent) == "wanted"
    assert ask(absent).after_finish
    assert is_finished(SURVEY, absent)


def test_nothing_is_finished_before_anything_is_answered():
    assert not is_finished(SURVEY, {})
    assert not is_finished(survey(question("a", "open", when=Picked("b", ("x",)))), {})


def test_a_response_is_finished_while_the_materials_are_still_being_picked():
    ticking = after(SURVEY, Tap(1, 1), Tap(0, 2))
    assert is_finished(SURVEY, ticking)
    assert ask(ticking).draft.picks == ("resources",)
    assert whats_next(SURVEY, after(SURVEY, Confirm(0), answers=ticking)) == Over()


def test_a_skipped_question_has_picked_nothing():
    skipped = after(SURVEY, Tap(1, 0), Skip(2))
    assert on_screen(SURVEY, skipped) == "wanted"
    contrary = survey(question("a", "single", "x", "y"), question("b", "open", when=Not(Picked("a", ("x",)))))
    assert on_screen(contrary, after(contrary, Skip(0))) == "b"


def test_an_answer_whose_question_no_longer_applies_is_as_if_never_given():
    changed = {
        "attended": Answer("answered", ("no",)),
        "overall": Answer("answered", ("poor",)),
        "why": Answer("answered", text="The sound."),
    }
    assert irrelevant(SURVEY, changed) == ("overall", "why")
    assert on_screen(SURVEY, changed) == "wanted"
    assert is_finished(SURVEY, changed)


def test_nothing_is_irrelevant_while_its_rule_is_open():
    assert irrelevant(SURVEY, {"overall": Answer("shown")}) == ()


def test_total_follows_either_way_of_an_open_rule():
    either = survey(
        question("a", "single", "x", "y"),
        question("b", "single", "x", "y", when=Picked("a", ("x",))),
        question("c", "open", when=AnyOf((Picked("a", ("y",)), Picked("b", ("y",))))),
    )
    assert whats_next(either, {}).total == 3
    assert whats_next(either, after(either, Tap(0, 1))).total == 2
    assert on_screen(either, after(either, Tap(0, 0), Tap(1, 0))) is None


def test_text_is_awaited_where_people_write_and_where_other_is_not_yet_named():
    named = survey(question("formats", "multiple", "talks", "other", other=True), question("born", "date"))
    assert whats_next(named, {}).awaits == "tap"
    assert whats_next(named, {"formats": Answer("shown", ("other",))}).awaits == "text"
    assert whats_next(named, {"formats": Answer("shown", ("other",), text="Walks")}).awaits == "tap"
    assert whats_next(named, {"formats": Answer("skipped")}).awaits == "text"


def test_a_survey_with_nothing_but_materials_counts_no_questions():
    lone = survey(WANTED)
    first = whats_next(lone, {})
    assert (first.position, first.total, first.after_finish) == (0, 0, True)
    assert not is_finished(lone, {})
    assert is_finished(lone, after(lone, Skip(0)))
