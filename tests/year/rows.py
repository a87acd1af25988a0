"""What the bot's outbox says became of each promise, read beside it and before its answers' time is up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.moments import to_ms
from tests.staging import opened

TABLES = (
    "attendees",
    "enrolments",
    "responses",
    "answers",
    "drafts",
    "outbox",
    "inbox",
    "bulletins",
    "consents",
    "handed",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the outbox."""

    chat_id: int
    follow_up: str
    state: str
    reason: str | None
    doubts: int


def rows_of(database: Path, webinar: str) -> dict[tuple[int, str], Row]:
    """All rows of a webinar, by chat and follow-up."""
    with opened(database) as tx:
        found = tx.execute(
            """SELECT chat_id, follow_up, state, reason, doubts FROM outbox
               JOIN attendees ON attendees.id = attendee_id JOIN webinars ON webinars.id = webinar_id
               WHERE webinars.key = ?""",
            (webinar,),
        )
        return {(row[0], row[1]): Row(*row) for row in found}


def counts(database: Path) -> Counter[str]:
    """How many rows there are, by table; of those tables that this version has."""
    with opened(database) as tx:
        there = {name for (name,) in tx.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return Counter(
            {table: tx.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES if table in there}
        )


def due_between(database: Path, begins: datetime, ends: datetime) -> int:
    """How many planned messages fall due from one moment to another."""
    with opened(database) as tx:
        (count,) = tx.execute(
            "SELECT count(*) FROM outbox WHERE state = 'planned' AND due_at > ? AND due_at <= ?",
            (to_ms(begins), to_ms(ends)),
        ).fetchone()
        return int(count)


def doubts_of(database: Path, chat_id: int) -> dict[tuple[str, str], int]:
    """The doubts on record about one person's messages, by webinar and follow-up."""
    with opened(database) as tx:
        found = tx.execute(
            """SELECT webinars.key, follow_up, doubts FROM outbox
               JOIN attendees ON attendees.id = attendee_id JOIN webinars ON webinars.id = webinar_id
               WHERE chat_id = ? AND doubts""",
            (chat_id,),
        )
        return {(row[0], row[1]): row[2] for row in found}
