"""An outbox on a real SQLite file, and a postman who does as he is told. For the tests of the pump."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import db.attendees
import db.claims
import db.outbox
import db.steered
import db.surveys
import db.webinars
from bot.clock import Hurry, SteppedClock
from bot.delivery.pacing import Pace
from bot.delivery.ports import FilePart, Parcel, Part, StoredPart, TextPart
from bot.delivery.pump import Pump
from bot.delivery.retry import Receipt, Sent
from bot.survey.definitions import Wording
from db.errors import StoreUnavailable
from db.migrate import migrate
from db.outbox import OutboxRow, PlannedRow, Prefers
from db.store import Store

T = TypeVar("T")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)

TEXT = TextPart(Wording({"*": "Thank you."}))
SLIDES = FilePart(1, "presentation", Wording({"*": "The slides"}), "slides.pdf", "digest-1")
RECORDING = FilePart(2, "recording", Wording({"*": "The recording"}), "recording.mp4", "digest-2")


class Ledger:
    """Implements ``delivery.ports.Ledger`` with nothing but ``db``. While ``away`` every call raises."""

    def __init__(self, store: Store, clock: SteppedClock) -> None:
        self.store = store
        self.clock = clock
        self.contents: dict[str, tuple[Part, ...]] = {}
        self.file_ids: dict[int, str] = {}
        self.away: frozenset[str] = frozenset()
        self.calls: list[str] = []
        self._claims = count(1)

    async def _write(self, name: str, work: Callable[[sqlite3.Connection], T]) -> T:
        self.calls.append(name)
        if name in self.away or "everything" in self.away:
            raise StoreUnavailable("full", "afterword.db")
        return await self.store.write(work)

    async def claim(self, *, limit: int) -> Sequence[Parcel]:
        now, claim = self.clock.now(), f"run-{next(self._claims)}"

        def work(tx: sqlite3.Connection) -> list[Parcel]:
            rows = db.claims.claim_next(tx, claim=claim, now=now, lease_until=now + LEASE, limit=limit)
            return [self._parcel(tx, row, claim) for row in rows]

        return await self._write("claim", work)

    def _parcel(self, tx: sqlite3.Connection, row: OutboxRow, claim: str) -> Parcel:
        return Parcel(
            row=row.id,
            claim=claim,
            chat_id=db.attendees.by_id(tx, row.attendee_id).chat_id,
            attendee_id=row.attendee_id,
            webinar_id=row.webinar_id,
            follow_up=row.follow_up,
            language="en",
            parts=self.contents.get(row.follow_up, (TEXT,)),
            parts_done=row.parts,
            attempts=row.attempts,
            doubts=row.doubts,
            prefers=row.prefers,
        )

    async def sending(self, parcel: Parcel) -> bool:
        return await self._write("sending", lambda tx: db.claims.mark_sending(tx, parcel.row, claim=parcel.claim))

    async def part_sent(self, parcel: Parcel, *, parts_done: int, sent: Sent) -> bool:
        self._keep(parcel.parts[parts_done - 1], sent)
        return await self._write(
            "part_sent", lambda tx: db.claims.part_sent(tx, parcel.row, claim=parcel.claim, parts=parts_done)
        )

    async def sent(self, parcel: Parcel, *, sent: Sent) -> bool:
        self._keep(parcel.parts[-1], sent)
        now = self.clock.now()
        return await self._write("sent", lambda tx: db.claims.settle_sent(tx, parcel.row, claim=parcel.claim, now=now))

    def _keep(self, part: Part, sent: Sent) -> None:
        if isinstance(part, FilePart) and sent.file_id is not None:
            self.file_ids[part.material_id] = sent.file_id

    async def retry(self, parcel: Parcel, *, after: timedelta, reason: str, counted: bool) -> bool:
        due_at = self.clock.now() + after
        return await self._write(
            "retry",
            lambda tx: db.claims.retry(
                tx, parcel.row, claim=parcel.claim, due_at=due_at, reason=reason, counted=counted
            ),
        )

    async def unclaim(self, parcel: Parcel) -> bool:
        return await self._write("unclaim", lambda tx: db.claims.unclaim(tx, parcel.row, claim=parcel.claim))

    async def doubt(self, parcel: Parcel, *, cause: str, again_after: timedelta | None) -> bool:
        now = self.clock.now()
        due_at = None if again_after is None else now + again_after
        return await self._write(
            "doubt",
            lambda tx: db.claims.doubt(tx, parcel.row, claim=parcel.claim, due_at=due_at, reason=cause, now=now),
        )

    async def give_up(self, parcel: Parcel, *, reason: str) -> bool:
        now = self.clock.now()
        return await self._write(
            "give_up", lambda tx: db.steered.give_up(tx, parcel.row, reason=reason, now=now, claim=parcel.claim)
        )

    async def unreachable(self, parcel: Parcel, *, reason: str) -> bool:
        now = self.clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            db.attendees.mark_unreachable(tx, parcel.attendee_id)
            ours = db.steered.give_up(tx, parcel.row, reason=reason, now=now, claim=parcel.claim)
            db.steered.cancel_for_attendee(tx, parcel.attendee_id, reason=reason, now=now)
            return ours

        return await self._write("unreachable", work)

    async def moved(self, parcel: Parcel, *, chat_id: int) -> bool:
        return await self._write("moved", lambda tx: db.attendees.move_chat(tx, old=parcel.chat_id, new=chat_id))

    async def forget_file_ids(self, part: StoredPart) -> None:
        await self._write("forget_file_id", lambda tx: None)
        self.file_ids.pop(part.material_id, None)


class Postman:
    """Implements ``delivery.ports.Post``: sends well unless told otherwise, and remembers everything."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Part]] = []
        self.says: dict[int, list[Receipt | Exception]] = {}
        self.open = 0
        self.most_open = 0
        self.before: Callable[[Parcel, Part], Awaitable[object]] | None = None
        self._messages = count(100)

    async def unfolded(self, parcel: Parcel) -> Parcel:
        return parcel

    async def send(self, parcel: Parcel, part: Part) -> Receipt:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await asyncio.sleep(0)
            self.sent.append((parcel.chat_id, part))
            if self.before is not None:
                await self.before(parcel, part)
            told = self.says.get(parcel.chat_id)
            if told:
                answer = told.pop(0)
                if isinstance(answer, Exception):
                    raise answer
                return answer
            new_file = isinstance(part, FilePart) and part.file_id is None
            file_id = f"file-{part.material_id}" if isinstance(part, FilePart) and new_file else None
            return Sent(next(self._messages), file_id)
        finally:
            self.open -= 1

    def chats(self) -> list[int]:
        return [chat for chat, _ in self.sent]


@dataclass
class Office:
    """Everything around one pump."""

    ledger: Ledger
    clock: SteppedClock
    webinar_id: int
    post: Postman = field(default_factory=Postman)
    hurry: Hurry = field(default_factory=Hurry)

    @classmethod
    async def open(cls, path: Path) -> Office:
        migrate(path, NOW)
        store = await Store.open(path)
        clock = SteppedClock(NOW)
        return cls(Ledger(store, clock), clock, await store.write(_webinar))

    def pump(self, *, width: int = 8, pace: Pace | None = None) -> Pump:
        """A pump as a new run of the process would have it."""
        chosen = pace or Pace(30, time=self.hurry.time, sleep=self.hurry.sleep)
        return Pump(self.ledger, self.post, chosen, width=width)

    async def owe(self, follow_up: str, *chats: int, prefers: Prefers = "not_at_all", after: float = 0) -> None:
        """Plan a row for each chat, due ``after`` minutes from now."""
        due_at = self.clock.now() + timedelta(minutes=after)

        def work(tx: sqlite3.Connection) -> None:
            for chat in chats:
                attendee = db.attendees.meet(tx, chat_id=chat, language="en", now=NOW)
                row = PlannedRow(self.webinar_id, attendee.id, follow_up, due_at, prefers)
                db.outbox.plan(tx, [row])

        await self.ledger.store.write(work)

    async def rows(self) -> list[OutboxRow]:
        return await self.ledger.store.read(lambda tx: db.outbox.of_webinar(tx, self.webinar_id))

    async def states(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for row in await self.rows():
            found[row.state] = found.get(row.state, 0) + 1
        return found

    def wait(self, **length: float) -> None:
        """Let time pass, on the clock and for the pace."""
        step = timedelta(**length)
        self.clock.set(self.clock.now() + step)
        self.hurry.now += step.total_seconds()


def _webinar(tx: sqlite3.Connection) -> int:
    survey_id = db.surveys.publish(tx, key="satisfaction", digest="d", body="{}", now=NOW)
    return db.webinars.insert(
        tx,
        key="communication-2026",
        code="abcdefghijk23",
        title="Communication strategies",
        series=None,
        definition="{}",
        digest="d",
        survey_id=survey_id,
        starts_at=NOW - timedelta(hours=2),
        ends_at=NOW,
        opens_at=NOW,
        closes_at=None,
        registrations=None,
        attendees=None,
        attention=None,
        now=NOW,
    )
