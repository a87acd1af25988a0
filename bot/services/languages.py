"""Which language is spoken in a chat: the one that somebody chose, until they choose another.

Who has chosen none is spoken to in their account's language, which every update tells; so nothing is stored of it here.
Choosing stores the chat and the language, and nothing more of somebody who never entered a webinar.
"""

from __future__ import annotations

import sqlite3

import db.attendees
import db.responses
from bot.clock import Clock
from bot.services.enrolled import waiting_in
from bot.services.keeping import latest_first
from bot.services.library import Library
from bot.services.standing import load
from bot.services.storage import Storage
from bot.services.views import QuestionScreen

MOST_SCREENS = 10
"""How many surveys under way are shown anew; the others follow at their next tap."""


class Languages:
    """Remembers what people chose."""

    def __init__(self, store: Storage, clock: Clock, library: Library) -> None:
        self._store = store
        self._clock = clock
        self._library = library

    async def chosen(self, chat_id: int) -> str | None:
        """The language that this chat has chosen; None: none yet."""

        def work(tx: sqlite3.Connection) -> str | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            return attendee.language if attendee is not None and attendee.chosen else None

        return await self._store.read(work)

    async def choose(self, chat_id: int, language: str) -> None:
        """``language`` is spoken in this chat from now on."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.attendees.choose(tx, chat_id=chat_id, language=language, now=now))

    async def under_way(self, chat_id: int) -> tuple[QuestionScreen, ...]:
        """The questions that wait in this chat, in its language; the one of the survey touched last comes first."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[QuestionScreen, ...]:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is None:
                return ()
            responses = latest_first(tx, self._library, attendee.id)
            screens = (waiting_in(load(tx, self._library, response, attendee), now) for response in responses)
            return tuple(screen for screen in screens if screen is not None)[:MOST_SCREENS]

        return await self._store.read(work)
