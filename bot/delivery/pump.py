"""The pump: claims what is due in small batches and hands each parcel to the carrier, until nothing is due.

One line at a time, however many knock. It never raises: when the store is away it stops and goes on at the next knock,
settling first what could not be written. What is due and what a message says is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from bot.delivery.books import Books, about
from bot.delivery.carrier import PATIENCE, Carrier
from bot.delivery.pacing import Pace
from bot.delivery.ports import Ledger, Parcel, Post
from bot.delivery.reach import Answers, Reach, always

log = logging.getLogger("afterword.delivery")

WIDTH = 16
"""Parcels in hand at once, at least."""

PORTION = 24
"""Parcels claimed at once, at most: they are packed in one transaction, behind which people's answers wait."""


def width_at(messages_per_second: float) -> int:
    """How many parcels are in hand at this pace: as many as go out in a fifth of a second, which a commit may take.

    Not more: what has had its turn when the disk stalls goes out at once afterwards, and Telegram sees a burst.
    """
    return max(WIDTH, round(messages_per_second / 5))


class Pump:
    """Sends what the ledger says is due, ``width`` parcels at a time, those of one chat in order.

    When a send has no answer, nothing more is claimed until ``answers`` says that Telegram does.
    """

    def __init__(
        self, ledger: Ledger, post: Post, pace: Pace, *, width: int = WIDTH, answers: Answers = always
    ) -> None:
        self._ledger = ledger
        self._pace = pace
        self._width = width
        self._books = Books()
        self._reach = Reach(answers)
        self._carrier = Carrier(ledger, post, pace, self._books, self._reach)
        self._line: asyncio.Task[None] | None = None
        self._bell = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._last_in_chat: dict[int, asyncio.Task[None]] = {}
        self._perhaps_due = False
        self._stopping = False

    async def knock(self) -> None:
        """Claim and send until nothing is due or nothing can be done now; whoever knocks meanwhile joins in."""
        self.wake()
        if self._line is not None:
            await asyncio.shield(self._line)

    def wake(self) -> None:
        """Something may be due: it is looked at soon. Does not wait; needs a running loop."""
        if self._stopping:
            return
        self._perhaps_due = True
        self._bell.set()
        if self._line is None or self._line.done():
            self._line = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Nothing more is claimed; open requests end and are settled, and what was not opened goes back."""
        self._stopping = self._carrier.closed = True
        if self._line is not None:
            await asyncio.shield(self._line)
        await self._books.catch_up()

    async def break_off(self) -> None:
        """As ``stop``, but open requests are cancelled: their rows stay as they are, in doubt, for the next start."""
        self._stopping = self._carrier.closed = True
        for carrying in tuple(self._in_hand):
            carrying.cancel()
        await self.stop()

    async def _work(self) -> None:
        self._carrier.closed = self._stopping
        while True:
            self._bell.clear()
            if self._perhaps_due and self._room() and not (self._reach.lost and self._in_hand):
                if not await self._reach.holds():
                    return
                await self._claim_more()
            elif self._in_hand:
                await self._bell.wait()
            else:
                return

    def _room(self) -> int:
        """How many parcels may be claimed now: a portion, or half of a small width, for claiming has a price; or none.

        After a refused token it is one, to see whether Telegram has come round.
        """
        if self._carrier.closed or self._pace.halted_for() > PATIENCE:
            return 0
        if self._carrier.token_refused:
            return 0 if self._in_hand else 1
        room = self._width - len(self._in_hand)
        return min(room, PORTION) if room >= min(PORTION, self._width / 2) else 0

    async def _claim_more(self) -> None:
        room = self._room()
        self._perhaps_due = False
        if not await self._books.catch_up():
            return
        try:
            parcels = await self._ledger.claim(limit=room)
        except Exception as trouble:  # noqa: BLE001 - whatever the store raises, the next knock must find the pump alive
            self._books.note(trouble)
            return
        self._books.all_well()
        for parcel in parcels:
            self._perhaps_due = True
            task = asyncio.create_task(self._carry(parcel, behind=self._last_in_chat.get(parcel.chat_id)))
            self._in_hand.add(task)
            self._last_in_chat[parcel.chat_id] = task
            task.add_done_callback(partial(self._hand_over, parcel.chat_id))

    def _hand_over(self, chat_id: int, done: asyncio.Task[None]) -> None:
        self._in_hand.discard(done)
        if self._last_in_chat.get(chat_id) is done:
            del self._last_in_chat[chat_id]
        self._bell.set()

    async def _carry(self, parcel: Parcel, *, behind: asyncio.Task[None] | None) -> None:
        if behind is not None:
            await asyncio.wait((behind,))
        try:
            await self._carrier.carry(parcel)
        except Exception:
            log.exception("the pump has a bug", extra=about(parcel, "bug"))
