"""You said, we did: an organiser marks comments that led to a change and writes a line, which their authors get.

It is for those who may read what people wrote, and never shows what fewer people wrote than the limit. Answers to an
anonymous survey belong to nobody, so nobody can be told what came of theirs.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta

import db.frozen
import db.outbox
import db.tallies
import db.upshots
from bot.clock import Clock
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Reader
from bot.services.canonical import digest
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.organising.comments import Comment, WhyNot, comments_of, why_not
from bot.services.storage import Storage
from bot.services.upshots import key_of
from db.outbox import PlannedRow
from db.upshots import UpshotRow
from db.webinars import WebinarRow

LONGEST_LINE = 500
"""Characters of what is said."""

REPENTANCE = timedelta(minutes=1)
"""So long after it was sent it sets out, and can be cancelled in the outbox until then."""


class LineOvertaken(Refusal):
    """Somebody wrote another line in between."""

    def __init__(self) -> None:
        super().__init__("Somebody has written another line in between. Please look again: yours was not taken.")


@dataclass(frozen=True, slots=True)
class Upshot:
    """One upshot. ``marked`` counts comments; ``people`` those who can be told and want to be."""

    id: int
    line: str | None
    sent: bool
    marked: int
    people: int

    @property
    def seen(self) -> str:
        """What tells this line from one that somebody wrote meanwhile."""
        return digest(self.line or "")[:12]

    @property
    def follow_up(self) -> str:
        """How the outbox names it."""
        return key_of(self.id)


@dataclass(frozen=True, slots=True)
class Upshots:
    """All upshots of one webinar, the latest first. ``why_not``: no more can be made."""

    webinar_id: int
    title: str
    languages: tuple[str, ...]
    why_not: WhyNot | None
    every: tuple[Upshot, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The comments to choose from, and whether each is chosen. ``withheld``: some questions have too few."""

    upshots: Upshots
    upshot: Upshot
    comments: tuple[tuple[Comment, bool], ...]
    withheld: bool


class AnsweringBack:
    """Tells those who commented what came of it. ``limit``: what fewer people wrote is not shown.

    Every method raises NotAllowed, and Refusal if there is no such upshot.
    """

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access, *, limit: int = LIMIT) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access
        self._limit = limit

    async def upshots(self, by: Reader, webinar_id: int) -> Upshots:
        """All there are."""
        return await self._store.read(lambda tx: self._upshots(tx, self._row(tx, by, webinar_id)))

    async def begin(self, by: Reader, webinar_id: int) -> int:
        """There is one more to be written; its number. One that nobody has put anything into yet is taken up again."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row = self._row(tx, by, webinar_id)
            self._require_offered(tx, row)
            there = self._upshots(tx, row).every
            empty = next((each for each in there if each.line is None and not each.marked), None)
            return db.upshots.begin(tx, row.id, now=now) if empty is None else empty.id

        return await self._store.write(work)

    async def choice(self, by: Reader, webinar_id: int, upshot_id: int) -> Choice:
        """The comments to choose from, and which are chosen."""

        def work(tx: sqlite3.Connection) -> Choice:
            row, upshot = self._draft(tx, by, webinar_id, upshot_id)
            self._require_offered(tx, row)
            led = db.upshots.marks(tx, upshot.id)
            found = comments_of(tx, self._library, row, limit=self._limit)
            chosen = tuple((each, each.place in led) for each in found.shown)
            return Choice(self._upshots(tx, row), self._upshot(tx, upshot), chosen, found.withheld)

        return await self._store.read(work)

    async def mark(
        self, by: Reader, webinar_id: int, upshot_id: int, *, label: str, mark: str, led_to_it: bool
    ) -> None:
        """The comment with this label and mark led to it, or did not. What is not shown cannot be marked."""

        def work(tx: sqlite3.Connection) -> None:
            row, upshot = self._draft(tx, by, webinar_id, upshot_id)
            self._require_offered(tx, row)
            for each in comments_of(tx, self._library, row, limit=self._limit).shown:
                if (each.label, each.mark) == (label, mark):
                    db.upshots.mark(tx, upshot.id, each.place, led_to_it=led_to_it)
                    return
            raise Refusal("This comment is not there any more.")

        await self._store.write(work)

    async def upshot(self, by: Reader, webinar_id: int, upshot_id: int) -> tuple[Upshots, Upshot]:
        """One of them, and all."""

        def work(tx: sqlite3.Connection) -> tuple[Upshots, Upshot]:
            row = self._row(tx, by, webinar_id)
            return self._upshots(tx, row), self._upshot(tx, self._find(tx, row, upshot_id))

        return await self._store.read(work)

    async def write(self, by: Reader, webinar_id: int, upshot_id: int, *, line: str, seen: str) -> None:
        """This is what it says. ``seen`` tells which line was looked at. Raises: LineOvertaken."""
        line = " ".join(line.split())

        def work(tx: sqlite3.Connection) -> None:
            _, upshot = self._draft(tx, by, webinar_id, upshot_id)
            if not 0 < len(line) <= LONGEST_LINE:
                raise Refusal(
                    "It has {length} characters; at least one and at most {limit} are needed.",
                    length=len(line),
                    limit=LONGEST_LINE,
                )
            if upshot.line != line:
                if self._upshot(tx, upshot).seen != seen:
                    raise LineOvertaken
                db.upshots.write(tx, upshot.id, line=line)

        await self._store.write(work)

    async def send(self, by: Reader, webinar_id: int, upshot_id: int, *, seen: str) -> int:
        """Those who commented are owed it, in a minute; how many they are. Raises: LineOvertaken."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row, draft = self._draft(tx, by, webinar_id, upshot_id)
            self._require_offered(tx, row)
            upshot = self._upshot(tx, draft)
            if upshot.line is None:
                raise Refusal("Please write first what came of it.")
            if upshot.seen != seen:
                raise LineOvertaken
            people = db.upshots.to_tell(tx, draft.id)
            if not people:
                raise Refusal("Nobody who wrote one of the chosen comments can be told.")
            due_at = now + REPENTANCE
            rows = (PlannedRow(row.id, each, upshot.follow_up, due_at=due_at, prefers="not_at_all") for each in people)
            count = db.outbox.plan(tx, rows)
            db.upshots.sent(tx, draft.id, now=now)
            audit.record(tx, by, "upshot.sent", webinar=row, now=now, follow_up=upshot.follow_up, rows=count)
            return count

        return await self._store.write(work)

    async def drop(self, by: Reader, webinar_id: int, upshot_id: int) -> None:
        """It is not sent, and gone."""
        await self._store.write(lambda tx: db.upshots.drop(tx, self._draft(tx, by, webinar_id, upshot_id)[1].id))

    def _row(self, tx: sqlite3.Connection, by: Reader, webinar_id: int) -> WebinarRow:
        row = self._access.numbered(tx, by, Act.ROWS, webinar_id)
        self._access.require(tx, by, Act.STEER, row)
        return row

    def _find(self, tx: sqlite3.Connection, row: WebinarRow, upshot_id: int) -> UpshotRow:
        found = db.upshots.by_id(tx, upshot_id)
        if found is None or found.webinar_id != row.id:
            raise Refusal("This is not there any more.")
        return found

    def _draft(
        self, tx: sqlite3.Connection, by: Reader, webinar_id: int, upshot_id: int
    ) -> tuple[WebinarRow, UpshotRow]:
        row = self._row(tx, by, webinar_id)
        found = self._find(tx, row, upshot_id)
        if found.sent_at is not None:
            raise Refusal("This has been sent already.")
        return row, found

    def _upshots(self, tx: sqlite3.Connection, row: WebinarRow) -> Upshots:
        return Upshots(
            webinar_id=row.id,
            title=row.title,
            languages=self._library.webinar(row).languages,
            why_not=why_not(tx, self._library, row, limit=self._limit),
            every=tuple(self._upshot(tx, each) for each in db.upshots.of_webinar(tx, row.id)),
        )

    @staticmethod
    def _upshot(tx: sqlite3.Connection, row: UpshotRow) -> Upshot:
        people = 0 if row.sent_at is not None else len(db.upshots.to_tell(tx, row.id))
        return Upshot(row.id, row.line, row.sent_at is not None, len(db.upshots.marks(tx, row.id)), people)

    def _require_offered(self, tx: sqlite3.Connection, row: WebinarRow) -> None:
        match why_not(tx, self._library, row, limit=self._limit):
            case "anonymous":
                raise Refusal(
                    "Answers to an anonymous survey belong to nobody, so nobody can be told what came of them."
                )
            case "deleted":
                raise Refusal("The answers are deleted, as attendees were promised.")
            case "few":
                raise Refusal("So few people have written that it is not shown who wrote what.")
