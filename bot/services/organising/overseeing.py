"""Overseeing: how a webinar stands, for those who run it. Where it is in its life, how many came, what goes out next.

Each reading is one snapshot. While a survey takes answers, what is told of responses advances in steps (``STEP``), as
two figures a moment apart would tell what one person said. It refuses to change anything; ``running`` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import db.bots
import db.frozen
import db.outbox
import db.pulses
import db.tallies
import db.webinars
from bot.clock import Clock
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Reader
from bot.services.library import Library
from bot.services.opening import is_open
from bot.services.organising.undoing import undoable
from bot.services.participation import judging_of
from bot.services.planning import OPENING
from bot.services.publishing import deep_link
from bot.services.storage import Storage
from bot.survey.definitions import ByHand, Webinar
from db.webinars import WebinarRow

STEP = LIMIT
"""Responses to an open survey are told in steps of so many."""

Stage = Literal["ahead", "by_hand", "open", "closed"]
"""Its survey opens at a moment to come; only by hand; takes answers; has closed."""


@dataclass(frozen=True, slots=True)
class NextOut:
    """What goes out next: ``rows`` messages of ``follow_up`` at ``at``; ``due``: that is now."""

    follow_up: str
    at: datetime
    rows: int
    due: bool

    @property
    def first(self) -> bool:
        """Whether it is the survey's first question."""
        return self.follow_up == OPENING


@dataclass(frozen=True, slots=True)
class Overseen:
    """How a webinar stands. Moments are in UTC. While it is open, ``started`` and ``finished`` are in steps.

    ``stepped``: they are. ``begun``: its start is over. ``under_way``: it has begun and not ended. ``private``
    False: attendees could not be told what becomes of their answers, so the survey cannot open. ``sources`` counts
    who entered by each link that names one. ``held`` counts messages that wait for a person or a material.
    ``frozen``: answers were deleted, figures stay. ``acts``: what whoever looks may do with it; ``next`` and
    ``held`` are for whoever may steer. ``undo``: the number of their last deed, if it can be undone still.
    ``paused_at``: it is open, and takes no answers since then.
    ``votes`` in polls in its group, None: there was none; no figure has them. ``judging``: of ``finished``, those who
    say that they attended where the survey asks, in steps, too; None: answers lie sealed, and nobody knows yet.
    """

    id: int
    revision: int
    key: str
    code: str
    title: str
    link: str | None
    zone: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    stage: Stage
    begun: bool
    under_way: bool
    private: bool
    entered: int
    sources: Mapping[str, int]
    started: int
    finished: int
    stepped: bool
    registrations: int | None
    attendees: int | None
    next: NextOut | None
    held: int
    frozen: bool
    acts: frozenset[Act]
    undo: int | None
    votes: int | None = None
    paused_at: datetime | None = None
    step: int = STEP
    judging: int | None = None

    def seen_with(self, acts: frozenset[Act]) -> Overseen:
        """As whoever may do this sees it: what goes out, and to how many, can say who was not satisfied."""
        return replace(self, acts=acts) if Act.STEER in acts else replace(self, acts=acts, next=None, held=0)


class Overseeing:
    """Reads how webinars stand."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def webinars(self, by: Reader) -> tuple[Overseen, ...]:
        """All that ``by`` may see, the latest first. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[Overseen, ...]:
            self._access.require(tx, by, Act.READ)
            rows = sorted(self._access.webinars(tx, by), key=lambda row: row.starts_at, reverse=True)
            return tuple(self._overseen(tx, by, row, now) for row in rows)

        return await self._store.read(work)

    async def webinar(self, by: Reader, webinar_id: int) -> Overseen:
        """How it stands. Raises: NotAllowed, UnknownWebinar."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Overseen:
            row = self._access.numbered(tx, by, Act.READ, webinar_id)
            return self._overseen(tx, by, row, now)

        return await self._store.read(work)

    def overseen(self, tx: sqlite3.Connection, by: Reader, webinar_id: int, now: datetime) -> Overseen | None:
        """How it stands for ``by``, in the caller's snapshot; None: it is gone."""
        row = db.webinars.find_by_id(tx, webinar_id)
        return None if row is None else self._overseen(tx, by, row, now)

    def _overseen(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow, now: datetime) -> Overseen:
        webinar, bot = self._library.webinar(row), db.bots.known(tx)
        counts = db.tallies.responses(tx, webinar_id=row.id, survey_key=webinar.survey)
        judging = judging_of(tx, self._library, row, counts.finished)
        stage, acts = _stage(row, webinar, now), self._access.acts(tx, by, row)
        step = STEP if stage == "open" and self._library.survey(tx, row.survey_id).identity != "identified" else 1
        return Overseen(
            id=row.id,
            revision=row.revision,
            key=row.key,
            code=row.code,
            title=row.title,
            link=deep_link(bot.username if bot else None, row.code),
            zone=webinar.timezone,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            stage=stage,
            begun=row.starts_at <= now,
            under_way=row.starts_at <= now < row.ends_at,
            private=webinar.privacy is not None,
            entered=counts.entered,
            sources={name: people for name, people in db.tallies.sources(tx, row.id).items() if name is not None},
            started=counts.started - counts.started % step,
            finished=counts.finished - counts.finished % step,
            stepped=step > 1,
            judging=None if judging is None else judging - judging % step,
            registrations=row.registrations,
            attendees=row.attendees,
            next=_next(tx, row, now),
            held=sum(heap.rows for heap in db.outbox.heaps(tx, row.id) if heap.state == "held"),
            frozen=db.frozen.moment(tx, row.id) is not None,
            acts=acts,
            undo=undoable(tx, by, row, now),
            votes=_votes(tx, row),
            paused_at=row.paused_at if stage == "open" else None,
        ).seen_with(acts)


def _votes(tx: sqlite3.Connection, row: WebinarRow) -> int | None:
    polls = db.pulses.of_webinar(tx, row.id)
    return sum(each.voters for each in polls) if polls else None


def _stage(row: WebinarRow, webinar: Webinar, now: datetime) -> Stage:
    if row.closes_at is not None and row.closes_at <= now:
        return "closed"
    if is_open(row, webinar, now=now):
        return "open"
    return "by_hand" if row.opens_at is None or isinstance(webinar.opens, ByHand) else "ahead"


def _next(tx: sqlite3.Connection, row: WebinarRow, now: datetime) -> NextOut | None:
    planned = [heap for heap in db.outbox.heaps(tx, row.id) if heap.state == "planned" and heap.first_due_at]
    found = [(heap.first_due_at, heap.follow_up) for heap in planned if heap.first_due_at is not None]
    if not found:
        return None
    at, follow_up = min(found)
    rows = db.outbox.due_with(tx, webinar_id=row.id, follow_up=follow_up, due_at=at)
    return NextOut(follow_up, at, rows, due=at <= now)
