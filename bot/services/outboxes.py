"""The outbox of a webinar for whoever steers it: what goes next, what waits for whom, what will not go, and why.

Rows are told by number and, where the survey is not anonymous, by the response's label; by name only where it asks for
names. It refuses to change anything; ``steering`` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import db.bots
import db.enrolments
import db.orders
import db.outbox
import db.responses
import db.webinars
from bot.services.access import Access, Act, Reader
from bot.services.library import Library
from bot.services.listing import keys_here
from bot.services.named import UnknownFollowUp
from bot.services.planning import OPENING
from bot.services.publishing import deep_link
from bot.services.storage import Storage
from bot.survey.definitions import Webinar
from db.orders import OrderRow
from db.outbox import Heap, OutboxRow, State
from db.webinars import WebinarRow


@dataclass(frozen=True, slots=True)
class Next:
    """When the next messages of a follow-up go, and how many go then."""

    at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class OwedFollowUp:
    """One follow-up in figures. ``why`` counts rows by state and reason, where there is one. ``missing``: materials."""

    key: str
    counts: Mapping[State, int]
    why: Mapping[State, Mapping[str, int]]
    next: Next | None
    order: OrderRow
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One row. ``who`` is a label or a name, None where nobody is to know."""

    row: OutboxRow
    who: str | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of one webinar. ``entered`` counts people; ``link`` is None until the bot has met Telegram."""

    row: WebinarRow
    webinar: Webinar
    link: str | None
    entered: int
    follow_ups: tuple[OwedFollowUp, ...]
    rows: tuple[OwedRow, ...] = ()


class Outboxes:
    """Shows outboxes."""

    def __init__(self, store: Storage, library: Library, access: Access) -> None:
        self._store = store
        self._library = library
        self._access = access

    async def outbox(
        self, by: Reader, webinar: str | int, *, rows: bool = False, follow_up: str | None = None
    ) -> Outbox:
        """The outbox of one webinar, with each row if ``rows``; of one ``follow_up`` only, if given.

        Whose rows they are is told to those who may read rows.

        Raises:
            NotAllowed: ``by`` may not steer it.
            UnknownWebinar: there is none.
            Refusal: there is no follow-up of that name, and never was.
        """

        def work(tx: sqlite3.Connection) -> Outbox:
            row = self._access.at(tx, by, Act.STEER, webinar)
            defined, bot = self._library.webinar(row), db.bots.known(tx)
            found = [each for each in owed_follow_ups(tx, row, defined) if follow_up in (None, each.key)]
            if follow_up is not None and not found:
                raise UnknownFollowUp(defined, follow_up)
            owed = self._rows(tx, row, defined, follow_up) if rows else ()
            named = self._access.may(tx, by, Act.ROWS, row)
            return Outbox(
                row=row,
                webinar=defined,
                link=deep_link(bot.username if bot else None, row.code),
                entered=len(db.enrolments.of_webinar(tx, row.id)),
                follow_ups=tuple(found),
                rows=tuple(each if named else replace(each, who=None) for each in owed),
            )

        return await self._store.read(work)

    def _rows(
        self, tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, follow_up: str | None
    ) -> Iterator[OwedRow]:
        identity = self._library.survey(tx, row.survey_id).identity
        names = {each.attendee_id: each.name for each in db.enrolments.of_webinar(tx, row.id)}
        for owed in db.outbox.of_webinar(tx, row.id):
            if follow_up not in (None, owed.follow_up):
                continue
            who = names.get(owed.attendee_id) if identity == "identified" else None
            if who is None and identity != "anonymous":
                response = db.responses.find(
                    tx, webinar_id=row.id, survey_key=webinar.survey, attendee_id=owed.attendee_id
                )
                who = response.label if response else None
            yield OwedRow(owed, who)


def owed_follow_ups(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar) -> Iterator[OwedFollowUp]:
    """The opening, the plan's follow-ups in its order, then those that were once in it."""
    heaps: dict[str, list[Heap]] = {}
    for heap in db.outbox.heaps(tx, row.id):
        heaps.setdefault(heap.follow_up, []).append(heap)
    orders = db.orders.of_webinar(tx, row.id)
    here = keys_here(tx, row.id)
    sends = {each.key: each.send for each in webinar.follow_ups}
    keys = dict.fromkeys([*([OPENING] if OPENING in heaps else ()), *sends, *heaps])
    for key in keys:
        yield OwedFollowUp(
            key=key,
            counts=_counts(heaps.get(key, [])),
            why=_reasons(heaps.get(key, [])),
            next=_next(tx, row.id, heaps.get(key, [])),
            order=orders.get(key, OrderRow(key)),
            missing=tuple(each for each in sends.get(key, ()) if each not in here),
        )


def _counts(heaps: list[Heap]) -> Mapping[State, int]:
    counts: dict[State, int] = {}
    for heap in heaps:
        counts[heap.state] = counts.get(heap.state, 0) + heap.rows
    return counts


def _reasons(heaps: list[Heap]) -> Mapping[State, Mapping[str, int]]:
    why: dict[State, dict[str, int]] = {}
    for heap in heaps:
        if heap.reason is not None:
            why.setdefault(heap.state, {})[heap.reason] = heap.rows
    return why


def _next(tx: sqlite3.Connection, webinar_id: int, heaps: list[Heap]) -> Next | None:
    first = min((heap for heap in heaps if heap.state == "planned" and heap.first_due_at), default=None, key=_first_due)
    if first is None or first.first_due_at is None:
        return None
    rows = db.outbox.due_with(tx, webinar_id=webinar_id, follow_up=first.follow_up, due_at=first.first_due_at)
    return Next(first.first_due_at, rows)


def _first_due(heap: Heap) -> datetime:
    assert heap.first_due_at is not None
    return heap.first_due_at
