"""Briefings that the bot composes: what they are made of, the figures they share, and their prints, one a language."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db.moments import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """One briefing. ``source`` names what it is composed of now, ``composed`` what its prints were made of.

    ``figures`` is JSON text, counted at ``counted_at``. None: not yet.
    """

    material_id: int
    source: str
    figures: str | None
    counted_at: datetime | None
    composed: str | None
    composed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Print:
    """A briefing in one language, as a file."""

    language: str
    name: str
    digest: str
    bytes: bytes


def put(tx: sqlite3.Connection, material_id: int, *, source: str) -> None:
    """The material is composed of ``source``; prints of another one stay until it is composed anew."""
    tx.execute(
        """INSERT INTO briefings (material_id, source) VALUES (?, ?)
           ON CONFLICT (material_id) DO UPDATE SET source = excluded.source WHERE source <> excluded.source""",
        (material_id, source),
    )


def remove(tx: sqlite3.Connection, material_id: int) -> None:
    """The material is not composed any more."""
    tx.execute("DELETE FROM briefings WHERE material_id = ?", (material_id,))


def find(tx: sqlite3.Connection, material_id: int) -> BriefingRow | None:
    """The briefing, or None if the material is none that the bot composes."""
    row = tx.execute(
        """SELECT material_id, source, figures, counted_at, composed, composed_at
           FROM briefings WHERE material_id = ?""",
        (material_id,),
    ).fetchone()
    if row is None:
        return None
    counted_at, composed_at = (None if row[place] is None else from_ms(row[place]) for place in (3, 5))
    return BriefingRow(row[0], row[1], row[2], counted_at, row[4], composed_at)


def closed(tx: sqlite3.Connection, *, now: datetime) -> list[int]:
    """The briefings of webinars whose survey has closed that were not composed since, or of something else."""
    rows = tx.execute(
        """SELECT b.material_id FROM briefings b
           JOIN materials m ON m.id = b.material_id JOIN webinars w ON w.id = m.webinar_id
           WHERE w.closes_at <= ? AND (b.composed IS NOT b.source OR b.composed_at < w.closes_at)
           ORDER BY b.material_id""",
        (to_ms(now),),
    )
    return [int(row[0]) for row in rows]


def keep_figures(tx: sqlite3.Connection, material_id: int, *, figures: str, now: datetime) -> None:
    """These are the figures it shares."""
    tx.execute(
        "UPDATE briefings SET figures = ?, counted_at = ? WHERE material_id = ?", (figures, to_ms(now), material_id)
    )


def keep_prints(
    tx: sqlite3.Connection, material_id: int, prints: Iterable[Print], *, source: str, now: datetime
) -> None:
    """It is composed of ``source``, and these are all its prints. Nothing if it is gone."""
    updated = tx.execute(
        "UPDATE briefings SET composed = ?, composed_at = ? WHERE material_id = ?", (source, to_ms(now), material_id)
    )
    if not updated.rowcount:
        return
    tx.execute("DELETE FROM prints WHERE material_id = ?", (material_id,))
    tx.executemany(
        "INSERT INTO prints (material_id, language, name, digest, bytes) VALUES (?, ?, ?, ?, ?)",
        [(material_id, each.language, each.name, each.digest, each.bytes) for each in prints],
    )
    tx.execute(
        """DELETE FROM uploads WHERE material_id = ?
           AND digest NOT IN (SELECT digest FROM prints WHERE material_id = ?)
           AND digest NOT IN (SELECT digest FROM files WHERE material_id = ?)""",
        (material_id, material_id, material_id),
    )


def name_and_digest(tx: sqlite3.Connection, material_id: int, language: str) -> tuple[str, str] | None:
    """What the print in ``language`` is called and its digest, or None if there is none."""
    row = tx.execute(
        "SELECT name, digest FROM prints WHERE material_id = ? AND language = ?", (material_id, language)
    ).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def print_bytes(tx: sqlite3.Connection, material_id: int, digest: str) -> bytes | None:
    """The bytes of the print with ``digest``, or None if there is none (any more)."""
    row = tx.execute(
        "SELECT bytes FROM prints WHERE material_id = ? AND digest = ? LIMIT 1", (material_id, digest)
    ).fetchone()
    return None if row is None else bytes(row[0])
