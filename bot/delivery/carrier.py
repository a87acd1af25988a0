"""Carrying one claimed parcel: part by part, a turn, a note that it is being sent, the send, and its receipt settled.

A row is noted as sending just before its request opens, and settled just after; no transaction is open while sending.
Which parcels there are is the pump's affair, what a receipt means is ``retry``'s.
"""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import assert_never

from bot.delivery import retry
from bot.delivery.books import Books, about, unquoted
from bot.delivery.pacing import Lane, Pace
from bot.delivery.ports import AlbumPart, FilePart, Ledger, Parcel, Part, Post, StoredPart, messages_of
from bot.delivery.reach import Reach
from bot.delivery.uploads import Uploads

log = logging.getLogger("afterword.delivery")

PATIENCE = timedelta(seconds=5)
"""A parcel whose turn is further away goes back to the ledger, so that no lease covers long waiting."""

PAUSED = "Telegram asked to wait"
MOVED = "the chat moved"
EMPTY = "there was nothing to send"

_UNPREPARED_BACKOFF = 3
"""What our own code could not prepare waits 8 s at first, not 1: nothing outside will mend it."""


class Carrier:
    """Sends parcels. ``closed``: no further request is opened; ``token_refused`` until one gets through again."""

    def __init__(self, ledger: Ledger, post: Post, pace: Pace, books: Books, reach: Reach) -> None:
        self.closed = False
        self.token_refused = False
        self._ledger = ledger
        self._post = post
        self._pace = pace
        self._books = books
        self._reach = reach
        self._uploads = Uploads()

    async def carry(self, parcel: Parcel) -> None:
        """All parts are sent and the row is settled, or it was given back for later, given up or left in doubt."""
        unfolded = await self._unfolded(parcel)
        if unfolded is None:
            await self._unprepared(parcel)
            return
        if not unfolded.parts:
            await self._give_up(parcel, EMPTY, our_bug=True)
        # If it has fewer parts by now than are known to be sent, its last one still goes, and settles the row.
        begins = min(max(0, parcel.parts_done), len(unfolded.parts) - 1)
        for place in range(begins, len(unfolded.parts)):
            if not await self._carry_part(unfolded, place):
                return

    async def _unfolded(self, parcel: Parcel) -> Parcel | None:
        """The parcel message by message; None when the post could not even word it: a bug, logged the first time."""
        try:
            return await self._post.unfolded(parcel)
        except Exception:
            if parcel.attempts == 0:
                log.exception("a message cannot be prepared", extra=about(parcel, "unprepared"))
            return None

    async def _carry_part(self, parcel: Parcel, place: int) -> bool:
        """Send one part and settle what became of it; whether the next one may follow."""
        wanted = parcel.parts[place]
        for uploads_again in (False, True):
            async with AsyncExitStack() as stack:
                part = wanted
                if isinstance(part, FilePart | AlbumPart):
                    part = await stack.enter_async_context(self._uploads.turn(part))
                if not await self._may_open(parcel, part):
                    return False
                receipt = await self._post_part(parcel, part)
                if not isinstance(receipt, retry.UploadAgain):
                    return await self._settle(parcel, place, part, receipt)
                if uploads_again or not isinstance(part, FilePart | AlbumPart) or not part.file_ids:
                    break
                self._uploads.forget(part)
                if not await self._forget_file_ids(parcel, part):
                    return False
                wanted = part.known_as(())
        return await self._give_up(parcel, retry.UNTAKEN_FILE)

    async def _may_open(self, parcel: Parcel, part: Part) -> bool:
        """Wait for the turn and note that a request is about to open. False: it may not, and the row was given back."""
        lane = Lane.PROMPT if parcel.prompt else Lane.BULK
        if not await self._pace.turn(parcel.chat_id, lane=lane, patience=PATIENCE, messages=messages_of(part)):
            after = max(self._pace.halted_for(parcel.chat_id), timedelta(seconds=1))
            return await self._put_back(parcel, after=after, reason=PAUSED, counted=False)
        if self.closed:
            return await self._unclaim(parcel)
        try:
            ours = await self._ledger.sending(parcel)
        except Exception as trouble:  # noqa: BLE001 - nothing is sent unless the store has noted it
            self._books.note(trouble)
            return await self._unclaim(parcel)
        if not ours:
            log.info("no longer to be sent", extra=about(parcel, "let_go"))
        return ours

    async def _post_part(self, parcel: Parcel, part: Part) -> retry.Receipt | None:
        """What became of it; None when the post could not even prepare it: a bug, logged in full the first time."""
        try:
            receipt = await self._post.send(parcel, part)
            self._reach.note(receipt)
            return receipt
        except Exception:
            if parcel.attempts == 0:
                log.exception("a message cannot be prepared", extra=about(parcel, "unprepared"))
            return None

    async def _settle(self, parcel: Parcel, place: int, part: Part, receipt: retry.Receipt | None) -> bool:
        refused_before, self.token_refused = self.token_refused, isinstance(receipt, retry.TokenRefused)
        match receipt:
            case retry.Sent() | retry.Unchanged():
                return await self._sent(parcel, place, part, receipt)
            case retry.Later() | retry.NotSent():
                return await self._later(parcel, receipt)
            case retry.Doubt(cause):
                return await self._doubt(parcel, cause)
            case retry.Unreachable(reason):
                log.info("unreachable", extra=about(parcel, "unreachable"))
                await self._books.write(parcel, lambda: self._ledger.unreachable(parcel, reason=reason))
                return False
            case retry.Refused(reason, our_bug):
                return await self._give_up(parcel, reason, our_bug=our_bug)
            case retry.Moved(chat_id):
                return await self._moved(parcel, chat_id)
            case retry.TokenRefused():
                return await self._close(parcel, news=not refused_before)
            case retry.UploadAgain() | retry.Gone() | None:
                return await self._unprepared(parcel)
            case _:
                assert_never(receipt)

    async def _sent(self, parcel: Parcel, place: int, part: Part, receipt: retry.Sent | retry.Unchanged) -> bool:
        """Note the part as sent, or settle the row if it was the last; whether another one may follow."""
        sent = receipt if isinstance(receipt, retry.Sent) else retry.Sent(message_id=None)
        if isinstance(part, FilePart | AlbumPart) and sent.file_ids:
            self._uploads.learn(part, sent.file_ids)
        if place + 1 == len(parcel.parts):
            if await self._books.write(parcel, lambda: self._ledger.sent(parcel, sent=sent)):
                log.info("sent", extra=about(parcel, "sent"))
            return False

        async def noted() -> bool:
            return await self._ledger.part_sent(parcel, parts_done=place + 1, sent=sent)

        async def noted_and_given_back() -> bool:
            return await noted() and await self._ledger.unclaim(parcel)

        return await self._books.write(parcel, noted, late=noted_and_given_back)

    async def _later(self, parcel: Parcel, receipt: retry.Later | retry.NotSent) -> bool:
        if isinstance(receipt, retry.NotSent):
            return await self._put_back(parcel, after=receipt.after, reason=receipt.cause, counted=True)
        self._pace.halt(receipt.after, chat_id=None if receipt.whole_bot else parcel.chat_id)
        return await self._put_back(parcel, after=receipt.after, reason=PAUSED, counted=False)

    async def _doubt(self, parcel: Parcel, cause: str) -> bool:
        again_after = retry.again_after(parcel.prefers, doubts=parcel.doubts)
        log.warning("perhaps sent", extra=about(parcel, "doubt"))
        await self._books.write(parcel, lambda: self._ledger.doubt(parcel, cause=cause, again_after=again_after))
        return False

    async def _moved(self, parcel: Parcel, chat_id: int) -> bool:
        """The row goes again, to the new chat; counted, so that a chat that moves in circles comes to an end."""
        if parcel.attempts + 1 >= retry.NEVER_SENT_LIMIT:
            return await self._give_up(parcel, MOVED)
        after = retry.backoff(parcel.attempts)

        async def moved_and_given_back() -> bool:
            await self._ledger.moved(parcel, chat_id=chat_id)
            return await self._ledger.retry(parcel, after=after, reason=MOVED, counted=True)

        log.info("the chat moved", extra=about(parcel, "moved"))
        await self._books.write(parcel, moved_and_given_back)
        return False

    async def _close(self, parcel: Parcel, *, news: bool) -> bool:
        self.closed = True
        if news:
            log.error("Telegram refuses the token; nothing is sent", extra={"action": "token_refused"})
        return await self._unclaim(parcel)

    async def _unprepared(self, parcel: Parcel) -> bool:
        if parcel.attempts + 1 >= retry.UNPREPARED_LIMIT:
            return await self._give_up(parcel, retry.UNPREPARED, our_bug=True)
        after = retry.backoff(parcel.attempts + _UNPREPARED_BACKOFF)
        return await self._put_back(parcel, after=after, reason=retry.UNPREPARED, counted=True)

    async def _give_up(self, parcel: Parcel, reason: str, *, our_bug: bool = False) -> bool:
        log.log(
            logging.ERROR if our_bug else logging.WARNING,
            "given up: %s",
            unquoted(reason),
            extra=about(parcel, "gave_up"),
        )
        await self._books.write(parcel, lambda: self._ledger.give_up(parcel, reason=reason))
        return False

    async def _put_back(self, parcel: Parcel, *, after: timedelta, reason: str, counted: bool) -> bool:
        log.info("goes again later: %s", unquoted(reason), extra=about(parcel, "put_back"))
        await self._books.write(parcel, lambda: self._ledger.retry(parcel, after=after, reason=reason, counted=counted))
        return False

    async def _unclaim(self, parcel: Parcel) -> bool:
        await self._books.write(parcel, lambda: self._ledger.unclaim(parcel))
        return False

    async def _forget_file_ids(self, parcel: Parcel, part: StoredPart) -> bool:
        """Whether they are forgotten; if the store is away the row goes back, and they fail once more later."""
        try:
            await self._ledger.forget_file_ids(part)
        except Exception as trouble:  # noqa: BLE001 - whatever the store raises, the row must not be lost
            self._books.note(trouble)
            return await self._unclaim(parcel)
        return True
