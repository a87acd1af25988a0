"""A database that was restored from a backup, before anybody serves from it: what is put right there, and held."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from db.outbox import COLUMNS, OutboxRow, owed

_UNSETTLED = "('planned', 'held', 'claimed', 'sending')"


@dataclass(frozen=True, slots=True)
class HeldRows:
    """So many rows of one follow-up are held."""

    webinar_id: int
    follow_up: str
    rows: int


def unsettled(tx: sqlite3.Connection) -> list[OutboxRow]:
    """Every row that the backup does not know to be sent or over, by id."""
    rows = tx.execute(f"SELECT {COLUMNS} FROM outbox WHERE state IN {_UNSETTLED} ORDER BY id")  # noqa: S608 - own columns
    return [owed(row) for row in rows]


def void_claims(tx: sqlite3.Connection) -> None:
    """No row is in anybody's hands."""
    tx.execute(
        "UPDATE outbox SET state = 'planned', claim = NULL, lease_until = NULL WHERE state IN ('claimed', 'sending')"
    )


def hold_in_doubt(tx: sqlite3.Connection, row_ids: Iterable[int], *, reason: str) -> None:
    """The rows, which nobody has in hand, are held for this reason, each with one more doubt."""
    tx.executemany(
        """UPDATE outbox SET state = 'held', reason = ?, doubts = doubts + 1, by_hand = 0, settled_at = NULL
           WHERE id = ? AND state IN ('planned', 'held')""",
        [(reason, row_id) for row_id in row_ids],
    )


def held_for(tx: sqlite3.Connection, *, reason: str) -> list[HeldRows]:
    """What is held for this reason, by webinar and follow-up."""
    rows = tx.execute(
        """SELECT webinar_id, follow_up, count(*) FROM outbox INDEXED BY outbox_held
           WHERE state = 'held' AND reason = ? GROUP BY webinar_id, follow_up ORDER BY webinar_id, follow_up""",
        (reason,),
    )
    return [HeldRows(*row) for row in rows]


def lay_aside(tx: sqlite3.Connection, *, owners: Collection[int]) -> int:
    """What organisers had said and was in hand is not carried out again, and nothing of theirs is awaited; how many
    updates that were. What Telegram was told of the bot is told anew.
    """
    chats = {
        *owners,
        *(
            chat_id
            for (chat_id,) in tx.execute("SELECT telegram_id FROM members UNION SELECT chat_id FROM group_chats")
        ),
    }
    dropped = 0
    for chat_id in chats:
        dropped += tx.execute(
            """UPDATE inbox SET state = 'done', chat_id = NULL, body = NULL, response_id = NULL, trouble = NULL
               WHERE chat_id = ? AND state IN ('waiting', 'decided')""",
            (chat_id,),
        ).rowcount
    for table in ("awaited", "prepared", "tryouts"):
        tx.execute(f"DELETE FROM {table}")  # noqa: S608 - own names
    tx.execute("UPDATE menus SET shown = ''")
    # What stands in a chat may be a later question than the one that is due here.
    tx.execute("UPDATE responses SET message_id = NULL, revisit = NULL WHERE finished_at IS NULL AND mode = 'chat'")
    tx.execute("UPDATE bots SET presented = NULL")
    return dropped
