"""Mixing: once an anonymous survey has closed, its answers are moved to where nobody can tell whose they are.

In one transaction drafts are opened, deleted and zeroed, and then stored as responses that belong to nobody: a random
label, no source, no language, one moment for all, in an order that chance made. From then on not even the key tells
whose a response is. Before it, and after it, the write-ahead log is emptied, so that no copy of the file shows the move
beside what went before.

Finished responses are mixed with finished ones only, and unfinished ones among themselves, as who finished is no
secret; where there are fewer than five, they stay sealed: with so few, being mixed is no protection. Ticks that were
never confirmed are dropped, as nobody counts them.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

import db.answers
import db.drafts
import db.inbox
import db.responses
import db.webinars
from bot.clock import Clock
from bot.insight.withholding import LIMIT
from bot.services.codes import new_label
from bot.services.drafts import NO_LANGUAGE, delete_draft, has_answers, has_draft, read_draft
from bot.services.keys import NoKey
from bot.services.library import Library
from bot.services.sealing import NotOpened, Seal
from bot.services.storage import Storage
from bot.survey.answers import Answer
from db.drafts import Closed
from db.responses import ResponseRow

log = logging.getLogger("afterword.services")

PORTION = 1000
"""Responses moved in one transaction, so that nobody who answers elsewhere waits long; chosen by chance, too."""

Place = TypeVar("Place")


class Shuffling(Protocol):
    """The chance that mixes; ``secrets.SystemRandom`` in the product."""

    def sample(self, population: Sequence[Place], k: int) -> list[Place]:
        """So many of them, in an order that nobody can foresee."""
        ...


class Mixing:
    """Moves the answers of anonymous surveys that have closed."""

    def __init__(
        self,
        store: Storage,
        clock: Clock,
        library: Library,
        *,
        chance: Shuffling | None = None,
        fewest: int = LIMIT,
        portion: int = PORTION,
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._chance: Shuffling = chance or secrets.SystemRandom()
        self._fewest = fewest
        self._portion = max(portion, fewest)
        self._left: dict[tuple[int, int], int] = {}
        self._log_full = True  # an earlier run may have ended between moving and emptying the log

    async def mix(self) -> None:
        """Whatever can be moved is moved; doing it again changes nothing. What is in the way of it is met next time."""
        now = self._clock.now()
        closed = await self._store.read(partial(db.drafts.closed, now=now))
        due = [each for each in closed if self._is_news(each)]
        found = {(each.webinar_id, each.survey_id) for each in closed}
        self._left = {each: left for each, left in self._left.items() if each in found}
        if due:
            await self._store.write(partial(self._forget, due=due, now=now))
            if not await self._store.checkpoint():
                return
        for each in due:
            await self._mix(each, now)
        if due:
            await self._store.write(partial(self._forget, due=due, now=now))  # what was in hand meanwhile
        if self._log_full and await self._store.checkpoint():
            self._log_full = False

    def _forget(self, tx: sqlite3.Connection, *, due: Sequence[Closed], now: datetime) -> None:
        """Who wrote how often is told by nothing any more: not by updates, and not by the numbers of messages."""
        db.inbox.forget_chats(tx, now=now)
        for each in due:
            survey = self._library.survey(tx, each.survey_id)
            db.responses.forget_messages(tx, webinar_id=each.webinar_id, survey_key=survey.key)

    def _is_news(self, closed: Closed) -> bool:
        """Whether it was not found before that what is left has to stay."""
        return self._left.get((closed.webinar_id, closed.survey_id)) != closed.drafts

    async def _mix(self, closed: Closed, now: datetime) -> None:
        total = 0
        try:
            while moved := await self._store.write(partial(self._move, closed=closed, now=now)):
                self._log_full = True
                total += moved
        except NotOpened:
            log.error("answers cannot be mixed: a draft is spoiled", extra=_about(closed, "mixing_failed"))
        self._left[closed.webinar_id, closed.survey_id] = closed.drafts - total
        if total:
            log.info(
                "answers were mixed",
                extra=_about(closed, "mixed") | {"responses": total},
            )

    def _move(self, tx: sqlite3.Connection, *, closed: Closed, now: datetime) -> int:
        """A portion of finished or unfinished responses is moved; how many. 0: the rest stays sealed."""
        row = db.webinars.by_id(tx, closed.webinar_id)
        if row.closes_at is None or row.closes_at > now:
            return 0  # the closing was put off meanwhile
        survey = self._library.survey(tx, closed.survey_id)
        seal = self._seal
        sealed = [
            response
            for response in db.responses.participations(
                tx, webinar_id=row.id, survey_key=survey.key, survey_id=closed.survey_id
            )
            if has_draft(tx, seal, response)
        ]
        finished = [response for response in sealed if response.finished_at is not None]
        unfinished = [response for response in sealed if response.finished_at is None]
        for group in (finished, unfinished):
            telling = group if group is finished else [each for each in group if has_answers(tx, seal, each)]
            if len(telling) >= self._fewest:
                return self._move_portion(tx, group, at=row.closes_at)
        return 0

    def _move_portion(self, tx: sqlite3.Connection, group: Sequence[ResponseRow], *, at: datetime) -> int:
        # A last portion of a few would be known for few: it goes with the one before.
        size = len(group) if len(group) < 2 * self._portion else self._portion
        mixed = [(each, self._opened(tx, each)) for each in self._chance.sample(group, size)]
        # All drafts go before anything is stored, in an order that is known anyway. What is stored takes the pages that
        # drafts left: deleted one by one, each page would tell whose draft was moved just before.
        for response in sorted((response for response, _ in mixed), key=lambda each: each.id):
            delete_draft(tx, self._seal, response)
        for response, answers in mixed:
            self._store_nobodys(tx, response, answers, at)
        return size

    def _opened(self, tx: sqlite3.Connection, response: ResponseRow) -> dict[str, Answer]:
        draft = read_draft(tx, self._seal, response)
        assert draft is not None
        return draft.answers

    @property
    def _seal(self) -> Seal:
        if self._library.seal is None:
            raise NoKey
        return self._library.seal

    @staticmethod
    def _store_nobodys(tx: sqlite3.Connection, response: ResponseRow, answers: dict[str, Answer], at: datetime) -> None:
        """The answers belong to nobody now; ``at`` is all that is said of when they were given."""
        made = db.responses.create(
            tx,
            label=new_label(secrets.choice),
            webinar_id=response.webinar_id,
            survey_id=response.survey_id,
            survey_key=response.survey_key,
            attendee_id=None,
            mode="anonymous",
            language=NO_LANGUAGE,
            now=at,
        )
        if any(answer.settled for answer in answers.values()):
            db.responses.mark_started(tx, made, now=at)
        if response.finished_at is not None:
            db.responses.finish(tx, made, now=at)
        for question, answer in sorted(answers.items()):
            told = answer if answer.settled else Answer("shown")
            db.answers.put(
                tx,
                made,
                question,
                state=told.state,
                picks=told.picks,
                text=told.text,
                number=told.number,
                now=at,
            )


def _about(closed: Closed, action: str) -> dict[str, object]:
    return {"action": action, "webinar": closed.webinar_id, "survey": closed.survey_id}
