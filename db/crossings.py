"""Counts for cross-tables: how many people picked what of two questions. From SQL only, in the caller's snapshot."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from db.answers import picked
from db.modes import MODE
from db.tallies import Nay


class Pair(NamedTuple):
    """So many ``people`` who began with that version picked these. ``apart``: they do not say that they attended."""

    survey_id: int
    one: tuple[str, ...]
    other: tuple[str, ...]
    apart: bool
    people: int


def pairs(
    tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Sequence[int], one: str, other: str, nay: Nay
) -> Iterator[Pair]:
    """What was picked of both questions, over the responses to these versions; who answered neither is left out.

    Only what is answered counts: the picks of a question that is shown and not settled are ticks.
    """
    values = (nay.question, nay.option, one, other, webinar_id, json.dumps(list(survey_ids)))
    for survey_id, first, second, apart, people in tx.execute(_PAIRS, values):
        yield Pair(survey_id, picked(first or "[]"), picked(second or "[]"), bool(apart), people)


def by_mode(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    survey_ids: Sequence[int],
    question: str,
    but: tuple[str, str] | None = None,
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Mode, picks of the question (none: it is not answered) and how many responses these are. ``but`` is a
    question and an option of it: whoever picked that is left out.
    """
    rows = tx.execute(_BY_MODE, (question, webinar_id, json.dumps(list(survey_ids)), *(but or (None, None))))
    for mode, picks, count in rows:
        yield mode, picked(picks or "[]"), count


_PAIRS = """SELECT r.survey_id, a.picks, b.picks, EXISTS (
        SELECT 1 FROM answers n WHERE n.response_id = r.id AND n.question = ? AND (
            n.state <> 'answered' OR EXISTS (SELECT 1 FROM json_each(n.picks) AS p WHERE p.value = ?)
        )
    ) AS apart, count(*) FROM responses r
    LEFT JOIN answers a ON a.response_id = r.id AND a.question = ? AND a.state = 'answered'
    LEFT JOIN answers b ON b.response_id = r.id AND b.question = ? AND b.state = 'answered'
    WHERE r.webinar_id = ? AND r.survey_id IN (SELECT value FROM json_each(?))
      AND (a.response_id IS NOT NULL OR b.response_id IS NOT NULL)
    GROUP BY r.survey_id, a.picks, b.picks, apart"""
# A chat row of an anonymous survey says only that somebody took part: it has no answers.
_BY_MODE = f"""SELECT {MODE}, a.picks, count(*) FROM responses r
    LEFT JOIN answers a ON a.response_id = r.id AND a.question = ? AND a.state = 'answered'
    WHERE r.webinar_id = ? AND r.survey_id IN (SELECT value FROM json_each(?))
      AND EXISTS (SELECT 1 FROM answers WHERE response_id = r.id)
      AND NOT EXISTS (
        SELECT 1 FROM answers n, json_each(n.picks) AS p
        WHERE n.response_id = r.id AND n.question = ? AND n.state = 'answered' AND p.value = ?
      )
    GROUP BY 1, a.picks"""  # noqa: S608 - own words
