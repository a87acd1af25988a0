"""``/health``: what is wrong with the installation and what to do about it, for owners only.

To anybody else there is no such command: they are told what is told of any that the bot does not know.
"""

from __future__ import annotations

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.health_words import WORD, card_of
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded
from bot.services.access import Person
from bot.services.health.checkup import Checkup


class HealthRoom:
    """Serves owners."""

    def __init__(self, counter: Counter, checkup: Checkup) -> None:
        self._counter = counter
        self._checkup = checkup
        self._looks = counter.command(self.look)

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={WORD: self.health}, buttons=self._counter.button(WORD, self.look))

    async def health(self, turn: Turn, command: Commanded) -> None:
        """``/health``."""
        if await self._checkup.is_for(Person(command.sender.chat_id)):
            await self._looks(turn, command)
            return
        voice = self._counter.voice
        language = await voice.language(command.sender)
        unknown = voice.texts.render("messages/unasked.html.j2", language, kind="command")
        await voice.say(command.sender.chat_id, unknown)

    async def look(self, visit: Visit) -> Card:
        """How everything is now."""
        examined = await self._checkup.examine(visit.by)
        again = (f"🔄 {self._counter.say('Look again', visit)}", Chosen(WORD, "l"))
        return Card(card_of(self._counter.texts, visit.language, examined.findings), [[again]])
