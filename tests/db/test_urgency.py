"""Who is served first: what answers an act, then small audiences, then the longest due."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from db import claims, outbox
from db.outbox import PlannedRow
from tests.db.makings import LATER, NOON, a_webinar, someone_entered

LEASE = LATER + timedelta(minutes=2)


def test_what_answers_an_act_goes_first_then_small_audiences_then_the_longest_due(tx: sqlite3.Connection) -> None:
    many, few = a_webinar(tx), a_webinar(tx, key="few")
    crowd = [someone_entered(tx, many) for _ in range(outbox.FEW_ROWS + 5)]
    early = NOON - timedelta(hours=1)
    outbox.plan(tx, [PlannedRow(many, person, "watch", early, "twice") for person in crowd])
    outbox.plan(tx, [PlannedRow(few, someone_entered(tx, few), "watch", NOON, "twice")])
    outbox.plan(tx, [PlannedRow(many, crowd[-1], "thanks", LATER, "twice")])
    outbox.hurry(tx, webinar_id=many, attendee_id=crowd[-1], now=LATER)
    found = claims.claim_next(tx, claim="me", now=LATER, lease_until=LEASE, limit=1000)
    assert {row.urgency for row in found if row.attendee_id == crowd[-1]} == {outbox.ACT}
    assert [row.urgency for row in found] == sorted(row.urgency for row in found)
    assert [row.webinar_id for row in found].index(few) == 2 + outbox.FEW_ROWS
    assert sum(row.urgency == outbox.MANY for row in found) == 4, "those beyond few, less the one who acted"


def test_only_what_is_due_by_now_answers_an_act(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    person = someone_entered(tx, webinar)
    outbox.plan(tx, [PlannedRow(webinar, person, key, due, "twice") for key, due in (("now", NOON), ("later", LATER))])
    outbox.hurry(tx, webinar_id=webinar, attendee_id=person, now=NOON)
    rows = outbox.of_enrolment(tx, webinar_id=webinar, attendee_id=person)
    assert {row.follow_up: row.urgency for row in rows} == {"now": outbox.ACT, "later": outbox.FEW}
    assert outbox.next_due(tx) == NOON
