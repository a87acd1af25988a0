"""Attendees and enrolments: met once, enrolled once, unreachable until they write again."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from db import attendees, enrolments
from tests.db.makings import LATER, NOON, a_webinar, someone


def test_someone_who_writes_again_is_the_same_attendee_in_the_language_of_now(tx: sqlite3.Connection) -> None:
    first = attendees.meet(tx, chat_id=7, language="en", now=NOON)
    assert first == attendees.AttendeeRow(id=first.id, chat_id=7, language="en", reachable=True, met_at=NOON)
    again = attendees.meet(tx, chat_id=7, language="fr", now=LATER)
    assert again == attendees.AttendeeRow(id=first.id, chat_id=7, language="fr", reachable=True, met_at=NOON)
    assert attendees.by_chat(tx, 7) == attendees.by_id(tx, first.id) == again


def test_someone_who_writes_in_the_same_language_changes_nothing(tx: sqlite3.Connection) -> None:
    attendees.meet(tx, chat_id=7, language="en", now=NOON)
    before = tx.total_changes
    attendees.meet(tx, chat_id=7, language="en", now=LATER)
    assert tx.total_changes == before


def test_someone_who_blocked_the_bot_is_reachable_again_when_they_come_back(tx: sqlite3.Connection) -> None:
    known = attendees.meet(tx, chat_id=7, language="en", now=NOON)
    attendees.mark_unreachable(tx, known.id)
    assert not attendees.by_id(tx, known.id).reachable
    assert attendees.meet(tx, chat_id=7, language="en", now=LATER).reachable


def test_a_language_that_was_chosen_stands_until_another_is(tx: sqlite3.Connection) -> None:
    known = attendees.meet(tx, chat_id=7, language="en", now=NOON)
    assert attendees.choose(tx, chat_id=7, language="fr", now=LATER).id == known.id
    assert attendees.meet(tx, chat_id=7, language="de", now=LATER).language == "fr"
    attendees.mark_unreachable(tx, known.id)
    back = attendees.meet(tx, chat_id=7, language="de", now=LATER)
    assert (back.reachable, back.language, back.chosen) == (True, "fr", True)
    assert attendees.choose(tx, chat_id=7, language="en", now=LATER).language == "en"


def test_a_language_can_be_chosen_by_somebody_unknown(tx: sqlite3.Connection) -> None:
    chosen = attendees.choose(tx, chat_id=7, language="fr", now=NOON)
    assert (chosen.chat_id, chosen.language, chosen.reachable, chosen.chosen) == (7, "fr", True, True)


def test_nobody_there(tx: sqlite3.Connection) -> None:
    assert attendees.by_chat(tx, 7) is None
    with pytest.raises(LookupError):
        attendees.by_id(tx, 7)


def test_a_chat_that_moves_takes_its_attendee_along(tx: sqlite3.Connection) -> None:
    known = attendees.meet(tx, chat_id=7, language="en", now=NOON)
    assert attendees.move_chat(tx, old=7, new=-1007)
    assert attendees.by_id(tx, known.id).chat_id == -1007
    assert not attendees.move_chat(tx, old=7, new=-1008)


def test_a_chat_cannot_move_onto_somebody_else(tx: sqlite3.Connection) -> None:
    first = attendees.meet(tx, chat_id=7, language="en", now=NOON)
    second = attendees.meet(tx, chat_id=8, language="en", now=NOON)
    assert not attendees.move_chat(tx, old=7, new=8)
    assert (attendees.by_id(tx, first.id).chat_id, attendees.by_id(tx, second.id).chat_id) == (7, 8)


def test_who_enters_twice_keeps_the_first_entry(tx: sqlite3.Connection) -> None:
    webinar, person = a_webinar(tx), someone(tx)
    assert enrolments.enrol(tx, webinar_id=webinar, attendee_id=person, source="slide", now=NOON)
    assert not enrolments.enrol(tx, webinar_id=webinar, attendee_id=person, source="mail", now=LATER)
    kept = enrolments.EnrolmentRow(webinar_id=webinar, attendee_id=person, source="slide", name=None, entered_at=NOON)
    assert enrolments.find(tx, webinar_id=webinar, attendee_id=person) == kept
    assert enrolments.of_webinar(tx, webinar) == [kept]
    assert enrolments.find(tx, webinar_id=webinar, attendee_id=person + 1) is None


def test_my_webinars_come_latest_first(tx: sqlite3.Connection) -> None:
    person = someone(tx)
    entered = [a_webinar(tx, key=key) for key in ("a", "b", "c")]
    for webinar, hours in zip(entered, (2, 3, 1), strict=True):
        enrolments.enrol(tx, webinar_id=webinar, attendee_id=person, source=None, now=NOON + timedelta(hours=hours))
    assert [row.webinar_id for row in enrolments.of_attendee(tx, person)] == [entered[1], entered[0], entered[2]]


def test_a_name_is_kept_once_somebody_answered_by_name(tx: sqlite3.Connection) -> None:
    webinar, person = a_webinar(tx), someone(tx)
    enrolments.enrol(tx, webinar_id=webinar, attendee_id=person, source=None, now=NOON)
    for name in ("Ana Novak", "Somebody else"):
        enrolments.keep_name(tx, webinar_id=webinar, attendee_id=person, name=name)
    kept = enrolments.find(tx, webinar_id=webinar, attendee_id=person)
    assert kept is not None
    assert kept.name == "Ana Novak"
