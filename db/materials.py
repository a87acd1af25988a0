"""Materials of webinars, their files' bytes, and the cache of what Telegram calls each file.

A material with neither file nor url is promised and still to come.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material, without its bytes. ``title`` is JSON text; ``file_name`` and ``digest`` are None without a file.

    ``composed``: the bot makes it itself, unless a file or a link takes its place.
    """

    id: int
    key: str
    kind: str
    title: str
    url: str | None
    file_name: str | None
    digest: str | None
    composed: bool = False


def put(tx: sqlite3.Connection, *, webinar_id: int, key: str, kind: str, title: str, url: str | None) -> int:
    """The material with this key is as given, created if new; its id. Its file, if any, stays."""
    rows = tx.execute(
        """INSERT INTO materials (webinar_id, key, kind, title, url) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (webinar_id, key) DO UPDATE SET kind = excluded.kind, title = excluded.title, url = excluded.url
           RETURNING id""",
        (webinar_id, key, kind, title, url),
    ).fetchall()
    return int(rows[0][0])


def put_file(
    tx: sqlite3.Connection,
    material_id: int,
    *,
    name: str,
    digest: str,
    bytes: bytes,  # noqa: A002 - the column's name
) -> None:
    """This is the material's file; an earlier one is gone."""
    tx.execute(
        """INSERT INTO files (material_id, name, digest, bytes) VALUES (?, ?, ?, ?)
           ON CONFLICT (material_id) DO UPDATE SET
               name = excluded.name, digest = excluded.digest, bytes = excluded.bytes""",
        (material_id, name, digest, bytes),
    )
    tx.execute("DELETE FROM uploads WHERE material_id = ? AND digest <> ?", (material_id, digest))


def drop_file(tx: sqlite3.Connection, material_id: int) -> None:
    """The material has no file, and nothing is known of its uploads."""
    tx.execute("DELETE FROM files WHERE material_id = ?", (material_id,))
    tx.execute("DELETE FROM uploads WHERE material_id = ?", (material_id,))


def remove(tx: sqlite3.Connection, material_id: int) -> None:
    """The material is gone, with its file and what is known of its uploads."""
    tx.execute("DELETE FROM materials WHERE id = ?", (material_id,))


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[MaterialRow]:
    """The webinar's materials, in the order they were first given."""
    rows = tx.execute(
        """SELECT m.id, m.key, m.kind, m.title, m.url, f.name, f.digest, b.source IS NOT NULL
           FROM materials m LEFT JOIN files f ON f.material_id = m.id LEFT JOIN briefings b ON b.material_id = m.id
           WHERE m.webinar_id = ? ORDER BY m.id""",
        (webinar_id,),
    )
    return [MaterialRow(row[0], row[1], row[2], row[3], row[4], row[5], row[6], composed=bool(row[7])) for row in rows]


def webinar_of(tx: sqlite3.Connection, material_id: int) -> int | None:
    """The webinar that promised this material; None if there is none (an id may come from a forged button)."""
    row = tx.execute("SELECT webinar_id FROM materials WHERE id = ?", (material_id,)).fetchone()
    return None if row is None else int(row[0])


def file_bytes(tx: sqlite3.Connection, material_id: int) -> bytes:
    """The bytes of the material's file.

    Raises:
        LookupError: it has none.
    """
    row = tx.execute("SELECT bytes FROM files WHERE material_id = ?", (material_id,)).fetchone()
    if row is None:
        raise LookupError(f"material {material_id} has no file")
    return bytes(row[0])


def file_id(tx: sqlite3.Connection, material_id: int, *, telegram_id: int, digest: str) -> str | None:
    """What Telegram called these very bytes when bot ``telegram_id`` uploaded them; None: they must be uploaded."""
    row = tx.execute(
        "SELECT file_id FROM uploads WHERE material_id = ? AND telegram_id = ? AND digest = ?",
        (material_id, telegram_id, digest),
    ).fetchone()
    return None if row is None else str(row[0])


def keep_file_id(tx: sqlite3.Connection, material_id: int, *, telegram_id: int, digest: str, file_id: str) -> None:
    """Bot ``telegram_id`` may send these bytes again as ``file_id``. Nothing is kept for a material that is gone."""
    tx.execute(
        """INSERT INTO uploads (material_id, telegram_id, digest, file_id)
           SELECT id, ?, ?, ? FROM materials WHERE id = ?
           ON CONFLICT (material_id, telegram_id, digest) DO UPDATE SET file_id = excluded.file_id""",
        (telegram_id, digest, file_id, material_id),
    )


def forget_file_id(tx: sqlite3.Connection, material_id: int, *, telegram_id: int) -> None:
    """Telegram refused a file id of this material: the next send uploads."""
    tx.execute("DELETE FROM uploads WHERE material_id = ? AND telegram_id = ?", (material_id, telegram_id))
