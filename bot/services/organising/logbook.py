"""The logbook: what was done by whom, the latest first, for owners to read. ``audit`` writes it.

Whoever did something is told by the name the team knows them by; who was forgotten since has none any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

import db.attendees
import db.audits
import db.members
import db.webinars
from bot.services.access import Access, Act, Person
from bot.services.library import Library
from bot.services.storage import Storage
from db.audits import FORGOTTEN, AuditRow

ON_A_PAGE = 8
"""Deeds on one page."""

Who = Literal["operator", "you", "owner", "member", "forgotten", "gone"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed. ``name`` is a member's; ``whose`` is that of the member it was about. ``at`` is told in ``zone``."""

    at: datetime
    zone: str
    who: Who
    name: str
    action: str
    webinar: str | None
    whose: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the log; pages count from 0."""

    deeds: tuple[Deed, ...]
    page: int
    pages: int


class Logbook:
    """Reads the log."""

    def __init__(self, store: Storage, library: Library, access: Access) -> None:
        self._store = store
        self._library = library
        self._access = access

    async def page(self, by: Person, page: int) -> Page:
        """That page, or the nearest there is. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> Page:
            self._access.require(tx, by, Act.TEAM)
            pages = max(-(-db.audits.count(tx) // ON_A_PAGE), 1)
            which = min(max(page, 0), pages - 1)
            rows = db.audits.latest(tx, skip=which * ON_A_PAGE, limit=ON_A_PAGE)
            home = self._home(tx, by)
            return Page(tuple(self._deed(tx, by, row, home) for row in rows), which, pages)

        return await self._store.read(work)

    def _home(self, tx: sqlite3.Connection, by: Person) -> str:
        """The zone that ``by`` reads in: theirs if they said it, or that of the latest webinar."""
        attendee = db.attendees.by_chat(tx, by.telegram_id)
        if attendee is not None and attendee.timezone is not None:
            return attendee.timezone
        rows = db.webinars.every(tx)
        return self._library.webinar(rows[-1]).timezone if rows else "UTC"

    def _deed(self, tx: sqlite3.Connection, by: Person, row: AuditRow, home: str) -> Deed:
        webinar = None if row.webinar is None else db.webinars.find(tx, row.webinar)
        detail = msgspec.json.decode(row.detail, type=dict[str, Any])
        who, name = self._who(tx, by, row.by)
        return Deed(
            at=row.at,
            zone=home if webinar is None else self._library.webinar(webinar).timezone,
            who=who,
            name=name,
            action=row.action,
            webinar=row.webinar if webinar is None else webinar.title,
            whose=_whose(tx, detail.get("member")),
            detail=detail,
        )

    def _who(self, tx: sqlite3.Connection, by: Person, telegram_id: int | None) -> tuple[Who, str]:
        if telegram_id is None:
            return "operator", ""
        if telegram_id == FORGOTTEN:
            return "forgotten", ""
        if telegram_id == by.telegram_id:
            return "you", ""
        if telegram_id in self._access.owners:
            return "owner", str(telegram_id)
        name = db.members.name_of(tx, telegram_id)
        return ("gone", str(telegram_id)) if name is None else ("member", name)


def _whose(tx: sqlite3.Connection, member_id: object) -> str | None:
    if not isinstance(member_id, int):
        return None
    row = db.members.by_id(tx, member_id)
    return None if row is None else row.name
