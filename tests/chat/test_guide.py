"""Every command is explained: in /help, on one screen, and in Telegram's own list."""

import pytest

from bot.render import cards
from bot.render.introducing import (
    ATTENDEES,
    COMMAND_UNITS,
    DESCRIPTION_UNITS,
    SHORT_UNITS,
    help_card,
    introduction,
)
from bot.render.texts import Texts, unmarked, utf16_units
from tests.chat.house import OWNER, shown, text
from tests.chat.test_attendee import write

EVERY = {*ATTENDEES, *cards.COMMANDS}
ONE_SCREEN = 1400
"""Characters that a phone shows without much scrolling."""


async def test_help_names_every_command_there_is_in_a_line_of_its_own(house, ana):
    house.poll()
    said = (await write(house, ana, "/help")).splitlines()
    for word in set(house.rooms.commands) - set(cards.COMMANDS):
        assert len([line for line in said if line.startswith(f"/{word} – ")]) == 1
    assert not any(line.startswith(("/webinars", "/summary")) for line in said)


async def test_organisers_read_of_theirs_below(house, api):
    olga = api.join(OWNER, "Olga")
    house.poll()
    await write(house, olga, "/help")
    assert text(shown(olga)[-1]).endswith(
        "For organisers\n/webinars – all webinars, with codes and counts\n/new – set a webinar up, step by step\n"
        "/summary – what the answers add up to\n"
        "/threads – what attendees wrote to you, and who waits for an answer\n"
        "/team – who helps you, and with what\n/audit – what was done, and by whom"
    )


async def test_whatever_the_bot_answers_to_is_explained(house):
    """A new command gets a line in ``render/introducing.py``, or in ``render/cards.py`` if it is for organisers."""
    assert set(house.rooms.commands) - EVERY == set()


def test_only_what_something_answers_to_is_named():
    texts = Texts()
    assert [word for word, _ in introduction(texts, "en", {"help", "start"}).commands] == ["start", "help"]
    assert "/mydata" not in help_card(texts, "en", {"help"})
    assert "/webinars" not in cards.help_card(texts, "en", {"summary"})
    assert cards.help_card(texts, "en", {"help"}) == ""


@pytest.mark.parametrize("language", Texts().languages)
def test_everything_fits_in_every_language(language):
    texts = Texts()
    shown = introduction(texts, language, EVERY)
    assert len(shown.commands) == len(ATTENDEES)
    assert all(0 < utf16_units(line) < COMMAND_UNITS for _, line in shown.commands)
    assert 0 < utf16_units(shown.description) < DESCRIPTION_UNITS
    assert 0 < utf16_units(shown.short) < SHORT_UNITS
    assert not shown.short.endswith("…")
    assert (
        utf16_units(unmarked(help_card(texts, language, EVERY) + cards.help_card(texts, language, EVERY))) < ONE_SCREEN
    )
