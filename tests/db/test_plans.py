"""What runs often or over many rows finds them by an index: SQLite's own plan is looked at, not the clock."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from db import (
    answers,
    attendees,
    claims,
    enrolments,
    handed,
    inbox,
    invitations,
    materials,
    outbox,
    plannings,
    portions,
    responses,
    steered,
    surveys,
    tallies,
    themes,
    webinars,
)
from db.outbox import PlannedRow
from db.portions import Portion
from tests.db.makings import NOON, a_response, a_webinar, someone_entered


class Watched(sqlite3.Connection):
    """Notes every statement that reads or changes rows, with its values."""

    seen: list[tuple[str, object]]

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        self.seen.append((sql, parameters))
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Sequence[Sequence[object]], /) -> sqlite3.Cursor:
        rows = list(parameters)
        self.seen += [(sql, row) for row in rows[:1]]
        return super().executemany(sql, rows)


@pytest.fixture
def watched(tx: sqlite3.Connection, path: object) -> Watched:
    webinar = a_webinar(tx)
    for _ in range(3):
        a_response(tx, webinar, someone_entered(tx, webinar))
    connection = sqlite3.connect(str(path), factory=Watched, isolation_level=None)
    connection.seen = []
    yield connection
    connection.close()


def _steps(watched: Watched, work: Callable[[sqlite3.Connection], object]) -> list[str]:
    """The steps of SQLite's plans for every statement that ``work`` runs."""
    watched.seen.clear()
    found = work(watched)
    if inspect.isgenerator(found):
        list(found)
    return [
        row[3]
        for sql, values in list(watched.seen)
        for row in sqlite3.Connection.execute(watched, "EXPLAIN QUERY PLAN " + sql, values)
    ]


LEASE = NOON + timedelta(minutes=2)
PORTION = Portion(1, first=1, last=2)
BY_INDEX = {
    "an answer put": lambda tx: answers.put(
        tx, 1, "overall", state="answered", picks=("a",), text=None, number=None, now=NOON
    ),
    "answers of a response": lambda tx: answers.of_response(tx, 1),
    "an answer removed": lambda tx: answers.remove(tx, 1, "overall"),
    "a response": lambda tx: responses.by_id(tx, 1),
    "my response": lambda tx: responses.find(tx, webinar_id=1, survey_key="satisfaction", attendee_id=1),
    "a response by label": lambda tx: responses.by_label(tx, webinar_id=1, survey_key="satisfaction", label="a"),
    "a response begun": lambda tx: responses.mark_started(tx, 1, now=NOON),
    "a response finished": lambda tx: responses.finish(tx, 1, now=NOON),
    "an attendee met": lambda tx: attendees.meet(tx, chat_id=5, language="en", now=NOON),
    "an enrolment": lambda tx: enrolments.find(tx, webinar_id=1, attendee_id=1),
    "a portion's people": lambda tx: portions.people(tx, PORTION, survey_key="satisfaction", limit=2),
    "a portion's outbox": lambda tx: portions.owed(tx, PORTION, tuple),
    "a portion's answers": lambda tx: portions.answers(tx, PORTION, survey_key="satisfaction", questions=["overall"]),
    "a portion's consents": lambda tx: portions.said(tx, PORTION, purpose="follow_up"),
    "a large audience counted": lambda tx: enrolments.count(tx, 1),
    "a planning": lambda tx: plannings.find(tx, 1),
    "enrolments of a webinar": lambda tx: enrolments.of_webinar(tx, 1),
    "an update's state": lambda tx: inbox.state_of(tx, 1),
    "an update decided": lambda tx: inbox.mark_decided(tx, 1, response_id=None),
    "updates done": lambda tx: inbox.mark_done(tx, [1, 2]),
    "open updates": inbox.open_updates,
    "the inbox's depth": inbox.depth,
    "the inbox pruned": lambda tx: inbox.prune(tx, before=NOON),
    "a survey": lambda tx: surveys.by_id(tx, 1),
    "the latest version": lambda tx: surveys.latest(tx, "satisfaction"),
    "a webinar by code or key": lambda tx: webinars.find(tx, "clusters"),
    "materials": lambda tx: materials.of_webinar(tx, 1),
    "who has it": lambda tx: handed.have_earlier(tx, 1, follow_ups=["thanks"], than=2),
    "what they have": lambda tx: handed.find(tx, material_id=1, attendee_id=1),
    "a file id": lambda tx: materials.file_ids(tx, 1, [], telegram_id=1),
    "themes of a response": lambda tx: themes.of_response(tx, 1),
    "owed to somebody": lambda tx: outbox.of_enrolment(tx, webinar_id=1, attendee_id=1),
    "owed by a webinar": lambda tx: outbox.of_webinar(tx, 1),
    "nothing owed any more": lambda tx: steered.cancel_for_attendee(tx, 1, reason="left", now=NOON),
    "claimed": lambda tx: claims.claim_next(tx, claim="me", now=NOON, lease_until=LEASE, limit=5),
    "sending": lambda tx: claims.mark_sending(tx, 1, claim="me"),
    "sent": lambda tx: claims.settle_sent(tx, 1, claim="me", now=NOON),
    "rescued": lambda tx: claims.rescue(tx, now=NOON, not_mine="me", doubt_limit=3),
    "the next moment": outbox.next_due,
    "planned": lambda tx: outbox.plan(tx, [PlannedRow(1, 1, "thanks", NOON, "twice")]),
    "hurried": lambda tx: outbox.hurry(tx, webinar_id=1, attendee_id=1, now=NOON),
    "outbox counted": lambda tx: outbox.tally(tx, 1),
    "responses counted": lambda tx: tallies.responses(tx, webinar_id=1, survey_key="satisfaction"),
    "questions counted": lambda tx: tallies.questions(tx, webinar_id=1, survey_ids=[1], non_substantive={}),
    "questions counted apart": lambda tx: tallies.questions(
        tx, webinar_id=1, survey_ids=[1], non_substantive={}, apart=tallies.Nay("attended", "no")
    ),
    "the absent counted": lambda tx: tallies.absent(
        tx, webinar_id=1, survey_ids=[1], nay=tallies.Nay("attended", "no")
    ),
    "links answered": lambda tx: invitations.answered(
        tx, webinar_id=1, survey_key="satisfaction", question="attended", option="no"
    ),
    "exported": lambda tx: list(tallies.rows(tx, webinar_id=1, survey_ids=[1])),
    "themes exported": lambda tx: list(themes.of_responses(tx, webinar_id=1, survey_ids=[1])),
    "rows counted": lambda tx: tallies.counts_of_rows(tx, webinar_id=1, survey_ids=[1]),
}


@pytest.mark.parametrize("name", BY_INDEX)
def test_no_whole_table_is_read(watched: Watched, name: str) -> None:
    steps = _steps(watched, BY_INDEX[name])
    assert [step for step in steps if step.startswith("SCAN") and "INDEX" not in step and "json_each" not in step] == []


@pytest.mark.parametrize("name", ["claimed", "the next moment"])
def test_a_knock_reads_what_is_due_and_nothing_of_what_is_planned_for_later(watched: Watched, name: str) -> None:
    steps = [step for step in _steps(watched, BY_INDEX[name]) if "outbox_due" in step]
    found = "urgency=? AND due_at<?" if name == "claimed" else "urgency=?"
    assert steps == [f"SEARCH outbox USING INDEX outbox_due ({found})"] * 3


def test_what_somebody_has_is_not_looked_for_among_all_who_have_it(watched: Watched) -> None:
    (step,) = _steps(watched, BY_INDEX["what they have"])
    assert step == "SEARCH handed USING INDEX handed_of_attendee (attendee_id=?)"


@pytest.mark.parametrize(
    "name", ["claimed", "the next moment", "open updates", "the inbox pruned", "outbox counted", "exported"]
)
def test_what_has_an_order_is_not_sorted(watched: Watched, name: str) -> None:
    steps = _steps(watched, BY_INDEX[name])
    assert [step for step in steps if "TEMP B-TREE" in step] == []


def test_all_answers_are_counted_from_the_index_alone_in_its_order(watched: Watched) -> None:
    steps = _steps(watched, BY_INDEX["questions counted"])
    assert steps[0] == "SEARCH answers USING COVERING INDEX answers_tally (webinar_id=? AND survey_id=?)"
    assert "TEMP B-TREE" not in steps[1]
