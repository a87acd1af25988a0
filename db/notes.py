"""Notes: what people wrote that no question asked for, and the messages that carry each on.

A note without a thread is offered: nobody reads it until its author said yes.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms, to_ms

Author = Literal["attendee", "organiser"]

_COLUMNS = "id, attendee_id, thread_id, author, text, update_id, written_at"
_SELECT = f"SELECT {_COLUMNS} FROM notes "  # noqa: S608 - own columns


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note. ``attendee_id`` is whose conversation it belongs to, whoever wrote it. ``thread_id`` None: offered."""

    id: int
    attendee_id: int
    thread_id: int | None
    author: Author
    text: str
    update_id: int
    written_at: datetime


def keep(
    tx: sqlite3.Connection,
    *,
    attendee_id: int,
    thread_id: int | None,
    author: Author,
    text: str,
    update_id: int,
    now: datetime,
) -> NoteRow:
    """The note is kept; one that the same update brought before is kept once."""
    known = of_update(tx, update_id, attendee_id=attendee_id)
    if known is not None and known.text == text and known.author == author:
        return known
    rows = tx.execute(
        f"""INSERT INTO notes (attendee_id, thread_id, author, text, update_id, written_at)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}""",  # noqa: S608 - own columns
        (attendee_id, thread_id, author, text, update_id, to_ms(now)),
    ).fetchall()
    return _note(rows[0])


def by_id(tx: sqlite3.Connection, note_id: int) -> NoteRow | None:
    """The note, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (note_id,)).fetchone()
    return None if row is None else _note(row)


def of_update(tx: sqlite3.Connection, update_id: int, *, attendee_id: int) -> NoteRow | None:
    """The note in this attendee's conversation that the update brought, or None."""
    row = tx.execute(
        _SELECT + "WHERE update_id = ? AND attendee_id = ? ORDER BY id DESC LIMIT 1", (update_id, attendee_id)
    ).fetchone()
    return None if row is None else _note(row)


def of_thread(tx: sqlite3.Connection, thread_id: int) -> list[NoteRow]:
    """The thread's notes, the first one first."""
    return [_note(row) for row in tx.execute(_SELECT + "WHERE thread_id = ? ORDER BY id", (thread_id,))]


def join_thread(tx: sqlite3.Connection, note_id: int, *, thread_id: int) -> bool:
    """The offered note is the thread's now; False, and nothing changed, if it is gone or in a thread already."""
    changed = tx.execute("UPDATE notes SET thread_id = ? WHERE id = ? AND thread_id IS NULL", (thread_id, note_id))
    return changed.rowcount == 1


def forget_offered(tx: sqlite3.Connection, note_id: int, *, attendee_id: int) -> bool:
    """The attendee's offered note is gone; False, and nothing changed, if there is no such note or it is passed on."""
    gone = tx.execute(
        "DELETE FROM notes WHERE id = ? AND attendee_id = ? AND thread_id IS NULL", (note_id, attendee_id)
    )
    return gone.rowcount == 1


def prune_offered(tx: sqlite3.Connection, *, before: datetime) -> int:
    """Notes that were offered before ``before`` and never answered about are gone; how many."""
    return tx.execute("DELETE FROM notes WHERE thread_id IS NULL AND written_at < ?", (to_ms(before),)).rowcount


def keep_post(tx: sqlite3.Connection, *, chat_id: int, message_id: int, note_id: int, reader: Author) -> None:
    """This message carries the note to ``reader``; a reply to it goes on in the note's thread."""
    tx.execute(
        """INSERT INTO posts (chat_id, message_id, note_id, reader) VALUES (?, ?, ?, ?)
           ON CONFLICT (chat_id, message_id) DO UPDATE SET note_id = excluded.note_id, reader = excluded.reader""",
        (chat_id, message_id, note_id, reader),
    )


def posted(tx: sqlite3.Connection, note_id: int) -> dict[int, int]:
    """How many messages carry the note, by chat."""
    return dict(tx.execute("SELECT chat_id, count(*) FROM posts WHERE note_id = ? GROUP BY chat_id", (note_id,)))


def carried_by(tx: sqlite3.Connection, *, chat_id: int, message_id: int) -> tuple[NoteRow, Author] | None:
    """The note that a message carries, and for whom; None if it carries none."""
    row = tx.execute(
        "SELECT note_id, reader FROM posts WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
    ).fetchone()
    note = None if row is None else by_id(tx, row[0])
    return None if note is None else (note, row[1])


def _note(row: sqlite3.Row) -> NoteRow:
    return NoteRow(row[0], row[1], row[2], row[3], row[4], row[5], from_ms(row[6]))
