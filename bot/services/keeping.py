"""What a response has stored, read and written in one place: its answers, and which of them is looked at again.

Everybody who needs an answer of one response comes here, so that where answers lie is known here alone: in rows, or for
an anonymous survey in a sealed draft (see ``drafts``). It refuses to decide anything: ``survey.replies`` says what
changes, ``answering`` and ``opening`` when.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

import db.answers
import db.responses
from bot.services.drafts import Draft, day_of, is_sealed, read_draft, write_draft
from bot.services.library import Library
from bot.services.sealing import Seal
from bot.survey.answers import Answer, Revisit
from bot.survey.definitions import Survey
from db.moments import to_ms
from db.responses import ResponseRow


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored. ``answers`` are by question key, settled or not.

    ``moved``: they were, to where nobody can tell whose they are; nothing can be added to them.
    """

    answers: dict[str, Answer]
    revisit: Revisit | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class OpenShelf:
    """Where the answers of one response lie in rows."""

    response: ResponseRow

    def kept(self, tx: sqlite3.Connection) -> Kept:
        """What is stored."""
        return Kept(answers_of(tx, self.response), _revisit(self.response.revisit))

    def put(self, tx: sqlite3.Connection, question: str, answer: Answer, *, now: datetime) -> None:
        """The stored answer to ``question`` is exactly ``answer``."""
        db.answers.put(
            tx,
            self.response.id,
            question,
            state=answer.state,
            picks=answer.picks,
            text=answer.text,
            number=answer.number,
            now=now,
        )

    def drop(self, tx: sqlite3.Connection, question: str) -> None:
        """Nothing is stored for ``question``: as far as anybody can tell it was never shown."""
        db.answers.remove(tx, self.response.id, question)

    def look_at(self, tx: sqlite3.Connection, revisit: Revisit | None) -> None:
        """The response looks at ``revisit`` again, with what was changed of it so far; None: at nothing."""
        db.responses.set_revisit(tx, self.response.id, _written(revisit))

    def moment(self, now: datetime) -> datetime:
        """What the response's row says when something happened at ``now``."""
        return now


@dataclass(frozen=True, slots=True)
class SealedShelf:
    """Where the answers of one response lie sealed. Every method may raise NoKey."""

    response: ResponseRow
    survey: Survey
    seal: Seal | None

    def kept(self, tx: sqlite3.Connection) -> Kept:
        """What is stored. Raises: NotOpened."""
        draft = read_draft(tx, self.seal, self.response)
        return Kept({}, None, moved=True) if draft is None else Kept(draft.answers, _revisit(draft.revisit))

    def begin(self, tx: sqlite3.Connection, *, now: datetime) -> None:
        """There is a draft, with no answers in it."""
        write_draft(tx, self.seal, self.response, self.survey, Draft({}, to_ms(now)))

    def put(self, tx: sqlite3.Connection, question: str, answer: Answer, *, now: datetime) -> None:
        """The stored answer to ``question`` is exactly ``answer``."""
        self._change(tx, lambda draft: Draft({**draft.answers, question: answer}, to_ms(now), draft.revisit))

    def drop(self, tx: sqlite3.Connection, question: str) -> None:
        """Nothing is stored for ``question``: as far as anybody can tell it was never shown."""
        self._change(
            tx,
            lambda draft: Draft(
                {key: answer for key, answer in draft.answers.items() if key != question}, draft.touched, draft.revisit
            ),
        )

    def look_at(self, tx: sqlite3.Connection, revisit: Revisit | None) -> None:
        """The response looks at ``revisit`` again, with what was changed of it so far; None: at nothing."""
        self._change(tx, lambda draft: Draft(draft.answers, draft.touched, _written(revisit)))

    def moment(self, now: datetime) -> datetime:
        """What the response's row says when something happened at ``now``: the day (in UTC) and nothing more."""
        return day_of(now)

    def _change(self, tx: sqlite3.Connection, change: Callable[[Draft], Draft]) -> None:
        draft = read_draft(tx, self.seal, self.response)
        assert draft is not None, "what was moved is closed"
        write_draft(tx, self.seal, self.response, self.survey, change(draft))


Shelf = OpenShelf | SealedShelf


def shelf_of(library: Library, response: ResponseRow, survey: Survey) -> Shelf:
    """Where the answers of ``response`` to ``survey``, its version, lie."""
    return SealedShelf(response, survey, library.seal) if is_sealed(response, survey) else OpenShelf(response)


def answers_of(tx: sqlite3.Connection, response: ResponseRow) -> dict[str, Answer]:
    """The answers of ``response`` that lie in rows, by question key, as the engine wants them."""
    return {
        question: Answer(state=row.state, picks=row.picks, text=row.text, number=row.number)
        for question, row in db.answers.of_response(tx, response.id).items()
    }


def latest_first(tx: sqlite3.Connection, library: Library, attendee_id: int) -> list[ResponseRow]:
    """All responses of this attendee, the one touched last (an answer stored, or created) first."""
    responses = db.responses.of_attendee(tx, attendee_id)
    sealed = {each.id for each in responses if is_sealed(each, library.survey(tx, each.survey_id))}
    if len(responses) < 2 or not sealed:
        return responses
    touched = db.responses.touched(tx, attendee_id)
    for response in responses:
        draft = read_draft(tx, library.seal, response) if response.id in sealed else None
        touched[response.id] = draft.touched if draft is not None else touched[response.id]
    return sorted(responses, key=lambda response: touched[response.id], reverse=True)


def _revisit(written: str | None) -> Revisit | None:
    return msgspec.json.decode(written, type=Revisit) if written else None


def _written(revisit: Revisit | None) -> str | None:
    return None if revisit is None else msgspec.json.encode(revisit).decode()
