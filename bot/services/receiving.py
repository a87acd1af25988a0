"""The inbox: what Telegram gave us is stored before it is confirmed, and done only when its screen was shown.

``store`` is the transaction after which the next offset may be asked for. Marking updates done is batched: if the
process dies first, they are replayed, and a replayed decided update only shows its screen again.

A body is sealed before it is stored, whatever it is: a tap carries an answer and whose it is in one text. All are of
one size but the very longest, which are packed tighter first, so that sizes tell next to nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import db.attendees
import db.bots
import db.inbox
import db.responses
import db.steered
from bot.clock import Clock
from bot.delivery.plan import LEFT
from bot.services.errors import Unavailable
from bot.services.sealing import LENGTH_BYTES, Seal, padded, unpadded
from bot.services.storage import Storage
from db.inbox import InboxRow

log = logging.getLogger("afterword.services")

KEPT = timedelta(days=2)
"""How long a done update's number is remembered: Telegram keeps unconfirmed ones for 24 hours."""

DEAD_KEPT = timedelta(days=30)
"""How long a dead letter is kept for the operator: it holds what somebody wrote."""

GATHER = timedelta(milliseconds=20)
"""How long finished updates are gathered before one transaction marks them all."""


ROOM = 4_480
"""Bytes of a body before it is sealed: what a row keeps of it and one page of SQLite's beside it hold no more."""

_PLAIN, _TIGHT = b"j", b"z"


@dataclass(frozen=True, slots=True)
class Received:
    """One stored update. ``decided_response``: its change is stored already, only the screen is owed.

    ``came_at`` is by a clock that never jumps, in seconds; None: it came to an earlier run.
    """

    update_id: int
    chat_id: int | None
    body: Mapping[str, Any]
    decided_response: int | None = None
    came_at: float | None = field(default=None, compare=False)


class Receiving:
    """Keeps the inbox."""

    def __init__(self, store: Storage, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._shown: list[int] = []
        self._flush: asyncio.Task[None] | None = None

    async def meet(self, *, telegram_id: int, username: str) -> None:
        """Remember who this bot is, so that deep links can be written."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.bots.remember(tx, telegram_id=telegram_id, username=username, now=now))

    async def store(self, batch: Sequence[tuple[int, int | None, str]]) -> list[int]:
        """Store updates (number, chat, raw JSON) in one transaction, sealed; the numbers that were new."""
        now = self._clock.now()
        sealed = [(update_id, chat_id, seal_body(self._seal, update_id, body)) for update_id, chat_id, body in batch]
        return await self._store.write(lambda tx: db.inbox.store_batch(tx, sealed, now=now))

    async def unfinished(self) -> list[Received]:
        """What an earlier run stored and did not finish, in order."""
        return [self._received(row) for row in await self._store.read(db.inbox.open_updates)]

    async def dead_letters(self) -> list[Received]:
        """What was given up, as it came, for the operator."""
        return [self._received(row) for row in await self._store.read(db.inbox.dead)]

    def _received(self, row: InboxRow) -> Received:
        return Received(
            update_id=row.update_id,
            chat_id=row.chat_id,
            body=json.loads(open_body(self._seal, row) or "{}"),
            decided_response=row.response_id if row.state == "decided" else None,
        )

    async def depth(self) -> int:
        """How many updates are not done."""
        return await self._store.read(db.inbox.depth)

    def done(self, update_id: int) -> None:
        """Mark the update done soon, together with its neighbours; ``flush`` waits for it."""
        self._shown.append(update_id)
        if self._flush is None or self._flush.done():
            self._flush = asyncio.create_task(self._write_done())

    async def flush(self) -> None:
        """Wait until everything that is done is marked so."""
        while self._flush is not None and not self._flush.done():
            await self._flush

    async def _write_done(self) -> None:
        while self._shown:
            await asyncio.sleep(GATHER.total_seconds())
            batch, self._shown = self._shown, []
            try:
                await self._store.write(partial(db.inbox.mark_done, update_ids=batch))
            except Unavailable as trouble:
                self._shown = [*batch, *self._shown]
                log.warning("not marked done yet: %s", trouble, extra={"action": "done_delayed", "rows": len(batch)})
                await asyncio.sleep(1)

    async def shown(self, *, response_id: int, message_id: int) -> None:
        """Remember which message holds a response's screen; not once its anonymous survey has closed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            if not db.responses.is_over_and_anonymous(tx, response_id, now=now):
                db.responses.set_message(tx, response_id, message_id)

        await self._store.write(work)

    async def failed(self, update_id: int, *, trouble: str) -> int:
        """Count a failed attempt; how many there were."""
        return await self._store.write(lambda tx: db.inbox.mark_failed(tx, update_id, trouble=trouble))

    async def bury(self, update_id: int, *, trouble: str) -> None:
        """Make it a dead letter: kept, not tried again."""
        await self._store.write(lambda tx: db.inbox.bury(tx, update_id, trouble=trouble))

    async def left(self, *, chat_id: int) -> None:
        """They blocked the bot: nothing is owed to them any more."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is not None:
                db.attendees.mark_unreachable(tx, attendee.id)
                db.steered.cancel_for_attendee(tx, attendee.id, reason=LEFT, now=now)

        await self._store.write(work)

    async def prune(self) -> None:
        """Forget the numbers of updates done more than two days ago, and dead letters older than a month."""
        now = self._clock.now()
        while await self._store.write(partial(db.inbox.prune, before=now - KEPT)):
            pass  # portion by portion, so that nobody waits for many
        await self._store.write(partial(db.inbox.prune_dead, before=now - DEAD_KEPT))


def seal_body(seal: Seal, update_id: int, body: str) -> bytes:
    """An update's body as it is stored: only this key opens it, and only as this update's."""
    text = _PLAIN + body.encode()
    if len(text) > ROOM - LENGTH_BYTES:
        text = _TIGHT + zlib.compress(text[1:], 9)
    return seal.seal("inbox", padded(text, ROOM), place=str(update_id))


def open_body(seal: Seal, row: InboxRow) -> str | None:
    """An update's body; as it is where an older version stored it; None once it is done.

    Raises:
        NotOpened: it was sealed with another key.
    """
    if not isinstance(row.body, bytes):
        return row.body
    text = unpadded(seal.unseal("inbox", row.body, place=str(row.update_id)))
    return (text[1:] if text[:1] == _PLAIN else zlib.decompress(text[1:])).decode()
