"""Themes: codes given to open answers. One answer may have several (mentions); one person counts once (people)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter


def assign(tx: sqlite3.Connection, *, survey_key: str, response_id: int, question: str, labels: Iterable[str]) -> None:
    """The answer has exactly these themes; labels that are new become themes of the question. No labels: none.

    Raises:
        sqlite3.IntegrityError: there is no such answer.
    """
    tx.execute("DELETE FROM codings WHERE response_id = ? AND question = ?", (response_id, question))
    for label in dict.fromkeys(labels):
        tx.execute(
            "INSERT INTO themes (survey_key, question, label) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (survey_key, question, label),
        )
        tx.execute(
            """INSERT INTO codings (response_id, question, theme_id)
               SELECT ?1, ?2, id FROM themes WHERE survey_key = ?3 AND question = ?2 AND label = ?4""",
            (response_id, question, survey_key, label),
        )


def of_response(tx: sqlite3.Connection, response_id: int) -> dict[str, tuple[str, ...]]:
    """The labels given to this response's answers, by question key, in alphabetical order."""
    found: dict[str, tuple[str, ...]] = {}
    rows = tx.execute(
        """SELECT c.question, t.label FROM codings c JOIN themes t ON t.id = c.theme_id
           WHERE c.response_id = ? ORDER BY c.question, t.label""",
        (response_id,),
    )
    for question, label in rows:
        found[question] = (*found.get(question, ()), label)
    return found


def of_responses(
    tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Iterable[int]
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Of every response to these versions that has any, by label: its id, a question, and the labels given to what was
    answered there, in alphabetical order. One at a time, so memory stays flat.
    """
    rows = tx.execute(
        """SELECT r.id, c.question, t.label FROM responses r
           CROSS JOIN codings c ON c.response_id = r.id JOIN themes t ON t.id = c.theme_id
           WHERE r.webinar_id = ? AND r.survey_id IN (SELECT value FROM json_each(?))
           ORDER BY r.webinar_id, r.survey_key, r.label, c.question, t.label""",
        (webinar_id, json.dumps(list(survey_ids))),
    )
    for (response_id, question), together in groupby(rows, key=itemgetter(0, 1)):
        yield response_id, question, tuple(row[2] for row in together)
