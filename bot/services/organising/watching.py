"""Watching: one live card a webinar for each who runs it and for their team's group, and the summary at closing.

The card comes by itself when the survey opens; whichever message shows the webinar last is the live one. It is edited
only when what it shows has changed, and at most every ``EVERY``. When the survey has closed it shows the end, once, and
the summary follows. It refuses to send anything: ``chat.organising.livecard`` and ``chat.bulletins`` do.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

import db.attendees
import db.bulletins
import db.groups
import db.watches
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Operator
from bot.services.bulletins import Closing
from bot.services.library import Library
from bot.services.opening import is_open
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.undoing import undoable
from bot.services.storage import Storage
from db.watches import WatchRow
from db.webinars import WebinarRow

EVERY = timedelta(seconds=5)
"""A card is edited at most so often."""

FRESH = timedelta(days=1)
"""A card comes by itself at openings of that last time; who starts to run webinars later opens theirs themselves."""

ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Watched:
    """A card that may have to be edited (``message_id`` None: sent). ``shown`` is a digest of what it shows now."""

    chat_id: int
    language: str | None
    message_id: int | None
    shown: str
    overseen: Overseen

    @property
    def elsewhere(self) -> bool:
        """Whether no message shows it: there is nothing to edit."""
        return self.message_id is None and self.shown == ELSEWHERE


class Watching:
    """Knows which message shows what."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access, overseeing: Overseeing) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access
        self._overseeing = overseeing

    async def shows(
        self, chat_id: int, *, message_id: int, webinar_id: int | None, shown: str = "", over: bool = False
    ) -> None:
        """That message shows this webinar now, and is its live card in that chat; None: it shows something else.

        ``over``: it shows the end, so that looking at an old webinar brings no summary.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            db.watches.let_go(tx, chat_id=chat_id, message_id=message_id)
            if webinar_id is not None:
                closed_at = now if over else None
                db.watches.show(
                    tx,
                    chat_id=chat_id,
                    webinar_id=webinar_id,
                    message_id=message_id,
                    shown=shown,
                    now=now,
                    closed_at=closed_at,
                )

        await self._store.write(work)

    async def begin(self) -> None:
        """Where a survey has opened, each who runs it is to get a card; where it is open again, cards live again.

        Who looked at the webinar before gets a new one, too, which tells by itself that it has opened.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection, *, only_look: bool) -> bool:
            found = False
            for row in db.webinars.every(tx):
                if not is_open(row, self._library.webinar(row), now=now):
                    continue
                watches, fresh = db.watches.of_webinar(tx, row.id), _opened(row, now)
                chats = self._access.audience(tx, Act.STEER, row) | self._access.teams(tx, row)
                chats -= {each.chat_id for each in watches}
                new = chats if fresh else frozenset()
                earlier = fresh is not None and any(_shown_before(each, fresh) for each in watches)
                if not new and not earlier and not any(each.closed_at for each in watches):
                    continue
                found = True
                if not only_look:
                    db.watches.reopen(tx, row.id)
                    db.watches.begin(tx, chats=new, webinar_id=row.id, now=now)
                    if fresh is not None:
                        db.watches.renew(tx, row.id, before=fresh)
            return found

        if await self._store.read(lambda tx: work(tx, only_look=True)):
            await self._store.write(lambda tx: work(tx, only_look=False))

    async def watched(self) -> tuple[Watched, ...]:
        """The cards that may be edited now."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[Watched, ...]:
            due = [each for each in db.watches.open_ones(tx) if _is_due(each, now)]
            stands = _Stands(tx, self._access, self._overseeing, now)
            found = [
                Watched(each.chat_id, _language(tx, each.chat_id), each.message_id, each.shown, there)
                for each in due
                if (there := stands.of(each)) is not None
            ]
            return tuple(each for each in found if not each.elsewhere or each.overseen.stage == "closed")

        return await self._store.read(work)

    async def edited(self, card: Watched, *, message_id: int | None, shown: str) -> None:
        """The card shows what it was handed over with. If that is the end, the summary is due, once."""
        now, there = self._clock.now(), card.overseen
        over = there.stage == "closed"

        def work(tx: sqlite3.Connection) -> None:
            watch = db.watches.find(tx, chat_id=card.chat_id, webinar_id=there.id)
            if watch is None or watch.message_id != card.message_id:
                return  # another message shows it meanwhile
            db.watches.edited(
                tx,
                chat_id=card.chat_id,
                webinar_id=there.id,
                message_id=message_id,
                shown=shown,
                now=now,
                closed_at=now if over else None,
            )
            if over:
                self._close(tx, card, now)

        await self._store.write(work)

    async def lost(self, card: Watched) -> None:
        """No message shows it any more: they cannot be written to."""

        def work(tx: sqlite3.Connection) -> None:
            watch = db.watches.find(tx, chat_id=card.chat_id, webinar_id=card.overseen.id)
            if watch is not None and watch.message_id == card.message_id:
                db.watches.lose(tx, chat_id=card.chat_id, webinar_id=card.overseen.id)

        await self._store.write(work)

    async def moved(self, card: Watched, *, to: int) -> None:
        """The group of the card goes on under another number."""
        await self._store.write(lambda tx: db.groups.move(tx, card.chat_id, to=to))

    def _close(self, tx: sqlite3.Connection, card: Watched, now: datetime) -> None:
        """The summary is due in that chat, unless it was already since the survey closed this time."""
        subject = f"{card.overseen.key}/{card.chat_id}/{card.overseen.closes_at}"
        if db.bulletins.last_made(tx, what="closing", subject=subject) is None:
            body = msgspec.json.encode(Closing(card.overseen.key)).decode()
            db.bulletins.make(tx, chats=[card.chat_id], what="closing", subject=subject, body=body, now=now)


class _Stands:
    """How webinars stand in one snapshot, each looked up once, and shown to each as far as they may."""

    def __init__(self, tx: sqlite3.Connection, access: Access, overseeing: Overseeing, now: datetime) -> None:
        self._tx = tx
        self._access = access
        self._overseeing = overseeing
        self._now = now
        self._found: dict[int, Overseen | None] = {}

    def of(self, watch: WatchRow) -> Overseen | None:
        """How the webinar stands; None: it is gone, or they may not see it any more."""
        if watch.webinar_id not in self._found:
            found = self._overseeing.overseen(self._tx, Operator(), watch.webinar_id, self._now)
            self._found[watch.webinar_id] = found
        there, row = self._found[watch.webinar_id], db.webinars.find_by_id(self._tx, watch.webinar_id)
        if there is None or row is None:
            return None
        who = self._access.whose(self._tx, watch.chat_id)
        acts, undo = self._access.acts(self._tx, who, row), undoable(self._tx, who, row, self._now)
        return replace(there, undo=undo).seen_with(acts) if Act.READ in acts else None


def _opened(row: WebinarRow, now: datetime) -> datetime | None:
    """When the survey opened, if that was not long ago."""
    return row.opens_at if row.opens_at is not None and now - row.opens_at < FRESH else None


def _shown_before(watch: WatchRow, opened_at: datetime) -> bool:
    """Whether the card was shown last before the survey opened, and is not on its way anew."""
    return watch.edited_at < opened_at and (watch.message_id is not None or watch.shown == ELSEWHERE)


def _is_due(watch: WatchRow, now: datetime) -> bool:
    return watch.message_id is None or now - watch.edited_at >= EVERY or watch.edited_at > now


def _language(tx: sqlite3.Connection, chat_id: int) -> str | None:
    known = db.attendees.by_chat(tx, chat_id)
    return known.language if known else db.groups.language(tx, chat_id)
