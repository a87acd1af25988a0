"""Who has one copy of the database without its key, and knows who chatted when, learns nobody's answers. If the
construction is broken on purpose, they do: so what is looked for here can be found.
"""

import random
import shutil
import sqlite3
import string
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import db.drafts
from bot.clock import SteppedClock
from bot.rehearsal import Person
from bot.services import drafts
from bot.services.library import Library
from bot.services.mixing import Mixing
from bot.services.sealing import KEY_BYTES, Seal
from bot.services.storage import Storage
from db.store import Store

from .adversary import (
    FOLLOWED,
    MANY,
    Copy,
    Known,
    followed,
    look_for,
    most_matched,
    pages_of_drafts,
    sizes,
    tellings,
)
from .house import House, a_house

BEGINS = datetime(2026, 11, 24, 10, 50, tzinfo=UTC)
CLOSES = timedelta(days=8)
PEOPLE = 30
RARELY = ("Back", "Clear", "Keep", "✏️", "How your", "Other")
PICKS = [f'["{key}"]' for key in ("splendid_x1", "decent_x2", "middling_x3", "wretched_x4", "talks_x5", "rooms_x6")]
BUTTONS = ['"callback_query"', '"reply_markup"']
LENGTHS = (15, 40, 1200, 1500, 3900)
KEY = "5e" * KEY_BYTES


class Unmixed(random.Random):
    """No chance at all."""

    def sample(self, population, k):
        return list(population)[:k]


class OneByOne(Mixing):
    """Stores somebody's answers and deletes their draft before it turns to the next."""

    def _move_portion(self, tx, group, *, at):
        return sum(
            super(OneByOne, self)._move_portion(tx, [each], at=at) for each in self._chance.sample(group, len(group))
        )


@dataclass(frozen=True)
class Closing:
    """What of a play is left after its closing: a copy right after the move, and one when all had ended."""

    right_then: Copy
    after: Copy
    owners: dict[int, int]


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

    async def close(self, name: str, chance: random.Random, mixing: type[Mixing] = Mixing) -> Closing:
        """A house like this one closes its survey and moves the answers; the file is copied right then, and after."""
        path = self.folder / name / self.house.path.name
        path.parent.mkdir()
        for file in self.house.folder.glob(f"{path.name}*"):
            shutil.copy(file, path.with_name(file.name))
        copies: list[Copy] = []

        class Copying(Storage):
            async def checkpoint(self) -> bool:
                copies.append(Copy.of(path))
                return await super().checkpoint()

        async with await Store.open(path) as store:
            before = await store.read(self._drafts)
            await mixing(Copying(store), SteppedClock(BEGINS + CLOSES), Library(self.house.seal), chance=chance).mix()
            copies.append(Copy.of(path))
        secrets = [text for person in self.people.values() for text in person.texts]
        self.found |= set(look_for([*secrets, *PICKS, *BUTTONS], copies[0]))
        *_, right_then, after = copies
        assert len(right_then.log) > 0 == len(after.log)
        return Closing(right_then, after, pages_of_drafts(right_then, before))

    def _drafts(self, tx: sqlite3.Connection) -> dict[int, bytes]:
        """Everybody's sealed draft, as only the key can tell."""
        seal, found = (
            self.house.seal,
            tx.execute("SELECT a.chat_id, r.* FROM responses AS r JOIN attendees AS a ON a.id = r.attendee_id"),
        )
        tags = {
            row["chat_id"]: seal.tag(
                webinar_id=row["webinar_id"], survey_key=row["survey_key"], attendee_id=row["attendee_id"]
            )
            for row in found
        }
        return {chat_id: db.drafts.find(tx, tag) for chat_id, tag in tags.items()}

    def matched(self, closing: Closing) -> int:
        """How many people are told from each other at best, by any one copy that holds answers in clear."""
        people = self.people.values()
        return max(most_matched(self.folder, copy, people) for copy in (closing.right_then, closing.after))

    def followed(self, closings: list[Closing]) -> int:
        """How many people are told by where their drafts lay, over all ``closings`` together."""
        people = self.people.values()
        found = (followed(self.folder, each.after, people, each.owners) for each in closings)
        return max(sum(found, Counter[int]()).values())

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


@asynccontextmanager
async def a_play(folder: Path, *, seed: int) -> AsyncIterator[Play]:
    """An anonymous survey from its opening until everybody has finished or left."""
    copies, home = folder / "copies", folder / "house"
    copies.mkdir()
    home.mkdir()
    async with a_house(home, now=BEGINS) as house:
        house.settings.key_file.write_text(KEY)
        house.settings.key_file.chmod(0o600)
        await house.apply("adversary.yaml")
        await house.open()
        played = Play(house, random.Random(seed), copies)
        await played.go_on()
        yield played


@pytest.mark.parametrize("seed", [1, 2])
async def test_one_copy_of_the_file_does_not_tell_what_anybody_answered(seed, tmp_path):
    async with a_play(tmp_path, seed=seed) as played:
        closings = [await played.close(f"mixed {n}", random.Random(seed + n)) for n in (1, 2, 3)]
    closing = closings[0]
    assert sum(person.finished is not None for person in played.people.values()) >= 22
    assert played.found == set()
    assert (len(played.draft_sizes), len(played.inbox_sizes)) == (1, 1)
    assert played.matched(closing) < MANY
    assert played.followed(closings) < FOLLOWED
    assert tellings(tmp_path, closing.right_then) == tellings(tmp_path, closing.after) == 1


async def test_if_answers_were_moved_carelessly_people_would_be_known(tmp_path):
    async with a_play(tmp_path, seed=1) as played:
        assert tellings(tmp_path, Copy.of(played.house.path)) > PEOPLE
        unmixed = await played.close("unmixed", Unmixed())
        one_by_one = [await played.close(f"one by one {n}", random.Random(n), OneByOne) for n in (1, 2, 3)]
    assert played.matched(unmixed) == sum(person.finished is not None for person in played.people.values())
    assert played.matched(one_by_one[0]) < MANY
    assert played.followed(one_by_one) >= FOLLOWED


async def test_without_sealing_and_padding_the_file_would_tell_it_all(tmp_path, monkeypatch):
    monkeypatch.setattr(Seal, "seal", lambda self, purpose, text, *, place: text)
    monkeypatch.setattr(Seal, "unseal", lambda self, purpose, sealed, *, place: sealed)
    monkeypatch.setattr(drafts, "padded", lambda text, room: len(text).to_bytes(4) + text)
    async with a_play(tmp_path, seed=1) as played:
        assert {*PICKS, *BUTTONS} <= played.found
        assert len(played.found) > 50
        assert len(played.draft_sizes) > PEOPLE
