"""Notes on their way: to every organiser who can be reached, whole, once, and silently in the log."""

import logging

import msgspec
import pytest

from bot.render.pieces import pieces
from bot.render.texts import utf16_units
from tests.chat.house import OWNER, SURVEY, WEBINAR, button, labels, open_house, shown, text

SENTENCE = "The sound was bad. "


@pytest.fixture
async def olga(house, answering, api):
    """The owner has opened the chat, and Ana looks at the first question."""
    person = api.join(OWNER, "Olga")
    person.write("/start")
    await house.quiet()
    return person


async def tap(house, person, label):
    message = [m for m in shown(person) if any(label in each for each in labels(m))][-1]
    query = person.tap(message.message_id, button(message, label))
    await house.quiet()
    return query.answer


async def write(house, person, words, reply_to=None):
    before = len(shown(person))
    person.write(words, reply_to=reply_to)
    await house.quiet()
    return shown(person)[before:]


async def test_a_note_as_long_as_a_message_comes_whole_in_two_and_either_can_be_replied_to(house, answering, olga):
    said = (SENTENCE * 300)[:4096].rstrip()
    await write(house, answering, said)
    await tap(house, answering, "without")
    first, last = shown(olga)[-2:]
    assert text(first).startswith("Strategies & clusters\n\nAn attendee writes:\n\nThe sound")
    assert text(first).endswith("bad.\n\nIt goes on in the next message.")
    assert text(last).endswith("Reply to this message to answer; it goes through me.")
    assert max(utf16_units(text(message)) for message in (first, last)) <= 4096
    told = [part for message in (first, last) for part in text(message).split("\n\n") if part.startswith("The sound")]
    assert " ".join(told) == said
    for message in (first, last):
        await write(house, olga, "We heard it, too.", reply_to=message.message_id)
    assert [text(m).split("\n\n")[1] for m in shown(answering)[-2:]] == ["We heard it, too."] * 2


async def test_after_a_crash_halfway_the_organiser_gets_what_was_missing_and_nothing_twice(
    house, answering, olga, monkeypatch
):
    await write(house, answering, (SENTENCE * 300)[:4096])
    posted = house.threads._corresponding.posted
    calls = []

    async def once(**how):
        calls.append(how)
        if len(calls) == 2:
            raise ValueError("the lights went out")
        await posted(**how)

    monkeypatch.setattr(house.threads._corresponding, "posted", once)
    before = len(shown(olga))
    await tap(house, answering, "without")
    came = [text(message) for message in shown(olga)[before:]]
    assert len(came) == 3  # the part in hand comes perhaps twice, what was known to be there does not
    assert came[1] == came[2]
    assert await house.rows("SELECT count(*) FROM notes") == [(1,)]
    assert await house.rows("SELECT count(*) FROM posts") == [(2,)]


async def test_a_replayed_text_is_offered_again_and_never_taken_for_an_answer(api, tmp_path, ana):
    """The house closes between storing a note and asking about it; meanwhile the survey opens."""
    path = tmp_path / "afterword.db"
    async with open_house(api, path) as house:
        await house.publish()
        house.poll()
        ana.write(f"/start {house.code}")
        await house.quiet()
        await house.offering.offer(update_id=700_000_002, chat_id=101, text="Nothing to do with it")
    async with open_house(api, path) as house:
        house.poll()
        ana.write("Nothing to do with it")
        await house.quiet()
        assert text(shown(ana)[-1]).startswith("Shall I pass this on")
        assert await house.rows("SELECT text FROM notes") == [("Nothing to do with it",)]


async def test_an_anonymous_survey_passes_nothing_on(house, ana):
    await house.publish(msgspec.structs.replace(SURVEY, identity="anonymous"), WEBINAR)
    house.poll()
    await write(house, ana, f"/start {house.code}")
    (message,) = await write(house, ana, "I have something to say")
    assert text(message) == (
        "Please tap one of the buttons under the question.\n\n"
        "This survey is anonymous, so I pass nothing on. You can write to: privacy@example.org."
    )
    assert labels(message) == []
    assert await house.rows("SELECT * FROM notes") == []


async def test_with_a_survey_by_name_the_name_is_offered_first(house, ana):
    await house.publish(msgspec.structs.replace(SURVEY, identity="identified"), WEBINAR)
    house.poll()
    await write(house, ana, f"/start {house.code}")
    (message,) = await write(house, ana, "I have something to say")
    assert labels(message) == ["Yes, with my name", "Yes, without my name", "No"]


async def test_other_replies_of_an_organiser_and_of_an_attendee_are_left_alone(house, answering, olga):
    welcome, question = shown(olga)[0], shown(answering)[0]
    (message,) = await write(house, olga, "Nice", reply_to=welcome.message_id)
    assert text(message).startswith("No question waits")
    (message,) = await write(house, answering, "Satisfied", reply_to=question.message_id)
    assert text(message).startswith("2 of 4")


async def test_no_word_of_it_stands_in_the_log(house, answering, olga, caplog):
    caplog.set_level(logging.DEBUG)
    answering.chat.shape["first_name"] = "Anastasia"
    await write(house, answering, "A secret nobody may log")
    await tap(house, answering, "with my name")
    await write(house, olga, "Nor this answer", reply_to=shown(olga)[-1].message_id)
    own = " ".join(r.getMessage() + str(r.__dict__) for r in caplog.records if r.name.startswith("afterword"))
    assert not any(words in own for words in ("secret", "Nor this", "Anastasia"))


def test_a_text_is_cut_between_paragraphs_or_sentences_or_words_or_where_it_must():
    assert pieces("Short.", longest=10) == ("Short.",)
    assert pieces("One two.\n\nThree four. Five", longest=22) == ("One two.", "Three four. Five")
    assert pieces("One two. Three four.", longest=15) == ("One two.", "Three four.")
    assert pieces("One two three four", longest=10) == ("One two", "three four")
    assert pieces("x" * 25, longest=10) == ("x" * 10, "x" * 10, "x" * 5)
    assert pieces("😀" * 6, longest=4) == ("😀😀",) * 3
