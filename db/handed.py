"""Who was sent which edition of a material: one row a person and material, the latest that they got.

Who perhaps got it, and surely nothing else of it, counts among those who have it: better corrected once too often.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms

_EARLIER = """h.material_id = ?1 AND h.edition < ?2 AND NOT (h.perhaps AND EXISTS (
    SELECT 1 FROM outbox o WHERE o.attendee_id = h.attendee_id AND o.webinar_id = h.webinar_id
        AND o.follow_up IN (SELECT value FROM json_each(?3))
        AND o.state IN ('planned', 'held', 'claimed', 'sending')))"""


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
               edition = excluded.edition, handed_at = excluded.handed_at, perhaps = 0""",
        (edition, to_ms(now), material_id, attendee_id),
    )


def doubt(tx: sqlite3.Connection, *, material_id: int, attendee_id: int, edition: int, now: datetime) -> None:
    """They were perhaps sent this edition just now; what they have, or perhaps have, from before stays noted."""
    tx.execute(
        """INSERT INTO handed (webinar_id, material_id, attendee_id, edition, handed_at, perhaps)
           SELECT m.webinar_id, m.id, a.id, ?, ?, 1 FROM materials m, attendees a WHERE m.id = ? AND a.id = ?
           ON CONFLICT (webinar_id, material_id, attendee_id) DO NOTHING""",
        (edition, to_ms(now), material_id, attendee_id),
    )


def settle_doubt(
    tx: sqlite3.Connection, webinar_id: int, *, attendee_id: int, keys: Collection[str], sent: bool
) -> None:
    """What they perhaps have of these materials they have, or have not, as somebody found out."""
    change = "UPDATE handed SET perhaps = 0" if sent else "DELETE FROM handed"
    tx.execute(
        f"""{change} WHERE webinar_id = ?1 AND attendee_id = ?2 AND perhaps
               AND material_id IN (SELECT id FROM materials WHERE webinar_id = ?1
                   AND key IN (SELECT value FROM json_each(?3)))""",  # noqa: S608 - own words
        (webinar_id, attendee_id, json.dumps([*keys])),
    )


def find(tx: sqlite3.Connection, *, material_id: int, attendee_id: int) -> HandedRow | None:
    """What they were surely sent of it last; None: nothing yet."""
    row = tx.execute(
        # By the person, who has a few: left to itself, SQLite goes through everybody who has the material.
        """SELECT edition, handed_at FROM handed INDEXED BY handed_of_attendee
           WHERE attendee_id = ? AND material_id = ? AND NOT perhaps""",
        (attendee_id, material_id),
    ).fetchone()
    return None if row is None else HandedRow(int(row[0]), from_ms(row[1]))


def to_correct(tx: sqlite3.Connection, material_id: int, *, follow_ups: Collection[str], than: int) -> list[int]:
    """Those who ``have_earlier``, can be written to and have not asked for nothing more."""
    rows = tx.execute(
        f"""SELECT h.attendee_id FROM handed h
           JOIN attendees a ON a.id = h.attendee_id
           JOIN enrolments e ON e.webinar_id = h.webinar_id AND e.attendee_id = h.attendee_id
           WHERE {_EARLIER} AND a.reachable AND e.wants <> 'nothing' ORDER BY h.attendee_id""",  # noqa: S608 - own words
        (material_id, than, json.dumps([*follow_ups])),
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
             AND attendee_id NOT IN (
                 SELECT attendee_id FROM handed WHERE material_id = ? AND edition < ? AND NOT perhaps)""",
        (webinar_id, json.dumps([*follow_ups]), material_id, than),
    ).fetchone()
    return int(row[0])


def have_earlier(tx: sqlite3.Connection, material_id: int, *, follow_ups: Collection[str], than: int) -> list[int]:
    """The attendees whose edition is earlier ``than`` this one, in the order of their numbers.

    Who only perhaps has one is not among them while one of ``follow_ups`` is still to bring it.
    """
    rows = tx.execute(
        f"SELECT h.attendee_id FROM handed h WHERE {_EARLIER} ORDER BY h.attendee_id",  # noqa: S608 - own words
        (material_id, than, json.dumps([*follow_ups])),
    )
    return [int(row[0]) for row in rows]
