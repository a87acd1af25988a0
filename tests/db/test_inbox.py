"""Updates are stored once, stay until they are done, and what keeps failing is kept for the operator."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from db import attendees, inbox
from db.inbox import InboxRow
from tests.db.makings import LATER, NOON, a_response, a_webinar, someone


def test_an_update_that_comes_twice_is_stored_once(tx: sqlite3.Connection) -> None:
    assert inbox.store_batch(tx, [(10, 7, "{}"), (12, None, "{}")], now=NOON) == [10, 12]
    assert inbox.store_batch(tx, [(11, 7, "[]"), (12, 7, "[]"), (11, 7, "{}")], now=LATER) == [11]
    assert inbox.open_updates(tx) == [
        InboxRow(10, 7, "{}", "waiting", None, 0),
        InboxRow(11, 7, "[]", "waiting", None, 0),
        InboxRow(12, None, "{}", "waiting", None, 0),
    ]
    assert inbox.depth(tx) == 3


def test_a_done_update_that_comes_again_stays_done(tx: sqlite3.Connection) -> None:
    inbox.store_batch(tx, [(10, 7, "{}")], now=NOON)
    inbox.mark_done(tx, [10])
    assert inbox.store_batch(tx, [(10, 7, "{}")], now=LATER) == []
    assert inbox.open_updates(tx) == []


def test_an_update_goes_from_waiting_to_decided_once_and_then_is_done(tx: sqlite3.Connection) -> None:
    response = a_response(tx, a_webinar(tx), someone(tx))
    inbox.store_batch(tx, [(10, 7, "{}")], now=NOON)
    assert inbox.mark_decided(tx, 10, response_id=response)
    assert not inbox.mark_decided(tx, 10, response_id=None)
    assert inbox.state_of(tx, 10) == InboxRow(10, 7, "{}", "decided", response, 0)
    inbox.mark_done(tx, [10, 11])
    assert inbox.state_of(tx, 10) == InboxRow(10, None, None, "done", None, 0)
    assert not inbox.mark_decided(tx, 10, response_id=response)
    assert inbox.depth(tx) == 0
    assert inbox.state_of(tx, 11) is None


def test_who_sent_what_is_done_is_known_only_as_long_as_they_are(tx: sqlite3.Connection) -> None:
    known = attendees.meet(tx, chat_id=7, language="en", now=NOON)
    inbox.store_batch(tx, [(10, known.chat_id, "{}"), (11, 8, "{}")], now=NOON)
    inbox.mark_done(tx, [10, 11])
    assert inbox.state_of(tx, 10) == InboxRow(10, 7, None, "done", None, 0)
    assert inbox.state_of(tx, 11) == InboxRow(11, None, None, "done", None, 0)


def test_failures_are_counted_and_the_last_one_is_known(tx: sqlite3.Connection) -> None:
    inbox.store_batch(tx, [(10, 7, "{}")], now=NOON)
    assert inbox.mark_failed(tx, 10, trouble="KeyError") == 1
    assert inbox.mark_failed(tx, 10, trouble="ValueError") == 2
    assert inbox.mark_failed(tx, 11, trouble="ValueError") == 0
    assert inbox.state_of(tx, 10) == InboxRow(10, 7, "{}", "waiting", None, 2, "ValueError")


def test_a_dead_letter_is_kept_whole_and_never_comes_back_by_itself(tx: sqlite3.Connection) -> None:
    inbox.store_batch(tx, [(10, 7, "{}"), (11, 7, "{}")], now=NOON)
    inbox.bury(tx, 10, trouble="KeyError")
    inbox.mark_done(tx, [10])
    assert inbox.mark_failed(tx, 10, trouble="again") == 0
    assert inbox.dead(tx) == [InboxRow(10, 7, "{}", "dead", None, 0, "KeyError")]
    assert [row.update_id for row in inbox.open_updates(tx)] == [11]
    inbox.mark_done(tx, [11])
    inbox.bury(tx, 11, trouble="too late")
    assert [row.update_id for row in inbox.dead(tx)] == [10]


def test_only_done_updates_are_forgotten_and_the_oldest_first(tx: sqlite3.Connection) -> None:
    for update_id in range(1, 7):
        inbox.store_batch(tx, [(update_id, 7, "{}")], now=NOON + timedelta(minutes=update_id))
    inbox.mark_done(tx, [1, 2, 3, 6])
    inbox.bury(tx, 4, trouble="KeyError")
    assert inbox.prune(tx, before=NOON + timedelta(minutes=6), limit=2) == 2
    assert inbox.state_of(tx, 3) is not None
    assert inbox.prune(tx, before=NOON + timedelta(minutes=6)) == 1
    assert inbox.prune(tx, before=NOON + timedelta(minutes=6)) == 0
    assert [update_id for update_id in range(1, 7) if inbox.state_of(tx, update_id)] == [4, 5, 6]
