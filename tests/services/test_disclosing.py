"""Whoever asks gets everything that is stored about them, and nothing about anybody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.delivery.plan import WAITS_FOR_MATERIAL
from bot.services.disclosing import Disclosing
from bot.services.storage import Storage
from tests.services.scenes import ENDS, OPENS, SURVEY, WEBINAR, second
from tests.services.test_forgetting import SEAL, SECRET, organises, talkative

HANGS_ON_ATTENDEES = """
    WITH RECURSIVE theirs (name) AS (
        VALUES ('attendees')
        UNION
        SELECT t.name FROM theirs, sqlite_schema AS t, pragma_foreign_key_list (t.name) AS k
        WHERE t.type = 'table' AND k."table" = theirs.name AND k.on_delete = 'CASCADE'
    )
    SELECT theirs.name, c.name FROM theirs, pragma_table_info (theirs.name) AS c"""


def disclosing(office):
    return Disclosing(Storage(office.store), office.clock, office.library, SEAL)


async def document(office, chat_id):
    found = await disclosing(office).everything(chat_id=chat_id)
    return json.loads(found.document)


@pytest.fixture
async def two(office):
    await office.apply(SURVEY, WEBINAR, second())
    office.clock.set(OPENS)
    await talkative(office, 1, letters=False)
    await talkative(office, 2, letters=False)
    office.clock.set(ENDS)
    return office


async def test_every_column_of_every_table_that_is_about_them_is_in_the_document(two):
    """Whoever adds a table about people puts a row of it into ``talkative``, and finds it here by itself."""
    wanted: dict[str, set[str]] = {}
    for table, column in await two.rows(HANGS_ON_ATTENDEES):
        wanted.setdefault(table, set()).add(column)
    tables = (await document(two, 1))["tables"]
    assert {name: set(rows[0]) for name, rows in tables.items()} == wanted
    assert wanted.keys() >= {"attendees", "enrolments", "responses", "answers", "codings", "outbox", "consents"}


async def test_nothing_of_anybody_else_is_in_it(two):
    told = json.dumps(await document(two, 1))
    assert f"{SECRET} 1" in told
    assert f"{SECRET} 2" not in told
    tables = (await document(two, 1))["tables"]
    ids = {row["attendee_id"] for name in ("enrolments", "responses", "outbox", "consents") for row in tables[name]}
    assert ids == {tables["attendees"][0]["id"]}
    assert {row["chat_id"] for row in tables["posts"]} == {1, "of an organiser"}


async def test_it_can_be_read_without_knowing_the_bot(two):
    told = await document(two, 1)
    assert told["tables"]["attendees"][0]["met_at"] == "2026-11-24T10:45:00+00:00"
    assert told["webinars"] == {"1": "Strategies for clusters", "2": "Strategies for clusters"}
    (response,) = told["answers_in_words"]
    assert response["answers"] == [
        {"question": "Overall?", "state": "answered", "answer": "Good"},
        {"question": "Anything else?", "state": "answered", "answer": f"{SECRET} 1"},
    ]
    assert told["agreed_to"] == [
        {"webinar_id": 1, "purpose": "answering", "given": True, "text": f"{SECRET} 1"},
    ]


async def test_what_is_to_come_is_told_and_what_waits_has_no_moment(two):
    found = await disclosing(two).everything(chat_id=1)
    later, clusters = found.entries
    assert [(each.what, each.due_at) for each in clusters.coming] == [
        ("materials", OPENS),
        ("materials", ENDS + timedelta(days=1, hours=21)),
    ]
    assert [each.what for each in later.coming] == ["materials", "reminder", "materials"]
    await two.store.write(
        lambda tx: (
            tx.execute(
                "UPDATE outbox SET state = 'held', reason = ? WHERE follow_up = 'watch'", (WAITS_FOR_MATERIAL,)
            ).rowcount
        )
    )
    found = await disclosing(two).everything(chat_id=1)
    assert found.entries[1].coming[-1].due_at is None


async def test_it_says_until_when_answers_are_kept_in_the_webinars_own_days(two):
    entry = (await disclosing(two).everything(chat_id=1)).entries[0]
    assert entry.kept_until.isoformat() == "2027-11-24T11:45:00+01:00"


async def test_an_organiser_is_told_what_is_kept_of_them_whether_they_entered_a_webinar_or_not(two):
    await organises(two, 1)
    await organises(two, 900)
    assert {"attendees", "bulletins", "awaited"} <= (await document(two, 1))["tables"].keys()
    found = await disclosing(two).everything(chat_id=900)
    assert (found.met_at, found.entries) == (None, ())
    tables = json.loads(found.document)["tables"]
    assert tables["bulletins"][0] | {"id": 0} == {
        "id": 0,
        "chat_id": 900,
        "what": "missing",
        "subject": "clusters/watch",
        "body": '{"rows": 3}',
        "made_at": "2026-11-24T11:00:00+00:00",
        "due_at": "2026-11-24T11:00:00+00:00",
        "sent_at": None,
        "trouble": None,
        "attempts": 0,
    }
    assert tables["awaited"][0]["room"] == "course"


async def test_a_stranger_is_told_that_there_is_nothing(two):
    assert await disclosing(two).everything(chat_id=3) is None


async def test_looking_changes_nothing(two):
    before = await two.dump()
    await document(two, 1)
    assert await two.dump() == before
