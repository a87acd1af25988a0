"""How responses came about: in chat, or imported from paper, a page or elsewhere."""

from __future__ import annotations

import sqlite3

CHAT, ELSEWHERE = "chat", "elsewhere"
"""The modes of what was answered in chat, and of what was imported and nobody said from where."""

MODE = f"iif(mode = 'import', coalesce(collected, '{ELSEWHERE}'), '{CHAT}')"
"""The mode of a row of ``responses``, as SQL says it."""


def collect(tx: sqlite3.Connection, response_id: int, collected: str) -> bool:
    """An imported response was ``collected`` this way; True if that was not known."""
    changed = tx.execute(
        "UPDATE responses SET collected = ?1 WHERE id = ?2 AND mode = 'import' AND collected IS NOT ?1",
        (collected, response_id),
    )
    return changed.rowcount == 1


def counts(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str) -> dict[str, tuple[int, int]]:
    """How many responses to this survey were begun and finished, by mode; the mode with most first."""
    rows = tx.execute(
        f"""SELECT {MODE}, count(started_at), count(finished_at) FROM responses
            WHERE webinar_id = ? AND survey_key = ? AND mode <> 'anonymous'
            GROUP BY 1 ORDER BY 2 DESC, 1""",  # noqa: S608 - own words
        (webinar_id, survey_key),
    )
    return {mode: (started, finished) for mode, started, finished in rows}


def alike(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str) -> tuple[int, int]:
    """How many responses were imported, and how many of them pick, in each of ``FEWEST`` answers or more, just what one
    in chat picks, and nothing else.
    """
    row = tx.execute(_ALIKE, (webinar_id, survey_key, FEWEST)).fetchone()
    return row[0], row[1]


FEWEST = 4
"""Answers with options that two responses have in common at least before they are called alike."""

_ALIKE = """WITH said AS (
    SELECT mode = 'import' AS imported,
        (SELECT group_concat(question || picks) FROM (
            SELECT question, picks FROM answers
            WHERE response_id = r.id AND state = 'answered' AND picks <> '[]' ORDER BY question
        ) HAVING count(*) >= ?3) AS picks
    FROM responses r WHERE webinar_id = ?1 AND survey_key = ?2
) SELECT count(*), count(*) FILTER (WHERE picks IN (SELECT picks FROM said WHERE NOT imported AND picks IS NOT NULL))
FROM said WHERE imported"""
