"""``/help``: what the bot can do, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Container

from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded
from bot.chat.voice import Voice
from bot.render import cards, introducing


class Guide:
    """Explains. ``answers_to`` tells which commands there are. Every method may raise Unavailable or TokenRefused."""

    def __init__(
        self, voice: Voice, *, is_owner: Callable[[int], bool], answers_to: Callable[[], Container[str]]
    ) -> None:
        self._voice = voice
        self._is_owner = is_owner
        self._answers_to = answers_to

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"help": self.help})

    async def help(self, _: Turn, command: Commanded) -> None:
        """``/help``: every command in a line; organisers read of theirs, too."""
        chat_id, language = command.sender.chat_id, await self._voice.language(command.sender)
        texts, answers_to = self._voice.texts, self._answers_to()
        said = introducing.help_card(texts, language, answers_to)
        if self._is_owner(chat_id):
            said = f"{said}\n\n{cards.help_card(texts, language, answers_to)}".strip()
        await self._voice.say(chat_id, said)
