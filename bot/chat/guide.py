"""``/help``: what the bot can do, on one screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Mapping

from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded
from bot.chat.voice import Voice
from bot.render import cards, introducing
from bot.services.access import Act

COMMANDS: Mapping[str, Act] = {
    "webinars": Act.READ,
    "new": Act.SHAPE,
    "summary": Act.READ,
    "threads": Act.ROWS,
    "team": Act.TEAM,
    "audit": Act.TEAM,
    "health": Act.TEAM,
}
"""What organisers may ask for, and what they must be allowed to do anywhere for it."""


class Guide:
    """Explains. ``answers_to`` tells which commands there are. Every method may raise Unavailable or TokenRefused."""

    def __init__(
        self,
        voice: Voice,
        *,
        acts: Callable[[int], Awaitable[Container[Act]]],
        answers_to: Callable[[], Container[str]],
    ) -> None:
        self._voice = voice
        self._acts = acts
        self._answers_to = answers_to

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"help": self.help})

    async def help(self, _: Turn, command: Commanded) -> None:
        """``/help``: every command in a line; organisers read of those that answer them, too."""
        chat_id, language = command.sender.chat_id, await self._voice.language(command.sender)
        texts, answers_to = self._voice.texts, self._answers_to()
        said = introducing.help_card(texts, language, answers_to)
        acts = await self._acts(chat_id)
        theirs = {word for word, act in COMMANDS.items() if act in acts and word in answers_to}
        said = f"{said}\n\n{cards.help_card(texts, language, theirs)}".strip()
        await self._voice.say(chat_id, said)
