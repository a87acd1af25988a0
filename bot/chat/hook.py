"""Has Telegram bring the updates, and loses none: each is stored first, and only then confirmed by a 200.

Telegram brings an update again until it hears 200, for a day, so whatever cannot be stored now is refused with 503 and
comes later; what can never be stored (it has no number) is logged and confirmed, or it would come for ever. It speaks
no HTTP: the porch listens, and asks whether it ``knows`` who is there before it reads a body.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.chat.connection import Connection, TokenRefused
from bot.chat.gate import PENDING_LIMIT, Gate
from bot.chat.inbox import Inbox
from bot.chat.intake import KINDS, WebhookRefused, seconds_of
from bot.chat.lanes import Lanes
from bot.chat.transport import ApiError
from bot.chat.troubles import Troubles
from bot.services.errors import Unavailable
from bot.services.vitals import Vitals

log = logging.getLogger("afterword.chat")

MOST_CONNECTIONS = 100
"""Telegram's most. It opens one for each chat that has something to bring; what waits here has its own limit."""

LOOK_SECONDS = 30.0
"""How often Telegram is asked whether the webhook still stands, and whether it gets through."""


class Hook:
    """Feeds ``lanes`` from ``inbox`` and from what is brought to ``url`` with ``secret``, until it is stopped."""

    def __init__(
        self,
        connection: Connection,
        inbox: Inbox,
        lanes: Lanes,
        *,
        url: str,
        secret: str,
        pending_limit: int = PENDING_LIMIT,
        vitals: Vitals | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.asked = asyncio.Event()
        self._connection = connection
        self._gate = Gate(inbox, lanes, pending_limit=pending_limit)
        self.url = url
        self._secret = secret
        self._vitals = vitals or Vitals()
        self._sleep = sleep
        self._troubles = Troubles(sleep)
        self._storing = Troubles(sleep)
        self._taken_up = False
        self._stranger_told = False
        self._error_seen: int | None = None
        self._failing = False

    def knows(self, secret: str | None) -> bool:
        """Whether this is the secret that only Telegram was told. How long it takes tells nothing about it."""
        known = hmac.compare_digest((secret or "").encode(errors="surrogateescape"), self._secret.encode())
        if not known and not self._stranger_told:
            self._stranger_told = True
            log.warning("somebody without the secret came to the webhook's address", extra={"action": "stranger"})
        return known

    @property
    def is_open(self) -> bool:
        """Whether an update can be taken in: an earlier run's are taken up, not too many wait, and it has not ended."""
        return self._taken_up and not self._gate.is_full

    async def take(self, body: bytes) -> bool:
        """Whether the update may be confirmed: it is stored, now or before, or it is none. False: it has to come again.

        It may be stored although nobody hears so, if the line is cut; then it comes again, and is known.
        """
        if not self.is_open:
            return False
        try:
            await self._gate.admit([body])
        except Unavailable as trouble:
            self._storing.tell("updates cannot be stored just now: %s", trouble)
            return False
        self._storing.over()
        return True

    async def run(self) -> None:
        """Take up what an earlier run left, tell Telegram where to come, then look for ever whether it does.

        Cancelling is the way to stop: the webhook stays, and what comes meanwhile waits at Telegram.
        Raises: TokenRefused; WebhookRefused.
        """
        try:
            while not self._taken_up:
                try:
                    await self._gate.take_up()
                    self._taken_up = True
                except Unavailable as trouble:
                    await self._troubles.outwait("what was left cannot be read just now: %s", trouble)
            await self._patiently(self._register, at_start=True)
            log.info("the webhook is set", extra={"action": "webhook_set"})
            while True:
                await self._patiently(self._look)
                await self._sleep(LOOK_SECONDS)
        finally:
            self._taken_up = False  # what is brought from now on is for whoever takes updates in next

    async def _patiently(self, step: Callable[[], Awaitable[None]], *, at_start: bool = False) -> None:
        """Do it as soon as Telegram lets us. Raises: TokenRefused; at the start WebhookRefused."""
        while True:
            try:
                await step()
            except InvalidToken:
                raise TokenRefused from None
            except RetryAfter as trouble:
                await self._sleep(seconds_of(trouble))
            except TelegramError as trouble:
                if at_start and isinstance(trouble, BadRequest):
                    raise WebhookRefused(_reason(trouble)) from None
                await self._troubles.outwait("Telegram cannot be asked about the webhook just now: %s", trouble)
            else:
                self._troubles.over()
                return

    async def _register(self) -> None:
        wanted = {
            "url": self.url,
            "secret_token": self._secret,
            "max_connections": MOST_CONNECTIONS,
            "allowed_updates": KINDS,
            "drop_pending_updates": False,
        }
        self.asked.set()
        await self._connection.call("setWebhook", wanted)

    async def _look(self) -> None:
        """Telegram still comes here, or is told to again; that it does not get through is told, and when it does.

        The bot is well all the same if it does not: were it called not ready then, whoever routes by that would keep
        Telegram out for good.
        """
        told: dict[str, Any] = await self._connection.call("getWebhookInfo", {})
        self._vitals.note_poll()
        if told.get("url") != self.url:
            log.warning("somebody took the webhook away; setting it again", extra={"action": "webhook_lost"})
            await self._register()
            return
        before, self._error_seen = self._error_seen, int(told.get("last_error_date") or 0)
        if before is not None and self._error_seen > before:
            if not self._failing:
                reason = str(told.get("last_error_message"))
                log.warning("Telegram does not get through: %s", reason, extra={"action": "webhook_failing"})
            self._failing = True
        elif self._failing and not told.get("pending_update_count"):
            self._failing = False
            log.info("Telegram gets through again", extra={"action": "webhook_recovered"})


def _reason(trouble: BadRequest) -> str:
    """Why not, in Telegram's own words: the library changes their capitals."""
    cause = trouble.__cause__
    return (cause.description if isinstance(cause, ApiError) else trouble.message).removeprefix("Bad Request: ")
