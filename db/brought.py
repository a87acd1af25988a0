"""What came by chat to a webinar's materials, of which definitions know nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """``added``: no definition ever named it. ``instead`` names what the definition gave when a file or link came.

    None: none came. ``titled`` is the definition's title (JSON text) that one given by chat stands for.
    """

    added: bool = False
    instead: str | None = None
    titled: str | None = None


NOTHING = BroughtRow()


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> dict[int, BroughtRow]:
    """What came, by material."""
    rows = tx.execute(
        """SELECT b.material_id, b.added, b.instead, b.titled FROM brought b JOIN materials m ON m.id = b.material_id
           WHERE m.webinar_id = ?""",
        (webinar_id,),
    )
    return {row[0]: BroughtRow(bool(row[1]), row[2], row[3]) for row in rows}


def put(tx: sqlite3.Connection, material_id: int, row: BroughtRow) -> None:
    """That is what came of this material."""
    tx.execute(
        "INSERT OR REPLACE INTO brought (material_id, added, instead, titled) VALUES (?, ?, ?, ?)",
        (material_id, row.added, row.instead, row.titled),
    )


def drop(tx: sqlite3.Connection, material_id: int) -> None:
    """Everything of it is as the definition says."""
    tx.execute("DELETE FROM brought WHERE material_id = ?", (material_id,))
