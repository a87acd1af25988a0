"""A response begins and finishes once; an answer is replaced as a whole, and a forged id finds nothing."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from db import answers, responses, themes
from db.answers import AnswerRow
from tests.db.makings import LATER, NOON, a_response, a_survey, a_webinar, answered, shown, skipped, someone


def test_a_response_is_found_by_whom_by_label_and_by_id(tx: sqlite3.Connection) -> None:
    webinar, person = a_webinar(tx), someone(tx)
    mine = a_response(tx, webinar, person, label="f00d")
    row = responses.by_id(tx, mine)
    assert row == responses.ResponseRow(
        mine, "f00d", webinar, 1, "satisfaction", person, "chat", "en", NOON, None, None, None
    )
    assert responses.find(tx, webinar_id=webinar, survey_key="satisfaction", attendee_id=person) == row
    assert responses.by_label(tx, webinar_id=webinar, survey_key="satisfaction", label="f00d") == row
    assert responses.by_id(tx, mine + 1) is None
    assert responses.find(tx, webinar_id=webinar, survey_key="impact", attendee_id=person) is None
    assert responses.by_label(tx, webinar_id=webinar, survey_key="satisfaction", label="beef") is None


def test_nobody_answers_the_same_survey_twice_but_imports_stand_beside(tx: sqlite3.Connection) -> None:
    webinar, person = a_webinar(tx), someone(tx)
    a_response(tx, webinar, person, label="a")
    with pytest.raises(sqlite3.IntegrityError):
        a_response(tx, webinar, person, label="b")
    with pytest.raises(sqlite3.IntegrityError):
        a_response(tx, webinar, label="a")
    a_response(tx, webinar, label="c")
    a_response(tx, webinar, label="d")


def test_a_response_begins_and_finishes_once(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx), someone(tx))
    assert responses.mark_started(tx, mine, now=NOON)
    assert not responses.mark_started(tx, mine, now=LATER)
    assert responses.finish(tx, mine, now=LATER)
    assert not responses.finish(tx, mine, now=LATER + timedelta(hours=1))
    row = responses.by_id(tx, mine)
    assert row is not None
    assert (row.started_at, row.finished_at) == (NOON, LATER)
    responses.reopen(tx, mine)
    row = responses.by_id(tx, mine)
    assert row is not None
    assert (row.started_at, row.finished_at) == (NOON, None)


def test_finishing_begins(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    responses.finish(tx, mine, now=LATER)
    row = responses.by_id(tx, mine)
    assert row is not None
    assert row.started_at == row.finished_at == LATER


def test_the_message_with_the_screen_is_remembered(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx), someone(tx))
    responses.set_message(tx, mine, 55)
    row = responses.by_id(tx, mine)
    assert row is not None
    assert row.message_id == 55


def test_my_responses_come_in_the_order_i_last_touched_them(tx: sqlite3.Connection) -> None:
    person = someone(tx)
    old, new, untouched = (a_response(tx, a_webinar(tx, key=key), person) for key in ("a", "b", "c"))
    assert [row.id for row in responses.of_attendee(tx, person)] == [untouched, new, old]
    answered(tx, old, "overall", "satisfied", now=LATER + timedelta(hours=1))
    answered(tx, new, "overall", "satisfied", now=LATER)
    assert [row.id for row in responses.of_attendee(tx, person)] == [old, new, untouched]


def test_a_response_stays_with_the_version_it_began_with(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    second = a_survey(tx, digest="second")
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        tx.execute("UPDATE responses SET survey_id = ? WHERE id = ?", (second, mine))
    tx.execute("UPDATE responses SET survey_id = survey_id WHERE id = ?", (mine,))


def test_every_kind_of_answer_comes_back_as_it_was_put(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    answered(tx, mine, "overall", "satisfied")
    answered(tx, mine, "formats", "speakers", "breakouts", "other", text="A walk « outside »")
    answered(tx, mine, "years", number=2.5)
    answered(tx, mine, "improve", text="Moins de diapositives")
    skipped(tx, mine, "share")
    shown(tx, mine, "topics", "b", "a")
    assert answers.of_response(tx, mine) == {
        "overall": AnswerRow("answered", ("satisfied",)),
        "formats": AnswerRow("answered", ("speakers", "breakouts", "other"), "A walk « outside »"),
        "years": AnswerRow("answered", (), None, 2.5),
        "improve": AnswerRow("answered", (), "Moins de diapositives"),
        "share": AnswerRow("skipped"),
        "topics": AnswerRow("shown", ("b", "a")),
    }
    assert answers.of_response(tx, mine + 1) == {}


def test_a_changed_mind_leaves_nothing_of_the_first_answer(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    answered(tx, mine, "formats", "speakers", "other", text="A walk")
    answered(tx, mine, "formats", "breakouts")
    assert answers.of_response(tx, mine) == {"formats": AnswerRow("answered", ("breakouts",))}
    skipped(tx, mine, "formats")
    assert answers.of_response(tx, mine) == {"formats": AnswerRow("skipped")}
    answers.remove(tx, mine, "formats")
    assert answers.of_response(tx, mine) == {}


def test_a_pick_given_twice_counts_once(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    answered(tx, mine, "formats", "speakers", "speakers")
    assert answers.of_response(tx, mine)["formats"].picks == ("speakers",)


def test_an_answer_without_a_response_is_refused(tx: sqlite3.Connection) -> None:
    with pytest.raises(LookupError):
        answered(tx, 99, "overall", "satisfied")


def test_a_skipped_answer_says_nothing(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    for picks, text, number in ((("a",), None, None), ((), "text", None), ((), None, 1.0)):
        with pytest.raises(sqlite3.IntegrityError):
            answers.put(tx, mine, "overall", state="skipped", picks=picks, text=text, number=number, now=NOON)


def test_themes_of_an_answer_are_replaced_and_end_with_its_text(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    answered(tx, mine, "improve", text="Slides, and sound")
    themes.assign(
        tx, survey_key="satisfaction", response_id=mine, question="improve", labels=["Sound", "Slides", "Sound"]
    )
    assert themes.of_response(tx, mine) == {"improve": ("Slides", "Sound")}
    themes.assign(tx, survey_key="satisfaction", response_id=mine, question="improve", labels=["Sound"])
    answered(tx, mine, "improve", text="Slides, and sound", now=LATER)
    assert themes.of_response(tx, mine) == {"improve": ("Sound",)}
    answered(tx, mine, "improve", text="Nothing at all")
    assert themes.of_response(tx, mine) == {}


def test_a_theme_needs_an_answer(tx: sqlite3.Connection) -> None:
    mine = a_response(tx, a_webinar(tx))
    with pytest.raises(sqlite3.IntegrityError):
        themes.assign(tx, survey_key="satisfaction", response_id=mine, question="improve", labels=["Sound"])


def test_a_response_that_is_erased_takes_everything_along(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    mine = a_response(tx, webinar)
    answered(tx, mine, "improve", text="Slides")
    themes.assign(tx, survey_key="satisfaction", response_id=mine, question="improve", labels=["Slides"])
    tx.execute("DELETE FROM responses WHERE id = ?", (mine,))
    left = [tx.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("answers", "codings")]
    assert left == [0, 0]
