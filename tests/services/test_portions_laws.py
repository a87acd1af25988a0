"""What holds of plans that are laid in portions, whatever is applied, sent, answered and killed in between."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

import db.attendees
import db.responses
import db.webinars
from bot.clock import SteppedClock
from bot.delivery.owing import Owed, owed
from bot.delivery.ports import Parcel
from bot.delivery.retry import Sent
from bot.services.delivering import Delivering
from bot.services.knowing import know, timetable_of
from bot.services.opening import open_response
from bot.services.planning import OPENING, replan_one
from bot.services.portions import NOBODY_AT_IT, Portions
from bot.services.publishing import Applied
from bot.services.storage import Storage
from db.store import Store
from tests.services.scenes import SURVEY, WEBINAR, Office, an_office, picked, put

KEYS = ("thanks", "reminder", "news", "ask", "slides", "poor")
WHENS = (
    "on finish",
    "on entry",
    "at end",
    "1d after end at 09:00",
    "2d after end at 15:00",
    "30h after end",
    "by hand",
)
AUDIENCES = ("", "to: {finished: true}, ", "to: {question: overall, in: [poor]}, ")
HEAD = WEBINAR[: WEBINAR.index("follow_ups:")]
SETTLED = ("sent", "gave_up", "cancelled", "doubtful")
STEPS = 25


class Killed(Exception):  # noqa: N818 - what happened to the command
    """The command that applied died."""


async def no_rest(_: float) -> None:
    """Nobody else wants the database."""


def a_plan(chance: Random, number: int) -> str:
    """A webinar with some follow-ups, unlike all before it."""
    lines = []
    for key in chance.sample(KEYS, chance.randrange(1, 5)):
        when, to = chance.choice(WHENS), chance.choice(AUDIENCES)
        to = "to: {unfinished: true}, " if key == "reminder" else to
        approve = "approve: true, " if chance.random() < 0.2 else ""
        what = f"text: Words {number}"
        if key in ("thanks", "slides"):
            to, what = "", "send: [slides]"
        lines.append(f"  - {{key: {key}, when: {when}, {to}{approve}{what}}}")
    return "\n".join([HEAD.replace("Strategies", f"Strategies {number}"), "follow_ups:", *lines, ""])


class World:
    """An office whose command may die after any portion, a bot, and people who come and finish."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office = office
        self.chance = chance
        storage = Storage(office.store)
        self.portions = Portions(storage, office.clock, office.library, people=2, rest=no_rest)
        self.delivering = Delivering(storage, office.clock, office.library, chance=office.chance.choice)
        self.people: list[int] = []
        self.finished: set[int] = set()
        self.arrived: Counter[tuple[int, str]] = Counter()
        self.plans = 0

    async def apply(self, plan: str | None = None, *, at_once: int = 0, dies: bool | None = None) -> Applied | None:
        self.plans += 1
        left = self.chance.randrange(1, 4)
        dies = self.chance.random() < 0.5 if dies is None else dies

        def progress(*_: object) -> None:
            nonlocal left
            left -= 1
            if dies and left == 0:
                raise Killed

        portions = Portions(Storage(self.office.store), self.office.clock, self.office.library, people=2, rest=no_rest)
        try:
            return await self.office.apply(
                SURVEY, plan or a_plan(self.chance, self.plans), progress=progress, at_once=at_once, portions=portions
            )
        except Killed:
            return None

    async def enter(self) -> None:
        self.people.append(len(self.people) + 1)
        await self.office.enter(self.people[-1])

    async def finish(self) -> None:
        waiting = [each for each in self.people if each not in self.finished]
        if not waiting:
            return
        self.finished.add(chosen := self.chance.choice(waiting))
        answers, now = {"overall": picked(self.chance.choice(["good", "poor"]))}, self.office.clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row, attendee = db.webinars.find(tx, "clusters"), db.attendees.by_chat(tx, chosen)
            standing = open_response(tx, self.office.library, row, attendee, chance=self.office.chance.choice, now=now)
            if standing is None:
                return
            put(tx, standing.response.id, answers, now)
            db.responses.finish(tx, standing.response.id, now=now)
            replan_one(tx, row, self.office.library.webinar(row), attendee.id, now=now)

        await self.office.store.write(work)

    async def pass_time(self) -> None:
        self.office.clock.set(self.office.clock.now() + timedelta(hours=self.chance.randrange(1, 20)))

    async def send(self) -> None:
        """Some of what is due arrives, and by the definition that stands it may."""
        for parcel in await self.delivering.claim(limit=self.chance.randrange(1, 6)):
            await self.may_go(parcel)
            self.arrived[parcel.chat_id, parcel.follow_up] += 1
            assert await self.delivering.sending(parcel)
            assert await self.delivering.sent(parcel, sent=Sent(1))

    async def may_go(self, parcel: Parcel) -> None:
        """By the definition that stands it is owed, due, and waits for nobody."""

        def owed_now(tx: sqlite3.Connection) -> dict[str, Owed]:
            row = db.webinars.by_id(tx, parcel.webinar_id)
            webinar, number = self.office.library.webinar(row), parcel.attendee_id
            [known] = know(tx, row, webinar, first=number, last=number, limit=1)
            return {each.follow_up: each for each in owed(webinar, known.person, timetable_of(row, webinar))}

        if parcel.follow_up != OPENING:
            found = (await self.office.store.read(owed_now))[parcel.follow_up]
            assert found.held is None
            assert found.due_at <= self.office.clock.now()

    async def knock(self) -> None:
        await self.portions.knock()

    async def step(self) -> None:
        verbs = [self.apply, self.enter, self.finish, self.pass_time, self.send, self.send, self.knock]
        await self.chance.choice(verbs)()

    async def come_to_rest(self) -> None:
        """A bot carries on with what is noted, and everything that is due goes."""
        self.office.clock.set(self.office.clock.now() + NOBODY_AT_IT)
        while await self.office.rows("SELECT 1 FROM plannings"):
            await self.portions.knock()
        for _ in range(8):
            self.office.clock.set(self.office.clock.now() + timedelta(hours=9))
            await self.send_all()

    async def send_all(self) -> None:
        before = None
        while before != (before := sum(self.arrived.values())):
            await self.send()


async def peopled(office: Office, chance: Random) -> World:
    world = World(office, chance)
    await world.apply(dies=False)
    for _ in range(chance.randrange(1, 8)):
        await world.enter()
    return world


def dump(path: Path) -> list[tuple]:
    with closing(sqlite3.connect(path)) as tx:
        return tx.execute(
            """SELECT attendee_id, follow_up, state, due_at, reason, prefers, settled_at, by_hand FROM outbox
               ORDER BY 1, 2"""
        ).fetchall()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_in_portions_by_whoever_survives_or_in_one_go_the_rows_are_the_same(seed):
    async def play(folder: Path, other: Path) -> None:
        async with an_office(folder) as office:
            world = await peopled(office, Random(seed))
            for _ in range(STEPS // 2):
                await world.step()
            await world.come_to_rest()
            with closing(sqlite3.connect(folder / "afterword.db")) as here, closing(sqlite3.connect(other)) as there:
                here.backup(there)
            plan, at = a_plan(world.chance, 1000), office.clock.now()
            await world.apply(plan)
            office.clock.set(at)
            await world.apply(plan.replace("Strategies", "Ideas"), dies=False)
        async with await Store.open(other) as store:
            alone = World(Office(store, SteppedClock(at), folder), Random(seed))
            await alone.apply(plan, at_once=1000)
        assert dump(folder / "afterword.db") == dump(other)

    with tempfile.TemporaryDirectory() as name:
        asyncio.run(play(Path(name), Path(name) / "other.db"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_is_applied_killed_and_sent_nothing_comes_twice_and_nothing_is_forgotten(seed):
    async def play(folder: Path) -> None:
        async with an_office(folder) as office:
            world = await peopled(office, Random(seed))
            for _ in range(STEPS):
                sent = dict.fromkeys(world.arrived)
                await world.step()
                states = {(chat, key): state for chat, key, state in await office.rows(STATES)}
                assert {each: states[each] for each in sent} == dict.fromkeys(sent, "sent")
            await world.come_to_rest()
            assert set(world.arrived.values()) <= {1}
            now = round(office.clock.now().timestamp() * 1000)
            for key, state, due_at in await office.rows("SELECT follow_up, state, due_at FROM outbox"):
                assert state in SETTLED or state == "held" or due_at > now, (key, state, due_at)

    with tempfile.TemporaryDirectory() as name:
        asyncio.run(play(Path(name)))


STATES = "SELECT chat_id, follow_up, state FROM outbox JOIN attendees ON attendees.id = attendee_id"
