"""Everything the rehearsal's Bot API knows: one bot, its queue, chats, files, journal, clock and pace.

Holds state and no manners: methods and people act on it, the server brings HTTP.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.chats import Chats
from bot.rehearsal.clock import FIRST_MOMENT, RehearsalClock
from bot.rehearsal.courier import Courier
from bot.rehearsal.faults import Faults
from bot.rehearsal.files import Files
from bot.rehearsal.flood import Flood, FloodRules
from bot.rehearsal.journal import KEPT, Journal
from bot.rehearsal.limits import EDIT_LIFE
from bot.rehearsal.updates import UpdateQueue
from bot.rehearsal.waiting import Bell

TOKEN = "123456:rehearsal-and-nothing-else"  # noqa: S105 - opens nothing but this machine's rehearsal
QUERIES_KEPT = 20_000


@dataclass(slots=True)
class Query:
    """A tap on a button that waits to be answered. ``answer`` None: not yet; else what answerCallbackQuery gave.

    ``person_id`` is who pressed, which in a private chat is the chat.
    """

    query_id: str
    chat_id: int
    message_id: int
    update_id: int | None
    asked_at: datetime
    person_id: int | None = None
    answer: dict[str, Any] | None = None
    answered: Bell = field(default_factory=Bell)

    def told(self) -> dict[str, Any]:
        """The tap as its person's app knows it."""
        told = {"callback_query_id": self.query_id, "update_id": self.update_id, "message_id": self.message_id}
        return told | {"answered": self.answer is not None} | (self.answer or {})


class World:
    """State of the rehearsal. ``edits_for``: up to which age (rehearsal time) the bot may edit its messages; None: any
    age, as Telegram itself allows in private chats."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "afterword_rehearsal_bot",
        name: str = "Afterword",
        now: datetime = FIRST_MOMENT,
        clock_rate: float = 0.0,
        flood: FloodRules | None = None,
        edits_for: timedelta | None = EDIT_LIFE,
        monotonic: Callable[[], float] = time.monotonic,
        seed: int = 0,
        journal_kept: int = KEPT,
    ) -> None:
        bot_id, colon, _ = token.partition(":")
        if not (bot_id.isdecimal() and colon):
            raise ValueError("a token reads <digits>:<letters>")
        self.token = token
        self.bot: dict[str, Any] = {"id": int(bot_id), "is_bot": True, "first_name": name, "username": username}
        self.edits_for = edits_for
        self.clock = RehearsalClock(now, rate=clock_rate, monotonic=monotonic)
        self.updates = UpdateQueue()
        self.courier = Courier(self.updates, self.clock.now)
        self.chats = Chats()
        self.files = Files(int(bot_id))
        self.journal = Journal(kept=journal_kept, monotonic=monotonic)
        self.faults = Faults(random.Random(seed))  # noqa: S311 - no secret hangs on it
        self.flood = Flood(flood or FloodRules(), monotonic=monotonic)
        self.queries: dict[str, Query] = {}
        self.albums = 0
        self.polls = 0
        self.no_voice: set[int] = set()  # people whose privacy settings let no voice message in
        self.profile: dict[str, Any] = {"commands": [], "descriptions": {}, "short_descriptions": {}}
        self._last_query = 4_000_000_000_000_000_000

    def ask(self, *, chat_id: int, message_id: int, person_id: int | None = None) -> Query:
        """A tap is under way; the oldest beyond 20,000 is forgotten."""
        self._last_query += 1
        query = Query(str(self._last_query), chat_id, message_id, None, self.clock.now(), person_id or chat_id)
        self.queries[query.query_id] = query
        if len(self.queries) > QUERIES_KEPT:
            del self.queries[next(iter(self.queries))]
        return query
