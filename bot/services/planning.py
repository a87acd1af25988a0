"""Lays the plan: loads the facts about people, asks the pure plan what is owed, and writes the difference.

Called inside the transaction of whatever changed the facts: someone entered, finished or answered, or a definition was
applied. Laying the same plan again writes nothing. It refuses to decide what is owed; ``delivery.plan`` does.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

import db.attendees
import db.enrolments
import db.materials
import db.orders
import db.outbox
import db.responses
import db.steered
from bot.delivery import plan
from bot.delivery.declining import CANCELLED_BY_HAND, Wants, declined, is_promised
from bot.delivery.orders import Order, ordered
from bot.delivery.plan import WAITS_FOR_MATERIAL, WAITS_FOR_WORD
from bot.services.keeping import answers_of
from bot.services.knowing import person_of, timetable_of
from bot.services.listing import is_here
from bot.services.orders import orders_of
from bot.services.permissions import agreed
from bot.survey.definitions import Webinar
from bot.survey.rules import mentioned
from db.enrolments import EnrolmentRow
from db.outbox import OutboxRow, PlannedRow
from db.webinars import WebinarRow

OPENING = "@opening"
"""The outbox row that brings the first question to those who entered before the survey opened."""


@dataclass(slots=True)
class Laid:
    """How many messages a plan added, moved, held, let go and took back (cancelled or given up)."""

    planned: int = 0
    moved: int = 0
    held: int = 0
    released: int = 0
    dropped: int = 0


def replan_one(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, attendee_id: int, *, now: datetime) -> Laid:
    """What ``webinar`` owes one attendee is in the outbox as things stand; nothing if they are not enrolled.

    For when they have just done something: what is due at once answers that, and goes before any broadcast.
    """
    laid = Laid()
    enrolment = db.enrolments.find(tx, webinar_id=row.id, attendee_id=attendee_id)
    if enrolment is not None:
        rows = db.outbox.of_enrolment(tx, webinar_id=row.id, attendee_id=attendee_id)
        _Planner(tx, row, webinar, now, laid).lay(enrolment, rows)
    if laid.planned or laid.moved or laid.released:
        db.outbox.hurry(tx, webinar_id=row.id, attendee_id=attendee_id, now=now)
    return laid


def replan(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, *, now: datetime) -> Laid:
    """What ``webinar`` owes everyone enrolled is in the outbox as things stand.

    Messages that waited for a material which is there now are released.
    """
    laid = Laid()
    rows: Mapping[int, list[OutboxRow]] = defaultdict(list)
    for each in db.outbox.of_webinar(tx, row.id):
        rows[each.attendee_id].append(each)
    planner = _Planner(tx, row, webinar, now, laid)
    for enrolment in db.enrolments.of_webinar(tx, row.id):
        planner.lay(enrolment, rows[enrolment.attendee_id])
    return laid


def why_unwanted(webinar: Webinar, follow_up: str, *, wants: Wants) -> str:
    """Why a row of ``follow_up`` is cancelled: because they asked for that, or because it is just not owed."""
    known = next((each for each in webinar.follow_ups if each.key == follow_up), None)
    if known is None and follow_up != OPENING and wants != "nothing":
        return plan.NO_LONGER_OWED
    return declined(known, wants) or plan.NO_LONGER_OWED


class _Planner:
    """Lays the plan of one webinar for one person after the other."""

    def __init__(self, tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, now: datetime, laid: Laid) -> None:
        self._tx = tx
        self._row = row
        self._webinar = webinar
        self._now = now
        self._laid = laid
        self._timetable = timetable_of(row, webinar)
        self._reads_answers = any(each.to is not None and mentioned(each.to) for each in webinar.follow_ups)
        self._complete: frozenset[str] | None = None
        self._orders: Mapping[str, Order] = orders_of(tx, row.id)

    def lay(self, enrolment: EnrolmentRow, rows: Sequence[OutboxRow]) -> None:
        """What is owed to the person of ``enrolment``, whose rows are ``rows``, is in the outbox."""
        tx, attendee_id = self._tx, enrolment.attendee_id
        response = db.responses.find(
            tx, webinar_id=self._row.id, survey_key=self._webinar.survey, attendee_id=attendee_id
        )
        attendee = db.attendees.by_id(tx, attendee_id)
        reachable = attendee.reachable
        person = person_of(
            attendee,
            enrolment,
            response,
            answers=answers_of(tx, response) if response and self._reads_answers else {},
            agreed=agreed(self._tx, self._row, self._webinar, attendee_id),
        )
        wanted = list(plan.owed(self._webinar, person, self._timetable)) if reachable else []
        opening = next((row for row in rows if row.follow_up == OPENING), None)
        called = declined(None, enrolment.wants) is None
        if reachable and called and response is None and self._calls(enrolment, opening):
            wanted.append(self._opening())
        wanted = self._ordered(wanted, enrolment.entered_at)
        existing = [
            plan.Existing(row.id, row.follow_up, row.state, row.due_at, row.reason, row.by_hand) for row in rows
        ]
        unwanted = partial(self._why_unwanted, wants=enrolment.wants)
        for change in plan.reconcile(wanted, existing, now=self._now, unwanted=unwanted):
            self._store(attendee_id, change)
        self._release(rows)

    def _ordered(self, wanted: Sequence[plan.Owed], entered_at: datetime) -> list[plan.Owed]:
        """What is wanted after an organiser's words on it."""
        each_ordered = (ordered(each, self._orders.get(each.follow_up), entered_at=entered_at) for each in wanted)
        return [each for each in each_ordered if each is not None]

    def _why_unwanted(self, follow_up: str, *, wants: Wants) -> str:
        order, why = self._orders.get(follow_up), why_unwanted(self._webinar, follow_up, wants=wants)
        return CANCELLED_BY_HAND if order is not None and order.cancelled and why == plan.NO_LONGER_OWED else why

    def _calls(self, enrolment: EnrolmentRow, opening: OutboxRow | None) -> bool:
        """Whether the first question is to come by itself: they came before it could, and it has not closed."""
        row = self._row
        if row.closes_at is not None and self._now >= row.closes_at:
            return False
        waits = opening is not None and opening.state in ("planned", "held")
        opens_at = self._opens_at()
        return waits or opens_at is None or self._now < opens_at or enrolment.entered_at < opens_at

    def _opens_at(self) -> datetime | None:
        """When the survey opens; None: by hand, or not before attendees can be told what becomes of their answers."""
        return self._row.opens_at if self._webinar.privacy is not None else None

    def _opening(self) -> plan.Owed:
        # However late, opening is immediate: it is never given up, and a first question twice does no harm.
        due_at = self._opens_at()
        if due_at is not None and self._now - due_at > plan.TOO_LATE_AFTER:
            due_at = self._now
        held = WAITS_FOR_WORD if due_at is None else None
        return plan.Owed(OPENING, due_at=due_at, held=held, prefers="twice", promised=True)

    def _store(self, attendee_id: int, change: plan.Change) -> None:
        tx, now, laid = self._tx, self._now, self._laid
        match change:
            case plan.Insert(owed):
                laid.planned += db.outbox.plan(tx, [self._planned(attendee_id, owed, held=owed.held)])
            case plan.GiveUp(what, reason):
                if isinstance(what, plan.Owed):
                    laid.dropped += db.outbox.plan(tx, [self._planned(attendee_id, what, gave_up=reason)])
                else:
                    laid.dropped += db.steered.give_up(tx, what, reason=reason, now=now)
            case plan.Move(row_id, due_at):
                laid.moved += db.steered.reschedule(tx, row_id, due_at=due_at)
            case plan.Hold(row_id, reason):
                laid.held += db.steered.hold(tx, row_id, reason=reason)
            case plan.Release(row_id, due_at):
                laid.released += db.steered.release(tx, row_id, due_at=due_at)
            case plan.Cancel(row_id, reason):
                laid.dropped += db.steered.cancel(tx, row_id, reason=reason, now=now)
            case _:
                assert_never(change)

    def _planned(
        self, attendee_id: int, owed: plan.Owed, *, held: str | None = None, gave_up: str | None = None
    ) -> PlannedRow:
        return PlannedRow(
            webinar_id=self._row.id,
            attendee_id=attendee_id,
            follow_up=owed.follow_up,
            due_at=owed.due_at,
            prefers=owed.prefers,
            held=held,
            gave_up=gave_up,
            settled_at=self._now if gave_up is not None else None,
        )

    def _release(self, rows: Sequence[OutboxRow]) -> None:
        """Let go what waits for materials that have all arrived."""
        for row in rows:
            if not _waits_for_material(row) or row.follow_up not in self._sendable():
                continue
            current = db.outbox.by_id(self._tx, row.id)  # the plan may just have moved or cancelled it
            if current is not None and _waits_for_material(current):
                self._laid.released += db.steered.release(self._tx, row.id, due_at=self._goes_at(current))

    def _goes_at(self, row: OutboxRow) -> datetime:
        """When something goes that waited for a material: at its moment, at once if it would be too late by that."""
        due_at = row.due_at or self._now
        follow_up = next((each for each in self._webinar.follow_ups if each.key == row.follow_up), None)
        if row.by_hand or follow_up is None or is_promised(follow_up):
            return due_at
        return self._now if self._now - due_at > follow_up.too_late_after else due_at

    def _sendable(self) -> frozenset[str]:
        """The follow-ups of which every material is here."""
        if self._complete is None:
            materials = db.materials.of_webinar(self._tx, self._row.id)
            here = {each.key for each in materials if is_here(each)}
            self._complete = frozenset(each.key for each in self._webinar.follow_ups if here.issuperset(each.send))
        return self._complete


def _waits_for_material(row: OutboxRow) -> bool:
    return row.state == "held" and row.reason == WAITS_FOR_MATERIAL
