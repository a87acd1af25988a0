"""Updates as Telegram sent them: stored before they are confirmed, kept until their screen is shown.

waiting -> decided (what it changes is stored, its screen is owed) -> done; or dead, after too many failures.
A body is whatever the services made of it (sealed bytes; text in what an older version stored). A done update keeps no
body and no link to a response.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import to_ms

State = Literal["waiting", "decided", "done", "dead"]

_HOUR = 3_600_000
"""In milliseconds."""

_SELECT = "SELECT update_id, chat_id, body, state, response_id, attempts, trouble FROM inbox "


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One update. ``chat_id`` is None where it has none, ``body`` once it is done; ``trouble`` is the last failure."""

    update_id: int
    chat_id: int | None
    body: bytes | str | None
    state: State
    response_id: int | None
    attempts: int
    trouble: str | None = None


def store_batch(
    tx: sqlite3.Connection, batch: Sequence[tuple[int, int | None, bytes | str]], *, now: datetime
) -> list[int]:
    """Every ``(update_id, chat_id, body)`` is in the inbox; the ids that were not there before, in the order given."""
    received_at = to_ms(now)
    fresh: list[int] = []
    for update_id, chat_id, body in batch:
        stored = tx.execute(
            """INSERT INTO inbox (update_id, chat_id, body, state, received_at) VALUES (?, ?, ?, 'waiting', ?)
               ON CONFLICT (update_id) DO NOTHING""",
            (update_id, chat_id, body, received_at),
        )
        if stored.rowcount == 1:
            fresh.append(update_id)
    return fresh


def open_updates(tx: sqlite3.Connection) -> list[InboxRow]:
    """What is not done: waiting and decided updates, in Telegram's order."""
    rows = tx.execute(_SELECT + "WHERE state IN ('waiting', 'decided') ORDER BY update_id")
    return [InboxRow(*row) for row in rows]


def state_of(tx: sqlite3.Connection, update_id: int) -> InboxRow | None:
    """The update, or None if it was never stored (or is pruned)."""
    row = tx.execute(_SELECT + "WHERE update_id = ?", (update_id,)).fetchone()
    return None if row is None else InboxRow(*row)


def mark_decided(tx: sqlite3.Connection, update_id: int, *, response_id: int | None) -> bool:
    """What the update changes is stored, its screen is owed. False, and nothing changed, unless it was waiting."""
    changed = tx.execute(
        "UPDATE inbox SET state = 'decided', response_id = ? WHERE update_id = ? AND state = 'waiting'",
        (response_id, update_id),
    )
    return changed.rowcount == 1


def mark_done(tx: sqlite3.Connection, update_ids: Sequence[int]) -> None:
    """These updates owe nothing any more, and their bodies are gone; so is who sent them, unless an attendee did.

    Dead ones stay dead.
    """
    tx.executemany(
        """UPDATE inbox SET state = 'done', body = NULL, response_id = NULL, trouble = NULL,
               chat_id = (SELECT chat_id FROM attendees AS a WHERE a.chat_id = inbox.chat_id)
           WHERE update_id = ? AND state IN ('waiting', 'decided')""",
        [(update_id,) for update_id in update_ids],
    )


def mark_failed(tx: sqlite3.Connection, update_id: int, *, trouble: str) -> int:
    """One more attempt failed because of ``trouble``; how many have. 0 if there is no such open update."""
    rows = tx.execute(
        """UPDATE inbox SET attempts = attempts + 1, trouble = ?
           WHERE update_id = ? AND state IN ('waiting', 'decided') RETURNING attempts""",
        (trouble, update_id),
    ).fetchall()
    return int(rows[0][0]) if rows else 0


def bury(tx: sqlite3.Connection, update_id: int, *, trouble: str) -> None:
    """The open update is a dead letter: never tried again by itself, kept with its body for the operator."""
    tx.execute(
        "UPDATE inbox SET state = 'dead', trouble = ? WHERE update_id = ? AND state IN ('waiting', 'decided')",
        (trouble, update_id),
    )


def forget_chats(tx: sqlite3.Connection, *, now: datetime) -> int:
    """Of done updates only the numbers are kept, not who sent them or when: how often somebody wrote is told by nothing
    here. All are told to be received at the next full hour; told so once, an update is forgotten for good in time.
    How many were changed.
    """
    hour = to_ms(now) // _HOUR * _HOUR + _HOUR
    return tx.execute(
        """UPDATE inbox SET chat_id = NULL, received_at = ?
           WHERE state = 'done' AND (chat_id IS NOT NULL OR received_at % ? <> 0)""",
        (hour, _HOUR),
    ).rowcount


def depth(tx: sqlite3.Connection) -> int:
    """How many updates are not done."""
    return int(tx.execute("SELECT count(*) FROM inbox WHERE state IN ('waiting', 'decided')").fetchone()[0])


def dead(tx: sqlite3.Connection) -> list[InboxRow]:
    """The dead letters, in Telegram's order."""
    rows = tx.execute(_SELECT + "WHERE state = 'dead' ORDER BY update_id")
    return [InboxRow(*row) for row in rows]


def prune(tx: sqlite3.Connection, *, before: datetime, limit: int = 10_000) -> int:
    """Forgets done updates received before ``before``, the oldest ``limit`` of them; how many were forgotten."""
    gone = tx.execute(
        """DELETE FROM inbox WHERE update_id IN (
               SELECT update_id FROM inbox WHERE state = 'done' AND received_at < ? ORDER BY received_at LIMIT ?)""",
        (to_ms(before), limit),
    )
    return gone.rowcount


def forget_dead(tx: sqlite3.Connection) -> int:
    """Forgets every dead letter; how many were forgotten."""
    return tx.execute("DELETE FROM inbox WHERE state = 'dead'").rowcount


def prune_dead(tx: sqlite3.Connection, *, before: datetime) -> int:
    """Forgets dead letters received before ``before``; how many were forgotten."""
    return tx.execute("DELETE FROM inbox WHERE state = 'dead' AND received_at < ?", (to_ms(before),)).rowcount
