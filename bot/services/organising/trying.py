"""Trying a survey as an attendee: the real questions and rules, and nothing that anything could count.

A tryout is no response: it lies in a table of its own, which no figure, export or plan reads, and is deleted as soon
as it is over, or untouched for a day. No consent is recorded and nothing is sent.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import assert_never

import msgspec

import db.tryouts
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.standing import wordings_for
from bot.services.storage import Storage
from bot.services.views import PrivacyScreen, QuestionScreen, Seat, ThanksScreen
from bot.survey import replies
from bot.survey.answers import Answer, Revisit
from bot.survey.definitions import Question, Survey, Webinar
from bot.survey.engine import Over, answered_so_far, irrelevant, whats_next
from bot.survey.piping import piped
from bot.survey.replies import Reply
from db.tryouts import TryoutRow
from db.webinars import WebinarRow

KEPT = timedelta(days=1)
"""So long a tryout that nobody goes on with is kept."""


class TryoutOver(Refusal):
    """None is under way, or one of another webinar."""

    def __init__(self) -> None:
        super().__init__("This try is over, and nothing of it counted. The webinar’s card begins another one.")


@dataclass(frozen=True, slots=True)
class Walked:
    """What somebody said so far."""

    answers: dict[str, Answer] = field(default_factory=dict)
    revisit: Revisit | None = None


@dataclass(frozen=True, slots=True)
class Tryable:
    """A webinar whose survey can be tried, and in which languages."""

    webinar_id: int
    title: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a tryout stands. ``refused`` says why the last reply changed nothing, ``dropped`` what it took out."""

    screen: QuestionScreen | ThanksScreen
    refused: replies.Refuse | None = None
    dropped: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a reply made of what was said so far; the rest as in ``Step``."""

    walked: Walked
    refused: replies.Refuse | None = None
    dropped: tuple[Question, ...] = ()


class Trying:
    """Lets organisers try surveys."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def tryable(self, by: Person, webinar_id: int) -> Tryable:
        """What can be tried. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> Tryable:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            return Tryable(row.id, row.title, self._library.webinar(row).languages)

        return await self._store.read(work)

    async def begin(self, by: Person, webinar_id: int, *, language: str, name: str, update_id: int) -> Step:
        """The first question in ``language``; an earlier tryout is over. Raises: NotAllowed, Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Step:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            webinar = self._library.webinar(row)
            if language not in webinar.languages:
                raise Refusal("The survey is not in this language any more. Please choose another.")
            there = db.tryouts.of_chat(tx, by.telegram_id)
            if there is None or there.update_id != update_id:
                answers = msgspec.json.encode(Walked()).decode()
                there = TryoutRow(by.telegram_id, row.id, row.survey_id, language, answers, update_id)
                db.tryouts.put(tx, there, now=now)
            return Step(self._screen(tx, row, webinar, there, _walked(there), name))

        return await self._store.write(work)

    async def reply(self, by: Person, webinar_id: int | None, reply: Reply, *, name: str, update_id: int) -> Step:
        """What ``reply`` leads to; after the last question the tryout is gone. ``webinar_id`` None: whichever it is.

        Raises:
            TryoutOver: none is under way.
            NotAllowed: they may not set up that webinar any more.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Step:
            row, webinar, there = self._under_way(tx, by, webinar_id)
            taken = _Taken(_walked(there))
            if there.update_id != update_id:
                survey = self._library.survey(tx, there.survey_id)
                languages = wordings_for(there.language, webinar.languages)
                taken = _taken(survey, taken.walked, reply, languages)
            screen = self._screen(tx, row, webinar, there, taken.walked, name)
            if isinstance(screen, ThanksScreen):
                db.tryouts.drop(tx, by.telegram_id)
            else:
                answers = msgspec.json.encode(taken.walked).decode()
                db.tryouts.put(tx, replace(there, answers=answers, update_id=update_id), now=now)
            return Step(screen, taken.refused, taken.dropped)

        return await self._store.write(work)

    async def look(self, by: Person, webinar_id: int, *, name: str) -> Step:
        """Where the tryout stands. Raises: TryoutOver, NotAllowed."""

        def work(tx: sqlite3.Connection) -> Step:
            row, webinar, there = self._under_way(tx, by, webinar_id)
            return Step(self._screen(tx, row, webinar, there, _walked(there), name))

        return await self._store.read(work)

    async def privacy(self, by: Person, webinar_id: int) -> PrivacyScreen:
        """How answers would be used. Raises: TryoutOver, NotAllowed."""

        def work(tx: sqlite3.Connection) -> PrivacyScreen:
            row, webinar, there = self._under_way(tx, by, webinar_id)
            survey = self._library.survey(tx, there.survey_id)
            if webinar.privacy is None:
                raise TryoutOver
            seat = _seat(row, webinar, survey, there, Walked(), "")
            return PrivacyScreen(seat, survey, webinar.privacy)

        return await self._store.read(work)

    async def end(self, by: Person) -> None:
        """None is under way any more."""
        await self._store.write(lambda tx: db.tryouts.drop(tx, by.telegram_id))

    async def tidy(self) -> None:
        """What nobody went on with for a day is gone."""
        before = self._clock.now() - KEPT
        await self._store.write(lambda tx: db.tryouts.drop_before(tx, before))

    def _under_way(
        self, tx: sqlite3.Connection, by: Person, webinar_id: int | None
    ) -> tuple[WebinarRow, Webinar, TryoutRow]:
        there = db.tryouts.of_chat(tx, by.telegram_id)
        if there is None or webinar_id not in (None, there.webinar_id):
            if webinar_id is not None:
                self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            raise TryoutOver
        row = self._access.numbered(tx, by, Act.SHAPE, there.webinar_id)
        return row, self._library.webinar(row), there

    def _screen(
        self, tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, there: TryoutRow, walked: Walked, name: str
    ) -> QuestionScreen | ThanksScreen:
        survey = self._library.survey(tx, there.survey_id)
        seat = _seat(row, webinar, survey, there, walked, name)
        ask = whats_next(survey, walked.answers, walked.revisit)
        if isinstance(ask, Over):
            return ThanksScreen(seat, survey, answered_so_far(survey, walked.answers), closed=True)
        fresh = not any(answer.settled for answer in walked.answers.values())
        return QuestionScreen(seat, survey, ask, privacy=webinar.privacy if fresh else None)


def _walked(there: TryoutRow) -> Walked:
    return msgspec.json.decode(there.answers, type=Walked)


def _seat(row: WebinarRow, webinar: Webinar, survey: Survey, there: TryoutRow, walked: Walked, name: str) -> Seat:
    wordings = wordings_for(there.language, webinar.languages)
    return Seat(
        response_id=0,
        chat_id=there.chat_id,
        message_id=None,
        language=there.language,
        wordings=wordings,
        webinar=row.title,
        zone=webinar.timezone,
        values=piped(survey, walked.answers, name=name or None, webinar=row.title, languages=wordings),
    )


def _taken(survey: Survey, walked: Walked, reply: Reply, languages: tuple[str, ...]) -> _Taken:
    """What ``reply`` makes of what was said so far, as ``answering`` would have it."""
    decision = replies.decide(survey, walked.answers, reply, walked.revisit, languages=languages)
    match decision:
        case replies.Stale():
            return _Taken(walked)
        case replies.Refuse():
            return _Taken(walked, refused=decision)
        case replies.LookAt(revisit):
            return _Taken(replace(walked, revisit=revisit))
        case replies.Draft(question, answer):
            if walked.revisit is not None and walked.revisit.question == question.key:
                return _Taken(replace(walked, revisit=Revisit(question.key, answer)))
            return _Taken(replace(walked, answers={**walked.answers, question.key: answer}))
        case replies.Settle(question, answer):
            answers = {**walked.answers, question.key: answer}
            gone = irrelevant(survey, answers)
            asked = [found for key in gone if (found := survey.question(key)) is not None]
            told = tuple(q for q in asked if answers[q.key].state == "answered" and q.kind != "statement")
            return _Taken(Walked({key: each for key, each in answers.items() if key not in gone}), dropped=told)
        case _:
            assert_never(decision)
