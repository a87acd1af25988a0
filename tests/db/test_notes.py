"""Notes and threads: kept once, passed on once, gone when their author or the clock says so."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from db import notes, threads
from tests.db.makings import LATER, NOON, a_webinar, someone_entered


@pytest.fixture
def ana(tx: sqlite3.Connection) -> int:
    return someone_entered(tx, a_webinar(tx))


def offered(tx: sqlite3.Connection, attendee_id: int, text: str = "Too loud", update_id: int = 7) -> notes.NoteRow:
    return notes.keep(
        tx, attendee_id=attendee_id, thread_id=None, author="attendee", text=text, update_id=update_id, now=NOON
    )


def test_a_note_that_the_same_update_brings_again_is_kept_once(tx: sqlite3.Connection, ana: int) -> None:
    assert offered(tx, ana) == offered(tx, ana)
    assert offered(tx, ana).id != offered(tx, ana, update_id=8).id
    assert notes.of_update(tx, 7, attendee_id=ana) == offered(tx, ana)
    assert notes.of_update(tx, 7, attendee_id=ana + 1) is None


def test_a_note_joins_one_thread_and_can_then_not_be_declined(tx: sqlite3.Connection, ana: int) -> None:
    note = offered(tx, ana)
    first, second = (
        threads.begin(tx, webinar_id=1, attendee_id=ana, name=name, now=NOON) for name in (None, "Ana Novak")
    )
    assert notes.join_thread(tx, note.id, thread_id=first)
    assert not notes.join_thread(tx, note.id, thread_id=second)
    assert not notes.forget_offered(tx, note.id, attendee_id=ana)
    assert [each.text for each in notes.of_thread(tx, first)] == ["Too loud"]
    assert threads.by_id(tx, second) == threads.ThreadRow(second, 1, ana, "Ana Novak")


def test_only_its_author_can_decline_a_note(tx: sqlite3.Connection, ana: int) -> None:
    note = offered(tx, ana)
    assert not notes.forget_offered(tx, note.id, attendee_id=ana + 1)
    assert notes.forget_offered(tx, note.id, attendee_id=ana)
    assert notes.by_id(tx, note.id) is None
    assert offered(tx, ana, update_id=8).id != note.id, "or an old button would speak for another note"


def test_what_nobody_answers_about_goes_and_what_was_passed_on_stays(tx: sqlite3.Connection, ana: int) -> None:
    passed = offered(tx, ana)
    notes.join_thread(tx, passed.id, thread_id=threads.begin(tx, webinar_id=1, attendee_id=ana, name=None, now=NOON))
    offered(tx, ana, update_id=8)
    assert notes.prune_offered(tx, before=NOON) == 0
    assert notes.prune_offered(tx, before=NOON + timedelta(seconds=1)) == 1
    assert notes.by_id(tx, passed.id) is not None


def test_a_message_tells_which_note_it_carries_and_for_whom(tx: sqlite3.Connection, ana: int) -> None:
    note = offered(tx, ana)
    assert notes.posted(tx, note.id) == {}
    for message_id in (1, 2):
        notes.keep_post(tx, chat_id=900, message_id=message_id, note_id=note.id, reader="organiser")
    assert notes.posted(tx, note.id) == {900: 2}
    assert notes.carried_by(tx, chat_id=900, message_id=2) == (note, "organiser")
    assert notes.carried_by(tx, chat_id=901, message_id=2) is None


def test_open_threads_are_listed_by_their_latest_note_until_they_are_closed(tx: sqlite3.Connection, ana: int) -> None:
    first, second = (threads.begin(tx, webinar_id=1, attendee_id=ana, name=None, now=NOON) for _ in range(2))
    for thread_id, update_id in ((first, 1), (second, 2), (first, 3)):
        notes.join_thread(tx, offered(tx, ana, update_id=update_id).id, thread_id=thread_id)
    assert [row.id for row in threads.still_open(tx)] == [first, second]
    threads.close(tx, first, now=LATER)
    assert [row.id for row in threads.still_open(tx)] == [second]
    threads.reopen(tx, first)
    assert [row.id for row in threads.still_open(tx)] == [first, second]


def test_with_an_attendee_everything_they_wrote_goes(tx: sqlite3.Connection, ana: int) -> None:
    note = offered(tx, ana)
    notes.join_thread(tx, note.id, thread_id=threads.begin(tx, webinar_id=1, attendee_id=ana, name="Ana", now=NOON))
    notes.keep_post(tx, chat_id=900, message_id=1, note_id=note.id, reader="organiser")
    tx.execute("DELETE FROM attendees WHERE id = ?", (ana,))
    counts = [tx.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("threads", "notes", "posts")]
    assert counts == [0, 0, 0]
