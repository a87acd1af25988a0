"""What an attendee sees and hears, over real HTTP, with what it leaves in the database."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot.survey.definitions import Option, Question
from tests.chat.house import NOW, SURVEY, WEBINAR, both, button, labels, shown, text


def last(person):
    return shown(person)[-1]


async def tap(house, person, label, message=None):
    message = message or last(person)
    query = person.tap(message.message_id, button(message, label))
    await house.quiet()
    return query.answer


async def write(house, person, words):
    person.write(words)
    await house.quiet()
    return text(last(person))


async def answers(house):
    """What is stored, by question: the state, and what was picked, written or counted."""
    rows = await house.rows("SELECT question, state, picks, text, number FROM answers")
    return {question: (state, *json.loads(picks), *filter(None, told)) for question, state, picks, *told in rows}


async def to_the_open_question(house, person):
    (question,) = [message for message in shown(person) if message.buttons]
    await tap(house, person, "Very satisfied", question)
    await tap(house, person, "Skip", question)


async def test_the_first_message_says_what_it_is_about_what_happens_to_answers_and_asks(house, ana):
    house.poll()
    ana.write(f"/start {house.code}")
    await house.quiet()
    (message,) = shown(ana)
    assert text(message) == (
        "How was it?\nStrategies & clusters\n\n"
        "Your answers go to: The organiser. What for: to improve our webinars. Kept for 1 year. "
        "The organisers do not see who answered what. Questions: privacy@example.org. "
        "By answering you agree to this.\n\n"
        "1 of 4\nHow satisfied were you?"
    )
    assert labels(message) == ["Very satisfied", "Satisfied", "Not", "Skip", "How your answers are used"]


async def test_a_french_account_is_spoken_to_in_french(house, api):
    luc = api.join(102, "Luc", language_code="fr-BE")
    house.poll()
    luc.write(f"/start {house.code}")
    await house.quiet()
    assert text(last(luc)).startswith("Comment était-ce ?\nStrategies & clusters\n\nVos réponses vont à\xa0: The")
    assert text(last(luc)).endswith("1 sur 4\nHow satisfied were you? (fr)")
    assert labels(last(luc))[-2:] == ["Passer", "Comment vos réponses sont utilisées"]


async def test_only_the_words_on_the_screen_can_be_written_instead_of_tapped(house, api):
    luc = api.join(102, "Luc", language_code="fr")
    house.poll()
    luc.write(f"/start {house.code}")
    await house.quiet()
    await write(house, luc, "not")
    assert (await answers(house))["overall"] == ("shown",)
    await write(house, luc, "NOT (fr)")
    assert (await answers(house))["overall"] == ("answered", "not")


async def test_an_account_in_a_language_nobody_translated_is_spoken_to_in_english(house, api):
    eva = api.join(103, "Eva", language_code="uk")
    house.poll()
    eva.write(f"/start {house.code}")
    await house.quiet()
    assert "1 of 4" in text(last(eva))


async def test_a_tap_costs_one_answer_and_one_edit_and_shows_the_next_question_in_place(house, answering):
    before = len(house.api.journal.entries)
    toast = await tap(house, answering, "Very satisfied")
    calls = sorted(entry.method for entry in list(house.api.journal.entries)[before:] if entry.method != "getUpdates")
    assert calls == ["answerCallbackQuery", "editMessageText"]
    (message,) = shown(answering)
    assert text(message) == "2 of 4\nWhich formats?\n\nChoose up to 2, then tap “Done”."
    assert not toast["text"]
    assert (await answers(house))["overall"] == ("answered", "very_satisfied")


async def test_ticks_are_shown_and_counted_and_done_goes_on(house, answering):
    await tap(house, answering, "Satisfied")
    await tap(house, answering, "Talks")
    assert labels(last(answering)) == ["☑ Talks", "☐ Rooms", "☐ Other", "Done (1)", "Back", "Skip"]
    await tap(house, answering, "Rooms")
    toast = await tap(house, answering, "Other")
    assert toast == {"text": "You can choose up to 2. Take one away first, then choose another.", "show_alert": True}
    await tap(house, answering, "Rooms")
    await tap(house, answering, "Done")
    assert (await answers(house))["formats"] == ("answered", "talks")
    assert text(last(answering)).startswith("3 of 4\nWhat should we improve?\n\nWrite your answer here")


async def test_other_asks_for_words_and_shows_them(house, answering):
    await tap(house, answering, "Not")
    await tap(house, answering, "Other")
    assert text(last(answering)).endswith("✍️ You chose “Other”: write here what you mean.")
    toast = await tap(house, answering, "Done")
    assert toast["text"] == "Please write what you mean by “Other”, as a message."
    assert (await write(house, answering, "a <walk>")).endswith("Other: “a <walk>”")
    await tap(house, answering, "Done")
    assert (await answers(house))["formats"] == ("answered", "other", "a <walk>")


async def test_what_follows_a_written_answer_is_shown_below_it_and_old_buttons_go(house, answering):
    await to_the_open_question(house, answering)
    old = last(answering)
    assert "4 of 4" in await write(house, answering, "more breaks")
    assert len(shown(answering)) == 2
    assert labels(old) == []
    assert (await answers(house))["improve"] == ("answered", "more breaks")
    assert await house.rows("SELECT message_id FROM responses") == [(last(answering).message_id,)]


async def test_a_number_is_asked_for_with_an_example_and_refused_with_a_reason(house, answering):
    await to_the_open_question(house, answering)
    await write(house, answering, "more breaks")
    question = last(answering)
    assert text(question) == "4 of 4\nHow many hours?\n\nTap a number, or write one from 1 to 8 here."
    assert labels(question) == [*"12345678", "Back"]
    said = "I could not read this as a number. Please write digits only, for example 12."
    assert await write(house, answering, "lots") == said
    assert await write(house, answering, "9,5") == "This is too large: the number has to be at most 8."
    assert await write(house, answering, "0.5") == "This is too small: the number has to be at least 1."
    assert await write(house, answering, "2,5") == (
        "Thank you! Your answers about “Strategies & clusters” are stored.\n\n"
        "1. How satisfied were you?\nVery satisfied\n2. Which formats?\nno answer\n"
        "3. What should we improve?\nmore breaks\n4. How many hours?\n2.5\n\n"
        "Tap a pencil to change an answer. You can do so until the survey closes.\n\n"
        "What you were promised comes to this chat by itself; there is nothing more to do."
    )
    assert (await answers(house))["hours"] == ("answered", 2.5)


async def test_text_where_a_button_is_due_is_refused_unless_it_is_a_label(house, answering):
    assert await write(house, answering, "great!") == "Please tap one of the buttons under the question."
    assert "2 of 4" in await write(house, answering, "very satisfied")


@pytest.mark.parametrize("thing", ["sticker", "photo", "voice", "document"])
async def test_things_are_declined_and_change_nothing(house, answering, thing):
    answering.send(thing)
    await house.quiet()
    assert text(last(answering)) == "Please tap one of the buttons under the question."
    await to_the_open_question(house, answering)
    answering.send(thing)
    await house.quiet()
    assert text(last(answering)) == "I can only read text here. Please write your answer as a message."
    stored = {"overall": ("answered", "very_satisfied"), "formats": ("skipped",), "improve": ("shown",)}
    assert await answers(house) == stored


async def test_ten_thousand_characters_are_taken_as_the_messages_they_come_in(house, answering):
    await to_the_open_question(house, answering)
    answering.write("x" * 10_000)
    await house.quiet()
    assert (await answers(house))["improve"] == ("answered", "x" * 4096)
    assert (await answers(house))["hours"] == ("shown",)


async def test_a_second_tap_counts_once_and_is_told_so(house, answering):
    message = last(answering)
    data = button(message, "Very satisfied")
    queries = [answering.tap(message.message_id, data) for _ in range(2)]
    await house.quiet()
    assert [query.answer["text"] for query in queries] == ["", "Already noted."]
    assert text(last(answering)).startswith("2 of 4")
    other = answering.tap(message.message_id, data.replace(":0:0", ":0:1"))
    await house.quiet()
    assert other.answer["text"] == "Already noted."
    assert (await answers(house))["overall"] == ("answered", "very_satisfied")


@pytest.mark.parametrize(
    "forgery", ["", "1t:1", "1t:1:0:99999999999999999999", "1t:77:0:0", "2x:1:0:0", "💥", "1t:1:0:0 "]
)
async def test_a_forged_or_truncated_button_changes_nothing_and_says_so(house, answering, forgery):
    query = answering.tap(last(answering).message_id, forgery)
    await house.quiet()
    said = "This button does not work any more. /start shows the question that waits for you."
    assert query.answer == {"text": said, "show_alert": True}
    assert await answers(house) == {"overall": ("shown",)}


async def test_another_persons_button_shows_nothing_of_it(house, answering, api):
    eve = api.join(666, "Eve")
    eve.write(f"/start {house.code}")
    await house.quiet()
    query = eve.tap(last(eve).message_id, button(last(answering), "Not"))
    await house.quiet()
    assert query.answer["text"].startswith("This button does not work any more.")
    assert set((await answers(house)).values()) == {("shown",)}


async def test_start_again_shows_where_they_stand_in_a_new_message(house, answering):
    await tap(house, answering, "Satisfied")
    for words in ("/start", f"/start {house.code}", f"/start@{house.api.bot['username']} {house.code}"):
        assert (await write(house, answering, words)).startswith("2 of 4")
    assert len(shown(answering)) == 5  # /start alone says first what they entered


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("", "Hello! I ask how a webinar was, and bring you what was promised there.\n\nTo begin, open the webinar's"),
        ("abcdefghijklm", "I know no webinar with this link."),
        ("ABC!", "This link is not complete."),
        ("x" * 64, "This link is not complete."),
    ],
)
async def test_a_start_that_leads_nowhere_says_what_to_do(house, ana, payload, said):
    house.poll()
    assert (await write(house, ana, f"/start {payload}")).startswith(said)
    assert await house.rows("SELECT count(*) FROM attendees") == [(0,)]


async def test_who_comes_early_is_told_when_it_opens_in_the_webinars_time(house, ana):
    house.clock.set(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    house.poll()
    assert await write(house, ana, f"/start {house.code}") == (
        "You are on the list for “Strategies & clusters”.\n\n"
        "The first question comes here by itself: Tuesday, 24 November 2026, 11:45 (Brussels)."
    )


async def test_who_comes_before_an_opening_by_hand_is_told_that_too(house, ana):
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, privacy=None))
    house.poll()
    assert (await write(house, ana, f"/start {house.code}")).endswith("as soon as the organisers open the survey.")


async def test_who_comes_late_is_told_that_it_has_closed(house, ana):
    house.clock.set(NOW + timedelta(days=30))
    house.poll()
    said = "The survey about “Strategies & clusters” has closed, so there is nothing left to answer."
    assert await write(house, ana, f"/start {house.code}") == said


async def test_a_tap_after_closing_says_that_nothing_was_changed(house, answering):
    house.clock.set(NOW + timedelta(days=30))
    toast = await tap(house, answering, "Satisfied")
    assert toast["text"] == "The survey has closed; nothing was changed."
    assert text(last(answering)).startswith("The survey about “Strategies & clusters” has closed. What you answered")
    assert set((await answers(house)).values()) == {("shown",)}


@pytest.mark.parametrize("words", ["hello", "/dance"])
async def test_a_word_that_nobody_asked_for_gets_a_kind_answer(house, ana, words):
    house.poll()
    assert (await write(house, ana, words)).endswith("/help says what I can do.")
    assert len(shown(ana)) == 1


async def test_help_tells_an_attendee_nothing_about_organisers(house, ana):
    house.poll()
    assert "/summary" not in await write(house, ana, "/help")
    assert "/start" in text(last(ana))


async def test_what_is_said_in_groups_is_left_alone_and_buttons_there_stop_spinning(house, ana, api):
    api.chats.found_group(-55, title="Team")
    house.poll()
    ana.write(f"/start {house.code}", chat_id=-55)
    group = {"id": -55, "type": "group", "title": "Team"}
    query = api.ask(chat_id=-55, message_id=5)
    body = {"id": query.query_id, "from": ana.profile, "chat_instance": "1", "data": "1t:1:0:0"}
    api.updates.push("callback_query", body | {"message": {"message_id": 5, "date": 0, "chat": group}})
    await house.quiet()
    assert [entry.method for entry in api.journal.entries if entry.method.startswith(("send", "edit"))] == []
    assert query.answer is not None
    assert await house.rows("SELECT count(*) FROM attendees") == [(0,)]


async def test_edits_and_what_telegram_reports_by_itself_are_left_alone(house, answering):
    before = len(shown(answering))
    pinned = {"message_id": 90, "date": 1, "chat": answering.chat.shape, "from": answering.profile}
    answering.raw({"message": pinned | {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}})
    answering.raw({"edited_message": pinned | {"edit_date": 2, "text": "changed my mind"}})
    await house.quiet()
    assert len(shown(answering)) == before
    assert await house.rows("SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]


async def test_who_blocks_the_bot_is_owed_nothing_any_more(house, answering):
    answering.block()
    await house.quiet()
    assert await house.rows("SELECT reachable FROM attendees") == [(0,)]
    answering.unblock()
    assert (await write(house, answering, f"/start {house.code}")).endswith("How satisfied were you?")
    assert await house.rows("SELECT reachable FROM attendees") == [(1,)]


async def test_everything_shown_is_escaped(house, api):
    question = Question("q", "single", both('<script> & "you"'), (Option("a", both("a < b & c")),))
    await house.publish(survey=msgspec.structs.replace(SURVEY, questions=(question,)))
    bob = api.join(104, "<b>Bob")
    house.poll()
    bob.write(f"/start {house.code}")
    await house.quiet()
    assert text(last(bob)).endswith('1 of 1\n<script> & "you"')
    assert labels(last(bob))[0] == "a < b & c"
