"""What organisers read in chat, and that nobody else learns anything."""

import pytest

from tests.chat.house import OWNER, button, shown, text

NO = "This is for the organisers of the webinar only."


@pytest.fixture
async def olga(house, api):
    """The owner, with a chat open and six answers given by others."""
    person = api.join(OWNER, "Olga")
    house.poll()
    guests = [api.join(number, "Guest") for number in range(1, 7)]
    for guest in guests:
        guest.write(f"/start {house.code}")
    await house.quiet()
    for label in ("Very satisfied", "Skip", "Skip"):
        for guest in guests:
            (message,) = shown(guest)
            wanted = "Not" if guest is guests[-1] and label != "Skip" else label
            guest.tap(message.message_id, button(message, wanted))
        await house.quiet()
    for guest in guests:
        guest.write("2")
    await house.quiet()
    return person


async def ask(house, person, words):
    before = len(shown(person))
    person.write(words)
    await house.quiet()
    return shown(person)[before:]


async def test_the_summary_is_a_short_message(house, olga):
    (message,) = await ask(house, olga, f"/summary {house.code}")
    assert text(message) == (
        "Strategies & clusters\n6 of 40 attendees answered to the end (15%, 7–29).\n\n"
        "How satisfied were you? n = 6\n"
        "• Very satisfied + Satisfied: 83% (44–97)\n"
        "In brackets: the 95% interval of chance.\n"
        "It does not cover the attendees who did not answer (34): whatever they think,"
        " “Very satisfied + Satisfied” lies between 13% and 98%.\n"
        "⚠️ Questions in which everybody said the same, so that each person’s answer is known: 1"
    )


async def test_the_key_does_as_well_as_the_code(house, olga):
    by_key, by_code = await ask(house, olga, "/summary clusters"), await ask(house, olga, f"/summary {house.code}")
    assert text(*by_key) == text(*by_code)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "There is no webinar with the code or key x<y."),
        ("fr", "Il n’y a pas de webinaire avec le code ou la clé x<y."),
    ],
)
async def test_a_code_that_is_none_is_said_so(house, api, olga, language, said):
    api.join(OWNER, "Olga", language_code=language)
    (message,) = await ask(house, olga, "/summary x<y")
    assert text(message).startswith(said)


async def test_organisers_are_told_of_their_commands(house, olga):
    (message,) = await ask(house, olga, "/help")
    assert "/summary –" in text(message)


@pytest.mark.parametrize("words", ["/webinars", "/summary", "/summary nothing", "/summary {code}"])
async def test_a_stranger_hears_the_same_polite_sentence_whatever_they_ask(house, olga, api, words):
    eve = api.join(666, "Eve")
    (message,) = await ask(house, eve, words.format(code=house.code))
    assert text(message) == NO


async def test_a_stranger_hears_it_in_their_language(house, olga, api):
    luc = api.join(667, "Luc", language_code="fr")
    (message,) = await ask(house, luc, "/webinars")
    assert text(message) == "Ceci est réservé aux organisateurs du webinaire."
