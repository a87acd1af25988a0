"""What people said by a button under a follow-up: whether it was useful, and that they want no more of its topic."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping


def vote(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, follow_up: str, useful: bool) -> None:
    """That is what they say of the follow-up, whatever they said before. They are enrolled."""
    tx.execute(
        """INSERT INTO votes (webinar_id, attendee_id, follow_up, useful) VALUES (?, ?, ?, ?)
           ON CONFLICT (webinar_id, attendee_id, follow_up) DO UPDATE SET useful = excluded.useful""",
        (webinar_id, attendee_id, follow_up, useful),
    )


def counts(tx: sqlite3.Connection, webinar_id: int) -> dict[str, tuple[int, int]]:
    """How many found each follow-up useful, and how many did not."""
    rows = tx.execute(
        "SELECT follow_up, sum(useful), sum(1 - useful) FROM votes WHERE webinar_id = ? GROUP BY follow_up",
        (webinar_id,),
    )
    return {follow_up: (yes, no) for follow_up, yes, no in rows}


def stop(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, topic: str) -> None:
    """They want no more of this topic. They are enrolled."""
    tx.execute(
        "INSERT INTO stopped_topics (webinar_id, attendee_id, topic) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (webinar_id, attendee_id, topic),
    )


def resume(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, topic: str) -> None:
    """They want this topic again."""
    tx.execute(
        "DELETE FROM stopped_topics WHERE webinar_id = ? AND attendee_id = ? AND topic = ?",
        (webinar_id, attendee_id, topic),
    )


def stopped(tx: sqlite3.Connection, webinar_id: int, *, first: int, last: int) -> Mapping[int, frozenset[str]]:
    """The topics that people with an attendee id from ``first`` to ``last`` want no more of, by attendee."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for attendee_id, topic in tx.execute(
        "SELECT attendee_id, topic FROM stopped_topics WHERE webinar_id = ? AND attendee_id BETWEEN ? AND ?",
        (webinar_id, first, last),
    ):
        found[attendee_id].add(topic)
    return {attendee_id: frozenset(topics) for attendee_id, topics in found.items()}
