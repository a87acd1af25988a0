"""Groups that the bot is in: what each is for, and who said so. No member of a group is known, only who answers for it.

Also what goes with a group when it moves or puts the bot out: its live cards and what it was to be told.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms_or_none, to_ms

Purpose = Literal["team", "webinar"]

_SELECT = """SELECT g.id, g.chat_id, g.title, g.language, g.purpose, g.webinar_id, g.asked_id, g.posted_for,
    g.posted_at, h.chat_id FROM group_chats AS g LEFT JOIN hosts AS h ON h.group_id = g.id """


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. ``purpose`` None: nothing is said there. ``host``: whose word that is; None: nobody's any more.

    ``asked_id``: the message that asks what the group is for. ``posted_for``: the update that last wanted the
    invitation posted there.
    """

    id: int
    chat_id: int
    title: str
    language: str
    purpose: Purpose | None
    webinar_id: int | None
    asked_id: int | None
    posted_for: int | None
    posted_at: datetime | None
    host: int | None


def find(tx: sqlite3.Connection, chat_id: int) -> GroupRow | None:
    """The group with this chat, or None."""
    row = tx.execute(_SELECT + "WHERE g.chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else _group(row)


def by_id(tx: sqlite3.Connection, group_id: int) -> GroupRow | None:
    """The group with this number, or None."""
    row = tx.execute(_SELECT + "WHERE g.id = ?", (group_id,)).fetchone()
    return None if row is None else _group(row)


def language(tx: sqlite3.Connection, chat_id: int) -> str | None:
    """The language that is spoken in this group; None: it is not known, or no group."""
    row = tx.execute("SELECT language FROM group_chats WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else str(row[0])


def teams(tx: sqlite3.Connection) -> list[GroupRow]:
    """The groups of teams for which somebody answers."""
    rows = tx.execute(_SELECT + "WHERE g.purpose = 'team' AND h.chat_id IS NOT NULL ORDER BY g.id")
    return [_group(row) for row in rows]


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[GroupRow]:
    """The groups of this webinar's own, in the order they came."""
    return [_group(row) for row in tx.execute(_SELECT + "WHERE g.webinar_id = ? ORDER BY g.id", (webinar_id,))]


def come(tx: sqlite3.Connection, *, chat_id: int, title: str, language: str, now: datetime) -> None:
    """The bot is in that group; its title is known as it is now."""
    tx.execute(
        """INSERT INTO group_chats (chat_id, title, language, came_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (chat_id) DO UPDATE SET title = excluded.title""",
        (chat_id, title, language, to_ms(now)),
    )


def asked(tx: sqlite3.Connection, group_id: int, *, message_id: int | None) -> None:
    """That message asks what the group is for."""
    tx.execute("UPDATE group_chats SET asked_id = ? WHERE id = ?", (message_id, group_id))


def settle(
    tx: sqlite3.Connection,
    group_id: int,
    *,
    purpose: Purpose | None,
    webinar_id: int | None,
    language: str,
    host: int,
    now: datetime,
) -> None:
    """That is what the group is for, on the word of ``host``; what it was kept up to date about is let go."""
    tx.execute(
        """UPDATE group_chats SET purpose = ?, webinar_id = ?, language = ?, posted_for = NULL, posted_at = NULL
           WHERE id = ?""",
        (purpose, webinar_id, language, group_id),
    )
    tx.execute(
        """INSERT INTO hosts (group_id, chat_id, since) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET chat_id = excluded.chat_id, since = excluded.since""",
        (group_id, host, to_ms(now)),
    )
    _drop_owed(tx, group_id)


def invited(tx: sqlite3.Connection, group_id: int, *, update_id: int, now: datetime) -> bool:
    """The invitation is posted as that update wanted; False if it was already."""
    written = tx.execute(
        "UPDATE group_chats SET posted_for = ?1, posted_at = ?2 WHERE id = ?3 AND posted_for IS NOT ?1",
        (update_id, to_ms(now), group_id),
    )
    return written.rowcount == 1


def not_invited(tx: sqlite3.Connection, group_id: int) -> None:
    """No invitation is known to be posted."""
    tx.execute("UPDATE group_chats SET posted_for = NULL, posted_at = NULL WHERE id = ?", (group_id,))


def drop(tx: sqlite3.Connection, chat_id: int) -> None:
    """The bot is not in that group any more: nothing is kept of it, and nothing is owed to it."""
    row = find(tx, chat_id)
    if row is not None:
        _drop_owed(tx, row.id)
        tx.execute("DELETE FROM group_chats WHERE id = ?", (row.id,))


def move(tx: sqlite3.Connection, chat_id: int, *, to: int) -> None:
    """The group goes on under another number: its cards come anew, as no message of before can be edited there."""
    if find(tx, chat_id) is None:
        return
    tx.execute("DELETE FROM group_chats WHERE chat_id = ?", (to,))
    tx.execute("UPDATE group_chats SET chat_id = ?, asked_id = NULL WHERE chat_id = ?", (to, chat_id))
    tx.execute("DELETE FROM watches WHERE chat_id = ?", (to,))
    tx.execute(
        """UPDATE watches SET chat_id = ?, message_id = NULL, shown = iif(shown = 'elsewhere', shown, '')
           WHERE chat_id = ?""",
        (to, chat_id),
    )
    tx.execute("UPDATE bulletins SET chat_id = ? WHERE chat_id = ?", (to, chat_id))
    tx.execute(
        "UPDATE pulses SET message_id = NULL WHERE group_id = (SELECT id FROM group_chats WHERE chat_id = ?)", (to,)
    )


def _drop_owed(tx: sqlite3.Connection, group_id: int) -> None:
    for table in ("watches", "bulletins"):
        tx.execute(
            f"DELETE FROM {table} WHERE chat_id = (SELECT chat_id FROM group_chats WHERE id = ?)",  # noqa: S608 - own names
            (group_id,),
        )


def _group(row: sqlite3.Row) -> GroupRow:
    return GroupRow(
        id=row[0],
        chat_id=row[1],
        title=row[2],
        language=row[3],
        purpose=row[4],
        webinar_id=row[5],
        asked_id=row[6],
        posted_for=row[7],
        posted_at=from_ms_or_none(row[8]),
        host=row[9],
    )
