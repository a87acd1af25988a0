"""What an answer brings with it, a name and a consent, comes with the first one: not by skipping, nor by reading."""

import msgspec
import pytest

from bot.survey.definitions import Option, Question
from tests.chat.house import SURVEY, both
from tests.chat.test_attendee import last, tap, write

QUESTIONS = (
    Question("hello", "statement", both("Hello {{ name }}")),
    Question("overall", "single", both("Overall?"), (Option("good", both("Good")),)),
    Question("why", "open", both("Why?")),
)


@pytest.fixture
async def bea(house, api):
    """Bea is asked by name, has read the statement and skipped the first question."""
    await house.publish(survey=msgspec.structs.replace(SURVEY, questions=QUESTIONS, identity="identified"))
    person = api.join(105, "Bea")
    house.poll()
    await write(house, person, f"/start {house.code}")
    await tap(house, person, "Continue")
    await tap(house, person, "Skip")
    return person


async def known(house):
    """The name that is stored, and how many consents are on record."""
    [(name,)] = await house.rows("SELECT name FROM enrolments")
    [(consents,)] = await house.rows("SELECT count(*) FROM consents")
    return name, consents


async def test_who_only_reads_and_skips_leaves_no_name_and_no_consent(house, bea):
    assert await known(house) == (None, 0)
    await tap(house, bea, "Skip")
    assert await known(house) == (None, 0)


async def test_the_first_answer_is_kept_with_the_name_and_the_consent_once(house, bea):
    await write(house, bea, "Because")
    assert await known(house) == ("Bea", 1)
    await tap(house, bea, "✏️ 1", last(bea))
    await tap(house, bea, "Good")
    assert await known(house) == ("Bea", 1)


async def test_consents_to_an_anonymous_survey_tell_nobody_who_only_skips_from_others(house, api):
    await house.publish(survey=msgspec.structs.replace(SURVEY, questions=QUESTIONS, identity="anonymous"))
    house.poll()
    for number, said in ((105, "Skip"), (106, "Good")):
        person = api.join(number, "Somebody")
        await write(house, person, f"/start {house.code}")
        for label in ("Continue", said, "Skip"):
            await tap(house, person, label)
    rows = await house.rows(
        "SELECT attendee_id, purpose, notice, said_at % 86400000 FROM consents ORDER BY attendee_id"
    )
    assert [row[0] for row in rows] == [1, 2]
    assert len({row[1:] for row in rows}) == 1
    assert rows[0][3] == 0
