"""Bulletins on their way to organisers: one at a time, at the pace of everything that is owed.

What was perhaps sent goes again: twice is better than never. An organiser who cannot be reached holds up nobody else.
What became of one and cannot be written down (the disk is full) is kept until it can, and nothing more goes meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import assert_never

from bot.chat.organising.health_words import broken, mended, rows_of_health
from bot.chat.organising.outgoing_words import rows_of_approval, rows_of_missing, rows_of_outboxes
from bot.chat.ports import Reading
from bot.chat.sender import Sender
from bot.chat.showing import Message
from bot.chat.voice import Rows, keyboard_of
from bot.delivery import retry
from bot.delivery.books import unquoted
from bot.delivery.pacing import Lane, Pace
from bot.delivery.retry import Receipt, backoff
from bot.render.cards import summary_card
from bot.render.texts import Texts
from bot.render.tongues import own_name
from bot.services.bulletins import (
    Awaiting,
    Body,
    Broken,
    Bulletin,
    Closing,
    Digest,
    Downtime,
    Low,
    Mended,
    Missing,
    Preview,
    Restored,
)
from bot.services.errors import Refusal
from bot.services.informing import Informing
from bot.services.previewing import Previewing

log = logging.getLogger("afterword.chat")

PATIENCE = timedelta(seconds=5)
LIMIT = 12
"""Attempts that a bulletin may cost: with doubling pauses, about half an hour."""


class Bulletins:
    """Sends what is due. Every method may raise Unavailable, or what a bug raises."""

    def __init__(
        self,
        texts: Texts,
        sender: Sender,
        pace: Pace,
        informing: Informing,
        previewing: Previewing,
        reading: Reading,
    ) -> None:
        self._texts = texts
        self._sender = sender
        self._pace = pace
        self._informing = informing
        self._previewing = previewing
        self._reading = reading
        self._unwritten: Callable[[], Awaitable[None]] | None = None
        self._sending = asyncio.Lock()

    async def knock(self) -> None:
        """Send until nothing is due. Whoever knocks meanwhile waits, and nothing goes twice."""
        async with self._sending:
            if self._unwritten is not None:
                await self._write(self._unwritten)
            while (bulletin := await self._informing.due()) is not None:
                if not await self._send(bulletin):
                    return

    async def _send(self, bulletin: Bulletin) -> bool:
        """One attempt, and what became of it written down; whether the next one may follow at once."""
        if not await self._pace.turn(bulletin.chat_id, lane=Lane.BULK, patience=PATIENCE):
            await self._informing.postponed(bulletin, after=PATIENCE, counted=False)
            return True
        if isinstance(bulletin.body, Preview):
            return await self._settle(bulletin, await self._show(bulletin, bulletin.body))
        language = bulletin.language or self._texts.speak(None)
        if isinstance(bulletin.body, Closing | Digest):
            return await self._sum_up(bulletin, bulletin.body, language)
        text = said(self._texts, bulletin.body, language)
        message = Message(text, keyboard_of(self._rows(bulletin.body, language)))
        return await self._settle(bulletin, await self._sender.tell(bulletin.chat_id, message))

    def _rows(self, body: Body, language: str) -> Rows:
        """What can be done about it at once."""
        match body:
            case Awaiting(webinar_id=webinar_id, follow_up=follow_up):
                return rows_of_approval(self._texts, language, webinar_id=webinar_id, follow_up=follow_up)
            case Missing(webinar_id=webinar_id, follow_up=follow_up) if webinar_id:
                return rows_of_missing(self._texts, language, webinar_id=webinar_id, follow_up=follow_up)
            case Downtime(webinars=webinars) | Restored(webinars=webinars):
                return rows_of_outboxes(self._texts, language, webinars)
            case Broken():
                return rows_of_health(self._texts, language)
            case _:
                return ()

    async def _sum_up(self, bulletin: Bulletin, about: Closing | Digest, language: str) -> bool:
        """The summary, unless they may not read it any more."""
        try:
            report = await self._reading.summary(about.key, reader=bulletin.reader)
            since = await self._reading.since(about.key, reader=bulletin.reader)
        except Refusal as refusal:
            await self._drop(bulletin, type(refusal).__name__)
            return True
        template = "closing" if isinstance(about, Closing) else "digest"
        head = self._texts.render(f"organisers/{template}.html.j2", language)
        summary, at, newer = report.summary, report.frozen_at, report.newer
        card = summary_card(self._texts, language, summary, frozen_at=at, newer=newer, change=since)
        text = f"{head}\n\n{card}"
        return await self._settle(bulletin, await self._sender.tell(bulletin.chat_id, Message(text, [])))

    async def _show(self, bulletin: Bulletin, preview: Preview) -> Receipt:
        """The follow-up as attendees get it, below a line that says so; the first receipt that is not a success."""
        language = bulletin.language or self._texts.speak(None)
        shown = await self._previewing.shown(preview, chat_id=bulletin.chat_id, language=preview.language or language)
        tongue = own_name(preview.language) if preview.language else ""
        head = self._texts.render(
            "organisers/preview.html.j2", language, follow_up=preview.follow_up, shown=shown, tongue=tongue
        )
        receipt = await self._sender.tell(bulletin.chat_id, Message(head, []))
        if shown is None:
            return receipt
        parcel = await self._sender.unfolded(shown.parcel)
        for part in parcel.parts:
            if not isinstance(receipt, retry.Sent):
                return receipt
            await self._pace.turn(bulletin.chat_id, lane=Lane.BULK)
            receipt = await self._sender.send(parcel, part)
        return receipt

    async def _settle(self, bulletin: Bulletin, receipt: Receipt) -> bool:
        match receipt:
            case retry.Sent() | retry.Unchanged():
                await self._write(lambda: self._informing.told(bulletin))
                log.info("organiser told", extra={"action": "told", "bulletin": bulletin.id})
            case retry.Later(after, whole_bot):
                self._pace.halt(after, chat_id=None if whole_bot else bulletin.chat_id)
                await self._write(lambda: self._informing.postponed(bulletin, after=after, counted=False))
            case retry.NotSent() | retry.Doubt() | retry.Moved() if bulletin.attempts + 1 < LIMIT:
                pause = backoff(bulletin.attempts)
                await self._write(lambda: self._informing.postponed(bulletin, after=pause))
            case retry.TokenRefused():
                return False
            case retry.NotSent(_, cause) | retry.Doubt(cause):
                await self._drop(bulletin, cause)
            case retry.Unreachable(reason) | retry.Refused(reason):
                await self._drop(bulletin, reason)
            case retry.Moved() | retry.UploadAgain() | retry.Gone():
                await self._drop(bulletin, type(receipt).__name__)
            case _:
                assert_never(receipt)
        return True

    async def _write(self, settle: Callable[[], Awaitable[None]]) -> None:
        """What became of a bulletin is written down, at the next knock if it cannot be now. Raises: Unavailable."""
        self._unwritten = settle
        await settle()
        self._unwritten = None

    async def _drop(self, bulletin: Bulletin, trouble: str) -> None:
        await self._write(lambda: self._informing.untold(bulletin, trouble=trouble))
        log.warning("organiser not told: %s", unquoted(trouble), extra={"action": "untold", "bulletin": bulletin.id})


def said(texts: Texts, body: Downtime | Restored | Missing | Awaiting | Low | Broken | Mended, language: str) -> str:
    """The bulletin in words."""
    match body:
        case Downtime():
            return texts.render("organisers/downtime.html.j2", language, away=body)
        case Restored():
            return texts.render("organisers/restored.html.j2", language, lost=body)
        case Low():
            spoken, values = (language, *body.languages), {"name": body.who, "webinar": body.webinar, "answers": {}}
            ask, answer = (texts.plain(each, spoken, values) for each in (body.ask, body.answer))
            return texts.render("organisers/low.html.j2", language, low=body, ask=ask, answer=answer)
        case Missing():
            return texts.render("organisers/missing.html.j2", language, waits=body)
        case Broken():
            return broken(texts, language, body)
        case Mended():
            return mended(texts, language, body)
        case Awaiting():
            return texts.render("organisers/awaiting.html.j2", language, waits=body)
        case _:
            assert_never(body)
