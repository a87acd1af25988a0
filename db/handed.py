"""Who was sent which edition of a material: one row a person and material, the latest that they got."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class HandedRow:
    """The ``edition`` that somebody was sent last, and when."""

    edition: int
    handed_at: datetime


def note(tx: sqlite3.Connection, *, material_id: int, attendee_id: int, edition: int, now: datetime) -> None:
    """They were sent this edition just now. Nothing is noted of a material or a person that is gone."""
    tx.execute(
        """INSERT INTO handed (webinar_id, material_id, attendee_id, edition, handed_at)
           SELECT m.webinar_id, m.id, a.id, ?, ? FROM materials m, attendees a WHERE m.id = ? AND a.id = ?
           ON CONFLICT (webinar_id, material_id, attendee_id) DO UPDATE SET
               edition = excluded.edition, handed_at = excluded.handed_at""",
        (edition, to_ms(now), material_id, attendee_id),
    )


def find(tx: sqlite3.Connection, *, material_id: int, attendee_id: int) -> HandedRow | None:
    """What they were sent of it last; None: nothing yet."""
    row = tx.execute(
        "SELECT edition, handed_at FROM handed WHERE attendee_id = ? AND material_id = ?", (attendee_id, material_id)
    ).fetchone()
    return None if row is None else HandedRow(int(row[0]), from_ms(row[1]))


def to_correct(tx: sqlite3.Connection, material_id: int, *, than: int) -> list[int]:
    """Those of them who can be written to and have not asked for nothing more."""
    rows = tx.execute(
        """SELECT h.attendee_id FROM handed h
           JOIN attendees a ON a.id = h.attendee_id
           JOIN enrolments e ON e.webinar_id = h.webinar_id AND e.attendee_id = h.attendee_id
           WHERE h.material_id = ? AND h.edition < ? AND a.reachable AND e.wants <> 'nothing' ORDER BY h.attendee_id""",
        (material_id, than),
    )
    return [int(row[0]) for row in rows]


def still_to_come(
    tx: sqlite3.Connection, webinar_id: int, *, material_id: int, follow_ups: Collection[str], than: int
) -> int:
    """To how many people one of ``follow_ups`` is still to bring it who have no edition earlier ``than`` this one."""
    row = tx.execute(
        """SELECT count(DISTINCT attendee_id) FROM outbox
           WHERE webinar_id = ? AND follow_up IN (SELECT value FROM json_each(?))
             AND state IN ('planned', 'held', 'claimed', 'sending')
             AND attendee_id NOT IN (SELECT attendee_id FROM handed WHERE material_id = ? AND edition < ?)""",
        (webinar_id, json.dumps([*follow_ups]), material_id, than),
    ).fetchone()
    return int(row[0])


def have_earlier(tx: sqlite3.Connection, material_id: int, *, than: int) -> list[int]:
    """The attendees whose edition is earlier ``than`` this one, in the order of their numbers."""
    rows = tx.execute(
        "SELECT attendee_id FROM handed WHERE material_id = ? AND edition < ? ORDER BY attendee_id", (material_id, than)
    )
    return [int(row[0]) for row in rows]
