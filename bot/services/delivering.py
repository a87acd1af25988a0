"""The ledger of what is owed: rows are claimed, looked at once more, sent by the pump and settled here.

Each call is one transaction; nothing is sent while one is open. A claim is looked at again before it is given out: who
finished meanwhile gets no reminder, who left gets nothing, a missing material holds its rows. Claims of an earlier run
are void at start, because only one run holds the lock: what it may have been sending is in doubt.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import count

import db.attendees
import db.bots
import db.briefings
import db.claims
import db.materials
import db.outbox
import db.responses
import db.steered
import db.webinars
from bot.clock import Clock
from bot.delivery.plan import LEFT, NO_LONGER_OWED
from bot.delivery.ports import AlbumPart, FilePart, LinkPart, Parcel, StoredPart, SurveyPart
from bot.delivery.retry import DOUBT_LIMIT, UNPREPARED, UNPREPARED_LIMIT, Sent, backoff
from bot.services import codes
from bot.services.errors import Unavailable
from bot.services.handing import note_doubt, note_handed, note_lost
from bot.services.library import Library
from bot.services.outcomes import Cancelled, Held, Outcome, Overdue, Packed, Postponed, Uncomposed, Unpacked
from bot.services.packing import pack
from bot.services.storage import Storage
from db.outbox import OutboxRow

log = logging.getLogger("afterword.services")

LEASE = timedelta(minutes=5)
"""How long a claim is good for: longer than any request may take."""


class Delivering:
    """Implements ``delivery.ports.Ledger``."""

    def __init__(
        self,
        store: Storage,
        clock: Clock,
        library: Library,
        *,
        chance: codes.Chance,
        compose: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._chance = chance
        self._compose = compose
        self._uncomposed: dict[int, bool] = {}
        self._run = codes.new_label(chance)
        self._claims = count(1)
        self._telegram_id: int | None = None

    async def rescue(self) -> tuple[int, int]:
        """Void the claims of earlier runs; how many rows are planned again, and how many are in doubt."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[int, int]:
            for row in db.claims.lost(tx, now=now, not_mine=self._run):
                note_lost(tx, row, self._library.webinar(db.webinars.by_id(tx, row.webinar_id)), now=now)
            return db.claims.rescue(tx, now=now, not_mine=self._run, doubt_limit=DOUBT_LIMIT)

        return await self._store.write(work)

    async def claim(self, *, limit: int) -> Sequence[Parcel]:
        """Claim up to ``limit`` due rows; those that cannot go are held or cancelled on the way."""
        now = self._clock.now()
        claim = f"{self._run}-{next(self._claims)}"

        def nothing_due(tx: sqlite3.Connection) -> bool:
            due = db.outbox.next_due(tx)
            return due is None or due > now

        def work(tx: sqlite3.Connection) -> tuple[int, list[Parcel]]:
            rows = db.claims.claim_next(tx, claim=claim, now=now, lease_until=now + LEASE, limit=limit)
            return len(rows), [parcel for row in rows if (parcel := self._pack(tx, row, claim)) is not None]

        self._uncomposed.clear()
        while not await self._store.read(nothing_due):
            claimed, parcels = await self._store.write(work)
            await self._compose_what_lacks()
            if parcels or not claimed:
                return parcels
        return []

    async def _compose_what_lacks(self) -> None:
        """Every briefing that rows were put back for is composed, or known not to be: then it stops its rows."""
        for material_id in [each for each, tried in self._uncomposed.items() if not tried]:
            self._uncomposed[material_id] = True
            try:
                if self._compose is not None:
                    await self._compose(material_id)
            except Unavailable:
                raise  # the store is out, which is not the briefing's fault
            except Exception:
                log.exception("not composed", extra={"action": "uncomposed", "material": material_id})

    def _pack(self, tx: sqlite3.Connection, row: OutboxRow, claim: str) -> Parcel | None:
        """The parcel of a claimed row; None when it is held, cancelled or not to be packed. No row stops the others."""
        now = self._clock.now()
        packed = self._packed(tx, row, claim, now)
        match packed:
            case Packed(parcel):
                return parcel
            case Held(reason):
                db.claims.unclaim(tx, row.id, claim=claim)
                db.steered.hold(tx, row.id, reason=reason)
            case Cancelled(reason):
                db.steered.cancel(tx, row.id, reason=reason, now=now)
            case Overdue(reason):
                db.steered.give_up(tx, row.id, reason=reason, now=now, claim=claim)
            case Uncomposed(materials):
                db.claims.unclaim(tx, row.id, claim=claim)
                self._uncomposed.update(dict.fromkeys(materials, False))
            case Postponed(until, reason):
                db.claims.retry(tx, row.id, claim=claim, due_at=until, reason=reason, counted=False)
            case Unpacked() if row.attempts + 1 >= UNPREPARED_LIMIT:
                db.steered.give_up(tx, row.id, reason=UNPREPARED, now=now, claim=claim)
            case Unpacked():
                again = now + backoff(row.attempts)
                db.claims.retry(tx, row.id, claim=claim, due_at=again, reason=UNPREPARED)
        return None

    def _packed(self, tx: sqlite3.Connection, row: OutboxRow, claim: str, now: datetime) -> Outcome | Unpacked:
        """What a claimed row turns out to be; whatever goes wrong is undone, and is no trouble of the other rows."""
        packed: Outcome | Unpacked
        tx.execute("SAVEPOINT packing")
        try:
            packed = pack(tx, self._library, row, claim=claim, chance=self._chance, bot=self._bot(tx), now=now)
            if isinstance(packed, Uncomposed) and any(self._uncomposed.get(each) for each in packed.materials):
                packed = Unpacked()
        except sqlite3.OperationalError:
            raise  # the store is out, which is not this row's fault
        except Exception:
            tx.execute("ROLLBACK TO packing")
            log.exception("a row cannot be packed", extra={"action": "unpacked", "row": row.id})
            packed = Unpacked()
        finally:
            tx.execute("RELEASE packing")
        return packed

    def _bot(self, tx: sqlite3.Connection) -> int:
        if self._telegram_id is None:
            known = db.bots.known(tx)
            self._telegram_id = known.telegram_id if known else None
        return self._telegram_id or 0

    async def sending(self, parcel: Parcel) -> bool:
        """Note that a request is about to open; False when the row is no longer ours."""
        until = self._clock.now() + LEASE
        return await self._store.write(
            lambda tx: db.claims.mark_sending(tx, parcel.row, claim=parcel.claim, lease_until=until)
        )

    async def part_sent(self, parcel: Parcel, *, parts_done: int, sent: Sent) -> bool:
        """Note that so many parts are there and more are to come."""

        def work(tx: sqlite3.Connection) -> bool:
            self._keep(tx, parcel, parts_done - 1, sent)
            return db.claims.part_sent(tx, parcel.row, claim=parcel.claim, parts=parts_done)

        return await self._store.write(work)

    async def sent(self, parcel: Parcel, *, sent: Sent) -> bool:
        """Settle: all of it is there. If it is one message and nobody waited for it any more, it is not owed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            last = len(parcel.parts) - 1
            self._keep(tx, parcel, last, sent)
            nothing_went = sent.message_id is None and not last
            if not db.claims.part_sent(tx, parcel.row, claim=parcel.claim, parts=0 if nothing_went else last + 1):
                return False
            if nothing_went:
                return db.steered.cancel(tx, parcel.row, reason=NO_LONGER_OWED, now=now)
            return db.claims.settle_sent(tx, parcel.row, claim=parcel.claim, now=now)

        return await self._store.write(work)

    def _keep(self, tx: sqlite3.Connection, parcel: Parcel, place: int, sent: Sent) -> None:
        """What they were handed, and what Telegram called it, is kept, whoever the row belongs to by now."""
        part = parcel.parts[place]
        match part:
            case FilePart() | AlbumPart() | LinkPart():
                now, bot = self._clock.now(), self._bot(tx)
                note_handed(tx, part, sent, attendee_id=parcel.attendee_id, bot=bot, now=now)
            case SurveyPart() if sent.message_id is not None:
                db.responses.set_message(tx, part.response_id, sent.message_id)
            case _:
                pass

    async def retry(self, parcel: Parcel, *, after: timedelta, reason: str, counted: bool) -> bool:
        """Back to planned, due ``after`` from now."""
        due_at = self._clock.now() + after
        return await self._store.write(
            lambda tx: db.claims.retry(
                tx, parcel.row, claim=parcel.claim, due_at=due_at, reason=reason, counted=counted
            )
        )

    async def unclaim(self, parcel: Parcel) -> bool:
        """Back to planned as it was."""
        return await self._store.write(lambda tx: db.claims.unclaim(tx, parcel.row, claim=parcel.claim))

    async def doubt(self, parcel: Parcel, *, cause: str, again_after: timedelta | None) -> bool:
        """Count a doubt; planned again after ``again_after``, or doubtful for good."""
        now = self._clock.now()
        due_at = None if again_after is None else now + again_after

        def work(tx: sqlite3.Connection) -> bool:
            row = db.outbox.by_id(tx, parcel.row)
            if row is not None and parcel.parts:
                open_part = parcel.parts[min(row.parts, len(parcel.parts) - 1)]
                note_doubt(tx, open_part, attendee_id=parcel.attendee_id, now=now)
            return db.claims.doubt(tx, parcel.row, claim=parcel.claim, due_at=due_at, reason=cause, now=now)

        return await self._store.write(work)

    async def give_up(self, parcel: Parcel, *, reason: str) -> bool:
        """Settle: it will not be sent."""
        now = self._clock.now()
        return await self._store.write(
            lambda tx: db.steered.give_up(tx, parcel.row, reason=reason, now=now, claim=parcel.claim)
        )

    async def unreachable(self, parcel: Parcel, *, reason: str) -> bool:
        """Settle as given up; nothing else is owed to them either."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            db.attendees.mark_unreachable(tx, parcel.attendee_id)
            ours = db.steered.give_up(tx, parcel.row, reason=reason, now=now, claim=parcel.claim)
            db.steered.cancel_for_attendee(tx, parcel.attendee_id, reason=LEFT, now=now)
            return ours

        return await self._store.write(work)

    async def moved(self, parcel: Parcel, *, chat_id: int) -> bool:
        """The attendee's chat goes on under ``chat_id``."""
        return await self._store.write(lambda tx: db.attendees.move_chat(tx, old=parcel.chat_id, new=chat_id))

    async def forget_file_ids(self, part: StoredPart) -> None:
        """The next send uploads."""
        await self._store.write(
            lambda tx: db.materials.forget_file_ids(tx, part.material_id, telegram_id=self._bot(tx))
        )

    async def file_bytes(self, part: StoredPart) -> list[bytes] | None:
        """The bytes of each file of ``part``, or of a briefing's print; None: it is something else by now."""

        def work(tx: sqlite3.Connection) -> list[bytes] | None:
            found = [
                db.briefings.print_bytes(tx, part.material_id, leaf.digest)
                or db.materials.file_bytes(tx, part.material_id, digest=leaf.digest)
                for leaf in part.leaves
            ]
            contents = [content for content in found if content is not None]
            return contents if len(contents) == len(found) else None

        return await self._store.read(work)
