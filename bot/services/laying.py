"""Stores what a plan changes in the outbox: the changes of many people at once, a statement for each sort of change.

It refuses to decide anything; ``planning`` finds the changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

import db.outbox
import db.steered
from bot.delivery import plan
from bot.delivery.owing import Owed
from db.outbox import PlannedRow


@dataclass(slots=True)
class Laid:
    """How many messages a plan added, moved, held, let go and took back (cancelled or given up).

    ``waiting``: so many people are yet to get their part, in portions.
    """

    planned: int = 0
    moved: int = 0
    held: int = 0
    released: int = 0
    dropped: int = 0
    waiting: int = 0

    def add(self, other: Laid) -> None:
        """What ``other`` says was done, too, and so many people wait as ``other`` says."""
        self.planned += other.planned
        self.moved += other.moved
        self.held += other.held
        self.released += other.released
        self.dropped += other.dropped
        self.waiting = other.waiting


@dataclass(slots=True)
class Changes:
    """What is to be changed in one webinar's part of the outbox, sorted by how it is stored."""

    webinar_id: int
    now: datetime
    planned: list[PlannedRow] = field(default_factory=list)
    given_up_at_once: list[PlannedRow] = field(default_factory=list)
    released: list[tuple[int, datetime]] = field(default_factory=list)
    held: list[tuple[int, str]] = field(default_factory=list)
    moved: list[tuple[int, datetime]] = field(default_factory=list)
    given_up: list[tuple[int, str]] = field(default_factory=list)
    cancelled: list[tuple[int, str]] = field(default_factory=list)

    def add(self, attendee_id: int, changes: Iterable[plan.Change]) -> None:
        """These, too, of this attendee."""
        for change in changes:
            match change:
                case plan.Insert(owed):
                    self.planned.append(self._planned(attendee_id, owed, held=owed.held))
                case plan.GiveUp(what, reason):
                    if isinstance(what, Owed):
                        self.given_up_at_once.append(self._planned(attendee_id, what, gave_up=reason))
                    else:
                        self.given_up.append((what, reason))
                case plan.Move(row_id, due_at):
                    self.moved.append((row_id, due_at))
                case plan.Hold(row_id, reason):
                    self.held.append((row_id, reason))
                case plan.Release(row_id, due_at):
                    self.released.append((row_id, due_at))
                case plan.Cancel(row_id, reason):
                    self.cancelled.append((row_id, reason))
                case _:
                    assert_never(change)

    def store(self, tx: sqlite3.Connection) -> Laid:
        """They are in the outbox; how many there were of each sort."""
        # Of one row there may be two: released, then held; or held, then moved. So this order is as good as theirs.
        return Laid(
            planned=db.outbox.plan(tx, self.planned),
            released=db.steered.release_all(tx, self.released),
            held=db.steered.hold_all(tx, self.held),
            moved=db.steered.reschedule_all(tx, self.moved),
            dropped=db.outbox.plan(tx, self.given_up_at_once)
            + db.steered.give_up_all(tx, self.given_up, now=self.now)
            + db.steered.cancel_all(tx, self.cancelled, now=self.now),
        )

    def _planned(
        self, attendee_id: int, owed: Owed, *, held: str | None = None, gave_up: str | None = None
    ) -> PlannedRow:
        return PlannedRow(
            webinar_id=self.webinar_id,
            attendee_id=attendee_id,
            follow_up=owed.follow_up,
            due_at=owed.due_at,
            prefers=owed.prefers,
            held=held,
            gave_up=gave_up,
            settled_at=self.now if gave_up is not None else None,
        )
