"""Consents are kept with their words; the latest stands."""

from __future__ import annotations

import db.consents
from tests.db.makings import NOON, a_webinar, someone_entered


def say(tx, attendee_id, webinar_id, given, *, subject="satisfaction", text="By answering you agree."):
    db.consents.record(
        tx,
        attendee_id=attendee_id,
        webinar_id=webinar_id,
        purpose="answering",
        subject=subject,
        given=given,
        language="en",
        text=text,
        now=NOON,
    )


def last(tx, attendee_id, webinar_id, subject="satisfaction"):
    return db.consents.given(tx, attendee_id=attendee_id, webinar_id=webinar_id, purpose="answering", subject=subject)


def test_the_latest_word_stands_and_every_word_is_kept(tx):
    webinar_id = a_webinar(tx)
    attendee_id = someone_entered(tx, webinar_id)
    assert last(tx, attendee_id, webinar_id) is None
    say(tx, attendee_id, webinar_id, True)
    say(tx, attendee_id, webinar_id, False, text="Shall I stop?")
    assert last(tx, attendee_id, webinar_id) is False
    assert last(tx, attendee_id, webinar_id, "impact") is None
    kept = db.consents.of_attendee(tx, attendee_id)
    assert [(row.given, row.text, row.said_at) for row in kept] == [
        (True, "By answering you agree.", NOON),
        (False, "Shall I stop?", NOON),
    ]
    assert db.consents.of_webinar(tx, webinar_id, "answering") == {(attendee_id, "satisfaction"): False}


def test_the_same_words_are_stored_once(tx):
    webinar_id = a_webinar(tx)
    attendee_id = someone_entered(tx, webinar_id)
    for _ in range(3):
        say(tx, attendee_id, webinar_id, True)
    assert tuple(tx.execute("SELECT count(*) FROM notices").fetchone()) == (1,)
