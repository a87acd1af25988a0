"""Answers: one stored value per response and question. Writing one replaces it as a whole.

shown: on screen, not settled; its picks are ticks and its text a draft. Only answered ones count in tallies.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from db.moments import to_ms

State = Literal["shown", "answered", "skipped"]

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer. ``picks`` are option keys in the order given; ``text`` is what was written, or an ISO date."""

    state: State
    picks: tuple[str, ...] = ()
    text: str | None = None
    number: float | None = None


def of_response(tx: sqlite3.Connection, response_id: int) -> dict[str, AnswerRow]:
    """What is stored of this response, by question key."""
    rows = tx.execute("SELECT question, state, picks, text, number FROM answers WHERE response_id = ?", (response_id,))
    return {question: AnswerRow(state, picked(picks), text, number) for question, state, picks, text, number in rows}


def put(
    tx: sqlite3.Connection,
    response_id: int,
    question: str,
    *,
    state: State,
    picks: Sequence[str],
    text: str | None,
    number: float | None,
    now: datetime,
) -> None:
    """The answer is exactly this; a pick counts once, and themes of a text that changed are gone.

    Raises:
        LookupError: there is no such response.
        sqlite3.IntegrityError: a skipped answer with a pick, a text or a number.
    """
    written = tx.execute(
        """INSERT INTO answers (response_id, webinar_id, survey_id, question, state, picks, text, number, stored_at)
           SELECT id, webinar_id, survey_id, ?, ?, ?, ?, ?, ? FROM responses WHERE id = ?
           ON CONFLICT (response_id, question) DO UPDATE SET state = excluded.state, picks = excluded.picks,
               text = excluded.text, number = excluded.number, stored_at = excluded.stored_at""",
        (question, state, _JSON.encode(list(dict.fromkeys(picks))), text, number, to_ms(now), response_id),
    )
    if written.rowcount != 1:
        raise LookupError(f"no response {response_id}")


def remove(tx: sqlite3.Connection, response_id: int, question: str) -> None:
    """The question was never shown, as far as anybody can tell; themes are gone with it."""
    tx.execute("DELETE FROM answers WHERE response_id = ? AND question = ?", (response_id, question))


@lru_cache(maxsize=4096)  # people pick the same few combinations
def picked(picks: str) -> tuple[str, ...]:
    """The option keys in a ``picks`` column."""
    return tuple(json.loads(picks))
