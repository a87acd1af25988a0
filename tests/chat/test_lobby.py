"""``/start`` without a code: what somebody entered, what waits there, and one tap to go on."""

from datetime import timedelta

import msgspec

from bot.survey.definitions import ByHand
from tests.chat.house import SURVEY, WEBINAR, both, labels, shown, text
from tests.chat.test_attendee import last, tap, write


async def start(house, person):
    """The card, and what came below it."""
    before = len(shown(person))
    person.write("/start")
    await house.quiet()
    card, *below = shown(person)[before:]
    return card, below


async def test_who_entered_nothing_is_told_how_to_begin_and_may_choose_a_language(house, ana):
    house.poll()
    card, below = await start(house, ana)
    assert text(card).startswith("Hello! I ask how a webinar was")
    assert labels(card) == ["🌐 Language"]
    assert below == []
    await tap(house, ana, "Language", card)
    assert text(last(ana)).startswith("Your language here is: English.")


async def test_the_question_that_waits_is_named_and_shown_below_and_the_old_one_loses_its_buttons(house, answering):
    question = last(answering)
    await tap(house, answering, "Satisfied")
    card, below = await start(house, answering)
    assert text(card) == "Your webinars\n\nStrategies & clusters\nQuestion 2 of 4 waits for you."
    assert labels(card) == ["Continue: Strategies & clusters", "Materials", "🌐 Language"]
    assert [text(message)[:6] for message in below] == ["2 of 4"]
    assert labels(question) == []


async def test_continue_shows_the_question_below_everything(house, answering):
    card, _ = await start(house, answering)
    await write(house, answering, "/help")
    toast = await tap(house, answering, "Continue", card)
    assert not toast["text"]
    assert "1 of 4" in text(last(answering))
    assert await house.rows("SELECT message_id FROM responses") == [(last(answering).message_id,)]


async def test_a_survey_that_opens_later_says_when_and_one_opened_by_hand_that_it_comes_by_itself(house, ana):
    later = msgspec.structs.replace(
        WEBINAR, key="later", title="Later", starts_local=WEBINAR.starts_local + timedelta(days=1)
    )
    by_hand = msgspec.structs.replace(WEBINAR, key="by_hand", title="By hand", opens=ByHand())
    house.poll()
    for webinar in (later, by_hand):
        await write(house, ana, f"/start {await house.publish(webinar=webinar)}")
    card, below = await start(house, ana)
    assert text(card) == (
        "Your webinars\n\nBy hand\nThe survey is not open yet. The first question comes here by itself.\n\n"
        "Later\nThe survey opens: Wednesday, 25 November 2026, 11:45 (Brussels)."
    )
    assert labels(card) == ["Materials", "🌐 Language"]
    assert below == []


async def test_a_survey_that_opened_again_for_who_came_too_late_is_one_tap_away(house, ana):
    house.poll()
    house.clock.set(house.clock.now() + timedelta(days=8))
    await write(house, ana, f"/start {house.code}")
    assert text(last(ana)).startswith("The survey about “Strategies & clusters” has closed")
    await house.publish(
        webinar=msgspec.structs.replace(WEBINAR, closes=msgspec.structs.replace(WEBINAR.closes, amount=30))
    )
    card, below = await start(house, ana)
    assert text(card) == "Your webinars\n\nStrategies & clusters\nThe survey is open for you."
    assert below == []
    await tap(house, ana, "Continue", card)
    assert "1 of 4" in text(last(ana))


async def test_who_asked_for_no_more_questions_comes_back_by_a_tap(house, answering):
    await write(house, answering, "/stop")
    await tap(house, answering, "No more questions")
    card, below = await start(house, answering)
    assert text(card) == "Your webinars\n\nStrategies & clusters\nYou asked for no more questions."
    assert below == []
    await tap(house, answering, "Continue", card)
    assert text(shown(answering)[-2]).startswith("Welcome back!")
    assert "1 of 4" in text(last(answering))


async def test_what_is_answered_or_closed_says_so(house, answering):
    await tap(house, answering, "Satisfied")
    await tap(house, answering, "Skip")
    await write(house, answering, "nothing")
    await write(house, answering, "3")
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="second", title="The second"))
    await write(house, answering, f"/start {house.code}")
    house.clock.set(house.clock.now() + timedelta(days=8))
    card, below = await start(house, answering)
    assert text(card) == (
        "Your webinars\n\nThe second\nThe survey has closed.\n\n"
        "Strategies & clusters\nYour answers are stored. Thank you!"
    )
    assert below == []


async def test_a_title_in_markup_or_without_end_stays_a_title(house, ana):
    title = "<b>&" + "x" * 4000
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, title=title, key="long"))
    house.poll()
    await write(house, ana, f"/start {house.code}")
    card, _ = await start(house, ana)
    assert text(card).startswith("Your webinars\n\n<b>&xxx")
    assert labels(card)[0].startswith("Continue: <b>&xxx")
    assert len(labels(card)[0]) <= 50


async def test_of_many_webinars_the_latest_are_told_and_the_rest_counted(house, ana):
    house.poll()
    for number in range(10):
        await house.publish(webinar=msgspec.structs.replace(WEBINAR, key=f"w{number}", title=f"Number {number}"))
        await write(house, ana, f"/start {house.code}")
        house.clock.set(house.clock.now() + timedelta(seconds=1))
    card, _ = await start(house, ana)
    assert text(card).startswith("Your webinars\n\nNumber 9\n")
    assert "Number 2\n" in text(card)
    assert text(card).endswith("And 2 more.")
    assert len(labels(card)) == 10


async def test_a_survey_that_a_follow_up_brought_is_named_by_its_own_title(house, answering):
    other = msgspec.structs.replace(SURVEY, key="impact", title=both("A month later"))
    await house.publish(survey=other, webinar=msgspec.structs.replace(WEBINAR, key="impacted", survey="impact"))
    (survey_id,) = (await house.rows("SELECT id FROM surveys WHERE key = 'impact'"))[0]
    await house.store.write(
        lambda tx: tx.execute(
            """INSERT INTO responses (label, webinar_id, survey_id, survey_key, attendee_id, mode, language, created_at)
               SELECT 'brought', webinar_id, ?, 'impact', attendee_id, 'chat', 'en', created_at FROM responses""",
            (survey_id,),
        )
    )
    card, _ = await start(house, answering)
    assert text(card).endswith("Question 1 of 4 waits for you.\n“A month later”: question 1 of 4 waits for you.")
    assert labels(card)[1] == "Continue: A month later"
    await tap(house, answering, "A month later", card)
    assert text(last(answering)).startswith("A month later\n")


async def test_who_stopped_all_messages_is_told_so_whether_they_had_answered_or_not(house, answering):
    async def stops():
        await house.store.write(lambda tx: tx.execute("UPDATE enrolments SET wants = 'nothing', left_at = 1"))

    await stops()
    card, below = await start(house, answering)
    assert text(card) == "Your webinars\n\nStrategies & clusters\nYou asked for no more messages."
    assert below == []
    await write(house, answering, f"/start {house.code}")
    for label in ("Satisfied", "Skip"):
        await tap(house, answering, label)
    await write(house, answering, "nothing")
    await write(house, answering, "3")
    await stops()
    card, _ = await start(house, answering)
    said = "Your answers are stored. Thank you!\nYou asked for no more messages."
    assert text(card) == f"Your webinars\n\nStrategies & clusters\n{said}"
