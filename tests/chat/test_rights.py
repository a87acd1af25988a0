"""What people may ask about themselves, whatever goes wrong meanwhile."""

import json

import pytest

import db.bulletins
from bot.services.receiving import Received
from tests.chat.house import OWNER, button, labels, shown, text


async def ask(house, person, words):
    person.write(words)
    await house.quiet()
    return shown(person)[-1]


async def press(house, person, label):
    message = shown(person)[-1]
    query = person.tap(message.message_id, button(message, label))
    await house.quiet()
    return query.answer


async def people(house):
    return [row[0] for row in await house.rows("SELECT chat_id FROM attendees ORDER BY chat_id")]


async def test_the_file_is_json_and_holds_what_was_answered(house, answering):
    message = shown(answering)[-1]
    answering.tap(message.message_id, button(message, "Very satisfied"))
    await house.quiet()
    found = await ask(house, answering, "/mydata")
    assert found.content.file.name == "mydata.json"
    told = json.loads(found.content.file.content)
    assert told["answers_in_words"][0]["answers"][0] == {
        "question": "How satisfied were you?",
        "state": "answered",
        "answer": "Very satisfied",
    }
    assert told["tables"]["attendees"][0]["chat_id"] == 101


async def test_a_death_after_erasing_and_before_it_was_said_says_it_all_the_same(house, answering):
    card = await ask(house, answering, "/forget")
    assert labels(card) == ["Erase everything", "Keep it"]
    written = button(card, "Erase everything")
    query = answering.tap(card.message_id, written)
    await house.quiet()
    assert query.answer is not None
    assert await people(house) == []
    body = {
        "update_id": 10**6,
        "callback_query": {
            "id": "again",
            "from": {"id": 101, "is_bot": False, "first_name": "Ana", "language_code": "en"},
            "chat_instance": "x",
            "data": written,
            "message": {"message_id": card.message_id, "date": 0, "chat": {"id": 101, "type": "private"}},
        },
    }
    await house.dispatch.take(Received(10**6, 101, body))
    said = next(message for message in shown(answering) if message.message_id == card.message_id)
    assert text(said).startswith("Done: everything I had stored about you is erased.")
    assert labels(said) == []


async def test_an_argument_that_nobody_wrote_is_a_dead_button(house, answering):
    card = await ask(house, answering, "/forget")
    query = answering.tap(card.message_id, "2forget:perhaps")
    await house.quiet()
    assert query.answer["text"].startswith("This button does not work any more.")
    assert await people(house) == [101]


async def test_whoever_has_blocked_and_come_back_can_still_be_forgotten(house, answering):
    answering.block()
    await house.quiet()
    answering.unblock()
    await ask(house, answering, "/forget")
    await press(house, answering, "Erase everything")
    assert await people(house) == []


@pytest.mark.parametrize("words", ["/stop", "/forget", "/mydata"])
async def test_each_works_for_whoever_the_bot_does_not_know_in_a_language_it_does_not_speak(house, api, words):
    house.poll()
    stranger = api.join(77, "X", language_code="tlh")
    assert "here" in text(await ask(house, stranger, words))
    assert await people(house) == []


async def test_stop_works_in_the_middle_of_an_open_question(house, answering):
    await press(house, answering, "Very satisfied")
    await press(house, answering, "Skip")
    card = await ask(house, answering, "/stop")
    assert labels(card) == ["No more questions", "No more messages"]
    await press(house, answering, "No more messages")
    assert await house.rows("SELECT wants FROM enrolments") == [("nothing",)]
    assert await house.rows("SELECT count(*) FROM answers WHERE text IS NOT NULL") == [(0,)]


async def test_an_organiser_sees_what_they_were_told_and_it_goes_when_they_are_forgotten(house, api):
    olga, now = api.join(OWNER, "Olga"), api.clock.now()
    body = '{"rows": 3}'
    await house.store.write(
        lambda tx: db.bulletins.make(tx, chats=[OWNER], what="missing", subject="x/watch", body=body, now=now)
    )
    house.poll()
    told = json.loads((await ask(house, olga, "/mydata")).content.file.content)
    assert [row["subject"] for row in told["tables"]["bulletins"]] == ["x/watch"]
    assert "I have known this chat" not in text(shown(olga)[-2])
    await ask(house, olga, "/forget")
    await press(house, olga, "Erase everything")
    assert await house.rows("SELECT count(*) FROM bulletins") == [(0,)]
    assert "nothing" in text(await ask(house, olga, "/mydata")).lower()
