"""Who answered at several webinars: counts from SQL only, in the caller's snapshot. Nobody is told apart by name.

Only responses that belong to somebody can be known again; imported ones, and answers to anonymous surveys, cannot.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from db.answers import picked
from db.tallies import Nay


@dataclass(frozen=True, slots=True)
class Asked:
    """A webinar and the survey that is read there. ``anonymous`` are its versions that are."""

    webinar_id: int
    survey_key: str
    anonymous: Collection[int] = ()


class Twice(NamedTuple):
    """So many people answered ``question`` with these picks at the first webinar and with those at the second.

    The versions are those that they answered. ``first_apart``, ``second_apart``: they saw the question that asks who
    attended, and do not say that they did.
    """

    question: str
    first_survey: int
    second_survey: int
    first_picks: tuple[str, ...]
    second_picks: tuple[str, ...]
    first_apart: bool
    second_apart: bool
    people: int


def twice(tx: sqlite3.Connection, first: Asked, second: Asked, nay: Nay) -> Iterator[Twice]:
    """What those picked who answered at both; ``nay`` is how somebody says that they were not there."""
    asked = (first.webinar_id, first.survey_key, second.webinar_id, second.survey_key)
    for row in tx.execute(_TWICE, (*asked, nay.question, f'"{nay.option}"')):
        question, one, other, picks, others, apart, then_apart, people = row
        yield Twice(question, one, other, picked(picks), picked(others), bool(apart), bool(then_apart), people)


def several(tx: sqlite3.Connection, asked: Sequence[Asked]) -> dict[int, int]:
    """How many people began to answer at how many of these webinars, from two on; anonymous surveys tell nobody."""
    listed = json.dumps([[each.webinar_id, each.survey_key] for each in asked])
    anonymous = json.dumps(sorted({version for each in asked for version in each.anonymous}))
    return dict(tx.execute(_SEVERAL, (listed, anonymous)).fetchall())


def anybody_unknown(tx: sqlite3.Connection, asked: Asked) -> bool:
    """Whether there are responses of which it cannot be known whose they are."""
    of = (asked.webinar_id, asked.survey_key, json.dumps(sorted(asked.anonymous)))
    return tx.execute(_UNKNOWN, of).fetchone() is not None


_TWICE = """SELECT a.question, a.survey_id, b.survey_id, a.picks, b.picks,
        coalesce(s.state <> 'answered' OR instr(s.picks, ?6) > 0, 0) AS first_apart,
        coalesce(t.state <> 'answered' OR instr(t.picks, ?6) > 0, 0) AS second_apart, count(*)
    FROM responses r
    JOIN responses q ON q.webinar_id = ?3 AND q.survey_key = ?4 AND q.attendee_id = r.attendee_id
    JOIN answers a ON a.response_id = r.id AND a.state = 'answered'
    JOIN answers b ON b.response_id = q.id AND b.question = a.question AND b.state = 'answered'
    LEFT JOIN answers s ON s.response_id = r.id AND s.question = ?5
    LEFT JOIN answers t ON t.response_id = q.id AND t.question = ?5
    WHERE r.webinar_id = ?1 AND r.survey_key = ?2 AND r.attendee_id IS NOT NULL
    GROUP BY a.question, a.survey_id, b.survey_id, a.picks, b.picks, first_apart, second_apart"""
_SEVERAL = """SELECT webinars, count(*) FROM (
        SELECT count(*) AS webinars FROM json_each(?1) AS asked
        CROSS JOIN responses r ON r.webinar_id = asked.value ->> 0 AND r.survey_key = asked.value ->> 1
        WHERE r.attendee_id IS NOT NULL AND r.started_at IS NOT NULL
          AND r.survey_id NOT IN (SELECT value FROM json_each(?2)) GROUP BY r.attendee_id)
    WHERE webinars > 1 GROUP BY webinars ORDER BY webinars"""
_UNKNOWN = """SELECT 1 FROM responses WHERE webinar_id = ?1 AND survey_key = ?2 AND started_at IS NOT NULL
    AND (attendee_id IS NULL OR survey_id IN (SELECT value FROM json_each(?3))) LIMIT 1"""
