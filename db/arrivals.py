"""What somebody who runs webinars sent to the bot, until it is said what it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from db.materials import Shown
from db.moments import to_ms


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One message of it, and its file; a link has none (``shown`` None). ``size_bytes`` None: nobody said."""

    message_id: int
    shown: Shown | None
    file_id: str | None
    unique_id: str | None
    name: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """``card`` is the message that asks what it is; ``material_id`` what it became."""

    id: int
    chat_id: int
    album: str | None
    url: str | None
    caption: str
    card: int | None
    material_id: int | None
    pieces: tuple[PieceRow, ...]


def put(
    tx: sqlite3.Connection,
    *,
    chat_id: int,
    album: str | None,
    url: str | None,
    caption: str,
    piece: PieceRow,
    now: datetime,
) -> int:
    """The message is kept, with those of its album if it has one; the arrival's number. Once, however often it comes.

    What came of an album after the rest has become something is an arrival of its own.
    """
    rows = tx.execute(
        "SELECT id, album, pieces, material_id FROM arrivals WHERE chat_id = ? ORDER BY id DESC", (chat_id,)
    ).fetchall()
    for row in rows:
        if any(each.message_id == piece.message_id for each in _pieces(row[2])):
            return int(row[0])
    open_album = next((row for row in rows if album is not None and row[1] == album and row[3] is None), None)
    if open_album is None:
        found = tx.execute(
            """INSERT INTO arrivals (chat_id, album, url, caption, pieces, came_at) VALUES (?, ?, ?, ?, ?, ?)
               RETURNING id""",
            (chat_id, album, url, caption, _written((piece,)), to_ms(now)),
        ).fetchall()
        return int(found[0][0])
    tx.execute(
        "UPDATE arrivals SET pieces = ?, caption = iif(caption = '', ?, caption) WHERE id = ?",
        (_written((*_pieces(open_album[2]), piece)), caption, open_album[0]),
    )
    return int(open_album[0])


def find(tx: sqlite3.Connection, arrival_id: int) -> ArrivalRow | None:
    """The arrival, or None; its pieces in the order they were sent."""
    row = tx.execute(
        "SELECT id, chat_id, album, url, caption, card, material_id, pieces FROM arrivals WHERE id = ?", (arrival_id,)
    ).fetchone()
    if row is None:
        return None
    id_, chat_id, album, url, caption, card, material_id, pieces = row
    return ArrivalRow(id_, chat_id, album, url, caption, card, material_id, _pieces(pieces))


def _written(pieces: Sequence[PieceRow]) -> str:
    return json.dumps([asdict(piece) for piece in pieces])


def _pieces(written: str) -> tuple[PieceRow, ...]:
    return tuple(PieceRow(**each) for each in json.loads(written))


def set_card(tx: sqlite3.Connection, arrival_id: int, card: int) -> None:
    """This message asks what it is."""
    tx.execute("UPDATE arrivals SET card = ? WHERE id = ?", (card, arrival_id))


def became(tx: sqlite3.Connection, arrival_id: int, material_id: int) -> None:
    """It is this material now."""
    tx.execute("UPDATE arrivals SET material_id = ? WHERE id = ?", (material_id, arrival_id))


def drop(tx: sqlite3.Connection, arrival_id: int) -> None:
    """It is forgotten."""
    tx.execute("DELETE FROM arrivals WHERE id = ?", (arrival_id,))


def drop_before(tx: sqlite3.Connection, before: datetime) -> None:
    """What came before that is forgotten, whatever became of it."""
    tx.execute("DELETE FROM arrivals WHERE came_at < ?", (to_ms(before),))
