"""People who do everything exactly once: each taps, or writes, and then waits for what has to appear.

Nobody taps again, whatever happens to the bot. If a tap or the screen after it is lost, they wait in vain, and that is
how the crash test finds out. What each of them means to answer is known beforehand, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, assert_never

from bot.rehearsal.phone import Phone, buttons
from bot.rehearsal.waiting import Bell
from tests.crash.definition import MARKED, NUDGES, QUESTIONS, UNHAPPY, Asked, Choices, Written, mark

PATIENCE_SECONDS = 150.0
"""How long somebody looks at an unchanged screen, in real seconds: several restarts of the bot on a busy machine."""

THANKED = "What you were promised comes to this chat by itself"
OTHER = "other"
SKIPS = 12
"""One question of so many is skipped."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a message of the bot has to hold: ``words``, and a tick before ``ticked`` if that is given."""

    words: str
    ticked: str | None = None

    def on(self, message: Mapping[str, Any]) -> bool:
        """Whether it stands on ``message``."""
        if message["from"] != "bot" or self.words not in message["text"]:
            return False
        return self.ticked is None or any(
            button["text"] == f"☑ {self.ticked}" for row in message["buttons"] for button in row
        )

    def shown(self, messages: Iterable[Mapping[str, Any]]) -> bool:
        """Whether it stands on any of them. A reminder does not count: it must not make up for a lost screen."""
        return any(self.on(message) and not _reminds(message) for message in messages)


@dataclass(frozen=True, slots=True)
class Tap:
    """Press the button that says ``label``."""

    label: str


@dataclass(frozen=True, slots=True)
class Write:
    """Send ``text``."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act, and the sign that it was taken in. ``sign`` None: the first sign of what comes next."""

    act: Tap | Write
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Intention:
    """What somebody means to answer to one question: the cells it makes in the export. ``picks`` are option keys."""

    cell: str
    picks: tuple[str, ...] = ()
    other: str = ""

    @property
    def state(self) -> str:
        """How the question has to be counted."""
        return {"-": "not shown", "": "skipped"}.get(self.cell, "answered")


NOT_SHOWN = Intention("-")
SKIPPED = Intention("")


@dataclass(slots=True)
class Script:
    """What one person does, question by question, and what that has to become."""

    steps: Sequence[tuple[Sign, Sequence[Step]]]
    intentions: Mapping[str, Intention]


def script_of(person: int, chance: Random) -> Script:
    """The script of person number ``person``, drawn by ``chance``; their signature is nobody else's."""
    steps: list[tuple[Sign, Sequence[Step]]] = []
    intentions: dict[str, Intention] = {}
    for asked in QUESTIONS:
        if asked.key == "why" and intentions["overall"].cell not in UNHAPPY:
            intentions[asked.key] = NOT_SHOWN
            continue
        intention, does = _answer(asked, person, chance)
        intentions[asked.key] = intention
        steps.append((Sign(asked.ask), does))
    return Script(steps, intentions)


def _answer(asked: Asked, person: int, chance: Random) -> tuple[Intention, Sequence[Step]]:
    if asked.key != MARKED and chance.randrange(SKIPS) == 0:
        return SKIPPED, [Step(Tap("Skip"))]
    match asked:
        case Written():
            return _written(asked, person, chance)
        case Choices(most=None):
            return _single(asked, person, chance)
        case Choices():
            return _multiple(asked, person, chance)
        case _:
            assert_never(asked)


def _written(asked: Written, person: int, chance: Random) -> tuple[Intention, Sequence[Step]]:
    if asked.kind == "number":
        cell = text = str(chance.randrange(40))
    elif asked.kind == "date":
        day = date(2027, 1, 1) + timedelta(days=chance.randrange(365))
        cell, text = day.isoformat(), day.strftime("%d.%m.%Y")
    else:
        cell = text = f"{asked.key} of person {person}"
    return Intention(cell), [Step(Write(text))]


def _single(asked: Choices, person: int, chance: Random) -> tuple[Intention, Sequence[Step]]:
    key = chance.choice([*asked.labels, OTHER] if asked.other else list(asked.labels))
    if key != OTHER:
        return Intention(key, (key,)), [Step(Tap(asked.labels[key]))]
    meant = f"{asked.key} by person {person}"
    return Intention(OTHER, (OTHER,), meant), [Step(Tap("Other"), Sign("write here what you mean")), Step(Write(meant))]


def _multiple(asked: Choices, person: int, chance: Random) -> tuple[Intention, Sequence[Step]]:
    assert asked.most is not None
    labels = asked.labels | ({OTHER: "Other"} if asked.other else {})
    wanted = chance.sample(list(labels), k=chance.randint(1, asked.most))
    steps, meant = [], ""
    for key in wanted:
        steps.append(Step(Tap(labels[key]), Sign(asked.ask, ticked=labels[key])))
        if key == OTHER:
            meant = f"{asked.key} by person {person}"
            steps.append(Step(Write(meant), Sign(meant)))
    picks = tuple(key for key in labels if key in wanted)
    return Intention(";".join(picks), picks, meant), [*steps, Step(Tap("Done"))]


@dataclass(slots=True)
class Respondent:
    """One person's evening. They come after ``comes_after`` kills, and rest at half-way until ``rests_until`` kills.

    ``acts`` counts what they did so far; ``awaits`` is what has to appear now; ``lost`` says what never did.
    """

    phone: Phone
    script: Script
    kills: Bell
    comes_after: int
    rests_until: int = 0
    acts: int = 0
    awaits: Sign | None = None
    through: bool = False
    lost: str | None = None

    @property
    def acts_meant(self) -> int:
        """How many acts the script has, /start among them."""
        return 1 + sum(len(steps) for _, steps in self.script.steps)

    async def attend(self, code: str) -> None:
        """Enter, answer everything once, read the thanks. Raises: NothingCame."""
        await self._reached(self.comes_after)
        await self.phone.join()
        signs = [sign for sign, _ in self.script.steps] + [Sign(THANKED)]
        await self._write(f"/start {code}", signs[0])
        half = len(self.script.steps) // 2
        for place, (sign, steps) in enumerate(self.script.steps):
            if place == half:
                await self._reached(self.rests_until)
            for step in steps:
                after = step.sign or signs[place + 1]
                if isinstance(step.act, Write):
                    await self._write(step.act.text, after)
                else:
                    await self._tap(step.act.label, sign, after)
        self.through = True

    async def _reached(self, kills: int) -> None:
        while self.kills.rings < kills:
            await self.kills.past(self.kills.rings, wait=None)

    async def _write(self, text: str, after: Sign) -> None:
        self.acts += 1
        self.awaits = after
        await self.phone.write(text)
        await self._see(after, text.partition(" ")[0])

    async def _tap(self, label: str, sign: Sign, after: Sign) -> None:
        message = next(shown for shown in reversed(self.phone.from_bot) if sign.on(shown) and _named(shown, label))
        self.acts += 1
        self.awaits = after
        await self.phone.press(message["message_id"], _named(message, label) or "")
        await self._see(after, label)

    async def _see(self, sign: Sign, what: str) -> None:
        seen = f"“{sign.words}” (tick: {sign.ticked}), act {self.acts}, after “{what}”,"
        await self.phone.until(
            lambda phone: sign.shown(phone.messages.values()), seen, patience_seconds=PATIENCE_SECONDS
        )
        self.awaits = None


def _reminds(message: Mapping[str, Any]) -> bool:
    return any(mark(nudge) in message["text"] for nudge in NUDGES)


def _named(message: Mapping[str, Any], label: str) -> str | None:
    """The callback data of the button that says ``label``, ticked or not; None: there is none."""
    for text, pressed in buttons(dict(message)):
        if text.lstrip("☐☑● ") == label or (label == "Done" and text.startswith("Done (")):
            return pressed
    return None
