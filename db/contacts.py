"""Contact lists: who asked to be on a webinar's list, in their own words. Without an entry they are not on it yet."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms

_SELECT = "SELECT webinar_id, attendee_id, state, entry, update_id, said_at FROM contacts "


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person on one list. ``asked``: their next text is their entry, an earlier one stands until then.

    ``entry`` None: nothing of them stands on the list. ``update_id`` is the update that brought the entry.
    """

    webinar_id: int
    attendee_id: int
    state: str
    entry: str | None
    update_id: int | None
    said_at: datetime


def ask(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, now: datetime) -> None:
    """They are asked to write their entry; one they wrote before stands."""
    tx.execute(
        """INSERT INTO contacts (webinar_id, attendee_id, state, said_at) VALUES (?, ?, 'asked', ?)
           ON CONFLICT (webinar_id, attendee_id) DO UPDATE SET state = 'asked', said_at = excluded.said_at""",
        (webinar_id, attendee_id, to_ms(now)),
    )


def put(
    tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int, entry: str, update_id: int, now: datetime
) -> None:
    """They were asked and stand on the list with ``entry``."""
    tx.execute(
        """UPDATE contacts SET state = 'listed', entry = ?, update_id = ?, said_at = ?
           WHERE webinar_id = ? AND attendee_id = ?""",
        (entry, update_id, to_ms(now), webinar_id, attendee_id),
    )


def remove(tx: sqlite3.Connection, *, webinar_id: int, attendee_id: int) -> bool:
    """Nothing of them is on the list; False if nothing was."""
    gone = tx.execute("DELETE FROM contacts WHERE webinar_id = ? AND attendee_id = ?", (webinar_id, attendee_id))
    return gone.rowcount == 1


def of_attendee(tx: sqlite3.Connection, attendee_id: int) -> list[ContactRow]:
    """Their place on every list, the one they said something about last first."""
    rows = tx.execute(_SELECT + "WHERE attendee_id = ? ORDER BY said_at DESC, webinar_id DESC", (attendee_id,))
    return [ContactRow(row[0], row[1], row[2], row[3], row[4], from_ms(row[5])) for row in rows]


def entries(tx: sqlite3.Connection, webinar_id: int) -> list[str]:
    """What stands on the list now, in alphabetical order, which tells nothing of who came when."""
    rows = tx.execute(
        "SELECT entry FROM contacts WHERE webinar_id = ? AND entry IS NOT NULL ORDER BY entry COLLATE NOCASE, entry",
        (webinar_id,),
    )
    return [str(entry) for (entry,) in rows]
