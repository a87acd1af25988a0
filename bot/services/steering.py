"""Steering: an organiser's word on what is owed. Held, let go, cancelled, sent at once, approved, or settled by hand.

Said of a follow-up it covers who enters later, too; said of one row only that row. Each word is one transaction, tells
how many rows it touched and how many it left alone and why, and changes nothing when said again. What a worker has in
hand is never touched. It refuses to send anything: the bot that runs beside finds what is due.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Literal

import db.attendees
import db.orders
import db.outbox
import db.steered
import db.webinars
from bot.clock import Clock
from bot.delivery.declining import CANCELLED_BY_HAND, HELD_BY_HAND
from bot.delivery.moments import allowed
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD
from bot.delivery.plan import WAITS_FOR_MATERIAL, too_late
from bot.services.errors import Refusal
from bot.services.knowing import home_of
from bot.services.library import Library
from bot.services.named import UnknownFollowUp, webinar_named
from bot.services.orders import Verb, said
from bot.services.planning import OPENING, replan
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.survey.definitions import TOO_LATE_AFTER, ByHand, FollowUp, Webinar
from db.orders import OrderRow
from db.outbox import OutboxRow
from db.webinars import WebinarRow

Resolution = Literal["sent", "not-sent", "again"]

SENT_BY_HAND = "sent, says an organiser"
NOT_SENT_BY_HAND = "not sent, says an organiser"

_IN_HAND = "being sent just now"
_ALONE = {
    "claimed": _IN_HAND,
    "sending": _IN_HAND,
    "sent": "sent already",
    "doubtful": "doubtful: `resolve` settles it",
}


@dataclass(frozen=True, slots=True)
class Steered:
    """What a word did: how many rows it touched, and how many it left alone for which reason."""

    touched: int
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What a word is about: a follow-up of a webinar, or one row by its number."""

    code: str
    follow_up: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
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


class Steering:
    """Carries out what organisers say about the outbox of a webinar."""

    def __init__(self, store: Storage, clock: Clock, library: Library) -> None:
        self._store = store
        self._clock = clock
        self._library = library

    async def steer(self, verb: Verb, target: Target) -> Steered:
        """Carry out ``verb``.

        Raises:
            Refusal: there is no such webinar, follow-up or row, or the word makes no sense for it.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Steered:
            place = self._place(tx, target)
            _require_sense(verb, place)
            if not place.alone:
                db.orders.keep(tx, place.row.id, said(verb, place.order, now))
                if verb in ("hold", "cancel"):
                    db.steered.heed_orders(tx, webinar_id=place.row.id, follow_up=place.key)
                if verb == "send-now" and place.order.cancelled_at is not None:
                    replan(tx, place.row, place.webinar, now=now)  # who entered meanwhile has no row yet
                    place = self._place(tx, target)
                place = replace(place, order=said(verb, place.order, now))
            done = _each(place.owed, partial(_ONE[verb], tx, place, now))
            if verb == "release" and not place.alone:  # who entered while it was cancelled has no row yet
                replan(tx, place.row, place.webinar, now=now)
            return done

        done = await self._store.write(work)
        await self._lay_all(target.code)
        return done

    async def resolve(self, target: Target, *, how: Resolution) -> Steered:
        """Doubtful rows are settled as an organiser found out, or go again at once. Raises: Refusal."""
        now = self._clock.now()

        def one(tx: sqlite3.Connection, row: OutboxRow) -> str | None:
            if row.state != "doubtful":
                return "not doubtful"
            if how == "again":
                db.steered.set_moment(tx, row.id, due_at=now)
            else:
                reason = SENT_BY_HAND if how == "sent" else NOT_SENT_BY_HAND
                db.steered.resolve(tx, row.id, sent=how == "sent", reason=reason, now=now)
            return None

        return await self._store.write(lambda tx: _each(self._place(tx, target).owed, partial(one, tx)))

    async def open(self, code: str) -> Steered:
        """The webinar's survey is open from now on, and whoever entered gets the first question.

        Nothing is touched if it is open already. Raises: Refusal, when there is no such webinar, attendees could not be
        told what becomes of their answers, or it has closed.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Steered | None:
            row = webinar_named(tx, code)
            webinar = self._library.webinar(row)
            if webinar.privacy is None:
                raise Refusal(
                    "The survey of {key} cannot open: give `privacy` in its definition, so that people can be told what"
                    " becomes of their answers.",
                    key=row.key,
                )
            if row.closes_at is not None and row.closes_at <= now:
                raise Refusal("The survey of {key} has closed; give it another `closes` and apply that.", key=row.key)
            if row.opens_at is not None and row.opens_at <= now:
                return Steered(0, {"the survey is open already": 1})
            db.webinars.open_at(tx, row.id, opens_at=now, now=now)
            replan(tx, replace(row, opens_at=now), webinar, now=now)
            return None

        done = await self._store.write(work)
        if done is not None:
            return done
        row_id = await self._lay_all(code)
        called = partial(db.outbox.due_with, webinar_id=row_id, follow_up=OPENING, due_at=now)
        return Steered(await self._store.read(called))

    async def _lay_all(self, code: str) -> int:
        """A large audience has its part of a plan that was noted to be laid anew; the webinar's id."""
        row_id = (await self._store.read(partial(webinar_named, code_or_key=code))).id
        await Portions(self._store, self._clock, self._library).finish(row_id)
        return row_id

    def _place(self, tx: sqlite3.Connection, target: Target) -> _Place:
        row = webinar_named(tx, target.code)
        webinar = self._library.webinar(row)
        if target.row is not None:
            one = db.outbox.by_id(tx, target.row)
            if one is None or one.webinar_id != row.id:
                raise Refusal("The outbox of {key} has no row {row}; `--rows` lists them.", key=row.key, row=target.row)
            key, owed = one.follow_up, [one]
        else:
            key = target.follow_up or ""
            owed = db.outbox.of_follow_up(tx, webinar_id=row.id, follow_up=key)
        follow_up = webinar.follow_up(key)
        if follow_up is None and not owed:
            raise UnknownFollowUp(webinar, key)
        order = db.orders.of_follow_up(tx, webinar_id=row.id, follow_up=key)
        return _Place(row, webinar, key, follow_up, order, owed, alone=target.row is not None)


def _require_sense(verb: Verb, place: _Place) -> None:
    """Return if ``verb`` can be said of it. Raises: Refusal."""
    if place.key == OPENING and verb in ("send-now", "approve"):
        raise Refusal("The first question goes when the survey opens: afterword outbox {key} open", key=place.row.key)
    needs = place.follow_up is not None and (place.follow_up.approve or isinstance(place.follow_up.when, ByHand))
    if verb == "approve" and not needs:
        raise Refusal("{name} waits for nobody's approval: it goes when it is due.", name=place.key)


def _each(rows: Sequence[OutboxRow], word: Callable[[OutboxRow], str | None]) -> Steered:
    """Say ``word`` to each row; it answers why it left a row alone, or None."""
    answers = Counter(map(word, rows))
    touched = answers.pop(None, 0)
    return Steered(touched, {why: count for why, count in answers.items() if why is not None})


def _hold(tx: sqlite3.Connection, _place: _Place, _now: datetime, row: OutboxRow) -> str | None:
    if row.state not in ("planned", "held"):
        return _alone(row)
    if row.reason == HELD_BY_HAND and row.state == "held":
        return "held already"
    db.steered.hold(tx, row.id, reason=HELD_BY_HAND)
    return None


def _release(tx: sqlite3.Connection, place: _Place, now: datetime, row: OutboxRow) -> str | None:
    by_hand = (row.state, row.reason) in (("held", HELD_BY_HAND), ("cancelled", CANCELLED_BY_HAND))
    if not by_hand:
        return "waits for nobody's word" if row.state in ("planned", "held") else _alone(row)
    if place.order.cancelled_at is not None or place.order.held_at is not None:
        return "its follow-up is held or cancelled: release that"
    waits_for = WAITS_FOR_WORD if row.due_at is None and place.order.approved_at is None else place.waits_for
    if waits_for is not None and not row.by_hand:  # a row that was let go by itself needs no second word
        db.steered.hold(tx, row.id, reason=waits_for)
    else:
        _let_go(tx, place, row, now, stays=False)
    return None


def _cancel(tx: sqlite3.Connection, _place: _Place, now: datetime, row: OutboxRow) -> str | None:
    if row.state not in ("planned", "held"):
        return "cancelled already" if row.reason == CANCELLED_BY_HAND else _alone(row)
    db.steered.cancel(tx, row.id, reason=CANCELLED_BY_HAND, now=now)
    return None


def _approve(tx: sqlite3.Connection, place: _Place, now: datetime, row: OutboxRow) -> str | None:
    if row.state != "held":
        return "approved already" if row.state == "planned" else _alone(row)
    if row.reason not in (WAITS_FOR_APPROVAL, WAITS_FOR_WORD):
        return row.reason
    _let_go(tx, place, row, now, stays=place.alone)
    return None


def _send_now(tx: sqlite3.Connection, place: _Place, now: datetime, row: OutboxRow) -> str | None:
    if row.state == "planned" and row.by_hand and row.due_at is not None and row.due_at <= now:
        return "due already"
    if row.state == "held" and row.reason == WAITS_FOR_MATERIAL:
        return WAITS_FOR_MATERIAL
    after = place.follow_up.too_late_after if place.follow_up else TOO_LATE_AFTER
    if row.state not in ("planned", "held") and row.reason not in (too_late(after), CANCELLED_BY_HAND):
        return _alone(row)
    db.steered.set_moment(tx, row.id, due_at=now)
    return None


_ONE: Mapping[Verb, Callable[[sqlite3.Connection, _Place, datetime, OutboxRow], str | None]] = {
    "hold": _hold,
    "release": _release,
    "cancel": _cancel,
    "approve": _approve,
    "send-now": _send_now,
}


def _let_go(tx: sqlite3.Connection, place: _Place, row: OutboxRow, now: datetime, *, stays: bool) -> None:
    """It goes at its moment; if that is over as soon as hours are not quiet, and the plan does not find it too late.

    ``stays``: this row is let go by itself, which the plan is to heed.
    """
    if row.due_at is None or row.due_at <= now or stays:
        home = home_of(db.attendees.by_id(tx, row.attendee_id), place.webinar)
        at_once = allowed(now, place.webinar.quiet, home)
        db.steered.set_moment(tx, row.id, due_at=max(at_once, row.due_at or now))
    else:
        db.steered.release(tx, row.id, due_at=row.due_at)


def _alone(row: OutboxRow) -> str:
    """Why a row in this state is not touched."""
    known = _ALONE.get(row.state)
    return known or f"{'given up' if row.state == 'gave_up' else row.state}: {row.reason}"
