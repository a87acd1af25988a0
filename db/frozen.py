"""Figures that outlive their answers: what each survey of a webinar added up to before its answers were deleted.

From the moment there is a row, the webinar takes no more answers and only what stands here is told of it, whether or
not the last answer is deleted yet. The deleting is done here, too, in portions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows were deleted. ``attendees`` had entered no other webinar."""

    responses: int = 0
    answers: int = 0
    enrolments: int = 0
    messages: int = 0
    attendees: int = 0

    def __add__(self, other: Deleted) -> Deleted:
        return Deleted(
            self.responses + other.responses,
            self.answers + other.answers,
            self.enrolments + other.enrolments,
            self.messages + other.messages,
            self.attendees + other.attendees,
        )


def freeze(tx: sqlite3.Connection, webinar_id: int, reports: Sequence[tuple[str, str, str]], *, now: datetime) -> None:
    """These reports, with the webinar's own survey first, are all that is told from now on.

    Each is a survey's key and two JSON texts: the report, and as much of it as those are told who may not read rows.

    Raises:
        sqlite3.IntegrityError: the webinar is frozen already.
    """
    tx.executemany(
        "INSERT INTO frozen (webinar_id, place, survey_key, report, told, frozen_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(webinar_id, place, key, report, told, to_ms(now)) for place, (key, report, told) in enumerate(reports)],
    )


def moment(tx: sqlite3.Connection, webinar_id: int) -> datetime | None:
    """When the webinar's figures were frozen, or None."""
    row = tx.execute("SELECT frozen_at FROM frozen WHERE webinar_id = ? AND place = 0", (webinar_id,)).fetchone()
    return None if row is None else from_ms(row[0])


def survey_keys(tx: sqlite3.Connection, webinar_id: int) -> list[str]:
    """The surveys whose figures were frozen, the webinar's own first."""
    rows = tx.execute("SELECT survey_key FROM frozen WHERE webinar_id = ? ORDER BY place", (webinar_id,))
    return [key for (key,) in rows]


def report(tx: sqlite3.Connection, webinar_id: int, *, survey_key: str, told: bool = False) -> str | None:
    """The report of one survey, or None if there is none; as ``told`` to those who may not read rows, or whole."""
    row = tx.execute(
        "SELECT report, coalesce(told, report) FROM frozen WHERE webinar_id = ? AND survey_key = ?",
        (webinar_id, survey_key),
    ).fetchone()
    return None if row is None else str(row[1 if told else 0])


def surveys_answered(tx: sqlite3.Connection, webinar_id: int) -> list[str]:
    """The keys of the surveys that there are responses to, in alphabetical order."""
    rows = tx.execute(
        "SELECT DISTINCT survey_key FROM responses WHERE webinar_id = ? ORDER BY survey_key", (webinar_id,)
    )
    return [key for (key,) in rows]


def undeleted(tx: sqlite3.Connection, *, late_before: datetime) -> list[tuple[int, datetime]]:
    """The frozen webinars of which something is left to delete: their id, and before when people entered who go.

    Who entered after the freezing goes, too, once they entered before ``late_before``.
    """
    rows = tx.execute("SELECT webinar_id, frozen_at FROM frozen WHERE place = 0 ORDER BY webinar_id").fetchall()
    found = ((webinar_id, max(from_ms(frozen_at), late_before)) for webinar_id, frozen_at in rows)
    return [(webinar_id, until) for webinar_id, until in found if _anything(tx, webinar_id, until)]


def delete_portion(tx: sqlite3.Connection, webinar_id: int, *, until: datetime, limit: int) -> Deleted | None:
    """At most ``limit`` people who entered before ``until`` are gone, or else as many responses of nobody, or drafts.

    With people goes all that is theirs here, and who is left with no webinar goes, too. None: nothing was left.
    """
    people = [row[0] for row in tx.execute(_PEOPLE, (webinar_id, to_ms(until), limit))]
    if people:
        return _delete_people(tx, webinar_id, people)
    responses = [row[0] for row in tx.execute(_NOBODYS, (webinar_id, limit))]
    if responses:
        return _delete_responses(tx, responses)
    return Deleted() if tx.execute(_DELETE_DRAFTS, (webinar_id, limit)).rowcount else None


def _delete_people(tx: sqlite3.Connection, webinar_id: int, people: Sequence[int]) -> Deleted:
    ids = json.dumps(people)
    theirs = [
        row[0]
        for row in tx.execute(
            f"SELECT id FROM responses WHERE webinar_id = ? AND attendee_id {_IN}",  # noqa: S608 - own words
            (webinar_id, ids),
        )
    ]
    deleted = _delete_responses(tx, theirs)
    for table in _tables_of_people(tx):
        gone = tx.execute(
            f"DELETE FROM {table} WHERE webinar_id = ? AND attendee_id {_IN}",  # noqa: S608 - a table of the schema
            (webinar_id, ids),
        ).rowcount
        deleted += Deleted(
            messages=gone if table == "outbox" else 0,
            enrolments=gone if table == "enrolments" else 0,
        )
    lonely = tx.execute(
        f"""DELETE FROM attendees WHERE id {_IN}
            AND NOT EXISTS (SELECT 1 FROM enrolments AS e WHERE e.attendee_id = attendees.id)""",  # noqa: S608 - own words
        (ids,),
    )
    return deleted + Deleted(attendees=lonely.rowcount)


def _delete_responses(tx: sqlite3.Connection, responses: Sequence[int]) -> Deleted:
    ids = json.dumps(responses)
    answers = tx.execute(f"DELETE FROM answers WHERE response_id {_IN}", (ids,)).rowcount  # noqa: S608 - own words
    gone = tx.execute(f"DELETE FROM responses WHERE id {_IN}", (ids,)).rowcount  # noqa: S608 - own words
    return Deleted(responses=gone, answers=answers)


def _anything(tx: sqlite3.Connection, webinar_id: int, until: datetime) -> bool:
    people = tx.execute(_PEOPLE, (webinar_id, to_ms(until), 1)).fetchone()
    nobodys = (tx.execute(statement, (webinar_id, 1)).fetchone() for statement in (_NOBODYS, _DRAFTS))
    return people is not None or any(row is not None for row in nobodys)


def _tables_of_people(tx: sqlite3.Connection) -> Iterator[str]:
    """Every table that holds something about an attendee at a webinar, whoever added it to the schema."""
    rows = tx.execute(
        """SELECT t.name FROM sqlite_schema AS t
           WHERE t.type = 'table' AND t.name <> 'responses'
             AND EXISTS (SELECT 1 FROM pragma_table_info (t.name) WHERE name = 'webinar_id')
             AND EXISTS (SELECT 1 FROM pragma_table_info (t.name) WHERE name = 'attendee_id')
           ORDER BY t.name"""
    ).fetchall()
    return (str(row[0]) for row in rows)


_IN = "IN (SELECT value FROM json_each(?))"
_PEOPLE = "SELECT attendee_id FROM enrolments WHERE webinar_id = ? AND entered_at < ? ORDER BY attendee_id LIMIT ?"
_NOBODYS = "SELECT id FROM responses WHERE webinar_id = ? AND attendee_id IS NULL LIMIT ?"
_DRAFTS = "SELECT tag FROM drafts WHERE webinar_id = ? LIMIT ?"
_DELETE_DRAFTS = f"DELETE FROM drafts WHERE tag IN ({_DRAFTS})"  # noqa: S608 - own words
