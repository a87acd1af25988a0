"""Lays the plan: what the pure plan finds owed to people becomes what is in the outbox.

Called inside the transaction of whatever changed the facts: someone entered, finished or answered, or a definition was
applied. Laying the same plan again writes nothing. A large audience gets its plan in portions, which ``portions`` works
through; that it is to be laid anew is noted in the transaction of what made it so. It refuses to decide what is owed;
``delivery.plan`` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import db.backups
import db.enrolments
import db.outbox
import db.plannings
from bot.delivery import plan
from bot.delivery.declining import CANCELLED_BY_HAND, PERHAPS_BEFORE, Wants, declined
from bot.delivery.orders import Order, ordered
from bot.delivery.owing import WAITS_FOR_WORD, Owed, Person
from bot.delivery.spacing import in_turn
from bot.services.correcting import brought_back, is_correction
from bot.services.knowing import Known, know, timetable_of
from bot.services.laying import Changes, Laid
from bot.services.listing import keys_here
from bot.services.orders import orders_of
from bot.services.upshots import is_upshot
from bot.survey.definitions import TOO_LATE_AFTER, Webinar
from db.webinars import WebinarRow

OPENING = "@opening"
"""The outbox row that brings the first question to those who entered before the survey opened."""

AT_ONCE = 500
"""So many people get their plan in the transaction of what changed it; of more, all do in portions."""

PORTION = 200
"""How many people's plans are laid in one transaction: few enough that nobody who answers meanwhile notices."""

_EVERYBODY = 2**63 - 1
"""No attendee has a greater id."""


def replan_one(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, attendee_id: int, *, now: datetime) -> Laid:
    """What ``webinar`` owes one attendee is in the outbox as things stand; nothing if they are not enrolled.

    For when they have just done something: what is due at once answers that, and goes before any broadcast.
    """
    laid = _lay(tx, row, webinar, know(tx, row, webinar, first=attendee_id, last=attendee_id, limit=1), now=now)
    if laid.planned or laid.moved or laid.released:
        db.outbox.hurry(tx, webinar_id=row.id, attendee_id=attendee_id, now=now)
    return laid


def replan(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, *, now: datetime, at_once: int = AT_ONCE) -> Laid:
    """What ``webinar`` owes everyone enrolled is in the outbox as things stand, if they are few (``at_once``).

    Messages that waited for a material which is there now are released. Of many, ``Laid.waiting`` says how many are yet
    to get their part: it is noted that they are to, and whoever works through portions begins with the first.
    """
    enrolled = db.enrolments.count(tx, row.id)
    if enrolled > at_once:
        db.plannings.begin(tx, row.id, now=now)
        return Laid(waiting=enrolled)
    db.plannings.end(tx, row.id)
    return _lay(tx, row, webinar, know(tx, row, webinar, first=0, last=_EVERYBODY, limit=at_once), now=now)


def replan_portion(
    tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, *, now: datetime, people: int = PORTION
) -> Laid | None:
    """The next ``people`` of a large audience have their part (``Laid.waiting`` counts them); None: all have."""
    noted = db.plannings.find(tx, row.id)
    if noted is None:
        return None
    known = know(tx, row, webinar, first=noted.next_id, last=_EVERYBODY, limit=people)
    laid = _lay(tx, row, webinar, known, now=now)
    laid.waiting = len(known)
    if len(known) < people:
        db.plannings.end(tx, row.id)
    else:
        db.plannings.go_on(tx, row.id, next_id=known[-1].person.attendee_id + 1, now=now)
    return laid


def why_unwanted(webinar: Webinar, follow_up: str, *, wants: Wants) -> str:
    """Why a row of ``follow_up`` is cancelled: because they asked for that, or because it is just not owed."""
    known = webinar.follow_up(follow_up)
    if known is None and follow_up != OPENING and not is_upshot(follow_up) and wants != "nothing":
        return plan.NO_LONGER_OWED
    return declined(known, wants) or plan.NO_LONGER_OWED


def _lay(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, known: Sequence[Known], *, now: datetime) -> Laid:
    """What is owed to these people is in the outbox."""
    if not known:
        return Laid()
    planner, changes = _Planner(tx, row, webinar, now), Changes(row.id, now)
    for each in known:
        changes.add(each.person.attendee_id, planner.changes(each))
    return changes.store(tx)


class _Planner:
    """Finds what one webinar's plan changes for one person after the other."""

    def __init__(self, tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, now: datetime) -> None:
        self._tx = tx
        self._row = row
        self._webinar = webinar
        self._now = now
        self._timetable = timetable_of(row, webinar)
        self._complete: frozenset[str] | None = None
        self._orders: Mapping[str, Order] = orders_of(tx, row.id)
        self._lost = db.backups.restores(tx)

    def changes(self, known: Known) -> Sequence[plan.Change]:
        """What makes of their rows what is owed to them."""
        person, rows = known.person, known.rows
        wanted = list(in_turn(self._webinar, person, self._timetable, self._orders)) if known.reachable else []
        if known.reachable and declined(None, person.wants) is None and self._calls(known):
            wanted += self._opening(person)
        back: Sequence[plan.Change] = ()
        if person.wants != "nothing":
            back = brought_back(rows, now=self._now) if known.reachable else ()
            rows = [row for row in rows if not is_correction(row.follow_up)]  # no plan wants those
        if person.wants == "all":
            rows = [row for row in rows if not is_upshot(row.follow_up)]
        unwanted = partial(self._why_unwanted, wants=person.wants)
        found = plan.reconcile(wanted, rows, now=self._now, unwanted=unwanted, arrived=self._is_complete)
        return (*(self._doubted(person, each) for each in found), *back)

    def _doubted(self, person: Person, change: plan.Change) -> plan.Change:
        """A new row is held if the bot may have sent it before the database was restored, and lost the row."""
        if isinstance(change, plan.Insert) and (due_at := change.owed.due_at) is not None:
            for lost in self._lost:
                if person.entered_at < lost.restored_at and lost.taken_at <= due_at <= lost.restored_at:
                    return plan.Insert(replace(change.owed, held=PERHAPS_BEFORE))
        return change

    def _why_unwanted(self, follow_up: str, *, wants: Wants) -> str:
        order, why = self._orders.get(follow_up), why_unwanted(self._webinar, follow_up, wants=wants)
        return CANCELLED_BY_HAND if order is not None and order.cancelled and why == plan.NO_LONGER_OWED else why

    def _calls(self, known: Known) -> bool:
        """Whether the first question is to come by itself: they came when it could not, and it has not closed."""
        row, opens_at = self._row, self._opens_at()
        if known.asked or (row.closes_at is not None and self._now >= row.closes_at):
            return False
        if any(each.follow_up == OPENING and each.state in ("planned", "held") for each in known.rows):
            return True  # also when a call that was broken off has opened the response
        if row.paused_at is not None and not known.begun:
            return True
        return not known.begun and (opens_at is None or self._now < opens_at or known.person.entered_at < opens_at)

    def _opens_at(self) -> datetime | None:
        """When the survey opens; None: by hand, or not before attendees can be told what becomes of their answers."""
        return self._row.opens_at if self._webinar.privacy is not None else None

    def _opening(self, person: Person) -> list[Owed]:
        # However late, opening is immediate: it is never given up, and a first question twice does no harm.
        due_at = self._opens_at()
        if due_at is not None and self._now - due_at > TOO_LATE_AFTER:
            due_at = self._now
        held = WAITS_FOR_WORD if due_at is None else None
        owed = Owed(OPENING, due_at=due_at, held=held, prefers="twice", promised=True)
        heard = ordered(owed, self._orders.get(OPENING), entered_at=person.entered_at)
        return [] if heard is None else [heard]

    def _is_complete(self, follow_up: str) -> bool:
        """Whether every material is here that it sends."""
        if self._complete is None:
            here = keys_here(self._tx, self._row.id)
            self._complete = frozenset(each.key for each in self._webinar.follow_ups if here.issuperset(each.send))
        return follow_up in self._complete
