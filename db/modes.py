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
