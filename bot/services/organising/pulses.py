"""A webinar's own group: the invitation that is posted there, and the poll that is asked while the survey is open.

A poll's votes are counted as Telegram tells them and kept apart: nobody knows who voted, anybody in the group may, and
no figure of the survey has them. Each is begun once for an update that wants it, so that a replay posts nothing twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import db.groups
import db.pulses
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Reader
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.organising.groups import NoSuchGroup
from bot.services.storage import Storage
from bot.survey.definitions import Question
from db.groups import GroupRow
from db.webinars import WebinarRow


@dataclass(frozen=True, slots=True)
class Own:
    """A group of the webinar's own. ``votes`` in its polls, None: it had none. ``polled``: one takes votes now."""

    id: int
    chat_id: int
    title: str
    posted_at: datetime | None
    votes: int | None
    polled: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A webinar and its groups. ``question`` None: its survey has no scale to ask by a poll."""

    webinar_id: int
    title: str
    zone: str
    language: str
    is_closed: bool
    question: Question | None
    groups: tuple[Own, ...]

    def group(self, group_id: int) -> Own:
        """The group with this number. Raises: NoSuchGroup."""
        found = next((each for each in self.groups if each.id == group_id), None)
        if found is None:
            raise NoSuchGroup
        return found


class Pulses:
    """Keeps what is posted in webinars' own groups."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def board(self, by: Reader, webinar_id: int) -> Board:
        """The webinar and its groups. Raises: Refusal."""

        def work(tx: sqlite3.Connection) -> Board:
            return self._board(tx, self._access.numbered(tx, by, Act.STEER, webinar_id))

        return await self._store.read(work)

    async def invite(self, by: Reader, webinar_id: int, group_id: int, *, update_id: int) -> bool:
        """The invitation is posted in that group now; False: that update has done it already. Raises: Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> bool:
            row = self._access.numbered(tx, by, Act.STEER, webinar_id)
            self._board(tx, row).group(group_id)
            if not db.groups.invited(tx, group_id, update_id=update_id, now=now):
                return False
            audit.record(tx, by, "group.invited", webinar=row, now=now, group=group_id)
            return True

        return await self._store.write(work)

    async def not_invited(self, group_id: int) -> None:
        """Telegram did not take the invitation."""
        await self._store.write(lambda tx: db.groups.not_invited(tx, group_id))

    async def ask(self, by: Reader, webinar_id: int, group_id: int, *, update_id: int) -> int | None:
        """A poll is about to be posted in that group: its number; None: that update has done it already.

        Raises:
            Refusal: they may not, the survey has closed, has no scale, or a poll takes votes there already.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int | None:
            row = self._access.numbered(tx, by, Act.STEER, webinar_id)
            board = self._board(tx, row)
            group, question = board.group(group_id), require_askable(board)
            options = [option.key for option in question.options]
            if db.pulses.begun(tx, update_id):
                return None
            if group.polled:
                raise Refusal("A poll takes votes in this group already.")
            pulse_id = db.pulses.begin(
                tx,
                webinar_id=row.id,
                group_id=group_id,
                update_id=update_id,
                question=question.key,
                options=options,
                now=now,
            )
            audit.record(tx, by, "group.polled", webinar=row, now=now, group=group_id)
            return pulse_id

        return await self._store.write(work)

    async def posted(self, pulse_id: int, *, poll_id: str, message_id: int) -> None:
        """The poll stands in the group."""
        await self._store.write(lambda tx: db.pulses.posted(tx, pulse_id, poll_id=poll_id, message_id=message_id))

    async def not_posted(self, pulse_id: int) -> None:
        """Telegram did not take it."""
        await self._store.write(lambda tx: db.pulses.drop(tx, pulse_id))

    async def counted(self, poll_id: str, counts: Sequence[int], *, voters: int) -> None:
        """So many chose each option by now."""
        await self._store.write(lambda tx: db.pulses.count(tx, poll_id, counts, voters=voters))

    async def over(self) -> tuple[tuple[int, int | None, int | None], ...]:
        """Polls whose survey has closed: number, and chat and message where it is to be closed, if it still stands."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> tuple[tuple[int, int | None, int | None], ...]:
            found = []
            for pulse in db.pulses.open_ones(tx):
                if _is_closed(db.webinars.by_id(tx, pulse.webinar_id), now):
                    group = None if pulse.group_id is None else db.groups.by_id(tx, pulse.group_id)
                    found.append((pulse.id, None if group is None else group.chat_id, pulse.message_id))
            return tuple(found)

        return await self._store.read(work)

    async def closed(self, pulse_id: int) -> None:
        """It takes no votes any more."""
        now = self._clock.now()
        await self._store.write(lambda tx: db.pulses.close(tx, pulse_id, now=now))

    def _board(self, tx: sqlite3.Connection, row: WebinarRow) -> Board:
        webinar, survey = self._library.webinar(row), self._library.survey(tx, row.survey_id)
        pulses = db.pulses.of_webinar(tx, row.id)

        def own(group: GroupRow) -> Own:
            there = [each for each in pulses if each.group_id == group.id]
            return Own(
                group.id,
                group.chat_id,
                group.title,
                group.posted_at,
                votes=sum(each.voters for each in there) if there else None,
                polled=any(each.closed_at is None for each in there),
            )

        return Board(
            row.id,
            row.title,
            webinar.timezone,
            webinar.languages[0],
            _is_closed(row, self._clock.now()),
            next((each for each in survey.questions if each.kind == "scale"), None),
            tuple(own(each) for each in db.groups.of_webinar(tx, row.id)),
        )


def require_askable(board: Board) -> Question:
    """The question that a poll asks. Raises: Refusal."""
    if board.is_closed:
        raise Refusal("The survey has closed already.")
    if board.question is None:
        raise Refusal("This survey has no question that a poll could ask.")
    return board.question


def _is_closed(row: WebinarRow, now: datetime) -> bool:
    return row.closes_at is not None and row.closes_at <= now
