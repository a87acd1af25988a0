"""What is owed: planned once, steered by organisers, claimed by one worker, and settled only by who has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from db import claims, outbox, steered
from db.outbox import FollowUpCounts, OutboxRow, PlannedRow
from tests.db.makings import LATER, NOON, a_webinar, someone_entered

LEASE = LATER + timedelta(minutes=2)


def _planned(tx: sqlite3.Connection, *due: datetime | None, prefers: str = "twice", **more: object) -> list[int]:
    """One row each, of one webinar, for one person each; their ids."""
    webinar = a_webinar(tx, key=f"webinar{tx.total_changes}")
    rows = [PlannedRow(webinar, someone_entered(tx, webinar), "thanks", moment, prefers, **more) for moment in due]
    assert outbox.plan(tx, rows) == len(rows)
    return [row.id for row in outbox.of_webinar(tx, webinar)]


def _claimed(tx: sqlite3.Connection, prefers: str = "twice") -> int:
    (row_id,) = _planned(tx, NOON, prefers=prefers)
    assert [row.id for row in claims.claim_next(tx, claim="me", now=LATER, lease_until=LEASE, limit=9)] == [row_id]
    return row_id


def _row(tx: sqlite3.Connection, row_id: int) -> OutboxRow:
    row = outbox.by_id(tx, row_id)
    assert row is not None
    return row


def test_a_follow_up_is_planned_once_per_person(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    first, second = someone_entered(tx, webinar), someone_entered(tx, webinar)
    assert outbox.plan(tx, [PlannedRow(webinar, first, "thanks", NOON, "twice")]) == 1
    again = [PlannedRow(webinar, person, "thanks", LATER, "twice") for person in (first, second, second)]
    assert outbox.plan(tx, again) == 1
    assert outbox.plan(tx, []) == 0
    assert [(row.attendee_id, row.due_at) for row in outbox.of_webinar(tx, webinar)] == [(first, NOON), (second, LATER)]


def test_a_row_may_be_laid_held_or_given_up(tx: sqlite3.Connection) -> None:
    (held,) = _planned(tx, None, held="waits for approval")
    (late,) = _planned(tx, NOON, gave_up="more than 24 hours late", settled_at=LATER)
    assert (_row(tx, held).state, _row(tx, held).reason) == ("held", "waits for approval")
    assert (_row(tx, late).state, _row(tx, late).settled_at) == ("gave_up", LATER)
    assert outbox.next_due(tx) is None


def test_a_row_without_a_moment_must_be_held(tx: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        _planned(tx, None)


def test_what_is_owed_to_somebody_by_one_webinar(tx: sqlite3.Connection) -> None:
    webinar, other = a_webinar(tx), a_webinar(tx, key="other")
    person = someone_entered(tx, webinar)
    outbox.plan(tx, [PlannedRow(each, person, "thanks", NOON, "twice") for each in (webinar, other)])
    (mine,) = outbox.of_enrolment(tx, webinar_id=webinar, attendee_id=person)
    assert mine == OutboxRow(
        mine.id, webinar, person, "thanks", NOON, "planned", None, "twice", 0, 0, 0, None, None, None, outbox.FEW
    )


def test_the_longest_due_is_claimed_first_and_nobody_else_gets_it(tx: sqlite3.Connection) -> None:
    due = [LATER, NOON, NOON, LATER + timedelta(seconds=1)]
    ids = _planned(tx, *due)
    assert outbox.next_due(tx) == NOON
    mine = claims.claim_next(tx, claim="me", now=LATER, lease_until=LEASE, limit=2)
    assert [row.id for row in mine] == [ids[1], ids[2]]
    assert {(row.state, row.claim, row.lease_until) for row in mine} == {("claimed", "me", LEASE)}
    theirs = claims.claim_next(tx, claim="they", now=LATER, lease_until=LEASE, limit=9)
    assert [row.id for row in theirs] == [ids[0]]
    assert claims.claim_next(tx, claim="me", now=LATER, lease_until=LEASE, limit=9) == []
    assert outbox.next_due(tx) == due[3]


def test_a_message_of_two_parts_goes_out_and_is_settled(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    assert claims.mark_sending(tx, row_id, claim="me", lease_until=LEASE + timedelta(minutes=1))
    assert (_row(tx, row_id).state, _row(tx, row_id).lease_until) == ("sending", LEASE + timedelta(minutes=1))
    assert claims.part_sent(tx, row_id, claim="me", parts=1)
    assert (_row(tx, row_id).state, _row(tx, row_id).parts) == ("claimed", 1)
    assert claims.mark_sending(tx, row_id, claim="me")
    assert _row(tx, row_id).lease_until == LEASE + timedelta(minutes=1)
    assert claims.settle_sent(tx, row_id, claim="me", now=LATER)
    row = _row(tx, row_id)
    assert (row.state, row.claim, row.lease_until, row.settled_at) == ("sent", None, None, LATER)


def test_what_was_not_sent_is_planned_again_and_counted_if_it_was_an_attempt(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    claims.mark_sending(tx, row_id, claim="me")
    assert claims.retry(tx, row_id, claim="me", due_at=LEASE, reason="no network")
    row = _row(tx, row_id)
    assert (row.state, row.due_at, row.attempts, row.reason) == ("planned", LEASE, 1, "no network")
    claims.claim_next(tx, claim="me", now=LEASE, lease_until=LEASE, limit=1)
    assert claims.retry(tx, row_id, claim="me", due_at=LEASE, reason="asked to wait", counted=False)
    assert _row(tx, row_id).attempts == 1


def test_what_was_claimed_and_not_tried_goes_back_as_it_was(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    assert claims.unclaim(tx, row_id, claim="me")
    row = _row(tx, row_id)
    assert (row.state, row.due_at, row.attempts, row.claim) == ("planned", NOON, 0, None)


def test_a_doubt_is_counted_and_ends_the_row_or_plans_it_again(tx: sqlite3.Connection) -> None:
    again, never = _claimed(tx), _claimed(tx)
    assert claims.doubt(tx, again, claim="me", due_at=LEASE, reason="read timeout", now=LATER)
    assert claims.doubt(tx, never, claim="me", due_at=None, reason="read timeout", now=LATER)
    row = _row(tx, again)
    assert (row.state, row.due_at, row.doubts, row.attempts, row.settled_at) == ("planned", LEASE, 1, 1, None)
    row = _row(tx, never)
    assert (row.state, row.due_at, row.doubts, row.settled_at, row.reason) == (
        "doubtful",
        NOON,
        1,
        LATER,
        "read timeout",
    )


VERBS: dict[str, Callable[[sqlite3.Connection, int, str], bool]] = {
    "sending": lambda tx, row, claim: claims.mark_sending(tx, row, claim=claim),
    "part sent": lambda tx, row, claim: claims.part_sent(tx, row, claim=claim, parts=1),
    "sent": lambda tx, row, claim: claims.settle_sent(tx, row, claim=claim, now=LATER),
    "retry": lambda tx, row, claim: claims.retry(tx, row, claim=claim, due_at=LATER, reason="again"),
    "doubt": lambda tx, row, claim: claims.doubt(tx, row, claim=claim, due_at=None, reason="doubt", now=LATER),
    "unclaim": lambda tx, row, claim: claims.unclaim(tx, row, claim=claim),
    "give up": lambda tx, row, claim: steered.give_up(tx, row, reason="refused", now=LATER, claim=claim),
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_lost_a_row_cannot_touch_it(tx: sqlite3.Connection, verb: str) -> None:
    row_id = _claimed(tx)
    before = _row(tx, row_id)
    assert not VERBS[verb](tx, row_id, "they")
    assert _row(tx, row_id) == before
    claims.settle_sent(tx, row_id, claim="me", now=LATER)
    settled = _row(tx, row_id)
    assert not VERBS[verb](tx, row_id, "me")
    assert _row(tx, row_id) == settled


def test_an_organiser_cannot_give_up_what_a_worker_has(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    assert not steered.give_up(tx, row_id, reason="too late", now=LATER)
    assert steered.give_up(tx, row_id, reason="refused", now=LATER, claim="me")
    assert (_row(tx, row_id).state, _row(tx, row_id).reason) == ("gave_up", "refused")
    (planned,) = _planned(tx, NOON)
    assert steered.give_up(tx, planned, reason="too late", now=LATER)


def test_a_held_row_waits_and_goes_when_released(tx: sqlite3.Connection) -> None:
    (row_id,) = _planned(tx, NOON)
    assert steered.hold(tx, row_id, reason="waits for the recording")
    assert claims.claim_next(tx, claim="me", now=LATER, lease_until=LEASE, limit=9) == []
    assert not steered.release(tx, _claimed(tx), due_at=LATER)
    assert steered.release(tx, row_id, due_at=LATER)
    row = _row(tx, row_id)
    assert (row.state, row.due_at, row.reason) == ("planned", LATER, None)


def test_a_cancelled_row_that_is_wanted_again_comes_back(tx: sqlite3.Connection) -> None:
    first, second = _planned(tx, NOON, NOON)
    for row_id in (first, second):
        assert steered.cancel(tx, row_id, reason="finished", now=LATER)
        assert (_row(tx, row_id).state, _row(tx, row_id).settled_at) == ("cancelled", LATER)
    assert steered.release(tx, first, due_at=LATER)
    assert steered.hold(tx, second, reason="waits for approval")
    assert [(_row(tx, row).state, _row(tx, row).settled_at) for row in (first, second)] == [
        ("planned", None),
        ("held", None),
    ]


def test_only_what_nobody_has_can_be_moved(tx: sqlite3.Connection) -> None:
    planned, held = _planned(tx, NOON, NOON)
    steered.hold(tx, held, reason="waits")
    assert steered.reschedule(tx, planned, due_at=LEASE)
    assert steered.reschedule(tx, held, due_at=LEASE)
    assert not steered.reschedule(tx, _claimed(tx), due_at=LEASE)
    assert [_row(tx, row).due_at for row in (planned, held)] == [LEASE, LEASE]


def test_a_row_that_is_cancelled_while_claimed_is_not_sent(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    assert steered.cancel(tx, row_id, reason="finished", now=LATER)
    assert not claims.mark_sending(tx, row_id, claim="me")


def test_a_row_whose_request_may_be_open_cannot_be_cancelled(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    claims.mark_sending(tx, row_id, claim="me")
    assert not steered.cancel(tx, row_id, reason="finished", now=LATER)


def test_who_left_is_owed_nothing_but_what_may_be_under_way(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    gone, stays = someone_entered(tx, webinar), someone_entered(tx, webinar)
    keys = ["under_way", "claimed", "planned", "held", "done"]
    outbox.plan(tx, [PlannedRow(webinar, gone, key, NOON, "twice") for key in keys])
    outbox.plan(tx, [PlannedRow(webinar, stays, "planned", LEASE, "twice")])
    ids = {row.follow_up: row.id for row in outbox.of_enrolment(tx, webinar_id=webinar, attendee_id=gone)}
    steered.hold(tx, ids["held"], reason="waits")
    steered.give_up(tx, ids["done"], reason="too late", now=NOON)
    claims.claim_next(tx, claim="me", now=LATER, lease_until=LEASE, limit=2)
    claims.mark_sending(tx, ids["under_way"], claim="me")
    assert steered.cancel_for_attendee(tx, gone, reason="blocked the bot", now=LATER) == 3
    states = {row.follow_up: row.state for row in outbox.of_enrolment(tx, webinar_id=webinar, attendee_id=gone)}
    assert states == {
        "under_way": "sending",
        "claimed": "cancelled",
        "planned": "cancelled",
        "held": "cancelled",
        "done": "gave_up",
    }
    assert [row.state for row in outbox.of_enrolment(tx, webinar_id=webinar, attendee_id=stays)] == ["planned"]


def test_claims_of_a_run_that_died_are_rescued_and_open_requests_are_doubts(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    for key, prefers in (("idle", "twice"), ("open_twice", "twice"), ("open_once", "not_at_all")):
        outbox.plan(tx, [PlannedRow(webinar, someone_entered(tx, webinar), key, NOON, prefers)])
    ids = {
        row.follow_up: row.id for row in claims.claim_next(tx, claim="run_1:9", now=NOON, lease_until=LEASE, limit=9)
    }
    for key in ("open_twice", "open_once"):
        claims.mark_sending(tx, ids[key], claim="run_1:9")
    assert claims.rescue(tx, now=LATER, not_mine="run_1:", doubt_limit=3) == (0, 0)
    assert claims.rescue(tx, now=LATER, not_mine="run%2:", doubt_limit=3) == (1, 2)
    rows = {key: _row(tx, row_id) for key, row_id in ids.items()}
    assert (rows["idle"].state, rows["idle"].doubts, rows["idle"].attempts) == ("planned", 0, 0)
    assert (rows["open_twice"].state, rows["open_twice"].doubts, rows["open_twice"].due_at) == ("planned", 1, NOON)
    assert (rows["open_once"].state, rows["open_once"].doubts, rows["open_once"].settled_at) == ("doubtful", 1, LATER)
    assert claims.rescue(tx, now=LATER, not_mine="run_2:", doubt_limit=3) == (0, 0)


def test_our_own_claim_is_void_when_its_lease_is_over(tx: sqlite3.Connection) -> None:
    row_id = _claimed(tx)
    assert claims.rescue(tx, now=LEASE - timedelta(milliseconds=1), not_mine="me", doubt_limit=3) == (0, 0)
    assert claims.rescue(tx, now=LEASE, not_mine="me", doubt_limit=3) == (1, 0)
    assert _row(tx, row_id).state == "planned"


def test_every_row_ever_planned_is_counted_by_what_became_of_it(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    people = [someone_entered(tx, webinar) for _ in range(7)]
    outbox.plan(tx, [PlannedRow(webinar, person, "watch", NOON, "twice") for person in people])
    outbox.plan(tx, [PlannedRow(webinar, people[0], "thanks", LATER, "twice")])
    rows = claims.claim_next(tx, claim="me", now=NOON, lease_until=LEASE, limit=4)
    claims.settle_sent(tx, rows[0].id, claim="me", now=NOON)
    steered.give_up(tx, rows[1].id, reason="refused", now=NOON, claim="me")
    claims.doubt(tx, rows[2].id, claim="me", due_at=None, reason="read timeout", now=NOON)
    free = [row.id for row in outbox.of_webinar(tx, webinar) if row.state == "planned"]
    steered.hold(tx, free[0], reason="waits")
    steered.cancel(tx, free[1], reason="finished", now=NOON)
    assert outbox.tally(tx, webinar) == [
        FollowUpCounts("thanks", planned=1, sent=0, gave_up=0, cancelled=0, doubtful=0, held=0, waiting=1),
        FollowUpCounts("watch", planned=7, sent=1, gave_up=1, cancelled=1, doubtful=1, held=1, waiting=2),
    ]


def test_a_run_that_dies_again_and_again_does_not_send_the_same_for_ever(tx: sqlite3.Connection) -> None:
    (row_id,) = _planned(tx, NOON)
    opened = 0
    for run in range(20):
        for row in claims.claim_next(tx, claim=f"run{run}:1", now=LATER, lease_until=LEASE, limit=9):
            opened += claims.mark_sending(tx, row.id, claim=f"run{run}:1")
        claims.rescue(tx, now=LATER, not_mine=f"run{run + 1}:", doubt_limit=3)
    row = _row(tx, row_id)
    assert opened == 4, "the first time, and once more after each of three doubts"
    assert (row.state, row.doubts, row.settled_at) == ("doubtful", 4, LATER)
