"""Who has one copy of the database without its key, and knows who chatted when, learns nobody's answers. If the
construction is broken on purpose, they do: so what is looked for here can be found.
"""

import random
import shutil
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.rehearsal import Person
from bot.services import drafts
from bot.services.library import Library
from bot.services.mixing import Mixing
from bot.services.sealing import Seal
from bot.services.storage import Storage

from .adversary import MANY, Copy, Known, look_for, most_matched, sizes
from .house import House, a_house

BEGINS = datetime(2026, 11, 24, 10, 50, tzinfo=UTC)
CLOSES = timedelta(days=8)
PEOPLE = 30
RARELY = ("Back", "Clear", "Keep", "✏️", "How your", "Other")
PICKS = [f'["{key}"]' for key in ("splendid_x1", "decent_x2", "middling_x3", "wretched_x4", "talks_x5", "rooms_x6")]
BUTTONS = ['"callback_query"', '"reply_markup"']
LENGTHS = (15, 40, 200, 900, 3900)


class Unmixed(random.Random):
    """No chance at all."""

    def sample(self, population, k):
        return list(population)[:k]


@dataclass
class Play:
    """An anonymous survey at which many people answer at once, each as they please."""

    house: House
    chance: random.Random
    folder: Path
    people: dict[int, Known] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    draft_sizes: set[int] = field(default_factory=set)
    inbox_sizes: set[int] = field(default_factory=set)
    copies: list[Copy] = field(default_factory=list)
    _acts: int = 0

    async def go_on(self) -> None:
        """Everybody enters, answers and finishes or leaves, a few acts at a time; each time the file is looked at."""
        guests = [self.house.api.join(number, f"P{number}") for number in self.chance.sample(range(200, 900), PEOPLE)]
        patience = {guest.chat.chat_id: self.chance.choice((60, 60, 60, 60, 4)) for guest in guests}
        while guests:
            acting = self.chance.sample(guests, min(len(guests), 6))
            for guest in acting:
                self._act(guest)
            if self.chance.random() < 0.3:
                await self.house.taken_up()
                self.look(acting)
            await self.house.rest()
            self.look(acting)
            for guest in acting:
                self._notice(guest)
            self.house.api.clock.set(self.house.api.clock.now() + timedelta(seconds=7))
            guests = [guest for guest in guests if not self._is_through(guest, patience[guest.chat.chat_id])]

    def look(self, acting: list[Person]) -> None:
        """What the adversary sees now of what has been answered so far."""
        copy = Copy.of(self.house.path)
        recent = [text for guest in acting for text in self.people[guest.chat.chat_id].texts]
        self.found |= set(look_for([*recent, *PICKS, *BUTTONS], copy))
        in_drafts, in_inbox = sizes(self.folder, copy)
        self.draft_sizes |= in_drafts
        self.inbox_sizes |= in_inbox

    async def close(self, chance: random.Random) -> None:
        """The survey closes and answers are moved; the file is copied before, right then, and after."""
        self.house.api.clock.set(BEGINS + CLOSES)
        play = self

        class Copying(Storage):
            async def checkpoint(self) -> bool:
                play.copies.append(Copy.of(play.house.path))
                return await super().checkpoint()

        secrets = [text for person in self.people.values() for text in person.texts]
        self.found |= set(look_for([*secrets, *PICKS, *BUTTONS], Copy.of(self.house.path)))
        library = Library(self.house.seal)
        await Mixing(Copying(self.house.store), self.house.api.clock, library, chance=chance).mix()
        self.copies.append(Copy.of(self.house.path))

    def matched(self) -> int:
        """How many people are told from each other at best, by any one copy that holds answers in clear."""
        right_then, after = self.copies[-2:]
        assert right_then.log
        return max(most_matched(self.folder, copy, self.people.values()) for copy in (right_then, after))

    def _act(self, guest: Person) -> None:
        self._acts += 1
        known = self.people.setdefault(guest.chat.chat_id, Known(guest.chat.chat_id))
        known.acted.append(self._acts)
        buttons, asked = _offered(guest)
        if not known.acted[1:]:
            guest.write(f"/start {self.house.code}")
        elif "Write your answer here" in asked or "write here what you mean" in asked:
            known.texts.append(self._words())
            guest.write(known.texts[-1])
        elif buttons:
            likely = [each for each in buttons if not each[0].startswith(RARELY)]
            _, message_id, data = self.chance.choice(likely if likely and self.chance.random() < 0.9 else buttons)
            guest.tap(message_id, data)
            if self.chance.random() < 0.1:
                guest.tap(message_id, data)

    def _words(self) -> str:
        letters = self.chance.choice((string.ascii_lowercase, "абвгдежзиклмнопрст", "éàüñçøß"))
        return "".join(self.chance.choices(letters, k=self.chance.choice(LENGTHS) + self.chance.randrange(40)))

    def _notice(self, guest: Person) -> None:
        known = self.people[guest.chat.chat_id]
        if known.finished is None and any(label.startswith("✏️") for label, *_ in _offered(guest)[0]):
            known.finished = self._acts

    def _is_through(self, guest: Person, patience: int) -> bool:
        known = self.people.get(guest.chat.chat_id, Known(0))
        later = known.finished is not None and self.chance.random() < 0.5  # some come back and correct themselves
        return later or len(known.acted) >= patience


def _offered(guest: Person) -> tuple[list[tuple[str, int, str]], str]:
    """The buttons under the newest message of the bot that has any, and what it says."""
    for message in reversed(guest.messages):
        buttons = [button for row in message.buttons or [] for button in row if "callback_data" in button]
        if message.by_bot and buttons:
            return (
                [(button["text"], message.message_id, button["callback_data"]) for button in buttons],
                message.content.text,
            )
    return [], ""


async def play(folder: Path, *, seed: int, chance: random.Random | None = None) -> Play:
    """The whole of it, from opening to what is left in the file."""
    copies = folder / "copies"
    copies.mkdir(parents=True)
    async with a_house(folder / "house", now=BEGINS) as house:
        await house.apply("adversary.yaml")
        await house.open()
        played = Play(house, random.Random(seed), copies)
        await played.go_on()
        await played.close(chance or random.Random(seed + 1))
        shutil.copy(house.path, folder / "kept.db")
    return played


@pytest.mark.parametrize("seed", [1, 2])
async def test_one_copy_of_the_file_does_not_tell_what_anybody_answered(seed, tmp_path):
    played = await play(tmp_path, seed=seed)
    assert sum(person.finished is not None for person in played.people.values()) >= 20
    assert played.found == set()
    assert (len(played.draft_sizes), len(played.inbox_sizes)) == (1, 1)
    assert played.matched() < MANY


async def test_without_mixing_everybody_would_be_known(tmp_path):
    played = await play(tmp_path, seed=1, chance=Unmixed())
    assert played.matched() == sum(person.finished is not None for person in played.people.values())


async def test_without_sealing_the_file_would_tell_it_all(tmp_path, monkeypatch):
    monkeypatch.setattr(Seal, "seal", lambda self, purpose, text, *, place: text)
    monkeypatch.setattr(Seal, "unseal", lambda self, purpose, sealed, *, place: sealed)
    played = await play(tmp_path, seed=1)
    assert {*PICKS, *BUTTONS} <= played.found
    assert len(played.found) > 50


async def test_without_padding_sizes_would_tell_people_from_each_other(tmp_path, monkeypatch):
    monkeypatch.setattr(drafts, "padded", lambda text, room: len(text).to_bytes(4) + text)
    played = await play(tmp_path, seed=1)
    assert len(played.draft_sizes) > PEOPLE
