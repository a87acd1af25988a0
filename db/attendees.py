"""Attendees: a private chat, the language it speaks and whether it can be reached. No names here."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.moments import from_ms, to_ms

COLUMNS = "id, chat_id, language, reachable, met_at, chosen, timezone"
"""In the order that ``as_attendee`` reads them."""

_SELECT = f"SELECT {COLUMNS} FROM attendees "  # noqa: S608 - own columns


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """One attendee. ``reachable`` is False once they blocked the bot, until they write again.

    ``chosen``: they said themselves that it is to be ``language``; else it is their account's. ``timezone`` is the IANA
    name of the zone they said they live in, None before.
    """

    id: int
    chat_id: int
    language: str
    reachable: bool
    met_at: datetime
    chosen: bool = False
    timezone: str | None = None


def meet(tx: sqlite3.Connection, *, chat_id: int, language: str, now: datetime) -> AttendeeRow:
    """The attendee of this chat, who has just written: reachable; created if new.

    ``language`` is their account's; it is spoken unless they have chosen another.
    """
    known = by_chat(tx, chat_id)
    if known is not None and known.reachable and (known.chosen or known.language == language):
        return known
    rows = tx.execute(
        f"""INSERT INTO attendees (chat_id, language, met_at) VALUES (?, ?, ?)
            ON CONFLICT (chat_id) DO UPDATE SET language = iif(chosen, language, excluded.language), reachable = 1
            RETURNING {COLUMNS}""",  # noqa: S608 - own columns
        (chat_id, language, to_ms(now)),
    ).fetchall()
    return as_attendee(rows[0])


def choose(tx: sqlite3.Connection, *, chat_id: int, language: str, now: datetime) -> AttendeeRow:
    """``language`` is spoken in this chat until another is chosen; the attendee, created if new."""
    rows = tx.execute(
        f"""INSERT INTO attendees (chat_id, language, met_at, chosen) VALUES (?, ?, ?, 1)
            ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language, chosen = 1
            RETURNING {COLUMNS}""",  # noqa: S608 - own columns
        (chat_id, language, to_ms(now)),
    ).fetchall()
    return as_attendee(rows[0])


def live_in(tx: sqlite3.Connection, attendee_id: int, *, timezone: str | None) -> bool:
    """They live by the clocks of ``timezone`` (None: nobody knows); False if that was so before."""
    changed = tx.execute(
        "UPDATE attendees SET timezone = ?1 WHERE id = ?2 AND timezone IS NOT ?1", (timezone, attendee_id)
    )
    return changed.rowcount == 1


def by_chat(tx: sqlite3.Connection, chat_id: int) -> AttendeeRow | None:
    """The attendee of this chat, or None."""
    row = tx.execute(_SELECT + "WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else as_attendee(row)


def by_id(tx: sqlite3.Connection, attendee_id: int) -> AttendeeRow:
    """The attendee with this id.

    Raises:
        LookupError: there is none.
    """
    row = tx.execute(_SELECT + "WHERE id = ?", (attendee_id,)).fetchone()
    if row is None:
        raise LookupError(f"no attendee {attendee_id}")
    return as_attendee(row)


def mark_unreachable(tx: sqlite3.Connection, attendee_id: int) -> None:
    """Nothing can be sent to this attendee until ``meet``."""
    tx.execute("UPDATE attendees SET reachable = 0 WHERE id = ?", (attendee_id,))


def drop_strangers(tx: sqlite3.Connection, *, before: datetime) -> int:
    """Nobody is known who was met before ``before``, has entered no webinar and is no member; how many were dropped."""
    gone = tx.execute(
        """DELETE FROM attendees WHERE met_at < ? AND NOT EXISTS (
               SELECT 1 FROM enrolments AS e WHERE e.attendee_id = attendees.id)
           AND NOT EXISTS (
               SELECT 1 FROM members AS m WHERE m.telegram_id = attendees.chat_id AND m.removed_at IS NULL)""",
        (to_ms(before),),
    )
    return gone.rowcount


def move_chat(tx: sqlite3.Connection, *, old: int, new: int) -> bool:
    """The attendee of chat ``old`` is now in chat ``new``; False if ``old`` is unknown or ``new`` is taken."""
    moved = tx.execute("UPDATE OR IGNORE attendees SET chat_id = ? WHERE chat_id = ?", (new, old))
    return moved.rowcount == 1


def as_attendee(row: sqlite3.Row | tuple[Any, ...]) -> AttendeeRow:
    """The attendee in a row of ``COLUMNS``."""
    return AttendeeRow(row[0], row[1], row[2], row[3] == 1, from_ms(row[4]), row[5] == 1, row[6])
