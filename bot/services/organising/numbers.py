"""A webinar's numbers as its organiser gives them: typed, or read from the report of the webinar tool.

A report is shown before it counts: what is kept of it until then is the numbers and which links came, never an
address. What was given can be taken back within a minute. Unlike an import at the command line, what is given here
stands against the definition's own numbers, as whoever gives it sees both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

import db.audits
import db.invitations
import db.prepared
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.attending import NUMBERS, known_links
from bot.services.errors import Refusal
from bot.services.exporting import require_answers
from bot.services.library import Library
from bot.services.lists import Told, read_list
from bot.services.organising.audit import record
from bot.services.organising.overtaking import Overtaken, require_current
from bot.services.planning import replan
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.services.tool_reports import Odd, Tool, ToolReport, read_report
from bot.survey.sheet import Faulty
from db.webinars import WebinarRow

ROOM = "numbers"
UNDO_WITHIN = timedelta(minutes=1)
KEPT = timedelta(days=7)
"""So long something prepared and not carried out is kept."""

MOST_ODD = 5
"""So many lines that are not understood are shown."""


class Counted(msgspec.Struct, frozen=True):
    """A webinar's numbers. ``links`` were made for registered people."""

    webinar_id: int
    revision: int
    title: str
    registrations: int | None
    attendees: int | None
    attention: float | None
    links: int = 0


class OddLine(msgspec.Struct, frozen=True):
    """A line that is not understood, as ``tool_reports.Odd``."""

    line: int
    template: str
    values: dict[str, str]


class Matching(msgspec.Struct, frozen=True):
    """A report matched with a webinar, not carried out yet.

    ``tool`` None: a list of another making. ``known`` of its people have a link; ``came`` maps the numbers of their
    invitations to whether they came. ``odd`` are the first lines that are not understood, of ``odd_lines``.
    """

    webinar_id: int
    revision: int
    title: str
    tool: Tool | None
    registrations: int | None
    attendees: int | None
    attention: float | None
    measured: int
    minutes: float | None
    nameless: int
    people: int
    known: int
    came: tuple[tuple[int, bool], ...]
    odd: tuple[OddLine, ...]
    odd_lines: int


class Undone(msgspec.Struct, frozen=True):
    """What it takes to undo: the numbers and what was said of links before, and the revision that came of it."""

    kind: Literal["numbers"]
    numbers: dict[str, int | float | None]
    said: tuple[tuple[int, bool | None], ...]
    revision: int


class Numbers:
    """Takes numbers. Whoever may not shape the webinar is refused."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def may(self, by: Person) -> bool:
        """Whether they may give numbers anywhere."""
        return await self._store.read(lambda tx: self._access.may(tx, by, Act.SHAPE))

    async def of(self, by: Person, webinar_id: int) -> Counted:
        """A webinar's numbers. Raises: NotAllowed."""
        return await self._store.read(lambda tx: _counted(tx, self._row(tx, by, webinar_id)))

    async def give(self, by: Person, webinar_id: int, *, seen: int, **numbers: float | None) -> int:
        """The webinar has these of the ``NUMBERS``; the number of the deed, by which it can be undone.

        Raises:
            Refusal: they may not, somebody changed it in between, or its figures are frozen.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row = self._row(tx, by, webinar_id, seen=seen)
            return self._carry_out(tx, by, row, numbers, (), "numbers.given", now)

        return await self._store.write(work)

    async def prepare(self, by: Person, webinar_id: int, *, seen: int, file: str, content: bytes) -> Matching:
        """What a report comes to for this webinar; it waits for ``carry_out`` and has changed nothing.

        Raises:
            Refusal: as for ``give``, or nobody can read the file.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Matching:
            row = self._row(tx, by, webinar_id, seen=seen)
            matching = self._matching(tx, row, file, content)
            db.prepared.prune(tx, before=now - KEPT)
            db.prepared.put(tx, by.telegram_id, ROOM, body=msgspec.json.encode(matching).decode(), now=now)
            return matching

        return await self._store.write(work)

    async def carry_out(self, by: Person, webinar_id: int, *, seen: int) -> int:
        """The report that was prepared counts; the number of the deed.

        Raises:
            Refusal: as for ``give``, or nothing is prepared.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row = self._row(tx, by, webinar_id, seen=seen)
            body = db.prepared.of_chat(tx, by.telegram_id, ROOM)
            matching = None if body is None else msgspec.json.decode(body, type=Matching)
            if matching is None or matching.webinar_id != row.id or matching.revision != seen:
                raise Refusal("This report is not here any more. Please send it again.")
            numbers = {name: getattr(matching, name) for name in NUMBERS if getattr(matching, name) is not None}
            db.prepared.drop(tx, by.telegram_id, ROOM)
            return self._carry_out(tx, by, row, numbers, matching.came, "numbers.report", now)

        deed = await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)
        return deed

    async def undo(self, by: Person, deed: int) -> int:
        """The numbers are what they were before that deed; the webinar's number.

        Raises:
            Refusal: they may not, it is too late, or somebody changed the webinar since.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row, before = self._undoable(tx, by, deed, now)
            numbers: dict[str, Any] = {name: before.numbers[name] for name in NUMBERS}
            db.webinars.count(tx, row.id, now=now, **numbers)
            if db.invitations.note_attendance(tx, before.said):
                replan(tx, row, self._library.webinar(row), now=now)
            db.audits.undone(tx, deed)
            record(tx, by, "numbers.undone", webinar=row, now=now)
            return row.id

        webinar_id = await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)
        return webinar_id

    def _undoable(self, tx: sqlite3.Connection, by: Person, deed: int, now: datetime) -> tuple[WebinarRow, Undone]:
        done = db.audits.by_id(tx, deed)
        row = None if done is None or done.webinar is None else db.webinars.find(tx, done.webinar)
        self._access.require(tx, by, Act.SHAPE, row)
        if done is None or row is None or done.undo is None or done.at + UNDO_WITHIN < now:
            raise Refusal("It is too late to undo this. You can give the numbers anew.")
        try:
            before = msgspec.json.decode(done.undo, type=Undone)
        except msgspec.ValidationError:  # it was another sort of deed
            raise Overtaken from None
        if row.revision != before.revision:
            raise Overtaken
        return row, before

    def _row(self, tx: sqlite3.Connection, by: Person, webinar_id: int, *, seen: int | None = None) -> WebinarRow:
        """The webinar, if they may shape it, and to be changed only if it is as they have ``seen`` it."""
        self._access.require(tx, by, Act.SHAPE)
        row = db.webinars.find_by_id(tx, webinar_id)
        if row is None:
            raise Refusal("This webinar is not there any more.")
        self._access.require(tx, by, Act.SHAPE, row)
        if seen is not None:
            require_current(row, seen)
            require_answers(tx, self._library, row)
        return row

    def _matching(self, tx: sqlite3.Connection, row: WebinarRow, file: str, content: bytes) -> Matching:
        report, told, odd = _read(file, content)
        links = {} if self._library.seal is None else dict(known_links(tx, self._library, row, told))
        return Matching(
            webinar_id=row.id,
            revision=row.revision,
            title=row.title,
            tool=None if report is None else report.tool,
            registrations=told.registrations,
            attendees=told.attendees,
            attention=told.attention,
            measured=report.attention.people if report and report.attention else 0,
            minutes=report.minutes if report else None,
            nameless=report.nameless if report else 0,
            people=len(told.people),
            known=len(links),
            came=tuple((link, came) for link, came in links.items() if came is not None),
            odd=tuple(OddLine(each.line, each.template, _texts(each.values)) for each in odd[:MOST_ODD]),
            odd_lines=len(odd),
        )

    def _carry_out(
        self,
        tx: sqlite3.Connection,
        by: Person,
        row: WebinarRow,
        numbers: Mapping[str, Any],
        came: tuple[tuple[int, bool], ...],
        action: str,
        now: datetime,
    ) -> int:
        before = db.invitations.attendance(tx, row.id, [link for link, _ in came])
        counted = replace(row, **numbers)
        db.webinars.count(tx, row.id, **{name: getattr(counted, name) for name in NUMBERS}, now=now)
        changed = db.invitations.note_attendance(tx, came)
        if changed:
            replan(tx, row, self._library.webinar(row), now=now)
        after = db.webinars.by_id(tx, row.id)
        undo = Undone("numbers", {name: getattr(row, name) for name in NUMBERS}, tuple(before.items()), after.revision)
        given = {name: round(value) for name, value in numbers.items() if value is not None and name != "attention"}
        return record(
            tx,
            by,
            action,
            webinar=row,
            now=now,
            undo=msgspec.to_builtins(undo),
            links=len(came),
            changed=changed,
            **given,
        )


def _read(file: str, content: bytes) -> tuple[ToolReport | None, Told, tuple[Odd, ...]]:
    """A tool's report, or a list of another making, and what is not understood of it."""
    try:
        report = read_report(file, content)
        if report is not None:
            return report, report.told(), report.odd
        return None, read_list(file, content).told(), ()
    except Faulty:
        raise Refusal(
            "I cannot read this file. Please send the report as Zoom, Teams or GoTo Webinar exports it (CSV), or a CSV"
            " file with a column called email."
        ) from None


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _counted(tx: sqlite3.Connection, row: WebinarRow) -> Counted:
    links, _ = db.invitations.counts(tx, row.id)
    return Counted(row.id, row.revision, row.title, row.registrations, row.attendees, row.attention, links)
