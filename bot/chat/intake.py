"""Gets updates from Telegram and loses none: a batch is stored first, and only then confirmed by the next offset.

The library's own poller confirms before anything is handled, spins for ever on an update that does not parse, and ends
silently on a 404. This one reads raw JSON, keeps what it cannot read as well (``dispatch`` buries it), pauses while
much is pending, and begins every process without an offset: what was stored already is not stored twice.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

import msgspec
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat import updates
from bot.chat.connection import LONGEST_WAIT_SECONDS, Connection, TokenRefused
from bot.chat.lanes import Lanes
from bot.chat.ports import Inbox
from bot.chat.transport import PerhapsSent
from bot.services.errors import Unavailable
from bot.services.receiving import Received
from bot.services.vitals import Vitals

log = logging.getLogger("afterword.chat")

KINDS = ("message", "callback_query", "my_chat_member", "poll", "poll_answer")
SHORTEST_POLL_SECONDS = 0.05
"""A server that answers empty polls at once is asked at most so often."""

CONFLICT_SECONDS = 3.0
"""After a 409 it is tried again this soon: often an earlier run is just ending, and nobody is answered meanwhile."""

CONFLICTS_BELIEVED = 12
"""After so many 409 in a row, with no poll that ever worked, another bot has the token and keeps it: 33 seconds, which
is longer than a poll that somebody left open at Telegram lasts."""

_NUMBER = re.compile(rb'"update_id"\s*:\s*([0-9]{1,18})\b')


class SecondPoller(Exception):  # noqa: N818  the name says what it is
    """Another process polls with this token. ``str()`` is one sentence."""

    def __init__(self) -> None:
        super().__init__(
            "Another program is getting this bot's messages with the same token: stop it, then start again."
        )


class _Batch(msgspec.Struct):
    """The answer to ``getUpdates``, each update as its own bytes, so that one that is garbled spoils no other."""

    ok: bool
    result: list[msgspec.Raw] = []


class Poller:
    """Feeds ``lanes`` from ``inbox`` and Telegram until it is stopped."""

    def __init__(
        self,
        connection: Connection,
        inbox: Inbox,
        lanes: Lanes,
        *,
        pending_limit: int = 2000,
        poll_seconds: int = 30,
        vitals: Vitals | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._inbox = inbox
        self._lanes = lanes
        self._pending_limit = pending_limit
        self._poll_seconds = poll_seconds
        self._vitals = vitals or Vitals()
        self._sleep = sleep
        self._offset: int | None = None
        self._polled_once = False
        self._conflicts = 0
        self._wait_seconds = 1.0
        self._troubled = False

    async def run(self) -> None:
        """Take up what an earlier run left, then poll for ever; cancelling is the way to stop, and loses nothing.

        Raises: TokenRefused; SecondPoller.
        """
        await self._take_up()
        while True:
            await self._lanes.below(self._pending_limit)
            try:
                began = monotonic()
                batch = await self._poll()
                await self._store(batch)
                self._vitals.note_poll()
                if not batch and monotonic() - began < SHORTEST_POLL_SECONDS:
                    await self._sleep(SHORTEST_POLL_SECONDS)
            except InvalidToken:
                raise TokenRefused from None
            except Conflict as trouble:
                await self._meet_conflict(trouble)
            except RetryAfter as trouble:
                await self._sleep(_seconds(trouble))
            except (TelegramError, Unavailable) as trouble:
                await self._pause("updates cannot be fetched and stored just now: %s", trouble)
            else:
                self._recovered()

    async def _take_up(self) -> None:
        while True:
            try:
                for received in await self._inbox.unfinished():
                    self._lanes.feed(received)
            except Unavailable as trouble:
                await self._pause("what was left cannot be read just now: %s", trouble)
            else:
                return

    async def _poll(self) -> Sequence[msgspec.Raw]:
        seconds = self._poll_seconds if self._polled_once else 0  # the first says at once whether there is an answer
        payload = await self._connection.poll(offset=self._offset, seconds=seconds, kinds=KINDS)
        try:
            batch = msgspec.json.decode(payload, type=_Batch)
        except (msgspec.DecodeError, UnicodeDecodeError):
            batch = _Batch(ok=False)
        if not batch.ok:
            raise NetworkError("the server's answer is not a list of updates") from PerhapsSent(
                "not a Bot API's answer"
            )
        return batch.result

    async def _store(self, batch: Sequence[msgspec.Raw]) -> None:
        """Store a batch and feed what is new of it. The offset moves only once the transaction is through."""
        read = [_understood(bytes(raw)) for raw in batch]
        numbered = [received for received in read if received is not None]
        if len(numbered) < len(read):
            log.error("an update without a number was thrown away", extra={"action": "unnumbered"})
        if not numbered:
            return
        rows = [(each.update_id, each.chat_id, text) for each, text in numbered]
        new = set(await self._inbox.store(rows))
        self._offset = max(each.update_id for each, _ in numbered) + 1
        for received, _ in numbered:
            if received.update_id in new:
                self._lanes.feed(received)

    async def _meet_conflict(self, trouble: Conflict) -> None:
        """409: a webhook that was left behind is taken away; another poller is waited for, or believed at the start."""
        if "webhook" in str(trouble).lower():
            log.warning("a webhook was left behind; taking it away", extra={"action": "webhook_removed"})
            await self._forget_webhook()
        self._conflicts += 1
        if not self._polled_once and self._conflicts >= CONFLICTS_BELIEVED:
            raise SecondPoller
        await self._pause("another program polls with this token: %s", trouble, seconds=CONFLICT_SECONDS)

    async def _forget_webhook(self) -> None:
        try:
            await self._connection.call("deleteWebhook", {})
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as trouble:
            log.warning("the webhook stays for now: %s", trouble, extra={"action": "webhook_stays"})

    async def _pause(self, sentence: str, trouble: Exception, *, seconds: float | None = None) -> None:
        """Sleep for ``seconds``; None: longer each time."""
        if not self._troubled:
            log.warning(sentence, trouble, extra={"action": "intake_waits"})
        self._troubled = True
        if seconds is not None:
            await self._sleep(seconds)
            return
        wait, self._wait_seconds = self._wait_seconds, min(2 * self._wait_seconds, LONGEST_WAIT_SECONDS)
        await self._sleep(wait)

    def _recovered(self) -> None:
        if self._troubled:
            log.info("updates come in again", extra={"action": "intake_recovered"})
        self._troubled, self._polled_once = False, True
        self._wait_seconds, self._conflicts = 1.0, 0


def _understood(raw: bytes) -> tuple[Received, str] | None:
    """One update as it will be stored and fed, garbled or not; None if it has no number, without which it cannot be."""
    text = raw.decode(errors="replace")
    body: object
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        body, text = None, json.dumps({"garbled": text})
    number = body.get("update_id") if isinstance(body, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        found = _NUMBER.search(raw)
        if found is None:
            return None
        number = int(found[1])
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    return Received(update_id=number, chat_id=updates.chat_of(known), body=known), text


def _seconds(trouble: RetryAfter) -> float:
    pause = trouble.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
