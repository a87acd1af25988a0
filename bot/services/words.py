"""What an organiser's word does to one row of the outbox, and why it leaves some alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import db.attendees
import db.steered
from bot.delivery.declining import CANCELLED_BY_HAND, HELD_BY_HAND, PERHAPS_BEFORE
from bot.delivery.moments import allowed
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD
from bot.delivery.plan import WAITS_FOR_MATERIAL, too_late
from bot.services.knowing import home_of
from bot.services.orders import Verb
from bot.survey.definitions import TOO_LATE_AFTER, ByHand, FollowUp, Webinar
from db.orders import OrderRow
from db.outbox import OutboxRow
from db.webinars import WebinarRow

_IN_HAND = "being sent just now"
DOUBTFUL = "doubtful: `resolve` settles it"
_ALONE = {
    "claimed": _IN_HAND,
    "sending": _IN_HAND,
    "sent": "sent already",
    "doubtful": DOUBTFUL,
}


@dataclass(frozen=True, slots=True)
class Place:
    """What a word is about, looked up. ``follow_up`` None: it is the opening, or no more in the definition."""

    row: WebinarRow
    webinar: Webinar
    key: str
    follow_up: FollowUp | None
    order: OrderRow
    owed: Sequence[OutboxRow]
    alone: bool

    @property
    def waits_for(self) -> str | None:
        """What the plan makes it wait for, unless that was given."""
        if self.follow_up is None or self.order.approved_at is not None:
            return None
        if isinstance(self.follow_up.when, ByHand):
            return WAITS_FOR_WORD
        return WAITS_FOR_APPROVAL if self.follow_up.approve else None


def _hold(tx: sqlite3.Connection, _place: Place, _now: datetime, row: OutboxRow) -> str | None:
    if row.state not in ("planned", "held"):
        return _alone(row)
    if row.reason in (HELD_BY_HAND, PERHAPS_BEFORE) and row.state == "held":
        return "held already"
    db.steered.hold(tx, row.id, reason=HELD_BY_HAND)
    return None


def _release(tx: sqlite3.Connection, place: Place, now: datetime, row: OutboxRow) -> str | None:
    by_hand = (row.state, row.reason) in (
        ("held", HELD_BY_HAND),
        ("held", PERHAPS_BEFORE),
        ("cancelled", CANCELLED_BY_HAND),
    )
    if not by_hand:
        _let_go_of(tx, row)
        return "held by nobody" if row.state in ("planned", "held") else _alone(row)
    if place.order.cancelled_at is not None or place.order.held_at is not None:
        return "its follow-up is held or cancelled: release that"
    waits_for = WAITS_FOR_WORD if row.due_at is None and place.order.approved_at is None else place.waits_for
    if waits_for is not None and not row.by_hand:  # a row that was let go by itself needs no second word
        db.steered.hold(tx, row.id, reason=waits_for)
    else:
        _let_go(tx, place, row, now, stays=False)
    return None


def is_in_doubt(row: OutboxRow) -> bool:
    """Whether nobody knows if it was sent, and an organiser may say so."""
    return row.state == "doubtful" or (row.state, row.reason) == ("held", PERHAPS_BEFORE)


def _take_back(tx: sqlite3.Connection, place: Place, now: datetime, row: OutboxRow) -> str | None:
    if (row.state, row.reason) != ("cancelled", CANCELLED_BY_HAND):
        return "not cancelled"
    if place.order.held_at is None:
        return _release(tx, place, now, row)
    db.steered.hold(tx, row.id, reason=HELD_BY_HAND)
    return None


def _cancel(tx: sqlite3.Connection, _place: Place, now: datetime, row: OutboxRow) -> str | None:
    if row.state not in ("planned", "held"):
        return "cancelled already" if row.reason == CANCELLED_BY_HAND else _alone(row)
    db.steered.cancel(tx, row.id, reason=CANCELLED_BY_HAND, now=now)
    return None


def _approve(tx: sqlite3.Connection, place: Place, now: datetime, row: OutboxRow) -> str | None:
    if row.state != "held":
        return "approved already" if row.state == "planned" else _alone(row)
    if row.reason not in (WAITS_FOR_APPROVAL, WAITS_FOR_WORD):
        return row.reason
    _let_go(tx, place, row, now, stays=place.alone)
    return None


def _send_now(tx: sqlite3.Connection, place: Place, now: datetime, row: OutboxRow) -> str | None:
    if row.state == "planned" and row.by_hand and row.due_at is not None and row.due_at <= now:
        return "due already"
    if row.state == "held" and row.reason == WAITS_FOR_MATERIAL:
        return WAITS_FOR_MATERIAL
    after = place.follow_up.too_late_after if place.follow_up else TOO_LATE_AFTER
    if row.state not in ("planned", "held") and row.reason not in (too_late(after), CANCELLED_BY_HAND):
        _let_go_of(tx, row)
        return _alone(row)
    db.steered.set_moment(tx, row.id, due_at=now)
    return None


ON_ONE: Mapping[Verb, Callable[[sqlite3.Connection, Place, datetime, OutboxRow], str | None]] = {
    "hold": _hold,
    "release": _release,
    "cancel": _cancel,
    "take-back": _take_back,
    "approve": _approve,
    "send-now": _send_now,
}
"""Each says its word to one row, and why it left that alone; None: it did not."""


def _let_go(tx: sqlite3.Connection, place: Place, row: OutboxRow, now: datetime, *, stays: bool) -> None:
    """It goes at its moment; if that is over as soon as hours are not quiet, and the plan does not find it too late.

    ``stays``: this row is let go by itself, which the plan is to heed.
    """
    if row.due_at is None or row.due_at <= now or stays:
        home = home_of(db.attendees.by_id(tx, row.attendee_id), place.webinar)
        at_once = allowed(now, place.webinar.quiet, home)
        db.steered.set_moment(tx, row.id, due_at=max(at_once, row.due_at or now))
    else:
        db.steered.release(tx, row.id, due_at=row.due_at)


def _let_go_of(tx: sqlite3.Connection, row: OutboxRow) -> None:
    """A hold that stood as somebody left is over: if they come back, it is not taken up again."""
    if row.waited is not None:
        db.steered.forget_hold(tx, row.id)


def _alone(row: OutboxRow) -> str:
    """Why a row in this state is not touched."""
    known = _ALONE.get(row.state)
    return known or f"{'given up' if row.state == 'gave_up' else row.state}: {row.reason}"
