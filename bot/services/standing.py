"""Where someone stands: a response with what it was asked, read inside the caller's transaction.

Everything follows from stored answers; nothing about a conversation lives in memory. It refuses to change anything:
``answering`` does, and ``delivering`` opens surveys that a follow-up brings.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime

import db.attendees
import db.enrolments
import db.frozen
import db.webinars
from bot.services.keeping import SealedShelf, Shelf, shelf_of
from bot.services.library import Library
from bot.services.permissions import alert_to_ask, on_card
from bot.services.views import Alert, ClosedScreen, OnCard, QuestionScreen, Screen, Seat, ThanksScreen
from bot.survey.answers import UNSEEN, Revisit
from bot.survey.contentment import is_dissatisfied, very_low
from bot.survey.definitions import Survey, Webinar
from bot.survey.engine import Answer, Ask, Over, answered_so_far, is_finished, whats_next
from bot.survey.identities import offers
from bot.survey.piping import piped
from db.attendees import AttendeeRow
from db.enrolments import Wants
from db.responses import ResponseRow
from db.webinars import WebinarRow


@dataclass(slots=True)
class Standing:
    """One response, whose it is, and what it has stored. Whoever changes that tells it: ``stored``, ``dropped``,
    ``looks_at``.
    """

    response: ResponseRow
    attendee: AttendeeRow
    row: WebinarRow
    webinar: Webinar
    survey: Survey
    answers: dict[str, Answer]
    name: str | None
    shelf: Shelf
    frozen: bool = False
    moved: bool = False
    wants: Wants = "all"
    revisit: Revisit | None = None
    asks: OnCard | None = None
    alert: Alert | None = None
    _next: Ask | Over | None = field(default=None, init=False, repr=False)

    @property
    def is_own(self) -> bool:
        """Whether it answers the webinar's own survey, not one that a follow-up brought."""
        return self.response.survey_key == self.webinar.survey

    @property
    def finished(self) -> bool:
        """Whether everything that counts is answered or skipped."""
        return is_finished(self.survey, self.answers)

    @property
    def is_sealed(self) -> bool:
        """Whether its survey is anonymous, and its answers lie sealed."""
        return isinstance(self.shelf, SealedShelf)

    @property
    def has_answered(self) -> bool:
        """Whether any question is answered: skipping is no answer, nor is going on from a statement."""
        told = answered_so_far(self.survey, self.answers)
        return any(answer.state == "answered" for _, answer in told)

    def closed(self, now: datetime) -> bool:
        """Whether its survey takes no more answers. One that a follow-up brought does until figures are frozen.

        Answers that were moved to where they are nobody's can no more be added to.
        """
        return (
            self.frozen or self.moved or (self.is_own and self.row.closes_at is not None and now >= self.row.closes_at)
        )

    def paused(self, now: datetime) -> bool:
        """Whether its survey takes no answers until somebody lets it go on. One that a follow-up brought goes on."""
        return self.is_own and self.row.paused_at is not None and not self.closed(now)

    def waits(self, now: datetime) -> bool:
        """Whether a question waits for what they write: not if they asked for no more of them."""
        return self.wants == "all" and isinstance(self.next(), Ask) and not self.closed(now)

    def next(self) -> Ask | Over:
        """The question on screen, or that there is none."""
        if self.moved:
            return Over()
        if self._next is None:
            self._next = whats_next(self.survey, self.answers, self.revisit)
        return self._next

    def revisits(self, question: str) -> bool:
        """Whether ``question`` is on screen and has a settled answer, which stands for now."""
        ask = self.next()
        return isinstance(ask, Ask) and ask.revisited and ask.question.key == question

    def stored(self, question: str, answer: Answer) -> None:
        """Keep up: ``answer`` has been stored for ``question``."""
        if self.answers.get(question, UNSEEN) != answer:
            self._next = None
        self.answers[question] = answer

    def dropped(self, question: str) -> None:
        """Keep up: nothing is stored for ``question`` any more."""
        self.answers.pop(question, None)
        self._next = None

    def called(self, name: str | None) -> None:
        """What they are called on this screen, if the survey is by name and none is stored yet: nothing is stored."""
        if self.survey.identity == "identified" and self.name is None:
            self.name = name

    def looks_at(self, revisit: Revisit | None) -> None:
        """Keep up: ``revisit`` is what is looked at again."""
        self.revisit, self._next = revisit, None

    def screen(self, now: datetime) -> Screen:
        """What their survey message should show at ``now``."""
        seat = self.seat()
        if self.closed(now):
            finished = self.response.finished_at is not None or self.finished
            return self._thanks(seat, closed=True) if finished else ClosedScreen(seat, self.survey)
        ask = self.next()
        if isinstance(ask, Over):
            return self._thanks(seat, closed=False)
        fresh = not any(answer.state != "shown" for answer in self.answers.values())
        return QuestionScreen(seat, self.survey, ask, privacy=self.webinar.privacy if fresh else None)

    def _thanks(self, seat: Seat, *, closed: bool) -> ThanksScreen:
        told = answered_so_far(self.survey, self.answers)
        tells = offers(self.survey.identity, "threads") and is_dissatisfied(self.survey, self.answers)
        lives = self.attendee.timezone is None and any(each.zone == "person" for each in self.webinar.follow_ups)
        return ThanksScreen(
            seat,
            self.survey,
            told,
            closed,
            self.moved,
            asks=self._asks(),
            tells=tells,
            lives=lives and self.wants == "all",
        )

    def _asks(self) -> OnCard | None:
        """What the card asks first: what is of use at once, if there is cause to ask it."""
        return self.alert if self.alert is not None and very_low(self.survey, self.answers) is not None else self.asks

    @property
    def wordings(self) -> tuple[str, ...]:
        """The order in which languages are tried for what they read."""
        return wordings_for(self.attendee.language, self.webinar.languages)

    def seat(self) -> Seat:
        """Whose screen it is and how they are spoken to."""
        wordings = self.wordings
        values = piped(self.survey, self.answers, name=self.name, webinar=self.webinar.title, languages=wordings)
        return Seat(
            response_id=self.response.id,
            chat_id=self.attendee.chat_id,
            message_id=self.response.message_id,
            language=self.attendee.language,
            wordings=wordings,
            webinar=self.webinar.title,
            zone=self.webinar.timezone,
            values=values,
        )


def wordings_for(language: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The order in which an attendee's ``language`` and those the webinar offers are tried."""
    if language in offered:
        return (language, *(other for other in offered if other != language))
    return offered


def load(tx: sqlite3.Connection, library: Library, response: ResponseRow, attendee: AttendeeRow) -> Standing:
    """Where ``attendee`` stands in ``response``."""
    row = db.webinars.by_id(tx, response.webinar_id)
    survey = library.survey(tx, response.survey_id)
    enrolment = db.enrolments.find(tx, webinar_id=row.id, attendee_id=attendee.id)
    shelf, webinar = shelf_of(library, response, survey), library.webinar(row)
    stored, own = shelf.kept(tx), response.survey_key == webinar.survey
    return Standing(
        response=response,
        attendee=attendee,
        row=row,
        webinar=webinar,
        survey=survey,
        answers=stored.answers,
        name=enrolment.name if enrolment and survey.identity == "identified" else None,
        shelf=shelf,
        frozen=db.frozen.moment(tx, row.id) is not None,
        moved=stored.moved,
        wants=enrolment.wants if enrolment else "all",
        revisit=stored.revisit,
        asks=on_card(tx, row, webinar, survey.identity, attendee.id) if own else None,
        alert=alert_to_ask(tx, row, survey, attendee.id) if own else None,
    )
