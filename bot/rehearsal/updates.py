"""The queue of updates, with Telegram's manners: an offset confirms and the confirmed is forgotten for good.

Of two pollers the older is sent away. A poll whose connection is gone is no poller: the server cancels it. Follows
``do_get_updates`` in telegram-bot-api's Client.cpp.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Collection
from itertools import islice
from typing import Any

from bot.rehearsal.refusals import OTHER_POLLER, WEBHOOK_ACTIVE, Refused, bad_request
from bot.rehearsal.waiting import Bell

FIRST_ID = 700_000_001
POLL_SECONDS = 50
KINDS = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
})  # fmt: skip
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # come only when asked for by name
_dump = json.JSONEncoder(separators=(",", ":")).encode


class UpdateQueue:
    """What the bot has still to fetch."""

    def __init__(self) -> None:
        self.webhook_url = ""
        self.confirmed = 0  # updates fetched and confirmed so far
        self._pending: OrderedDict[int, str] = OrderedDict()
        self._heard: Callable[[int, str], None] | None = None
        self._next_id = FIRST_ID
        self._wanted: Collection[str] = KINDS - UNASKED
        self._waiting: asyncio.Future[None] | None = None
        self._polls = Bell()

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def polled(self) -> bool:
        """True while a long poll waits."""
        return self._waiting is not None

    async def until_polled(self, *, polled: bool = True) -> None:
        """Return when a long poll waits (or, with ``polled`` False, when none does)."""
        while self.polled is not polled:
            await self._polls.past(self._polls.rings, wait=None)

    @property
    def allowed(self) -> tuple[str, ...] | None:
        """The kinds asked for by name; None: the usual ones."""
        return None if self._wanted == KINDS - UNASKED else tuple(sorted(self._wanted))

    def go_on_after(self, update_id: int) -> None:
        """The next update has the number after this one, as if an earlier rehearsal went on."""
        self._next_id = update_id + 1

    def push(self, kind: str, body: dict[str, Any]) -> int | None:
        """Queue an update and wake the poller. Its id; None: the bot does not want this kind."""
        if kind not in self._wanted:
            return None
        return self.push_raw({kind: body})

    def push_raw(self, body: dict[str, Any]) -> int:
        """Queue any body at all, under the next id, whatever kinds are wanted. That id."""
        update_id = self._next_id
        self._next_id += 1
        text = self._pending[update_id] = _dump(body | {"update_id": update_id})
        if self._heard is not None:
            self._heard(update_id, text)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        return update_id

    def set_webhook(self, url: str) -> None:
        """A webhook stands ("" takes it away): until then polls are refused. A poll that waits is ended."""
        self.webhook_url = url
        if url:
            self._send_away("Conflict: terminated by setWebhook request")

    def hear(self, heard: Callable[[int, str], None] | None) -> None:
        """``heard`` is told of every update that is pending or comes, by number and JSON; None: nobody is any more."""
        self._heard = heard
        if heard is not None:
            for update_id, text in self._pending.items():
                heard(update_id, text)

    def delivered(self, update_id: int) -> None:
        """A webhook took this update."""
        if self._pending.pop(update_id, None) is not None:
            self.confirmed += 1

    def drop(self) -> None:
        """Nothing is pending any more."""
        self._pending.clear()

    async def poll(self, *, offset: int, limit: int, wait: int, allowed: list[str] | None) -> str:
        """The updates from ``offset`` on as a JSON array, at most ``limit``; waits up to ``wait`` seconds for one.

        Raises: Refused (409), when a webhook stands or another poll comes meanwhile.
        """
        if self.webhook_url:
            raise Refused(409, WEBHOOK_ACTIVE)
        if allowed is not None:
            self.want(allowed)
        if not 1 <= limit <= 100:
            raise bad_request("limit must be from 1 to 100")
        self._send_away(OTHER_POLLER)
        self._confirm(offset)
        if not self._pending and wait > 0:
            await self._wait(min(wait, POLL_SECONDS))
        return f"[{','.join(islice(self._pending.values(), limit))}]"

    def want(self, allowed: list[str]) -> None:
        """Only these kinds come from now on; empty: the usual ones. Raises: Refused."""
        if strange := set(allowed) - KINDS:
            raise bad_request(f"allowed_updates knows no {', '.join(sorted(map(str, strange)))}")
        self._wanted = frozenset(allowed) or KINDS - UNASKED

    def _send_away(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Refused(409, why))
        self._waiting = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popitem(last=False)
                self.confirmed += 1
        elif offset <= self._next_id + 9:  # an offset from further in the future is not believed: nothing is confirmed
            while self._pending and next(iter(self._pending)) < offset:
                self._pending.popitem(last=False)
                self.confirmed += 1

    async def _wait(self, seconds: int) -> None:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[None] = loop.create_future()
        self._waiting = waiting
        self._polls.ring()
        timer = loop.call_later(seconds, _end, waiting)
        try:
            await waiting
        finally:
            timer.cancel()
            if self._waiting is waiting:
                self._waiting = None
            self._polls.ring()


def _end(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
