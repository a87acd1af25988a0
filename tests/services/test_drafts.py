"""Answers to an anonymous survey lie sealed, all in one size, under a name that tells nothing of whose they are."""

from __future__ import annotations

import sqlite3

import pytest

import db.attendees
import db.responses
import db.surveys
import db.webinars
from bot.services.canonical import canonical, digest
from bot.services.drafts import Draft, day_of, delete_drafts, read_draft, sealed_of, write_draft
from bot.services.keys import NoKey
from bot.services.sealing import KEY_BYTES, NotOpened, Seal
from bot.survey.answers import Answer
from bot.survey.definitions import Question, Survey, Wording
from tests.services.scenes import BEFORE, ENDS, SURVEY, WEBINAR

SEAL = Seal(bytes(KEY_BYTES))
WORDS = Wording({"en": "How?"})
ANONYMOUS = Survey("secret", WORDS, "anonymous", (Question("why", "open", WORDS), Question("more", "open", WORDS)))
GOOD, LONG = Answer("answered", text="a pangolin"), Answer("answered", text="\U0001f600" * 4096)


@pytest.fixture
async def began(office):
    """Somebody's response to an anonymous survey, at its beginning; and a way to work on it."""
    await office.apply(SURVEY, WEBINAR)
    attendee_id = await office.enter(101)

    def work(tx: sqlite3.Connection) -> db.responses.ResponseRow:
        body = canonical(ANONYMOUS)
        made = db.responses.create(
            tx,
            label="label",
            webinar_id=db.webinars.find(tx, "clusters").id,
            survey_id=db.surveys.publish(tx, key="secret", digest=digest(body), body=body, now=BEFORE),
            survey_key="secret",
            attendee_id=attendee_id,
            mode="chat",
            language="en",
            now=BEFORE,
        )
        return db.responses.by_id(tx, made)

    return await office.store.write(work)


async def put(office, response, answers, revisit=None):
    draft = Draft(answers, touched=7, revisit=revisit)
    await office.store.write(lambda tx: write_draft(tx, SEAL, response, ANONYMOUS, draft))


async def test_answers_come_back_as_they_were_kept_and_no_row_holds_them(office, began):
    await put(office, began, {"why": GOOD}, '{"question": "why"}')
    found = await office.store.read(lambda tx: read_draft(tx, SEAL, began))
    assert found == Draft({"why": GOOD}, touched=7, revisit='{"question": "why"}')
    assert await office.rows("SELECT * FROM answers") == []
    assert "pangolin" not in str(await office.dump())


async def test_every_draft_has_the_same_size_from_the_first_screen_to_the_longest_answers(office, began):
    sizes = set()
    for answers in ({}, {"why": Answer("shown")}, {"why": GOOD}, {"why": LONG, "more": LONG}):
        await put(office, began, answers, revisit=None if answers else "x" * 16_500)
        sizes |= {row[0] for row in await office.rows("SELECT length(sealed) FROM drafts")}
    assert len(sizes) == 1


async def test_without_the_key_it_cannot_be_read_and_with_another_one_neither(office, began):
    await put(office, began, {"why": GOOD})
    with pytest.raises(NoKey):
        await office.store.read(lambda tx: read_draft(tx, None, began))
    await office.store.write(
        lambda tx: tx.execute(
            "UPDATE drafts SET tag = ?",
            (Seal(b"x" * 32).tag(webinar_id=began.webinar_id, survey_key="secret", attendee_id=began.attendee_id),),
        )
    )
    with pytest.raises(NotOpened):
        await office.store.read(lambda tx: read_draft(tx, Seal(b"x" * 32), began))


async def test_what_an_attendee_said_can_be_taken_away_while_it_is_theirs(office, began):
    await put(office, began, {"why": GOOD})
    assert await office.store.write(lambda tx: delete_drafts(tx, SEAL, began.attendee_id)) == 1
    assert await office.store.read(lambda tx: read_draft(tx, SEAL, began)) is None
    assert await office.store.write(lambda tx: delete_drafts(tx, SEAL, began.attendee_id)) == 0


async def test_who_counts_sees_everybodys_answers_and_needs_the_key_for_it(office, began):
    versions = {began.survey_id: ANONYMOUS}

    def all_of(seal):
        return lambda tx: list(sealed_of(tx, seal, webinar_id=began.webinar_id, versions=versions))

    assert await office.store.read(all_of(None)) == []
    await put(office, began, {"why": GOOD})
    assert await office.store.read(all_of(SEAL)) == [(began, {"why": GOOD})]
    with pytest.raises(NoKey, match="Some of what this database keeps needs its key, and the key file is not there"):
        await office.store.read(all_of(None))


def test_rows_of_an_anonymous_survey_know_the_day_and_no_more():
    assert day_of(ENDS).isoformat() == "2026-11-24T00:00:00+00:00"
