"""Pencils, old messages and second devices: politely answered, changing nothing that should stand."""

from datetime import timedelta

import msgspec

from bot.survey.definitions import Option, Question
from tests.chat.house import NOW, SURVEY, both, button, labels, shown, text
from tests.chat.test_attendee import answers, last, tap, write


async def finishes(house, person):
    await tap(house, person, "Satisfied")
    await tap(house, person, "Skip")
    await write(house, person, "more breaks")
    await tap(house, person, "3")
    return last(person)


async def test_a_pencil_after_the_closing_says_that_it_has_closed(house, answering):
    card = await finishes(house, answering)
    before = await answers(house)
    house.clock.set(NOW + timedelta(days=30))
    toast = await tap(house, answering, "✏️ 1", card)
    assert toast["text"] == "The survey has closed; nothing was changed."
    assert not [label for label in labels(last(answering)) if "✏️" in label]
    assert await answers(house) == before


async def test_whoever_finished_and_looks_again_at_the_closing_has_the_card(house, answering):
    card = await finishes(house, answering)
    await tap(house, answering, "✏️ 3", card)
    house.clock.set(NOW + timedelta(days=30))
    await tap(house, answering, "Keep this answer")
    assert text(last(answering)).startswith("Thank you!")


async def test_an_old_message_loses_its_buttons_when_the_link_is_opened_again(house, answering):
    old = last(answering)
    await write(house, answering, f"/start {house.code}")
    assert labels(old) == []
    assert labels(last(answering))[0] == "Very satisfied"


async def test_a_pencil_tapped_twice_opens_the_answer_once(house, answering):
    card = await finishes(house, answering)
    data = button(card, "✏️ 1")
    queries = [answering.tap(card.message_id, data) for _ in range(2)]
    await house.quiet()
    assert all(query.answer is not None for query in queries)
    assert "● Satisfied" in labels(last(answering))


async def test_what_was_skipped_can_be_answered_or_skipped_again_and_nothing_else(house, answering):
    card = await finishes(house, answering)
    await tap(house, answering, "✏️ 2", card)
    assert labels(last(answering)) == ["☐ Talks", "☐ Rooms", "☐ Other", "Done (0)", "Back", "Skip"]
    await tap(house, answering, "Skip")
    assert text(last(answering)).startswith("Thank you!")


async def test_large_and_negative_numbers_can_be_tapped_and_read(house, api):
    asked = (
        Question("grants", "number", both("Grants?"), least=1_000_000, most=1_000_002),
        Question("mood", "number", both("Mood?"), least=-2, most=2),
    )
    await house.publish(survey=msgspec.structs.replace(SURVEY, questions=asked))
    bob = api.join(104, "Bob")
    house.poll()
    await write(house, bob, f"/start {house.code}")
    assert labels(last(bob))[:3] == ["1000000", "1000001", "1000002"]
    await tap(house, bob, "1000002")
    assert labels(last(bob))[:5] == ["-2", "-1", "0", "1", "2"]
    await tap(house, bob, "-1")
    assert "1,000,002" in text(last(bob))


async def test_a_tick_on_a_later_page_stays_there_when_its_screen_was_owed(house, api, monkeypatch):
    options = tuple(Option(f"o{n}", both(f"Option {n}")) for n in range(30))
    asked = (Question("many", "multiple", both("Which?"), options),)
    await house.publish(survey=msgspec.structs.replace(SURVEY, questions=asked))
    bob = api.join(104, "Bob")
    house.poll()
    await write(house, bob, f"/start {house.code}")
    await tap(house, bob, "More options (1 of 3)")
    show, failures = house.sender.show, [ValueError()]

    async def once_broken(*what, **how):
        if failures:
            raise failures.pop()
        return await show(*what, **how)

    monkeypatch.setattr(house.sender, "show", once_broken)
    await tap(house, bob, "Option 13")
    (question,) = [message for message in shown(bob) if message.buttons]
    assert "☑ Option 13" in labels(question)
