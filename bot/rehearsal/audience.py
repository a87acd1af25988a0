"""People of different habits who answer a survey in chat, as people do.

Each knows what they would answer to a question by its wording, reads what the bot shows, and taps or types. They know
nothing of the bot but what stands on their screen. ``Attendance`` is one person's visit, which may stop and go on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bot.rehearsal.phone import NothingCame, Phone, Shown, buttons


class Habit(Enum):
    """How somebody answers."""

    FINISHES = "finishes"
    EARLY = "comes before it opens"
    STOPS = "stops half-way"
    TOMORROW = "comes back tomorrow"
    DOUBLE_TAPS = "double-taps"
    OLD_BUTTONS = "taps old buttons"
    TYPES = "types where buttons are"
    BLOCKS = "blocks the bot"
    LOOKS_ON = "enters and never begins"


@dataclass(frozen=True, slots=True)
class Press:
    """Press the button that says ``label`` (ticks and counts beside it do not matter)."""

    label: str


@dataclass(frozen=True, slots=True)
class Write:
    """Type ``text``."""

    text: str


Act = Press | Write
Script = Mapping[str, Sequence[Act]]
"""What somebody does at a question, by the question's wording as shown to them."""

PAUSES_AFTER = 3
"""After how many questions those stop who do not finish in one go."""


@dataclass(slots=True)
class Attendance:
    """One person's visit to one survey. ``answered`` are the questions (by wording) they are done
    with; ``through``: the bot asks them nothing more. ``reminded`` counts what called them back, whose
    words are gone once they go on."""

    phone: Phone
    habit: Habit
    script: Script
    answered: list[str] = field(default_factory=list)
    through: bool = False
    reminded: int = 0
    _old: str | None = None

    @property
    def finishes(self) -> bool:
        """Whether they mean to answer to the end, today or tomorrow."""
        return self.habit not in (Habit.STOPS, Habit.BLOCKS, Habit.LOOKS_ON)

    async def enter(self, code: str) -> None:
        """Tap the deep link and wait for whatever the bot says. Raises: NothingCame."""
        await self.phone.join()
        before = len(self.phone.from_bot)
        await self.phone.write(f"/start {code}")
        await self.phone.until(lambda phone: len(phone.from_bot) > before, "an answer to /start")

    async def attend(self) -> None:
        """Answer as far as they go today. Raises: NothingCame."""
        if self.habit is Habit.LOOKS_ON:
            return
        stops = self.habit in (Habit.STOPS, Habit.TOMORROW, Habit.BLOCKS)
        await self._answer(at_most=PAUSES_AFTER if stops else None)
        if self.habit is Habit.BLOCKS:
            await self.phone.block()

    async def come_back(self) -> None:
        """Answer what is left, wherever the question stands by now. Raises: NothingCame."""
        await self._answer(at_most=None)

    async def _answer(self, *, at_most: int | None) -> None:
        """Answer question after question until the screen shows none that is in the script."""
        phone = self.phone
        await phone.until(lambda phone: phone.question is not None, "the first question")
        while at_most is None or len(self.answered) < at_most:
            message = phone.question
            wording = self._wording(message) if message else None
            if message is None or wording is None:
                self.through = True
                return
            await self._annoy(message)
            acts = self.script[wording]
            twice = self.habit is Habit.DOUBLE_TAPS and len(acts) == 1
            for act in acts:
                stands = phone.question or message
                await self._act(stands["message_id"], act, twice=twice)
            self.answered.append(wording)

    async def _act(self, message_id: int, act: Act, *, twice: bool) -> None:
        """One tap (or the same tap ``twice``) or text, and the screen that follows it."""
        phone = self.phone
        before, newest = _stance(phone), _stance(phone)[0]
        if isinstance(act, Write):  # what follows stands below what was written
            await phone.write(act.text)
            await phone.until(lambda phone: _stance(phone)[0] > newest, f"the screen after {act}")
        else:
            data = _data(phone.messages[message_id], act.label)
            taps = [await phone.press(message_id, data) for _ in range(1 + twice)]
            for tap in taps:
                await phone.toast(tap)
            await phone.until(lambda phone: _stance(phone) != before, f"the screen after {act}")

    async def _annoy(self, message: Shown) -> None:
        """What some people do besides answering; none of it may change anything."""
        phone = self.phone
        if self.habit is Habit.TYPES and len(self.answered) in (0, 2) and buttons(message):
            before = len(phone.from_bot)
            await phone.write("Fine, thanks")
            await phone.until(lambda phone: len(phone.from_bot) > before, "a word about the buttons")
        if self.habit is Habit.OLD_BUTTONS:
            if self._old is not None:
                await phone.toast(await phone.press(message["message_id"], self._old))
            self._old = next((data for _, data in buttons(message)), None)

    def _wording(self, message: Shown) -> str | None:
        """Which question of the script stands on the screen and is not answered yet."""
        if not message["buttons"]:
            return None
        shown = message["text"]
        found = [wording for wording in self.script if wording in shown and wording not in self.answered]
        return max(found, key=len, default=None)


def _stance(phone: Phone) -> tuple[int, int]:
    """What the bot shows: its newest message, and the last change to any."""
    shown = phone.from_bot
    return (shown[-1]["message_id"], max(message["version"] for message in shown)) if shown else (0, 0)


def _data(message: Shown, label: str) -> str:
    """The callback data of the button that says ``label``, or the number it has in the text. Raises: NothingCame."""
    offered = buttons(message)
    listed = re.search(rf"^(\d+)\. {re.escape(label)}$", message["text"], re.MULTILINE)
    label = listed[1] if listed else label  # too long for a button: it stands in the text, its number on the button
    for text, data in offered:
        if text == label:
            return data
    for text, data in offered:
        if text.lstrip("☐☑● ").startswith(label):
            return data
    raise NothingCame(f"there is no button {label!r} among {[text for text, _ in offered]}")
