"""Watches: which message in whose chat shows how a webinar stands, and when it was edited last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, from_ms_or_none, to_ms, to_ms_or_none

_SELECT = "SELECT chat_id, webinar_id, message_id, shown, edited_at, closed_at, digests, alerts FROM watches "


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One live card. ``message_id`` None: to be sent. ``shown`` is a digest. ``closed_at``: it shows the end."""

    chat_id: int
    webinar_id: int
    message_id: int | None
    shown: str
    edited_at: datetime
    closed_at: datetime | None
    digests: bool
    alerts: bool


def alerted(tx: sqlite3.Connection, webinar_id: int) -> bool:
    """Whether anybody wants to be told of very low answers at once."""
    return (
        tx.execute("SELECT 1 FROM watches WHERE webinar_id = ? AND alerts LIMIT 1", (webinar_id,)).fetchone()
        is not None
    )


def open_ones(tx: sqlite3.Connection) -> list[WatchRow]:
    """Those that do not show the end yet, by webinar."""
    return [_watch(row) for row in tx.execute(_SELECT + "WHERE closed_at IS NULL ORDER BY webinar_id, chat_id")]


def find(tx: sqlite3.Connection, *, chat_id: int, webinar_id: int) -> WatchRow | None:
    """The live card of this webinar in this chat, or None."""
    row = tx.execute(_SELECT + "WHERE chat_id = ? AND webinar_id = ?", (chat_id, webinar_id)).fetchone()
    return None if row is None else _watch(row)


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[WatchRow]:
    """All live cards of this webinar."""
    return [_watch(row) for row in tx.execute(_SELECT + "WHERE webinar_id = ? ORDER BY chat_id", (webinar_id,))]


def wished(tx: sqlite3.Connection) -> list[WatchRow]:
    """Those of chats that want to be told more, and do not show the end yet."""
    return [_watch(row) for row in tx.execute(_SELECT + "WHERE closed_at IS NULL AND (digests OR alerts)")]


def begin(tx: sqlite3.Connection, *, chats: Iterable[int], webinar_id: int, now: datetime) -> None:
    """A card is to be sent to each of the chats that never had one."""
    tx.executemany(
        "INSERT INTO watches (chat_id, webinar_id, edited_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(chat_id, webinar_id, to_ms(now)) for chat_id in sorted(chats)],
    )


def show(
    tx: sqlite3.Connection,
    *,
    chat_id: int,
    webinar_id: int,
    message_id: int,
    shown: str,
    now: datetime,
    closed_at: datetime | None,
) -> None:
    """That message shows the webinar from now on, and no other of the chat does.

    ``closed_at`` is for a chat that had none before: it shows the end.
    """
    tx.execute(
        """INSERT INTO watches (chat_id, webinar_id, message_id, shown, edited_at, closed_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET message_id = excluded.message_id, shown = excluded.shown,
               edited_at = excluded.edited_at""",
        (chat_id, webinar_id, message_id, shown, to_ms(now), to_ms_or_none(closed_at)),
    )


def edited(
    tx: sqlite3.Connection,
    *,
    chat_id: int,
    webinar_id: int,
    message_id: int | None,
    shown: str,
    now: datetime,
    closed_at: datetime | None,
) -> None:
    """The card was brought up to date; with ``closed_at`` for the last time."""
    tx.execute(
        """UPDATE watches SET message_id = ?, shown = ?, edited_at = ?, closed_at = ?
           WHERE chat_id = ? AND webinar_id = ?""",
        (message_id, shown, to_ms(now), to_ms_or_none(closed_at), chat_id, webinar_id),
    )


def reopen(tx: sqlite3.Connection, webinar_id: int) -> None:
    """The webinar's cards are kept up to date again."""
    tx.execute("UPDATE watches SET closed_at = NULL WHERE webinar_id = ?", (webinar_id,))


def renew(tx: sqlite3.Connection, webinar_id: int, *, before: datetime) -> None:
    """Cards of the webinar that were shown last before then are to be sent anew."""
    tx.execute(
        "UPDATE watches SET message_id = NULL, shown = '' WHERE webinar_id = ? AND edited_at < ?",
        (webinar_id, to_ms(before)),
    )


def let_go(tx: sqlite3.Connection, *, chat_id: int, message_id: int) -> None:
    """That message shows something else now: it is kept up to date no more."""
    tx.execute(
        "UPDATE watches SET message_id = NULL, shown = 'elsewhere' WHERE chat_id = ? AND message_id = ?",
        (chat_id, message_id),
    )


def lose(tx: sqlite3.Connection, *, chat_id: int, webinar_id: int) -> None:
    """No message of that chat shows the webinar any more."""
    tx.execute(
        "UPDATE watches SET message_id = NULL, shown = 'elsewhere' WHERE chat_id = ? AND webinar_id = ?",
        (chat_id, webinar_id),
    )


def wish(tx: sqlite3.Connection, *, chat_id: int, webinar_id: int, digests: bool, alerts: bool, now: datetime) -> None:
    """What else that chat is told of the webinar."""
    tx.execute(
        """INSERT INTO watches (chat_id, webinar_id, shown, edited_at, digests, alerts)
           VALUES (?1, ?2, 'elsewhere', ?3, ?4, ?5)
           ON CONFLICT DO UPDATE SET digests = excluded.digests, alerts = excluded.alerts""",
        (chat_id, webinar_id, to_ms(now), int(digests), int(alerts)),
    )


def _watch(row: sqlite3.Row) -> WatchRow:
    return WatchRow(
        chat_id=row[0],
        webinar_id=row[1],
        message_id=row[2],
        shown=row[3],
        edited_at=from_ms(row[4]),
        closed_at=from_ms_or_none(row[5]),
        digests=bool(row[6]),
        alerts=bool(row[7]),
    )
