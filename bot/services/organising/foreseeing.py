"""Foreseeing: what a webinar's plan will send, when, to whom, and what looks wrong with that, as things stand.

Told from the definition, the orders and the outbox; nothing is played through (``afterword rehearse`` does that). It
refuses to change anything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import db.orders
import db.outbox
from bot.clock import Clock
from bot.delivery.moments import allowed, moment
from bot.delivery.owing import DEFAULT_LATEST
from bot.insight.foresight import Foreseen, Foresight, How, To, Waits, Wrong
from bot.services.access import Access, Act, Reader
from bot.services.library import Library
from bot.services.listing import keys_here
from bot.services.storage import Storage
from bot.survey.definitions import ByHand, FollowUp, OnEntry, OnFinish, Webinar, Wording
from bot.survey.rules import leaves
from bot.survey.ruling import Progress, Rule
from db.orders import OrderRow
from db.outbox import FollowUpCounts
from db.webinars import WebinarRow


class Foreseeing:
    """Reads plans."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def foresight(self, by: Reader, webinar_id: int) -> Foresight:
        """The plan of a webinar. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Foresight:
            row = self._access.numbered(tx, by, Act.STEER, webinar_id)
            webinar = self._library.webinar(row)
            found = _follow_ups(tx, row, webinar, now)
            return Foresight(
                webinar_id=row.id,
                title=row.title,
                zone=webinar.timezone,
                languages=webinar.languages,
                now=now,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                opens_at=row.opens_at,
                closes_at=row.closes_at,
                follow_ups=tuple(sorted(found, key=lambda each: (each.at is None, each.at or now))),
            )

        return await self._store.read(work)


def _follow_ups(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, now: datetime) -> list[Foreseen]:
    here, orders = keys_here(tx, row.id), db.orders.of_webinar(tx, row.id)
    counts = {each.follow_up: each for each in db.outbox.tally(tx, row.id)}
    titles = {each.key: each.title for each in webinar.materials}
    return [
        _foreseen(each, row, webinar, orders.get(each.key, OrderRow(each.key)), counts.get(each.key), here, titles, now)
        for each in webinar.follow_ups
    ]


def _foreseen(
    follow_up: FollowUp,
    row: WebinarRow,
    webinar: Webinar,
    order: OrderRow,
    counts: FollowUpCounts | None,
    here: frozenset[str],
    titles: Mapping[str, Wording],
    now: datetime,
) -> Foreseen:
    how, at = _when(follow_up, row, webinar)
    to = _to(follow_up)
    missing = tuple(titles[key] for key in follow_up.send if key in titles and key not in here)
    sent, waiting = (counts.sent, counts.waiting + counts.held) if counts else (0, 0)
    wrong: list[Wrong] = ["missing"] if missing else []
    if how == "clock" and at is not None and not sent and not waiting and at + follow_up.too_late_after < now:
        wrong.append("late")
    if to == "unfinished" and at is not None and row.closes_at is not None and at >= row.closes_at:
        wrong.append("closed")
    return Foreseen(
        key=follow_up.key,
        how=how,
        at=at,
        to=to,
        sends=tuple(titles[key] for key in follow_up.send if key in titles),
        missing=missing,
        asks=follow_up.survey is not None,
        waits=_waits(follow_up, order),
        sent=sent,
        waiting=waiting,
        wrong=tuple(wrong),
    )


def _when(follow_up: FollowUp, row: WebinarRow, webinar: Webinar) -> tuple[How, datetime | None]:
    how: How = "clock"
    when = follow_up.when
    if isinstance(when, OnFinish):
        how, when = "finish", follow_up.latest or DEFAULT_LATEST
    elif isinstance(when, OnEntry):
        how = "entry"
    elif isinstance(when, ByHand):
        how = "hand"
    zone = ZoneInfo(webinar.timezone)
    at = moment(when, starts_at=row.starts_at, ends_at=row.ends_at, zone=zone)
    return how, None if at is None else allowed(at, webinar.quiet, zone)


def _to(follow_up: FollowUp) -> To:
    if follow_up.consent is not None:
        return "agreed"
    if follow_up.to is None:
        return "everyone"
    return "unfinished" if _unfinished(follow_up.to) else "some"


def _unfinished(rule: Rule) -> bool:
    return any(isinstance(leaf, Progress) and not leaf.finished for leaf in leaves(rule))


def _waits(follow_up: FollowUp, order: OrderRow) -> Waits | None:
    if order.cancelled_at is not None:
        return "cancelled"
    if order.held_at is not None:
        return "held"
    if order.approved_at is not None:
        return None
    if isinstance(follow_up.when, ByHand):
        return "word"
    return "approval" if follow_up.approve else None
