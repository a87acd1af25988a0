"""People in closed loops: each taps the next button as soon as the next question stands on the screen.

They live in the process of the rehearsal's Bot API and use its people directly, so that no HTTP is spent on them; the
bot's side of that server is real HTTP. A press counts when its screen was shown within the measured time.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.rehearsal import Person, Rehearsal
from bot.rehearsal.messages import Message

SHOWN_WITHIN = 60.0
"""Seconds after which a press is given up: then the bot has failed, and so has the round."""


class NeverShown(Exception):  # noqa: N818  the name says what it is
    """The bot did not do what it was there for."""


@dataclass(slots=True)
class Tally:
    """``waits``: seconds from press to shown, of the presses that were shown while it was ``open``."""

    pressed: int = 0
    shown: int = 0
    waits: list[float] = field(default_factory=list)
    open: bool = False


async def enter(api: Rehearsal, people: int, *, payload: str, at_once: int) -> list[Message]:
    """So many people have entered; the messages with their first question."""
    numbers = iter(range(10_001, 10_001 + people))
    doors: list[Message] = []

    async def come() -> None:
        for number in numbers:
            person = api.join(number, language_code="en")
            before = person.chat.changes.rings + 1  # their own message rings
            person.write(f"/start {payload}")
            await _past(person, before)
            doors.append(person.messages[-1])

    await asyncio.gather(*(come() for _ in range(at_once)))
    return doors


async def answer(api: Rehearsal, waiting: deque[Message], tally: Tally, ended: asyncio.Event, *, seed: int) -> None:
    """One seat: whoever sits there answers to the end of their survey, then the next of those ``waiting`` sits down."""
    chance = Random(seed)
    while waiting and not ended.is_set():
        message = waiting.popleft()
        person = api.person(message.chat.chat_id)
        first = True
        while answers(message) and not ended.is_set():
            data = choose(message, chance, first=first)
            first = False
            version = message.version
            pressed = time.perf_counter()
            tally.pressed += 1
            person.tap(message.message_id, data)
            while message.version == version:
                await _past(person, person.chat.changes.rings)
            tally.shown += 1
            if tally.open:
                tally.waits.append(time.perf_counter() - pressed)


def answers(message: Message) -> list[dict[str, Any]]:
    """The buttons that answer and go on; none on the card at the end, whose pencils would go round for ever."""
    buttons = [button for row in message.buttons or [] for button in row]
    if any(button["text"].startswith("✏️") for button in buttons):
        return []
    return [button for button in buttons if button["text"] not in ("Back", "How your answers are used")]


def choose(message: Message, chance: Random, *, first: bool) -> str:
    """A button: any option or Skip; of the first question not "No", which would end the survey; no ticking."""
    buttons = answers(message)
    if first:
        return str(chance.choice(buttons[:2])["callback_data"])
    if any(button["text"].startswith("Done") for button in buttons):
        return str(buttons[-1]["callback_data"])
    return str(chance.choice(buttons)["callback_data"])


async def _past(person: Person, rings: int) -> None:
    if not await person.chat.changes.past(rings, wait=SHOWN_WITHIN):
        raise NeverShown(f"nothing was shown within {SHOWN_WITHIN:.0f} seconds")
