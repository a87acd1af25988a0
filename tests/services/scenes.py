"""Definitions and people for the tests of services: an office with a real file and shortcuts."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import db.answers
import db.attendees
import db.enrolments
import db.responses
import db.webinars
from bot.clock import SteppedClock
from bot.services.access import Access, Operator
from bot.services.exporting import Exporting
from bot.services.importing import Importing
from bot.services.library import Library
from bot.services.opening import open_response
from bot.services.planning import replan_one
from bot.services.publishing import Applied, Publishing, read
from bot.services.reading import Reading
from bot.services.receiving import Receiving
from bot.services.storage import Storage
from bot.survey.answers import Answer
from bot.survey.reading import Source
from db.migrate import migrate
from db.store import Store

BEFORE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OPENS = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)
ENDS = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

SURVEY = """
survey: everything
title: {en: "How was it?", fr: "Alors ?"}
identity: pseudonymous
questions:
  - {key: welcome, kind: statement, ask: {en: Welcome, fr: Bienvenue}}
  - key: overall
    kind: scale
    ask: {en: Overall?, fr: En tout ?}
    options:
      - {key: good, label: {en: Good, fr: Bon}}
      - {key: fair, label: {en: "Fair; so so", fr: Passable}}
      - {key: poor, label: {en: Poor, fr: Mauvais}}
      - {key: no_opinion, label: {en: No opinion, fr: Sans avis}, substantive: false}
  - key: formats
    kind: multiple
    ask: {en: Which formats?, fr: Quels formats ?}
    max: 2
    other: true
    options:
      - {key: talks, label: {en: Talks, fr: Exposés}}
      - {key: rooms, label: {en: Break-out rooms, fr: Ateliers}}
  - {key: again, kind: nps, ask: {en: Recommend?, fr: Recommander ?}}
  - {key: live, kind: yes_no, ask: {en: Live?, fr: En direct ?}}
  - {key: hours, kind: number, ask: {en: Hours?, fr: Heures ?}, min: 0.5, max: 8}
  - {key: day, kind: date, ask: {en: When next?, fr: Quand ?}}
  - key: improve
    kind: open
    ask: {en: What to improve?, fr: Quoi améliorer ?}
    when: {question: overall, in: [fair, poor]}
  - {key: remarks, kind: open, ask: {en: Anything else?, fr: Autre chose ?}}
  - {key: wants, kind: materials, ask: {en: What would you like?, fr: Que voulez-vous ?}}
"""

WEBINAR = """
webinar: Strategies for clusters
key: clusters
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
languages: [en, fr]
privacy: {controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}
survey: everything
materials:
  - {key: slides, kind: presentation, title: The slides, file: slides.pdf}
  - {key: recording, kind: recording, title: The recording}
follow_ups:
  - {key: thanks, when: on finish, send: [slides]}
  - {key: reminder, when: 1wd after end at 09:00, to: {unfinished: true}}
  - {key: watch, when: 2d after end at 09:00, send: [recording]}
"""

IMPACT = """
survey: impact
title: {en: One month later, fr: Un mois plus tard}
identity: pseudonymous
questions:
  - key: used
    kind: single
    ask: {en: Used any of it?, fr: Utilisé ?}
    options:
      - {key: several, label: {en: Several times, fr: Plusieurs fois}}
      - {key: once, label: {en: Once, fr: Une fois}}
      - {key: no, label: {en: No, fr: Non}}
    boxes: {used: [several, once]}
  - {key: change, kind: open, ask: {en: What has changed?, fr: Quels changements ?}}
"""

BRINGS = WEBINAR + "  - {key: impact, when: 30d after end at 09:00, survey: impact}\n"
"""The webinar with a follow-up that brings another survey."""


def second(webinar: str = WEBINAR, *, key: str = "later") -> str:
    """The same webinar under another key."""
    return webinar.replace("key: clusters", f"key: {key}", 1)


@dataclass(slots=True)
class Office:
    """Services over one real file, and a clock that stands still."""

    store: Store
    clock: SteppedClock
    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    library: Library = field(default_factory=Library)

    @property
    def reading(self) -> Reading:
        return Reading(self.store, Access(()))

    @property
    def exporting(self) -> Exporting:
        return Exporting(self.store, self.clock, Access(()))

    @property
    def importing(self) -> Importing:
        return Importing(self.store, self.clock)

    def publishing(self, **given) -> Publishing:
        return Publishing(self.store, self.clock, chance=self.chance.choice, **given)

    async def apply(self, *documents: str, progress=None, **given) -> Applied:
        """Apply the documents as one file in the folder."""
        source = Source(str(self.folder / "definition.yaml"), "\n---\n".join(documents).encode())
        reading = await self.store.read(lambda tx: read([source], tx, templates=None))
        assert reading.faults == (), [str(fault) for fault in reading.faults]
        return await self.publishing(**given).apply(reading, progress=progress)

    async def summary(self, key: str = "clusters"):
        return await self.reading.summary(key, reader=Operator())

    async def export(self, key: str = "clusters", *, themes: bool = False) -> str:
        return (await self.exporting.csv(key, reader=Operator(), themes=themes)).content.decode()

    async def take(self, text: str, key: str = "clusters"):
        return await self.importing.answers(key, file="answers.csv", content=text.encode())

    async def rows(self, sql: str, *values) -> list[tuple]:
        return await self.store.read(lambda tx: [tuple(row) for row in tx.execute(sql, values)])

    async def dump(self) -> list[str]:
        """Everything that is stored."""
        return await self.store.read(lambda tx: list(tx.iterdump()))

    async def enter(self, chat_id: int, key: str = "clusters") -> int:
        """Someone enters; their plan is laid."""

        def work(tx: sqlite3.Connection) -> int:
            row = db.webinars.find(tx, key)
            attendee = db.attendees.meet(tx, chat_id=chat_id, language="en", now=self.clock.now())
            db.enrolments.enrol(tx, webinar_id=row.id, attendee_id=attendee.id, source=None, now=self.clock.now())
            replan_one(tx, row, self.library.webinar(row), attendee.id, now=self.clock.now())
            return attendee.id

        return await self.store.write(work)

    async def lose(self, chat_id: int) -> None:
        """Someone blocks the bot."""
        await Receiving(Storage(self.store), self.clock, self.library.seal).left(chat_id=chat_id)

    async def answer(
        self, chat_id: int, answers: Mapping[str, Answer], *, finished: bool = True, label: str | None = None
    ) -> str:
        """Someone's stored answers in chat, as the chat would leave them; the response's label."""
        attendee_id = await self.enter(chat_id)
        label = label or f"label{chat_id}"

        def work(tx: sqlite3.Connection) -> str:
            row = db.webinars.find(tx, "clusters")
            webinar = self.library.webinar(row)
            response_id = db.responses.create(
                tx,
                label=label,
                webinar_id=row.id,
                survey_id=row.survey_id,
                survey_key=webinar.survey,
                attendee_id=attendee_id,
                mode="chat",
                language="en",
                now=self.clock.now(),
            )
            put(tx, response_id, answers, self.clock.now())
            if any(answer.settled for answer in answers.values()):
                db.responses.mark_started(tx, response_id, now=self.clock.now())
            if finished:
                db.responses.finish(tx, response_id, now=self.clock.now())
            replan_one(tx, row, webinar, attendee_id, now=self.clock.now())
            return label

        return await self.store.write(work)

    async def answer_brought(
        self, chat_id: int, answers: Mapping[str, Answer], *, key: str = "clusters", survey: str = "impact"
    ) -> None:
        """Someone is brought another survey by a follow-up; if they answer anything, they finish it."""
        attendee_id = await self.enter(chat_id, key)

        def work(tx: sqlite3.Connection) -> None:
            row = db.webinars.find(tx, key)
            attendee = db.attendees.by_id(tx, attendee_id)
            now, chance = self.clock.now(), self.chance.choice
            opened = open_response(tx, self.library, row, attendee, chance=chance, now=now, survey_key=survey)
            put(tx, opened.response.id, answers, now)
            if answers:
                db.responses.finish(tx, opened.response.id, now=now)

        await self.store.write(work)

    async def outbox(self, attendee_id: int | None = None) -> dict[str, tuple[str, str | None]]:
        """State and local moment of what is owed, by follow-up (of one person)."""
        found = await self.rows(
            "SELECT follow_up, state, due_at, attendee_id FROM outbox WHERE attendee_id = coalesce(?, attendee_id)",
            attendee_id,
        )
        return {name: (state, _moment(due)) for name, state, due, _ in found}


def put(tx: sqlite3.Connection, response_id: int, answers: Mapping[str, Answer], now: datetime) -> None:
    """Store the answers of one response."""
    for key, answer in answers.items():
        db.answers.put(
            tx,
            response_id,
            key,
            state=answer.state,
            picks=answer.picks,
            text=answer.text,
            number=answer.number,
            now=now,
        )


def _moment(ms: int | None) -> str | None:
    return None if ms is None else f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms):%m-%d %H:%M}"


@asynccontextmanager
async def an_office(folder: Path):
    """An office over a new file in ``folder``, four days before the webinar."""
    (folder / "slides.pdf").write_bytes(b"slides")
    path = folder / "afterword.db"
    migrate(path, BEFORE)
    async with await Store.open(path) as store:
        yield Office(store, SteppedClock(BEFORE), folder)


def picked(*keys: str, text: str | None = None) -> Answer:
    """An answer by picks."""
    return Answer("answered", picks=keys, text=text)


def sheet(*rows: Sequence[str]) -> str:
    """Rows as CSV, for texts without commas and quotes."""
    return "".join(",".join(row) + "\n" for row in rows)


def fine(label, *, finished=True):
    """A row of an answered survey: columns of `HEADER`."""
    return [label, "1" if finished else "0", "good", "talks", "9", "-", "thank you"]


HEADER = ["response", "finished", "overall", "formats", "again", "improve", "remarks"]


def five(*more):
    return sheet(HEADER, *(fine(f"r{n}") for n in range(5)), *more)


def faults_of(caught):
    return [str(fault) for fault in caught.value.faults]
