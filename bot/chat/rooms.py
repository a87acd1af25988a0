"""Rooms: parts of the bot with commands and buttons of their own, put side by side.

A room says which words it answers to; ``dispatch`` sends it what is meant for it. Two rooms with one word are a bug
that shows at start. Text that no question waits for is offered to the rooms that listen, in their order, until one
takes it. Groups hear nothing from a room that does not say what it answers to there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.chat.groups import CommandedThere, Joined, Migrated, Polled, TappedThere, Voted
from bot.chat.updates import Commanded, Sent, Tapped, Wrote
from bot.services import views


@dataclass(slots=True)
class Turn:
    """One update on its way. ``decided``: the response whose change is stored and whose screen is owed."""

    update_id: int
    decided: int | None = None


Obey = Callable[[Turn, Commanded], Awaitable[None]]
"""Answers a command."""

Press = Callable[[Turn, Tapped, str], Awaitable[None]]
"""Answers a button with its argument; the tap itself is answered, too, once and always."""

Listen = Callable[[Turn, Wrote | Sent], Awaitable[bool]]
"""Takes what was written or sent, or says False and has done nothing."""

Interrupt = Callable[[Commanded], Awaitable[None]]
"""Told of every command before anybody obeys it."""

Unwanted = views.Unasked | views.Refused
"""Why no question took it."""

Overhear = Callable[[Turn, Wrote | Sent, Unwanted], Awaitable[bool]]
"""Takes what no question took, or says False and has done nothing."""


ObeyThere = Callable[[Turn, CommandedThere], Awaitable[None]]
"""Answers a command in a group."""

PressThere = Callable[[Turn, TappedThere, str], Awaitable[None]]
"""Answers a button in a group with its argument; the tap itself is answered, too, once and always."""

Notice = Joined | Migrated | Polled | Voted
"""What Telegram tells of groups and polls, and everybody may want to know."""

Take = Callable[[Turn, Notice], Awaitable[None]]
"""Takes note."""


@dataclass(frozen=True, slots=True)
class Room:
    """``commands`` without the slash. ``first`` hears before any question does; ``last`` what no question took.

    ``interrupted`` is told of every command. ``group_commands`` and ``group_buttons`` are what it answers to in groups.
    ``joined`` hears of every group that the bot came to or had to leave, and what became of it; ``polled`` how polls
    stand.
    ``starts``: who obeys ``/start WORD_...``.
    """

    commands: Mapping[str, Obey] = field(default_factory=dict)
    buttons: Mapping[str, Press] = field(default_factory=dict)
    first: Listen | None = None
    last: Overhear | None = None
    interrupted: Interrupt | None = None
    group_commands: Mapping[str, ObeyThere] = field(default_factory=dict)
    group_buttons: Mapping[str, PressThere] = field(default_factory=dict)
    joined: Take | None = None
    polled: Take | None = None
    starts: Mapping[str, Obey] = field(default_factory=dict)


Word = TypeVar("Word")


class Rooms:
    """All rooms of a bot."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.commands = _together([room.commands for room in rooms])
        self._starts = _together([room.starts for room in rooms])
        self.buttons = _together([room.buttons for room in rooms])
        self._first = [room.first for room in rooms if room.first is not None]
        self._last = [room.last for room in rooms if room.last is not None]
        self._interrupted = [room.interrupted for room in rooms if room.interrupted is not None]
        self.group_commands = _together([room.group_commands for room in rooms])
        self.group_buttons = _together([room.group_buttons for room in rooms])
        self._joined = [room.joined for room in rooms if room.joined is not None]
        self._polled = [room.polled for room in rooms if room.polled is not None]

    def obeys(self, command: Commanded) -> Obey | None:
        """Who obeys it; None: nobody."""
        word, ends, _ = command.rest.strip().partition("_")
        if command.word == "start" and ends and word in self._starts:
            return self._starts[word]
        return self.commands.get(command.word)

    async def interrupt(self, command: Commanded) -> None:
        """Whoever waits for something from that chat learns that a command came instead."""
        for interrupted in self._interrupted:
            await interrupted(command)

    async def hear_first(self, turn: Turn, message: Wrote | Sent) -> bool:
        """Whether a room took it before any question could."""
        for listen in self._first:
            if await listen(turn, message):
                return True
        return False

    async def hear_last(self, turn: Turn, message: Wrote | Sent, why: Unwanted) -> bool:
        """Whether a room took what no question took."""
        for listen in self._last:
            if await listen(turn, message, why):
                return True
        return False

    async def notice(self, turn: Turn, notice: Notice) -> None:
        """Every room that wants to know has heard it."""
        for take in self._joined if isinstance(notice, Joined | Migrated) else self._polled:
            await take(turn, notice)


def _together(parts: Sequence[Mapping[str, Word]]) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for part in parts:
        assert found.keys().isdisjoint(part), f"two rooms answer to {set(found) & set(part)}"
        found |= part
    return found
