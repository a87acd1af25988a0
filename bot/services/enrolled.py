"""What somebody has entered, and what waits for them there.

Reads only: a survey that is open and not begun yet is named with its code, so that entering it is one tap away.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

import db.attendees
import db.enrolments
import db.frozen
import db.responses
import db.webinars
from bot.clock import Clock
from bot.services.keeping import latest_first
from bot.services.library import Library
from bot.services.opening import is_open
from bot.services.standing import Standing, load
from bot.services.storage import Storage
from bot.services.views import QuestionScreen
from db.enrolments import EnrolmentRow
from db.webinars import WebinarRow

MOST_WEBINARS = 8
"""How many webinars are told of at once, the latest entered first."""


@dataclass(frozen=True, slots=True)
class Waits:
    """This question waits. ``own``: of the webinar's own survey, not of one that a follow-up brought."""

    screen: QuestionScreen
    own: bool


@dataclass(frozen=True, slots=True)
class NotBegun:
    """The survey is open and takes their answers; entering with ``code`` begins it."""

    code: str


@dataclass(frozen=True, slots=True)
class Opens:
    """The survey opens at ``at``; None: when an organiser opens it."""

    at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class Declined:
    """They asked for no more questions; entering with ``code`` brings them back."""

    code: str


@dataclass(frozen=True, slots=True)
class Answered:
    """They answered to the end."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The survey takes no answers for a while."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The survey takes no more answers."""


State = Waits | NotBegun | Declined | Opens | Paused | Answered | Closed


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One webinar. ``states``: how its own survey stands, then what waits of surveys that follow-ups brought.

    ``silent``: they asked for no more messages about it.
    """

    webinar: str
    states: tuple[State, ...]
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What somebody entered, the latest first, and how many ``more``; ``waiting`` is the question touched last."""

    webinars: tuple[Enrolled, ...]
    more: int
    waiting: QuestionScreen | None


class Enrolments:
    """Tells people where they stand."""

    def __init__(self, store: Storage, clock: Clock, library: Library) -> None:
        self._store = store
        self._clock = clock
        self._library = library

    async def overview(self, chat_id: int) -> Overview:
        """Everything that this chat entered."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Overview:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is None:
                return Overview((), 0, None)
            entered = db.enrolments.of_attendee(tx, attendee.id)
            responses = latest_first(tx, self._library, attendee.id)
            standings = [load(tx, self._library, response, attendee) for response in responses]
            told = tuple(self._enrolled(tx, each, standings, now) for each in entered[:MOST_WEBINARS])
            screens = (waiting_in(standing, now) for standing in standings)
            waiting = next((screen for screen in screens if screen is not None), None)
            return Overview(told, max(len(entered) - MOST_WEBINARS, 0), waiting)

        return await self._store.read(work)

    async def question(self, chat_id: int, response_id: int) -> QuestionScreen | Paused | None:
        """The question that waits in ``response_id``; None if it is not this chat's, or none waits there any more."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> QuestionScreen | Paused | None:
            attendee = db.attendees.by_chat(tx, chat_id)
            response = db.responses.by_id(tx, response_id)
            if attendee is None or response is None or response.attendee_id != attendee.id:
                return None
            standing = load(tx, self._library, response, attendee)
            return Paused() if standing.paused(now) and standing.waits(now) else waiting_in(standing, now)

        return await self._store.read(work)

    def _enrolled(
        self, tx: sqlite3.Connection, enrolment: EnrolmentRow, standings: list[Standing], now: datetime
    ) -> Enrolled:
        row = db.webinars.by_id(tx, enrolment.webinar_id)
        here = [standing for standing in standings if standing.row.id == row.id]
        own = next((standing for standing in here if standing.is_own), None)
        brought = [
            Waits(screen, own=False)
            for standing in here
            if not standing.is_own and (screen := waiting_in(standing, now)) is not None
        ]
        state = self._own(tx, row, own, now)
        if enrolment.wants != "all" and not isinstance(state, Answered | Closed):
            state = Declined(row.code)
        return Enrolled(row.title, (state, *brought), silent=enrolment.wants == "nothing")

    def _own(self, tx: sqlite3.Connection, row: WebinarRow, standing: Standing | None, now: datetime) -> State:
        webinar = self._library.webinar(row)
        if standing is not None and not standing.closed(now):
            screen = standing.screen(now)
            if isinstance(screen, QuestionScreen) and standing.paused(now):
                return Paused()
            return Waits(screen, own=True) if isinstance(screen, QuestionScreen) else Answered()
        if standing is not None:
            return Answered() if standing.finished else Closed()
        over = db.frozen.moment(tx, row.id) is not None or (row.closes_at is not None and now >= row.closes_at)
        if over:
            return Closed()
        if is_open(row, webinar, now=now):
            return NotBegun(row.code) if row.paused_at is None else Paused()
        return Opens(row.opens_at if webinar.privacy is not None else None, webinar.timezone)


def waiting_in(standing: Standing, now: datetime) -> QuestionScreen | None:
    """The question that waits in a response; None: none does, it is paused, or they asked for no more."""
    screen = standing.screen(now) if standing.waits(now) and not standing.paused(now) else None
    return screen if isinstance(screen, QuestionScreen) else None
