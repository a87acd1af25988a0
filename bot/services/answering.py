"""An answer, from a reply to what follows from it, in one transaction.

update -> what is stored so far -> the pure engine's decision -> the answer row, the next question shown, reminders
cancelled and follow-ups chosen, the update marked decided. A second tap, a stale button, a forged one: nothing changes.
The screen is shown by the chat after the commit; if that never happened, ``screen`` gives it again after a restart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from datetime import datetime
from typing import assert_never

import db.attendees
import db.backups
import db.inbox
import db.responses
from bot.clock import Clock
from bot.services.consenting import Notices, began_answering
from bot.services.keeping import latest_first
from bot.services.library import Library
from bot.services.opening import put_answer, show_next
from bot.services.planning import replan_one
from bot.services.standing import Standing, load
from bot.services.storage import Storage
from bot.services.views import Foreign, Moved, Paused, PrivacyScreen, Reaction, Refused, Screen, Stale, Unasked
from bot.survey import replies
from bot.survey.answers import Revisit
from bot.survey.definitions import Question, Webinar
from bot.survey.engine import irrelevant
from bot.survey.replies import OtherThing, Reply, Typed
from bot.survey.rules import leaves, mentioned
from bot.survey.ruling import Begun
from db.attendees import AttendeeRow
from db.enrolments import keep_name


class _TakenAlready(Exception):  # noqa: N818  the name says what it is
    """The update was decided before: what it changes is stored, and only its screen is owed."""

    def __init__(self, response_id: int) -> None:
        super().__init__()
        self.response_id = response_id


class Answering:
    """Takes replies."""

    def __init__(
        self, store: Storage, clock: Clock, library: Library, *, notices: Notices, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._notices = notices
        self._wake = wake

    async def reply(
        self,
        *,
        update_id: int,
        chat_id: int,
        response_id: int | None,
        reply: Reply,
        language: str,
        name: str | None = None,
    ) -> Reaction:
        """Store what ``reply`` changes and say what to show.

        ``response_id`` is the one a button names; None for what was typed or sent: whatever question waits in the chat.
        ``name`` is stored with the first answer to a survey by name, and never otherwise.
        Once something is stored, the update is marked decided in the same transaction.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Reaction:
            attendee = db.attendees.by_chat(tx, chat_id)
            if attendee is None:
                return _nobody(chat_id, language, response_id, reply)
            standing = self._find(tx, attendee, response_id, now)
            if standing is None:
                return _nobody(chat_id, attendee.language, response_id, reply)
            standing.called(name)
            if isinstance(reply, Typed) and _is_out_of_sight(tx, standing, now):
                return Stale(standing.screen(now))
            return self._react(tx, standing, reply, update_id=update_id, now=now)

        try:
            reaction = await self._store.write(work)
        except _TakenAlready as taken:  # its transaction was undone: nothing is taken twice
            screen = await self.screen(response_id=taken.response_id)
            return Stale(screen) if screen else Foreign(chat_id, language)
        if isinstance(reaction, Moved) and reaction.finished:
            self._wake()
        return reaction

    async def screen(self, *, response_id: int, chat_id: int | None = None) -> Screen | None:
        """What the survey message of ``response_id`` should show now; None if it is gone.

        With ``chat_id`` also None if it is not theirs: for buttons, which may be forged.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Screen | None:
            standing = self._standing(tx, response_id, chat_id)
            return standing.screen(now) if standing else None

        return await self._store.read(work)

    async def privacy(self, *, response_id: int, chat_id: int) -> PrivacyScreen | None:
        """How the answers of ``response_id`` are used; None if it is gone or not theirs."""

        def work(tx: sqlite3.Connection) -> PrivacyScreen | None:
            standing = self._standing(tx, response_id, chat_id)
            privacy = standing.webinar.privacy if standing else None
            return PrivacyScreen(standing.seat(), standing.survey, privacy) if standing and privacy else None

        return await self._store.read(work)

    def _standing(self, tx: sqlite3.Connection, response_id: int, chat_id: int | None) -> Standing | None:
        response = db.responses.by_id(tx, response_id)
        if response is None or response.attendee_id is None:
            return None
        attendee = db.attendees.by_id(tx, response.attendee_id)
        if chat_id is not None and attendee.chat_id != chat_id:
            return None
        return load(tx, self._library, response, attendee)

    def _find(
        self, tx: sqlite3.Connection, attendee: AttendeeRow, response_id: int | None, now: datetime
    ) -> Standing | None:
        """The response a button names, if it is theirs; or the latest one with a question waiting, paused ones last."""
        if response_id is not None:
            response = db.responses.by_id(tx, response_id)
            if response is None or response.attendee_id != attendee.id:
                return None
            return load(tx, self._library, response, attendee)
        found = (load(tx, self._library, each, attendee) for each in latest_first(tx, self._library, attendee.id))
        paused = None
        for standing in found:
            if standing.waits(now) and not standing.paused(now):
                return standing
            if standing.waits(now):
                paused = paused or standing
        return paused

    def _react(
        self, tx: sqlite3.Connection, standing: Standing, reply: Reply, *, update_id: int, now: datetime
    ) -> Reaction:
        if standing.closed(now):
            return Stale(standing.screen(now))
        if standing.paused(now):
            return Paused(standing.attendee.chat_id, standing.attendee.language)
        decision = replies.decide(
            standing.survey, standing.answers, reply, standing.revisit, languages=standing.wordings
        )
        finished = False
        dropped: tuple[Question, ...] = ()
        match decision:
            case replies.Stale():
                return Stale(standing.screen(now))
            case replies.Refuse():
                return Refused(standing.screen(now), decision.reason, decision.limit)
            case replies.LookAt(revisit):
                _look_at(tx, standing, revisit)
                show_next(tx, standing, now=now)
            case replies.Draft(question, answer) if standing.revisits(question.key):
                _look_at(tx, standing, Revisit(question.key, answer))
                show_next(tx, standing, now=now)
            case replies.Draft():
                put_answer(tx, standing, decision.question.key, decision.answer, now=now)
            case replies.Settle():
                finished, dropped = self._settle(tx, standing, decision, now)
            case _:
                assert_never(decision)
        if not db.inbox.mark_decided(tx, update_id, response_id=standing.response.id):
            raise _TakenAlready(standing.response.id)
        return Moved(standing.screen(now), finished=finished, dropped=dropped)

    def _settle(
        self, tx: sqlite3.Connection, standing: Standing, decision: replies.Settle, now: datetime
    ) -> tuple[bool, tuple[Question, ...]]:
        """Store a settled answer and what follows from it.

        True when it finished the response; and the questions whose answers do not apply any more and are gone.
        """
        question = decision.question.key
        was_finished = standing.response.finished_at is not None
        begins, had_answered = standing.response.started_at is None, standing.has_answered
        put_answer(tx, standing, question, decision.answer, now=now)
        if standing.revisit is not None:
            _look_at(tx, standing, None)
        dropped = _drop_irrelevant(tx, standing)
        moment = standing.shelf.moment(now)
        if begins:
            db.responses.mark_started(tx, standing.response.id, now=moment)
        # A consent lies in clear: of an anonymous survey it must not tell those who answer from those who only skip.
        if begins if standing.is_sealed else standing.has_answered and not had_answered:
            began_answering(tx, standing, self._notices, now=moment)
            if standing.name:
                keep_name(tx, webinar_id=standing.row.id, attendee_id=standing.attendee.id, name=standing.name)
        finished = not was_finished and standing.finished
        if finished:
            db.responses.finish(tx, standing.response.id, now=moment)
        show_next(tx, standing, now=now)
        changed = [question, *(each.key for each in dropped)]
        if standing.is_own and (finished or _steers(standing.webinar, changed, begins=begins)):
            replan_one(tx, standing.row, standing.webinar, standing.attendee.id, now=now)
        return finished, dropped


def _is_out_of_sight(tx: sqlite3.Connection, standing: Standing, now: datetime) -> bool:
    """Whether another question may stand in their chat: the database was restored, and none was shown since.

    A button names its question; what is typed would be taken for an answer to whichever is due.
    """
    if standing.response.message_id is not None or standing.closed(now) or standing.paused(now):
        return False
    return db.backups.last_restore(tx) is not None


def _steers(webinar: Webinar, changed: Collection[str], *, begins: bool) -> bool:
    """Whether some follow-up's audience depends on one of the ``changed`` questions, or on having begun."""
    audiences = [follow_up.to for follow_up in webinar.follow_ups if follow_up.to is not None]
    if begins and any(isinstance(leaf, Begun) for audience in audiences for leaf in leaves(audience)):
        return True
    return any(not mentioned(audience).isdisjoint(changed) for audience in audiences)


def _look_at(tx: sqlite3.Connection, standing: Standing, revisit: Revisit | None) -> None:
    standing.shelf.look_at(tx, revisit)
    standing.looks_at(revisit)


def _drop_irrelevant(tx: sqlite3.Connection, standing: Standing) -> tuple[Question, ...]:
    """Take away what is stored for questions that do not apply any more; those that had been answered."""
    gone: list[Question] = []
    for key in irrelevant(standing.survey, standing.answers):
        question, answer = standing.survey.question(key), standing.answers[key]
        standing.shelf.drop(tx, key)
        standing.dropped(key)
        if question is not None and answer.state == "answered" and question.kind != "statement":
            gone.append(question)
    return tuple(gone)


def _nobody(chat_id: int, language: str, response_id: int | None, reply: Reply) -> Reaction:
    if response_id is not None:
        return Foreign(chat_id, language)
    match reply:
        case Typed():
            return Unasked(chat_id, language, "text")
        case OtherThing():
            return Unasked(chat_id, language, "thing")
        case _:
            return Foreign(chat_id, language)
