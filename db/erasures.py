"""Everything that is stored about one chat: found by the schema itself, and erased.

What hangs on an attendee by ON DELETE CASCADE is theirs, over as many tables as it goes, whoever added them. What is
kept of a chat that need not be an attendee's is named here. What was sent and not carried out lies in the inbox. A list
of marks says who was erased when; what a mark is made of is for the services to know.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.audits import FORGOTTEN
from db.moments import from_ms, to_ms

Row = dict[str, Any]

_BY_CHAT = {
    "bulletins": ("chat_id", "made_at"),
    "awaited": ("chat_id", "asked_at"),
    "watches": ("chat_id", "edited_at"),
    "menus": ("chat_id", "told_at"),
    "prepared": ("chat_id", "made_at"),
    "tryouts": ("chat_id", "touched_at"),
    "arrivals": ("chat_id", "came_at"),
    "hosts": ("chat_id", "since"),
    "members": ("telegram_id", "since"),
    "passes": ("made_by", "made_at"),
}
"""What is kept of a chat whether it is an attendee's or not: by which column, and since when a row of it is there."""

_DEEDS = {"audits": ("by", "at"), "theme_changes": ("by", "at")}
"""What stays when somebody is erased, but not that it was they."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody was erased at ``erased_at``, as the update ``update_id`` asked."""

    mark: bytes
    update_id: int
    erased_at: datetime


def belongings(tx: sqlite3.Connection, attendee_id: int) -> dict[str, list[Row]]:
    """Every row of every table that would go with this attendee, by table, their own row first; columns by name."""
    found = {"attendees": _rows(tx, "attendees", "id", [attendee_id])}
    waiting = ["attendees"]
    while waiting:
        parent = waiting.pop(0)
        for table, links in _children(tx, parent):
            theirs = _linked(tx, table, links, found[parent])
            if theirs:
                found[table] = [*found.get(table, []), *(row for row in theirs if row not in found.get(table, []))]
                waiting.append(table)
    return found


def by_chat(tx: sqlite3.Connection, chat_id: int) -> dict[str, list[Row]]:
    """Every row about this chat that hangs on no attendee, by table; what they sent is for ``letters``."""
    found = {table: _rows(tx, table, column, [chat_id]) for table, (column, _) in {**_BY_CHAT, **_DEEDS}.items()}
    return {table: rows for table, rows in found.items() if rows}


def letters(tx: sqlite3.Connection, chat_id: int) -> list[int]:
    """The updates of this chat that could not be carried out and are kept for the operator: their numbers."""
    rows = tx.execute("SELECT update_id FROM inbox WHERE chat_id = ? AND state = 'dead'", (chat_id,))
    return [row[0] for row in rows]


def erase(tx: sqlite3.Connection, chat_id: int, *, update_id: int, now: datetime, waiting: bool = False) -> int:
    """Nothing is stored about this chat any more but the update ``update_id`` and what came after it; rows deleted.

    With ``waiting`` (it is done again) what came before ``now`` and was never carried out is not carried out any more,
    either, and what has nothing to do with an attendee stays if it came later.
    """
    attendee = tx.execute("SELECT id FROM attendees WHERE chat_id = ?", (chat_id,)).fetchone()
    count = sum(map(len, belongings(tx, attendee[0]).values())) if attendee else 0
    tx.execute("DELETE FROM attendees WHERE chat_id = ?", (chat_id,))
    until = to_ms(now) if waiting else None
    for table, (column, since) in {"inbox": ("chat_id", "received_at"), **_BY_CHAT}.items():
        done_with = "state = 'dead'" if table == "inbox" else "TRUE"
        count += tx.execute(
            f"DELETE FROM {table} WHERE {column} = ?1 AND {done_with} AND (?2 IS NULL OR {since} < ?2)",  # noqa: S608 - own names
            (chat_id, until),
        ).rowcount
    for table, (column, since) in _DEEDS.items():
        count += tx.execute(
            f"UPDATE {table} SET {column} = ?3 WHERE {column} = ?1 AND (?2 IS NULL OR {since} < ?2)",  # noqa: S608 - own names
            (chat_id, until, FORGOTTEN),
        ).rowcount
    tx.execute("UPDATE coded SET by = ?2 WHERE by = ?1", (chat_id, FORGOTTEN))
    tx.execute("UPDATE members SET invited_by = NULL WHERE invited_by = ?1", (chat_id,))
    if waiting:
        tx.execute(
            """UPDATE inbox SET state = 'done', chat_id = NULL, body = NULL, response_id = NULL, trouble = NULL
               WHERE chat_id = ? AND state IN ('waiting', 'decided') AND received_at < ? AND update_id <> ?""",
            (chat_id, to_ms(now), update_id),
        )
    tx.execute("UPDATE inbox SET chat_id = NULL WHERE chat_id = ? AND state = 'done'", (chat_id,))
    return count


def chats(tx: sqlite3.Connection) -> list[tuple[int, datetime | None]]:
    """Every chat that anything is stored about, and when its attendee was met (None: it is no attendee's)."""
    places = {"inbox": ("chat_id", ""), **_BY_CHAT, **_DEEDS}
    others = " UNION ".join(f"SELECT {column} AS chat_id FROM {table}" for table, (column, _) in places.items())  # noqa: S608 - own names
    rows = tx.execute(
        f"""SELECT chat_id, met_at FROM attendees UNION ALL
           SELECT chat_id, NULL FROM ({others})
           WHERE chat_id <> {FORGOTTEN} AND chat_id NOT IN (SELECT chat_id FROM attendees)"""  # noqa: S608 - own names
    )
    return [(chat_id, None if met_at is None else from_ms(met_at)) for chat_id, met_at in rows]


def record(tx: sqlite3.Connection, erasure: Erasure) -> None:
    """The erasure is on the list; once, however often it is recorded."""
    tx.execute(
        "INSERT INTO erasures (mark, update_id, erased_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (erasure.mark, erasure.update_id, to_ms(erasure.erased_at)),
    )


def recorded(tx: sqlite3.Connection) -> list[Erasure]:
    """The list, the earliest first."""
    rows = tx.execute("SELECT mark, update_id, erased_at FROM erasures ORDER BY erased_at, mark")
    return [Erasure(bytes(mark), update_id, from_ms(erased_at)) for mark, update_id, erased_at in rows]


Links = list[tuple[str, str]]
"""The columns of a foreign key: here, and there."""


def _children(tx: sqlite3.Connection, parent: str) -> list[tuple[str, Links]]:
    """The tables whose rows go with rows of ``parent``, and by which columns."""
    keys: defaultdict[tuple[str, int], Links] = defaultdict(list)
    for table, key, here, there in tx.execute(
        """SELECT t.name, k.id, k."from", k."to" FROM sqlite_schema AS t JOIN pragma_foreign_key_list (t.name) AS k
           WHERE t.type = 'table' AND k."table" = ? AND k.on_delete = 'CASCADE' ORDER BY t.name, k.id, k.seq""",
        (parent,),
    ):
        keys[table, key].append((here, there))
    return [(table, links) for (table, _), links in keys.items()]


def _linked(tx: sqlite3.Connection, table: str, links: Links, parents: list[Row]) -> list[Row]:
    """The rows of ``table`` that refer to any of ``parents``."""
    (here, there), *others = links
    candidates = _rows(tx, table, here, list(dict.fromkeys(row[there] for row in parents)))
    wanted = {tuple(row[column] for _, column in links) for row in parents}
    return candidates if not others else [row for row in candidates if tuple(row[c] for c, _ in links) in wanted]


def _rows(tx: sqlite3.Connection, table: str, column: str, values: list[Any]) -> list[Row]:
    rows = tx.execute(
        f'SELECT * FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?))',  # noqa: S608 - names of the schema
        (json.dumps(values),),
    )
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows]
