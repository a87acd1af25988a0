"""A house in which anything may happen to a plan, and what has to hold of every message that leaves it.

Real services on a real file, a stepped clock; Telegram is whatever outcome is drawn. ``test_promises`` draws.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import db.attendees
import db.outbox
import db.responses
import db.webinars
from bot.delivery.ports import Parcel
from bot.delivery.retry import Sent, again_after
from bot.services.access import Access, Operator
from bot.services.delivering import Delivering
from bot.services.errors import Refusal
from bot.services.leaving import Leaving
from bot.services.opening import open_response
from bot.services.orders import Verb
from bot.services.planning import OPENING, replan_one
from bot.services.steering import Steering, Target
from bot.services.storage import Storage
from tests.services.scenes import SURVEY, Office, picked, put

Outcome = Literal["sent", "later", "doubt", "unreachable", "refused", "dies_before", "dies_sending", "dies_after"]
SETTLED = frozenset({"sent", "gave_up", "cancelled", "doubtful"})
ANSWERS_AN_ACT = timedelta(hours=1)
PROMISED = ("thanks", "pack")
REMINDERS = ("nudge",)

WEBINAR = """
webinar: Strategies {number}
key: clusters
starts: {starts}
timezone: {zone}
duration: 2h
languages: [en]
privacy: {{controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}}
survey: everything
closes: 90d after end
materials:
  - {{key: slides, kind: presentation, title: The slides, file: slides.pdf}}
  - {{key: recording, kind: recording, title: The recording}}
follow_ups:
{follow_ups}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One follow-up of a definition."""

    key: str
    when: str
    person: bool = False
    approve: bool = False
    late: str = "24h"
    to: str = ""

    def told(self, number: int) -> str:
        """As the definition says it."""
        to, what = self.to, f"text: Words {number}"
        if self.key in PROMISED:
            to, what = "", "send: [slides]"
        if self.key in REMINDERS:
            to = "to: {unfinished: true}, "
        return (
            f"  - {{key: {self.key}, when: {self.when}, {to}{'zone: person, ' * self.person}"
            f"{'approve: true, ' * self.approve}too_late_after: {self.late}, {what}}}"
        )


@dataclass(slots=True)
class Attendee:
    """What the test knows of somebody. ``acted_at``: when they last did something that is answered at once."""

    chat_id: int
    zone: ZoneInfo | None
    acted_at: datetime
    finished: bool = False
    wants_less: bool = False
    ever_gone: bool = False


@dataclass(slots=True)
class Promises:
    """The house. ``came`` counts copies by chat and follow-up; ``touched`` are follow-ups an organiser spoke about."""

    office: Office
    zone: str
    starts: str
    people: dict[int, Attendee] = field(default_factory=dict)
    came: Counter[tuple[int, str]] = field(default_factory=Counter)
    refused: set[tuple[int, str]] = field(default_factory=set)
    late: set[tuple[int, str]] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    lines: tuple[Line, ...] = ()
    applied: int = 0
    after: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    delivering: Delivering = field(init=False)

    def __post_init__(self) -> None:
        self.start_bot()

    @property
    def _storage(self) -> Storage:
        return Storage(self.office.store)

    def start_bot(self) -> None:
        """A new process of the bot, which has rescued nothing yet."""
        office = self.office
        self.delivering = Delivering(self._storage, office.clock, office.library, chance=office.chance.choice)

    async def apply(self, lines: tuple[Line, ...]) -> None:
        """The definition says this from now on."""
        self.applied += 1
        self.lines = lines
        before = {(chat, key) for chat, key, *_ in await self.rows()}
        told = "\n".join(line.told(self.applied) for line in lines)
        await self.office.apply(
            SURVEY, WEBINAR.format(number=self.applied, starts=self.starts, zone=self.zone, follow_ups=told)
        )
        self.late |= {(chat, key) for chat, key, state, *_ in await self.rows() if state == "gave_up"} - before

    async def enter(self, chat_id: int, zone: str | None) -> None:
        """Somebody enters, or comes back by the link."""
        known = self.people.get(chat_id)
        if known is None:
            self.people[chat_id] = Attendee(chat_id, None if zone is None else ZoneInfo(zone), self.office.clock.now())
        else:
            known.acted_at, known.wants_less = self.office.clock.now(), False
        attendee_id = await self.office.enter(chat_id)
        if known is None and zone is not None:
            await self.office.store.write(lambda tx: db.attendees.live_in(tx, attendee_id, timezone=zone))
            await self.office.enter(chat_id)
        [(webinar_id,)] = await self.office.rows("SELECT id FROM webinars")
        await self._leaving.return_to(chat_id=chat_id, webinar_id=webinar_id)

    @property
    def _leaving(self) -> Leaving:
        return Leaving(self._storage, self.office.clock, self.office.library, wake=lambda: None)

    async def leave(self, chat_id: int, wants: Literal["promised", "nothing"]) -> None:
        """They want no more than this."""
        await self._leaving.leave(chat_id=chat_id, wants=wants, webinar_id=None)
        self.people[chat_id].acted_at = self.office.clock.now()
        self.people[chat_id].wants_less |= wants == "nothing"

    async def finish(self, chat_id: int, overall: str) -> None:
        """They answer everything, if the survey is open."""
        now, office = self.office.clock.now(), self.office

        def work(tx: sqlite3.Connection) -> bool:
            row, attendee = db.webinars.find(tx, "clusters"), db.attendees.by_chat(tx, chat_id)
            if row.opens_at > now:
                return False
            standing = open_response(tx, office.library, row, attendee, chance=office.chance.choice, now=now)
            put(tx, standing.response.id, {"overall": picked(overall)}, now)
            db.responses.mark_started(tx, standing.response.id, now=now)
            db.responses.finish(tx, standing.response.id, now=now)
            replan_one(tx, row, office.library.webinar(row), attendee.id, now=now)
            return True

        if await office.store.write(work):
            self.people[chat_id].finished = True
            self.people[chat_id].acted_at = now

    async def steer(self, verb: Verb, key: str) -> None:
        """An organiser speaks; what makes no sense is refused."""
        try:
            await Steering(self._storage, self.office.clock, self.office.library, Access(())).steer(
                Operator(), verb, Target("clusters", follow_up=key)
            )
        except Refusal:
            return
        self.touched.add(key)

    async def rows(self) -> list[tuple]:
        """Chat, follow-up, state, due, reason, by hand, doubts, preference of every row."""
        return await self.office.rows(
            """SELECT chat_id, follow_up, state, due_at, outbox.reason, by_hand, doubts, prefers
               FROM outbox JOIN attendees ON attendees.id = attendee_id"""
        )

    async def send(self, outcomes: list[Outcome]) -> None:
        """What is due is claimed, judged, and comes to one outcome after the other; then all is well."""
        drawn = iter(outcomes)
        died = False
        for parcel in await self.delivering.claim(limit=24):
            await self.may_go(parcel)
            died |= await self._come_to(parcel, next(drawn, "sent"))
        if died:
            self.start_bot()
            await self.delivering.rescue()

    async def _come_to(self, parcel: Parcel, outcome: Outcome) -> bool:
        """One parcel's outcome; whether the bot died of it."""
        place, ledger = (parcel.chat_id, parcel.follow_up), self.delivering
        if outcome == "dies_before":
            return True
        if not await ledger.sending(parcel):
            return False
        match outcome:
            case "sent" | "dies_after":
                self.came[place] += 1
                if outcome == "sent":
                    for part in range(1, len(parcel.parts)):
                        await ledger.part_sent(parcel, parts_done=part, sent=Sent(part))
                    assert await ledger.sent(parcel, sent=Sent(99))
            case "later":
                await ledger.retry(parcel, after=timedelta(seconds=30), reason="too many requests", counted=False)
            case "doubt":
                self.came[place] += self.office.chance.randrange(2)
                again = again_after(parcel.prefers, doubts=parcel.doubts)
                await ledger.doubt(parcel, cause="timed out", again_after=again)
            case "unreachable":
                await ledger.unreachable(parcel, reason="blocked")
                self.people[parcel.chat_id].ever_gone = True
            case "refused":
                self.refused.add(place)
                await ledger.give_up(parcel, reason="Telegram refused it")
        return outcome in ("dies_sending", "dies_after")

    async def may_go(self, parcel: Parcel) -> None:
        """Quiet hours bind it, unless an organiser set its moment or it answers an act; no reminder of what is done."""
        now, person = self.office.clock.now(), self.people[parcel.chat_id]
        row = await self.office.store.read(lambda tx: db.outbox.by_id(tx, parcel.row))
        where = (parcel.chat_id, parcel.follow_up, now, person)
        assert not person.wants_less, where
        assert not (parcel.follow_up in REMINDERS and person.finished), where
        known = {line.key for line in self.lines} | {OPENING}
        assert parcel.follow_up in known, where
        if parcel.follow_up == OPENING or (row.by_hand and now - row.due_at <= ANSWERS_AN_ACT):
            return
        hour = now.astimezone(person.zone or ZoneInfo(self.zone)).hour
        assert 8 <= hour < 21 or now - person.acted_at <= ANSWERS_AN_ACT, where

    async def hold_true(self) -> None:
        """What is true at every moment: no unexplained copy, nothing settled without a reason."""
        for chat, key, state, due_at, reason, _, doubts, prefers in await self.rows():
            copies, where = self.came[chat, key], (chat, key, state, due_at, reason, doubts)
            assert copies <= 1 + doubts, where
            assert copies <= 1 or prefers == "twice", where
            assert state != "sent" or copies, where
            assert state not in ("gave_up", "cancelled", "doubtful", "held") or reason, where
            assert state != "doubtful" or doubts, where
            assert state != "planned" or due_at is not None, where

    async def come_to_rest(self) -> None:
        """Months pass, all goes well, and everything ends: sent, or with its reason, or waiting for somebody's word."""
        self.start_bot()
        await self.delivering.rescue()
        for step in range(60):
            self.office.clock.set(self.office.clock.now() + timedelta(hours=5 if step < 40 else 100))
            before = -1
            while before != (before := sum(self.came.values())):
                await self.send([])
            await self.hold_true()
        for chat, key, state, _, reason, *_ in await self.rows():
            assert state in SETTLED or state == "held", (chat, key, state, reason)
        await self._nothing_promised_is_lost()

    async def _nothing_promised_is_lost(self) -> None:
        states = {(chat, key): (state, reason) for chat, key, state, _, reason, *_ in await self.rows()}
        owed = [line.key for line in self.lines if line.key in PROMISED and not line.approve and line.when != "by hand"]
        for person in self.people.values():
            for key in owed:
                place = (person.chat_id, key)
                if person.ever_gone or person.wants_less or key in self.touched or place in self.refused | self.late:
                    continue
                state, reason = states[place]
                assert state in ("sent", "doubtful"), (place, state, reason)
