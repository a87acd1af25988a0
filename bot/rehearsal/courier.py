"""Brings updates to a webhook, as Telegram does: several connections, one update of a queue at a time, again until 2xx.

Follows telegram-bot-api's WebhookActor.cpp. What is written in one chat stays in its order, and so do one person's
taps; a tap may overtake a text. A refused update is tried again at once, then after 2, 4, 8 and so on to 60 seconds, or
after what ``Retry-After`` says. It goes to this machine only: anywhere else nobody is there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.rehearsal.updates import UpdateQueue
from bot.rehearsal.waiting import Bell

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, no secret
CONNECT_SECONDS, ANSWER_SECONDS = 10, 60
LONGEST_DELAY_SECONDS = 60.0
LONGEST_RETRY_AFTER_SECONDS = 3600
ATTEMPTS_KEPT = 100_000

Queue = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go: the address, the secret told along, at most so many connections."""

    url: str
    secret: str = ""
    max_connections: int = 40

    @property
    def is_here(self) -> bool:
        """Whether the address is on this machine."""
        return is_loopback(urlsplit(self.url).hostname or "")


@dataclass(frozen=True, slots=True)
class Attempt:
    """An update was posted. ``status`` None: no answer came."""

    update_id: int
    status: int | None


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Courier:
    """Posts what is pending to the webhook that stands. ``posted`` rings after every attempt."""

    def __init__(self, updates: UpdateQueue, now: Callable[[], datetime]) -> None:
        self.webhook: Webhook | None = None
        self.last_error: tuple[int, str] | None = None  # Unix time and what was wrong, since the webhook was set
        self.attempts: deque[Attempt] = deque(maxlen=ATTEMPTS_KEPT)
        self.posted = Bell()
        self._updates = updates
        self._now = now
        self._hurry = Bell()
        self._set = Bell()
        self._walks: dict[Queue, tuple[deque[tuple[int, str]], asyncio.Task[None]]] = {}
        self._http: aiohttp.ClientSession | None = None

    async def start(self, webhook: Webhook) -> None:
        """What is pending and what comes from now on is posted there; nowhere else any more."""
        await self.stop()
        self.webhook, self.last_error = webhook, None
        connector = aiohttp.TCPConnector(limit=webhook.max_connections)
        patience = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS)
        self._http = aiohttp.ClientSession(connector=connector, timeout=patience)
        self._updates.hear(self._offer)
        self._updates.set_webhook(webhook.url)
        self._set.ring()

    async def stop(self) -> None:
        """No webhook stands; what was under way is cut off and stays pending."""
        await self.rest()
        self.webhook, self.last_error = None, None

    async def rest(self) -> None:
        """Nothing is posted until ``wake``; what was under way is cut off and stays pending."""
        self._updates.hear(None)
        walks, self._walks = [walk for _, walk in self._walks.values()], {}
        for walk in walks:
            walk.cancel()
        await asyncio.gather(*walks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def wake(self) -> None:
        """If a webhook stands, what is pending is posted there."""
        if self.webhook is not None:
            await self.start(self.webhook)

    def retry_now(self) -> None:
        """Whoever waits to be tried again waits no longer."""
        self._hurry.ring()

    async def until(self, happened: Callable[[], bool]) -> None:
        """Return when it happened; looked at after every attempt."""
        while not happened():
            await self.posted.past(self.posted.rings, wait=None)

    async def until_set(self) -> None:
        """Return when a webhook stands."""
        while self.webhook is None:
            await self._set.past(self._set.rings, wait=None)

    def _offer(self, update_id: int, text: str) -> None:
        queue = _queue_of(update_id, text)
        if queue in self._walks:
            self._walks[queue][0].append((update_id, text))
            return
        waiting = deque([(update_id, text)])
        self._walks[queue] = waiting, asyncio.create_task(self._walk(queue, waiting))

    async def _walk(self, queue: Queue, waiting: deque[tuple[int, str]]) -> None:
        """Post one queue's updates until there are none."""
        fails, delay = 0, 1.0
        while waiting:
            update_id, text = waiting[0]
            rings = self._hurry.rings
            status, retry_after = await self._post(text)
            if status is not None and 200 <= status <= 299:
                waiting.popleft()
                self._updates.delivered(update_id)
                fails, delay = 0, 1.0
                if not waiting:
                    self._walks.pop(queue, None)
            self.attempts.append(Attempt(update_id, status))
            self.posted.ring()
            if status is None or not 200 <= status <= 299:
                if not retry_after and fails:
                    delay = min(2 * delay, LONGEST_DELAY_SECONDS)
                await self._hurry.past(rings, wait=retry_after or (delay if fails else 0.0))
                fails += 1

    async def _post(self, text: str) -> tuple[int | None, int]:
        """The status that came back, None: none did; and after how many seconds to try again, if that was said."""
        webhook, http = self.webhook, self._http
        assert webhook is not None
        assert http is not None
        if not webhook.is_here:
            self._note("Connection timed out")
            return None, LONGEST_RETRY_AFTER_SECONDS
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: webhook.secret} if webhook.secret else {})
        try:
            async with http.post(webhook.url, data=text.encode(), headers=headers, allow_redirects=False) as answer:
                await answer.read()
        except aiohttp.ClientConnectorError:
            self._note("Connection refused")
        except TimeoutError:
            self._note("Read timeout expired")
        except aiohttp.ClientError:
            self._note("Connection reset by peer")
        else:
            if not 200 <= answer.status <= 299:
                self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
            said = answer.headers.get("Retry-After", "")
            return answer.status, min(int(said), LONGEST_RETRY_AFTER_SECONDS) if said.isdecimal() else 0
        return None, 0

    def _note(self, error: str) -> None:
        self.last_error = int(self._now().timestamp()), error


def _queue_of(update_id: int, text: str) -> Queue:
    """What has to stay in order with this update: messages of a chat, or a person's taps; else it is alone."""
    for kind, told in json.loads(text).items():
        if isinstance(told, dict):
            where: Any = told.get("from") if kind == "callback_query" else told.get("chat")
            if isinstance(where, dict) and isinstance(where.get("id"), int):
                return kind.removeprefix("edited_"), where["id"]
    return "alone", update_id
