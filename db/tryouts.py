"""Tryouts: organisers' walks through a survey as attendees, which nothing counts. At most one a chat."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import to_ms


@dataclass(frozen=True, slots=True)
class TryoutRow:
    """``answers`` is JSON text; ``update_id`` the update that was taken last."""

    chat_id: int
    webinar_id: int
    survey_id: int
    language: str
    answers: str
    update_id: int


def put(tx: sqlite3.Connection, row: TryoutRow, *, now: datetime) -> None:
    """This is the tryout of that chat, and no other any more."""
    tx.execute(
        "INSERT OR REPLACE INTO tryouts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row.chat_id, row.webinar_id, row.survey_id, row.language, row.answers, row.update_id, to_ms(now)),
    )


def of_chat(tx: sqlite3.Connection, chat_id: int) -> TryoutRow | None:
    """The tryout under way in that chat, or None."""
    row = tx.execute(
        "SELECT chat_id, webinar_id, survey_id, language, answers, update_id FROM tryouts WHERE chat_id = ?",
        (chat_id,),
    ).fetchone()
    return None if row is None else TryoutRow(*row)


def drop(tx: sqlite3.Connection, chat_id: int) -> None:
    """None is under way in that chat."""
    tx.execute("DELETE FROM tryouts WHERE chat_id = ?", (chat_id,))


def drop_before(tx: sqlite3.Connection, before: datetime) -> None:
    """Those that were not touched since are over."""
    tx.execute("DELETE FROM tryouts WHERE touched_at < ?", (to_ms(before),))
