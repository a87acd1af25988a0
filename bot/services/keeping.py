"""What a response has stored, read and written in one place: its answers, and which of them is looked at again.

Everybody who needs an answer of one response comes here, so that where answers lie is known here alone. It refuses to
decide anything: ``survey.replies`` says what changes, ``answering`` and ``opening`` when.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

import msgspec

import db.answers
import db.responses
from bot.survey.answers import Answer, Revisit
from db.responses import ResponseRow


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored. ``answers`` are by question key, settled or not."""

    answers: dict[str, Answer]
    revisit: Revisit | None


def kept(tx: sqlite3.Connection, response: ResponseRow) -> Kept:
    """What ``response`` has stored."""
    looked_at = msgspec.json.decode(response.revisit, type=Revisit) if response.revisit else None
    return Kept(answers_of(tx, response), looked_at)


def answers_of(tx: sqlite3.Connection, response: ResponseRow) -> dict[str, Answer]:
    """The stored answers of ``response``, by question key, as the engine wants them."""
    return {
        question: Answer(state=row.state, picks=row.picks, text=row.text, number=row.number)
        for question, row in db.answers.of_response(tx, response.id).items()
    }


def put(tx: sqlite3.Connection, response: ResponseRow, question: str, answer: Answer, *, now: datetime) -> None:
    """The stored answer to ``question`` is exactly ``answer``."""
    db.answers.put(
        tx,
        response.id,
        question,
        state=answer.state,
        picks=answer.picks,
        text=answer.text,
        number=answer.number,
        now=now,
    )


def drop(tx: sqlite3.Connection, response: ResponseRow, question: str) -> None:
    """Nothing is stored for ``question``: as far as anybody can tell it was never shown."""
    db.answers.remove(tx, response.id, question)


def look_at(tx: sqlite3.Connection, response: ResponseRow, revisit: Revisit | None) -> None:
    """The response looks at ``revisit`` again, with what was changed of it so far; None: at nothing."""
    written = None if revisit is None else msgspec.json.encode(revisit).decode()
    db.responses.set_revisit(tx, response.id, written)
