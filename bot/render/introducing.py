"""How the bot presents itself: its commands, each with a line of its own, and what it is for in a few words.

A command is named only where something answers to it. Telegram's limits stand here; what would exceed them is cut.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from bot.render.screens import shortened
from bot.render.texts import Texts

ATTENDEES = ("start", "materials", "contacts", "language", "timezone", "mydata", "stop", "forget", "help")
"""Commands for everybody, in the order they are listed."""

COMMAND_UNITS = 256
"""core.telegram.org/bots/api#botcommand: a description has 1 to 256 characters."""

DESCRIPTION_UNITS = 512
"""core.telegram.org/bots/api#setmydescription"""

SHORT_UNITS = 120
"""core.telegram.org/bots/api#setmyshortdescription"""


@dataclass(frozen=True, slots=True)
class Introduction:
    """The bot in one language. ``description`` stands in an empty chat, ``short`` on its page."""

    commands: tuple[tuple[str, str], ...]
    description: str
    short: str


def introduction(texts: Texts, language: str, answers_to: Container[str]) -> Introduction:
    """What Telegram shows of a bot that answers to these commands; organisers' are left out."""
    what = texts.say(
        "I ask how a webinar was, and bring you what was promised there: slides, recording and the like.", language
    )
    how = texts.say("To begin, open the webinar's link or scan its code.", language)
    short = texts.say("How was the webinar? Tell me, and get the slides and the recording.", language)
    commands = [(word, shortened(what_for(texts, word, language), COMMAND_UNITS)) for word in ATTENDEES]
    return Introduction(
        commands=tuple((word, line) for word, line in commands if word in answers_to),
        description=shortened(f"{what}\n\n{how}", DESCRIPTION_UNITS),
        short=shortened(short, SHORT_UNITS),
    )


def help_card(texts: Texts, language: str, answers_to: Container[str]) -> str:
    """``/help``: what the bot does and how, then each command in a line. What organisers may do stands in ``cards``."""
    commands = [(word, what_for(texts, word, language)) for word in ATTENDEES if word in answers_to]
    return texts.render("messages/help.html.j2", language, commands=commands)


def what_for(texts: Texts, word: str, language: str) -> str:
    """One line about a command. Raises: KeyError, when nobody has written one."""
    match word:
        case "start":
            return texts.say("Your webinars, and the question that waits for you", language)
        case "materials":
            return texts.say("Slides, recordings and what else was promised", language)
        case "contacts":
            return texts.say("Contact lists: whether you are on them, and how you appear", language)
        case "language":
            return texts.say("Choose your language", language)
        case "timezone":
            return texts.say("Say where you live, so that messages come at a good hour", language)
        case "mydata":
            return texts.say("Everything that is stored about you", language)
        case "stop":
            return texts.say("Get no more messages", language)
        case "forget":
            return texts.say("Delete what is stored about you", language)
        case "help":
            return texts.say("What I can do", language)
        case _:
            raise KeyError(word)
