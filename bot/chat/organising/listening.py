"""Hears what an organiser types or sends when a room has asked for it, before any question can take it."""

from __future__ import annotations

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import CANCEL, Counter
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Sent, Tapped, Wrote


class Listening:
    """Passes on what was asked for. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons={CANCEL: self.cancel}, first=self.hear, interrupted=self.interrupted)

    async def hear(self, turn: Turn, message: Wrote | Sent) -> bool:
        """Whether somebody asked for it and took it."""
        awaited = await self._counter.awaiting.of(message.sender.chat_id)
        return awaited is not None and await self._counter.heard(turn, message, awaited)

    async def interrupted(self, command: Commanded) -> None:
        """A command: what was awaited is not any more."""
        await self._counter.awaiting.forget(command.sender.chat_id)

    async def cancel(self, turn: Turn, tap: Tapped, argument: str) -> None:
        """Nothing is awaited; they are back where they came from."""
        await self._counter.awaiting.forget(tap.sender.chat_id)
        word, _, rest = argument.partition(":")
        back = self._counter.presses.get(Chosen(word, rest).word)
        if back is None:
            await self._counter.voice.dead_button(tap)
        else:
            await back(turn, tap, rest)
