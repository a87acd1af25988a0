"""Gets updates from Telegram and loses none: a batch is stored first, and only then confirmed by the next offset.

The library's own poller confirms before anything is handled, spins for ever on an update that does not parse, and ends
silently on a 404. This one reads raw JSON, hands it in at the ``gate``, pauses while much is pending, and begins every
process without an offset: what was stored already is not stored twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

import msgspec
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.connection import Connection, TokenRefused
from bot.chat.gate import PENDING_LIMIT, Gate
from bot.chat.inbox import Inbox
from bot.chat.lanes import Lanes
from bot.chat.transport import PerhapsSent
from bot.chat.troubles import Troubles
from bot.services.errors import Unavailable
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


class SecondPoller(Exception):  # noqa: N818  the name says what it is
    """Another process polls with this token. ``str()`` is one sentence."""

    def __init__(self) -> None:
        super().__init__(
            "Another program is getting this bot's messages with the same token: stop it, then start again."
        )


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram is to bring updates, and what it is to say there so as to be known."""

    url: str
    secret: str = field(repr=False)


class WebhookRefused(Exception):  # noqa: N818  the name says what it is
    """Telegram will not bring updates to this address. ``str()`` is one sentence, with Telegram's reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Telegram does not accept the webhook's address ({reason}): it has to be https, on port 443, 80, 88 or"
            " 8443, at a name that the whole internet can look up."
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
        pending_limit: int = PENDING_LIMIT,
        poll_seconds: int = 30,
        vitals: Vitals | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.asked = asyncio.Event()
        self._connection = connection
        self._gate = Gate(inbox, lanes, pending_limit=pending_limit)
        self._poll_seconds = poll_seconds
        self._vitals = vitals or Vitals()
        self._sleep = sleep
        self._troubles = Troubles(sleep)
        self._offset: int | None = None
        self._polled_once = False
        self._conflicts = 0

    async def run(self) -> None:
        """Take up what an earlier run left, then poll for ever; cancelling is the way to stop, and loses nothing.

        Raises: TokenRefused; SecondPoller.
        """
        await self._take_up()
        while True:
            await self._gate.room()
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
                await self._sleep(seconds_of(trouble))
            except (TelegramError, Unavailable) as trouble:
                await self._troubles.outwait("updates cannot be fetched and stored just now: %s", trouble)
            else:
                self._recovered()

    async def _take_up(self) -> None:
        while True:
            try:
                return await self._gate.take_up()
            except Unavailable as trouble:
                await self._troubles.outwait("what was left cannot be read just now: %s", trouble)

    async def _poll(self) -> Sequence[msgspec.Raw]:
        seconds = self._poll_seconds if self._polled_once else 0  # the first says at once whether there is an answer
        self.asked.set()
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
        highest = await self._gate.admit([bytes(raw) for raw in batch])
        if highest is not None:
            self._offset = highest + 1

    async def _meet_conflict(self, trouble: Conflict) -> None:
        """409: a webhook that was left behind is taken away; another poller is waited for, or believed at the start."""
        self._conflicts += 1
        if self._polled_once:
            self._vitals.note_conflict()
        if "webhook" in str(trouble).lower():
            log.warning("a webhook was left behind; taking it away", extra={"action": "webhook_removed"})
            if await self._forget_webhook() and self._conflicts == 1:
                return  # nothing stands between us and the updates any more
        if not self._polled_once and self._conflicts >= CONFLICTS_BELIEVED:
            raise SecondPoller
        await self._troubles.outwait("another program polls with this token: %s", trouble, seconds=CONFLICT_SECONDS)

    async def _forget_webhook(self) -> bool:
        """Whether it is gone. What is pending stays so, and is polled."""
        try:
            await self._connection.call("deleteWebhook", {"drop_pending_updates": False})
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as trouble:
            log.warning("the webhook stays for now: %s", trouble, extra={"action": "webhook_stays"})
            return False
        return True

    def _recovered(self) -> None:
        self._troubles.over()
        self._polled_once, self._conflicts = True, 0


def seconds_of(trouble: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    pause = trouble.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
