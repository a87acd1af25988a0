"""Pulses: polls of Telegram's own in a webinar's group, and how many chose each option. A series of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms_or_none, to_ms

_SELECT = "SELECT id, webinar_id, group_id, question, poll_id, message_id, voters, closed_at FROM pulses "


@dataclass(frozen=True, slots=True)
class PulseRow:
    """One poll. ``poll_id`` None: it is not known to be posted. ``group_id`` None: the bot is in that group no more."""

    id: int
    webinar_id: int
    group_id: int | None
    question: str
    poll_id: str | None
    message_id: int | None
    voters: int
    closed_at: datetime | None


def begin(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    group_id: int,
    update_id: int,
    question: str,
    options: Sequence[str],
    now: datetime,
) -> int | None:
    """A poll is about to be posted, as that update wanted; its number, None if it was begun before."""
    tx.execute("DELETE FROM pulses WHERE group_id = ? AND poll_id IS NULL AND update_id <> ?", (group_id, update_id))
    written = tx.execute(
        """INSERT INTO pulses (webinar_id, group_id, update_id, question, asked_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (update_id) DO NOTHING RETURNING id""",
        (webinar_id, group_id, update_id, question, to_ms(now)),
    ).fetchone()
    if written is None:
        return None
    pulse_id = int(written[0])
    tx.executemany(
        "INSERT INTO pulse_counts (pulse_id, place, option) VALUES (?, ?, ?)",
        [(pulse_id, place, option) for place, option in enumerate(options)],
    )
    return pulse_id


def begun(tx: sqlite3.Connection, update_id: int) -> bool:
    """Whether that update has begun one."""
    return tx.execute("SELECT 1 FROM pulses WHERE update_id = ?", (update_id,)).fetchone() is not None


def posted(tx: sqlite3.Connection, pulse_id: int, *, poll_id: str, message_id: int) -> None:
    """It stands in the group."""
    tx.execute("UPDATE pulses SET poll_id = ?, message_id = ? WHERE id = ?", (poll_id, message_id, pulse_id))


def drop(tx: sqlite3.Connection, pulse_id: int) -> None:
    """It was not posted."""
    tx.execute("DELETE FROM pulses WHERE id = ?", (pulse_id,))


def count(tx: sqlite3.Connection, poll_id: str, counts: Sequence[int], *, voters: int) -> None:
    """So many chose each option by now, in their order. A poll that is closed, or not of ours, stays as it is."""
    row = tx.execute("SELECT id FROM pulses WHERE poll_id = ? AND closed_at IS NULL", (poll_id,)).fetchone()
    if row is None:
        return
    tx.execute("UPDATE pulses SET voters = ? WHERE id = ?", (voters, row[0]))
    tx.executemany(
        "UPDATE pulse_counts SET votes = ? WHERE pulse_id = ? AND place = ?",
        [(votes, row[0], place) for place, votes in enumerate(counts)],
    )


def close(tx: sqlite3.Connection, pulse_id: int, *, now: datetime) -> None:
    """It takes no votes any more."""
    tx.execute("UPDATE pulses SET closed_at = ? WHERE id = ?", (to_ms(now), pulse_id))


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[PulseRow]:
    """Those of this webinar that were posted, in their order."""
    rows = tx.execute(_SELECT + "WHERE webinar_id = ? AND poll_id IS NOT NULL ORDER BY id", (webinar_id,))
    return [_pulse(row) for row in rows]


def open_ones(tx: sqlite3.Connection) -> list[PulseRow]:
    """Those that take votes."""
    rows = tx.execute(_SELECT + "WHERE poll_id IS NOT NULL AND closed_at IS NULL ORDER BY id")
    return [_pulse(row) for row in rows]


def _pulse(row: sqlite3.Row) -> PulseRow:
    return PulseRow(
        id=row[0],
        webinar_id=row[1],
        group_id=row[2],
        question=row[3],
        poll_id=row[4],
        message_id=row[5],
        voters=row[6],
        closed_at=from_ms_or_none(row[7]),
    )
