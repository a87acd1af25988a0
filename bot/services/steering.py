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
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import db.attendees
import db.materials
import db.orders
import db.outbox
import db.steered
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Reader
from bot.services.errors import Refusal
from bot.services.handing import settle_doubt
from bot.services.library import Library
from bot.services.listing import keys_here
from bot.services.named import UnknownFollowUp, webinar_named
from bot.services.orders import Verb, said
from bot.services.organising import audit
from bot.services.planning import OPENING, replan
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.services.words import ON_ONE, Place, is_in_doubt
from bot.survey.definitions import ByHand, FollowUp, Webinar
from db.outbox import OutboxRow
from db.webinars import WebinarRow

Resolution = Literal["sent", "not-sent", "again"]

SENT_BY_HAND = "sent, says an organiser"
NOT_SENT_BY_HAND = "not sent, says an organiser"

UNDONE_WITHIN = timedelta(minutes=1)
"""So long a cancelling can be taken back as if it had not been said; after that what it stopped can be let go."""

DEEDS: Mapping[Verb, str] = {
    "hold": "outbox.held",
    "release": "outbox.released",
    "cancel": "outbox.cancelled",
    "take-back": "outbox.taken_back",
    "send-now": "outbox.sent_now",
    "approve": "outbox.approved",
}
"""How the audit log calls each."""


@dataclass(frozen=True, slots=True)
class Steered:
    """What a word did: how many rows it touched, and how many it left alone for which reason.

    ``waits_for`` are materials that are not there: what was let go goes when they have arrived. ``at_once``: what was
    approved has no moment of its own, and goes to whoever enters later as they enter.
    """

    touched: int
    left: Mapping[str, int] = field(default_factory=dict)
    waits_for: tuple[str, ...] = ()
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a word is about: a follow-up of a webinar, or one row by its number.

    ``webinar`` is a code or key, or a number.
    """

    webinar: str | int
    follow_up: str | None = None
    row: int | None = None


class Steering:
    """Carries out what organisers say about the outbox of a webinar."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def steer(self, by: Reader, verb: Verb, target: Target) -> Steered:
        """Carry out ``verb``.

        Raises:
            NotAllowed: ``by`` may not.
            Refusal: there is no such webinar, follow-up or row, or the word makes no sense for it.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[int, Steered]:
            return self._said(tx, by, verb, target, now)

        row_id, done = await self._store.write(work)
        laid = await Portions(self._store, self._clock, self._library).finish(row_id)
        if laid.planned and verb == "send-now" and target.row is None:
            _, later = await self._store.write(work)  # who got their row in portions has it now
            done = replace(done, touched=done.touched + later.touched)
        return done

    async def foresee(self, by: Reader, verb: Verb, target: Target) -> Steered:
        """What ``verb`` would do now; nothing of it is done. Raises as ``steer``."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Steered:
            tx.execute("SAVEPOINT foresight")
            try:
                return self._said(tx, by, verb, target, now)[1]
            finally:
                tx.execute("ROLLBACK TO foresight")
                tx.execute("RELEASE foresight")

        return await self._store.write(work)

    async def resolve(self, by: Reader, target: Target, *, how: Resolution) -> Steered:
        """Rows in doubt are settled as an organiser found out, or go (again) at once. Raises as ``steer``."""
        now = self._clock.now()

        def one(tx: sqlite3.Connection, webinar: Webinar, row: OutboxRow) -> str | None:
            if not is_in_doubt(row):
                return "not doubtful"
            if how == "again":
                db.steered.set_moment(tx, row.id, due_at=now)
            else:
                reason = SENT_BY_HAND if how == "sent" else NOT_SENT_BY_HAND
                db.steered.resolve(tx, row.id, sent=how == "sent", reason=reason, now=now)
                settle_doubt(tx, row, webinar, sent=how == "sent")
            return None

        def work(tx: sqlite3.Connection) -> Steered:
            place = self._place(tx, by, target)
            done = _each(place.owed, partial(one, tx, place.webinar))
            if done.touched:
                _record(tx, by, "outbox.resolved", place, target, done, now, how=how)
            return done

        return await self._store.write(work)

    async def open(self, by: Reader, code: str) -> Steered:
        """The webinar's survey is open from now on, and whoever entered gets the first question.

        Nothing is touched if it is open already. Raises: Refusal, when there is no such webinar, attendees could not be
        told what becomes of their answers, or it has closed.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Steered | None:
            row = self._access.named(tx, by, Act.STEER, code)
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
            audit.record(tx, by, "webinar.opened", webinar=row, now=now)
            return None

        done = await self._store.write(work)
        if done is not None:
            return done
        row_id = (await self._store.read(partial(webinar_named, code_or_key=code))).id
        await Portions(self._store, self._clock, self._library).finish(row_id)
        called = partial(db.outbox.due_with, webinar_id=row_id, follow_up=OPENING, due_at=now)
        return Steered(await self._store.read(called))

    def _said(
        self, tx: sqlite3.Connection, by: Reader, verb: Verb, target: Target, now: datetime
    ) -> tuple[int, Steered]:
        """The word is carried out; the webinar's number, and what it did."""
        place = self._place(tx, by, target)
        _require_sense(verb, place, now)
        before = place.order
        if not place.alone:
            db.orders.keep(tx, place.row.id, said(verb, before, now))
            if verb in ("hold", "cancel"):
                db.steered.heed_orders(tx, webinar_id=place.row.id, follow_up=place.key)
            if verb == "send-now" and before.cancelled_at is not None:
                replan(tx, place.row, place.webinar, now=now)  # who entered meanwhile has no row yet
                place = self._place(tx, by, target)
            place = replace(place, order=said(verb, before, now))
        done = _each(place.owed, partial(ON_ONE[verb], tx, place, now))
        if verb in ("release", "take-back") and not place.alone:  # who entered while it was cancelled has no row yet
            replan(tx, place.row, place.webinar, now=now)
        if place.follow_up is not None and verb in ("send-now", "approve"):
            at_once = verb == "approve" and isinstance(place.follow_up.when, ByHand)
            done = replace(done, waits_for=_missing(tx, place.row, place.follow_up), at_once=at_once)
        if done.touched or place.order != before:
            _record(tx, by, DEEDS[verb], place, target, done, now)
        return place.row.id, done

    def _place(self, tx: sqlite3.Connection, by: Reader, target: Target) -> Place:
        row = self._access.at(tx, by, Act.STEER, target.webinar)
        webinar = self._library.webinar(row)
        if target.row is not None:
            one = db.outbox.by_id(tx, target.row)
            if one is None or one.webinar_id != row.id:
                raise Refusal("The outbox of {key} has no row {row}.", key=row.key, row=target.row)
            key, owed = one.follow_up, [one]
        else:
            key = target.follow_up or ""
            owed = db.outbox.of_follow_up(tx, webinar_id=row.id, follow_up=key)
        follow_up = webinar.follow_up(key)
        if follow_up is None and not owed:
            raise UnknownFollowUp(webinar, key)
        order = db.orders.of_follow_up(tx, webinar_id=row.id, follow_up=key)
        return Place(row, webinar, key, follow_up, order, owed, alone=target.row is not None)


def _missing(tx: sqlite3.Connection, row: WebinarRow, follow_up: FollowUp) -> tuple[str, ...]:
    """The materials it sends that are still to come."""
    here = keys_here(tx, row.id)
    return tuple(key for key in follow_up.send if key not in here)


def _require_sense(verb: Verb, place: Place, now: datetime) -> None:
    """Return if ``verb`` can be said of it. Raises: Refusal."""
    if place.key == OPENING and verb in ("send-now", "approve"):
        raise Refusal("The first question goes when the survey opens.")
    cancelled_at = place.order.cancelled_at
    if verb == "take-back" and cancelled_at is not None and now - cancelled_at > UNDONE_WITHIN:
        raise Refusal("It is too late to undo that. “Let it go” makes it go all the same.")
    needs = place.follow_up is not None and (place.follow_up.approve or isinstance(place.follow_up.when, ByHand))
    if verb == "approve" and not needs:
        raise Refusal("{name} waits for nobody's approval: it goes when it is due.", name=place.key)


def _record(
    tx: sqlite3.Connection,
    by: Reader,
    action: str,
    place: Place,
    target: Target,
    done: Steered,
    now: datetime,
    **detail: str,
) -> None:
    about = {"follow_up": place.key, "row": target.row, "rows": done.touched, **detail}
    audit.record(tx, by, action, webinar=place.row, now=now, undo=None, **about)


def _each(rows: Sequence[OutboxRow], word: Callable[[OutboxRow], str | None]) -> Steered:
    """Say ``word`` to each row; it answers why it left a row alone, or None."""
    answers = Counter(map(word, rows))
    touched = answers.pop(None, 0)
    return Steered(touched, {why: count for why, count in answers.items() if why is not None})
