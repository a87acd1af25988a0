"""What a tap costs, and people without a plan: they tap, type, go back and edit at random, and lose nothing.

A whole house over real HTTP, closed and opened from disk while they act. What stands on the closing card is what is
stored, once; and from wherever chance has led somebody, reading the screen leads to the end.
"""

from random import Random

import pytest

from .house import a_house
from .teller import Guest
from .transcript import at

OPEN = at("2026-11-24 11:50")
SIGNS = "☐☑● "
WORDS = ("7", "2", "24/11/2026", "It was fine, thank you.", "yes", "/start", "Panels")


async def enters(house, number, language="en"):
    """Somebody comes by the link and looks at the first question."""
    guest = Guest(house.api.join(number, f"P{number}", language_code=language))
    guest.person.write(f"/start {house.code}")
    await house.rest()
    return guest


def buttons(message):
    return [(b["text"].lstrip(SIGNS), b["callback_data"]) for row in message.buttons or [] for b in row]


def screen(guest):
    """The newest message of a survey that has buttons."""
    return next(
        message
        for message in reversed(guest.person.messages)
        if message.by_bot and any(data.startswith("1") for _, data in buttons(message))
    )


def calls(house, method):
    return len(house.api.journal.calls(method))


async def test_eight_taps_finish_the_satisfaction_survey_and_each_costs_one_answer_and_one_edit(tmp_path):
    async with a_house(tmp_path, now=OPEN) as house:
        await house.apply("satisfaction.yaml")
        await house.open()
        ana = await enters(house, 101)
        taps = 0
        while not house.rows("SELECT 1 FROM responses WHERE finished_at IS NOT NULL"):
            taps += 1
            assert taps <= 8
            before = calls(house, "answerCallbackQuery"), calls(house, "editMessageText"), calls(house, "sendMessage")
            message = screen(ana)
            offered = buttons(message)
            writes = "Write your answer here" in message.content.text
            ana.person.tap(message.message_id, dict(offered)["Skip"] if writes else offered[0][1])
            await house.rest()
            after = calls(house, "answerCallbackQuery"), calls(house, "editMessageText"), calls(house, "sendMessage")
            assert (after[0] - before[0], after[1] - before[1], after[2] - before[2]) == (1, 1, 0)


async def test_nothing_but_chat_language_and_source_is_stored_before_the_first_answer(tmp_path):
    async with a_house(tmp_path, now=OPEN) as house:
        await house.apply("identified.yaml")
        await house.open()
        ana = Guest(house.api.join(101, "Anastazija", language_code="en"))
        ana.person.write(f"/start {house.code}-slide")
        await house.rest()
        assert "Anastazija, how was" in screen(ana).content.text
        await house.close()
        on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("afterword.db*"))
        assert b"slide" in on_disk
        assert b"Anastazija" not in on_disk
        assert house.rows("SELECT * FROM consents") == []
        await house.open()
        message = screen(ana)
        ana.person.tap(message.message_id, buttons(message)[0][1])
        await house.rest()
        assert house.rows("SELECT name FROM enrolments") == [("Anastazija",)]
        [(purpose, given, told)] = house.rows(
            "SELECT purpose, given, text FROM consents JOIN notices ON digest = notice"
        )
        assert (purpose, given) == ("answering", 1)
        assert "By answering you agree to this." in told
        assert "Your rights: /mydata" in told


async def wander(house, guest, chance):
    """One act without a plan: any button that ever was there, or any words."""
    every = [(m.message_id, data) for m in guest.person.messages if m.by_bot for _, data in buttons(m)]
    known = guest.buttons
    if every and chance.random() < 0.7:
        guest.person.tap(*chance.choice(every))
    elif known and chance.random() < 0.4:
        _, message_id, data = chance.choice(known)
        guest.person.tap(message_id, data)
    else:
        guest.person.write(chance.choice(WORDS))


async def read_on(house, guest):
    """What somebody does who reads the screen and wants to get to the end; False once there is nothing left to do."""
    message = screen(guest)
    offered = dict(buttons(message))
    text = message.content.text
    if any(label.startswith("✏️") for label in offered):
        return False
    for label in ("Keep this answer", "Skip", "Continue"):
        if label in offered:
            guest.person.tap(message.message_id, offered[label])
            return True
    if "write here what you mean" in text:
        guest.person.write("Something else")
    else:
        guest.person.tap(message.message_id, buttons(message)[0][1])
    return True


def card(guest):
    """How many answers stand on the card, as many as have a pencil."""
    return sum(label.startswith("✏️") for label, _ in buttons(screen(guest)))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whoever_wanders_about_loses_nothing_and_can_always_finish(tmp_path, seed):
    chance = Random(seed)
    async with a_house(tmp_path, now=OPEN) as house:
        await house.apply("kinds.yaml")
        await house.open()
        guests = [await enters(house, 100 + number) for number in range(6)]
        for round_ in range(25):
            for guest in guests:
                guest.look()
                await wander(house, guest, chance)
            if round_ % 6 == 5:
                await house.close()
                await house.open()
            await house.rest()
            for guest in guests:
                guest.look()  # a tap that was never answered is found here
        for guest in guests:
            guest.person.tap(1, "2language:en")  # chance may have led them to another
        await house.rest()
        for guest in guests:
            for _ in range(40):
                if not await read_on(house, guest):
                    break
                await house.rest()
        await house.close()
        assert house.rows("SELECT state, count(*) FROM inbox WHERE state <> 'done' GROUP BY state") == []
        finished = house.rows(
            """SELECT chat_id, count(DISTINCT r.id), min(finished_at IS NOT NULL),
                      sum(state <> 'shown' AND question <> 'welcome'), sum(state = 'shown')
               FROM attendees AS a JOIN responses AS r ON attendee_id = a.id JOIN answers ON response_id = r.id
               GROUP BY chat_id ORDER BY chat_id"""
        )
        assert finished == [(guest.person.chat.chat_id, 1, 1, card(guest), 0) for guest in guests]
