"""The campaign: an invented audience goes through one webinar, from the first who enters to the last message.

Time goes from act to act and from one due moment to the next. What happened is written down as a ``Record``; what an
organiser would have to do (approve, upload) is left undone, and shown afterwards how it would have looked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import db.attendees
import db.enrolments
import db.outbox
import db.responses
import db.webinars
from bot.cli.rehearse.acting import Actor
from bot.cli.rehearse.audience import Guest, Times, invited, zone_near
from bot.cli.rehearse.encore import play_held
from bot.cli.rehearse.record import Attended, Bubble, Outcome, Record
from bot.cli.rehearse.stage import Stage
from bot.delivery.moments import moment, resolved
from bot.survey.definitions import Survey, Webinar
from db.outbox import OutboxRow
from db.webinars import WebinarRow

Act = Callable[[], Awaitable[None]]
Watch = Callable[[datetime, int], None]
"""Told the moment and how many messages were settled so far."""

DOORS_BEFORE = timedelta(days=1)
"""How long before anything else happens the first person may enter."""

OPEN_FOR = timedelta(days=7)
"""How long a survey that an organiser closes by hand is taken to be open."""

MOST_STEPS = 100_000


def doors_of(webinar: Webinar) -> datetime:
    """When the first person may enter: a day before the first thing that the definition plans."""
    zone = ZoneInfo(webinar.timezone)
    starts_at = resolved(webinar.starts_local, zone)
    whens = [webinar.opens, *(each.when for each in webinar.follow_ups)]
    found = (moment(when, starts_at=starts_at, ends_at=starts_at + webinar.duration, zone=zone) for when in whens)
    return min(starts_at, *(each for each in found if each is not None)) - DOORS_BEFORE


class Campaign:
    """One webinar that is applied on ``stage`` already, and its audience."""

    def __init__(self, stage: Stage, row: WebinarRow, webinar: Webinar, survey: Survey, *, people: int) -> None:
        assert row.opens_at is not None, "a rehearsal opens what is opened by hand"
        self._stage = stage
        self._row = row
        self._webinar = webinar
        closes = row.closes_at or max(row.ends_at, row.opens_at) + OPEN_FOR
        elsewhere = zone_near(ZoneInfo(webinar.timezone), row.starts_at)
        times = Times(doors_of(webinar), row.ends_at, row.opens_at, closes, elsewhere)
        self._guests = invited(webinar, survey, times, stage.chance, people=people)

    async def play(self, watch: Watch) -> Record:
        """Everything has happened that happens by itself."""
        acts = sorted(self._acts(), key=lambda each: each[:2])
        for _ in range(MOST_STEPS):
            due = await self._stage.read(db.outbox.next_due)
            if not acts and due is None:
                break
            if due is None or (acts and acts[0][0] <= due):
                at, _, act = acts.pop(0)
                await self._move_to(at)
                await act()
            else:
                await self._move_to(due)
            await self._stage.pump.knock()
            watch(self._stage.clock.now(), len(self._stage.api.journal.entries))
        record = await self._stage.read(self._written)
        await play_held(self._stage, self._row)
        return replace(record, samples=self._samples())

    async def _move_to(self, moment: datetime) -> None:
        """Time never goes back; something overdue that could not go is tried again a second later."""
        now = self._stage.clock.now()
        self._stage.move_to(moment if moment > now else now + timedelta(seconds=1))

    def _acts(self) -> list[tuple[datetime, int, Act]]:
        turn = count()
        found: list[tuple[datetime, int, Act]] = []
        for guest in self._guests:
            actor = self._actor(guest)
            acts: list[tuple[datetime | None, Act]] = [
                (guest.enters_at, actor.enter),
                (guest.answers_at, actor.answer),
                (guest.resumes_at, actor.resume),
                (guest.leaves_at, actor.leave),
                (guest.blocks_at, actor.block),
            ]
            found += [(at, next(turn), act) for at, act in acts if at is not None]
        return found

    def _actor(self, guest: Guest) -> Actor:
        row = self._row
        return Actor(self._stage, guest, webinar_id=row.id, survey_key=self._webinar.survey, code=row.code)

    def _written(self, tx: sqlite3.Connection) -> Record:
        row = self._row
        people = self._people(tx)
        rows = db.outbox.of_webinar(tx, row.id)
        return Record(
            webinar=self._webinar,
            zone=ZoneInfo(self._webinar.timezone),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            people=tuple(people.values()),
            outcomes=tuple(_outcome(each, people[each.attendee_id].number) for each in rows),
        )

    def _people(self, tx: sqlite3.Connection) -> Mapping[int, Attended]:
        """Everybody who entered, by their number in the database."""
        row, people = self._row, {}
        for guest in self._guests:
            attendee = db.attendees.by_chat(tx, guest.chat_id)
            if attendee is None:
                continue
            enrolment = db.enrolments.find(tx, webinar_id=row.id, attendee_id=attendee.id)
            if enrolment is None:
                continue
            response = db.responses.find(
                tx, webinar_id=row.id, survey_key=self._webinar.survey, attendee_id=attendee.id
            )
            people[attendee.id] = Attended(
                number=guest.number,
                name=guest.name,
                language=attendee.language,
                entered_at=enrolment.entered_at,
                finished_at=response.finished_at if response else None,
                blocked_at=guest.blocks_at,
                left_at=enrolment.left_at,
                wants=enrolment.wants,
            )
        return people

    def _samples(self) -> Mapping[str, tuple[Bubble, ...]]:
        """How each follow-up looked: in the webinar's first language if somebody got it in that."""
        first = self._stage.texts.speak(self._webinar.languages[0])
        found: dict[str, tuple[Bubble, ...]] = {}
        for (follow_up, language), bubbles in self._stage.witness.seen.items():
            if language == first or follow_up not in found:
                found[follow_up] = tuple(bubbles.values())
        return found


def _outcome(row: OutboxRow, person: int) -> Outcome:
    return Outcome(
        person=person,
        follow_up=row.follow_up,
        state=row.state,
        due_at=row.due_at,
        at=row.settled_at or row.due_at,
        reason=row.reason,
    )


async def row_of(stage: Stage, key: str) -> WebinarRow:
    """The webinar's row."""
    found = await stage.read(lambda tx: db.webinars.find(tx, key))
    assert found is not None, "it was applied just now"
    return found
