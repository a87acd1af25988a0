"""Materials of webinars, their files' bytes, and the cache of what Telegram calls each file.

A material with neither file nor url is promised and still to come; one with several files is an album. Who was sent
what stands in ``handed``.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Shown = Literal["document", "photo", "video", "voice", "audio"]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a material, without its bytes. ``shown`` is as what Telegram shows it.

    ``sendable`` False: there are no bytes, and Telegram does not know it by a name this bot has.
    """

    name: str
    digest: str
    shown: Shown = "document"
    sendable: bool = True


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material, without its bytes. ``title`` is JSON text; ``edition`` counts what it has been, from 1.

    ``composed``: the bot makes it itself, unless a file or a link takes its place.
    """

    id: int
    key: str
    kind: str
    title: str
    url: str | None
    edition: int = 1
    files: tuple[FileRow, ...] = ()
    composed: bool = False

    @property
    def digest(self) -> str | None:
        """What names the bytes of its files; None without any."""
        return " ".join(file.digest for file in self.files) or None

    @property
    def is_there(self) -> bool:
        """Whether it has files that can be sent, or a link."""
        return (bool(self.files) and all(file.sendable for file in self.files)) or self.url is not None


def put(tx: sqlite3.Connection, *, webinar_id: int, key: str, kind: str, title: str, url: str | None) -> int:
    """The material with this key is as given, created if new; its id. Its files, if any, stay."""
    rows = tx.execute(
        """INSERT INTO materials (webinar_id, key, kind, title, url) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (webinar_id, key) DO UPDATE SET kind = excluded.kind, title = excluded.title, url = excluded.url
           RETURNING id""",
        (webinar_id, key, kind, title, url),
    ).fetchall()
    return int(rows[0][0])


def renew(tx: sqlite3.Connection, material_id: int) -> int:
    """It is another edition from now on; its number."""
    rows = tx.execute(
        "UPDATE materials SET edition = edition + 1 WHERE id = ? RETURNING edition", (material_id,)
    ).fetchall()
    return int(rows[0][0])


def put_file(
    tx: sqlite3.Connection,
    material_id: int,
    *,
    name: str,
    digest: str,
    bytes: bytes | None,  # noqa: A002 - the column's name
    place: int = 0,
    shown: Shown = "document",
) -> None:
    """This is the material's file at ``place`` (0 is the first); an earlier one there is gone.

    ``bytes`` None: it is too large to be fetched, and goes by the name that Telegram has for it.
    """
    tx.execute(
        """INSERT INTO files (material_id, place, name, shown, digest, bytes) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (material_id, place) DO UPDATE SET
               name = excluded.name, shown = excluded.shown, digest = excluded.digest, bytes = excluded.bytes""",
        (material_id, place, name, shown, digest, bytes),
    )
    _forget_others(tx, material_id)


def drop_files(tx: sqlite3.Connection, material_id: int, *, beyond: int = 0) -> None:
    """The material has no files from place ``beyond`` on, and nothing is known of their uploads."""
    tx.execute("DELETE FROM files WHERE material_id = ? AND place >= ?", (material_id, beyond))
    _forget_others(tx, material_id)


def _forget_others(tx: sqlite3.Connection, material_id: int) -> None:
    """Nothing is known any more of uploads of other files than it has."""
    tx.execute(
        """DELETE FROM uploads WHERE material_id = :id
           AND digest NOT IN (SELECT digest FROM files WHERE material_id = :id)""",
        {"id": material_id},
    )


def remove(tx: sqlite3.Connection, material_id: int) -> None:
    """The material is gone, with its files and what is known of its uploads."""
    tx.execute("DELETE FROM materials WHERE id = ?", (material_id,))


def of_webinar(tx: sqlite3.Connection, webinar_id: int) -> list[MaterialRow]:
    """The webinar's materials, in the order they were first given."""
    files: defaultdict[int, list[FileRow]] = defaultdict(list)
    for material_id, *file in tx.execute(
        """SELECT f.material_id, f.name, f.digest, f.shown, f.bytes IS NOT NULL OR EXISTS (
               SELECT 1 FROM uploads u JOIN bots b ON b.telegram_id = u.telegram_id
               WHERE u.material_id = f.material_id AND u.digest = f.digest AND u.shown = f.shown)
           FROM materials m JOIN files f ON f.material_id = m.id
           WHERE m.webinar_id = ? ORDER BY f.material_id, f.place""",
        (webinar_id,),
    ):
        name, digest, shown, sendable = file
        files[material_id].append(FileRow(name, digest, shown, bool(sendable)))
    rows = tx.execute(
        """SELECT m.id, m.key, m.kind, m.title, m.url, m.edition, b.source IS NOT NULL
           FROM materials m LEFT JOIN briefings b ON b.material_id = m.id WHERE m.webinar_id = ? ORDER BY m.id""",
        (webinar_id,),
    )
    return [
        MaterialRow(row[0], row[1], row[2], row[3], row[4], row[5], tuple(files[row[0]]), composed=bool(row[6]))
        for row in rows
    ]


def webinar_of(tx: sqlite3.Connection, material_id: int) -> int | None:
    """The webinar that promised this material; None if there is none (an id may come from a forged button)."""
    row = tx.execute("SELECT webinar_id FROM materials WHERE id = ?", (material_id,)).fetchone()
    return None if row is None else int(row[0])


def file_bytes(tx: sqlite3.Connection, material_id: int, *, digest: str) -> bytes | None:
    """The bytes of the material's file with this ``digest``; None: it has others by now, or they are not here.

    A parcel may have been packed before the file was replaced.
    """
    row = tx.execute("SELECT bytes FROM files WHERE material_id = ? AND digest = ?", (material_id, digest)).fetchone()
    return None if row is None or row[0] is None else bytes(row[0])


def file_ids(
    tx: sqlite3.Connection, material_id: int, files: Sequence[FileRow], *, telegram_id: int
) -> tuple[str, ...]:
    """What Telegram called these very files when bot ``telegram_id`` uploaded them; empty: they must be uploaded."""
    rows = tx.execute(
        "SELECT digest, shown, file_id FROM uploads WHERE material_id = ? AND telegram_id = ?",
        (material_id, telegram_id),
    )
    known = {(digest, shown): file_id for digest, shown, file_id in rows}
    found = [known.get((file.digest, file.shown)) for file in files]
    names = tuple(name for name in found if name is not None)
    return names if len(names) == len(found) else ()


def keep_file_ids(
    tx: sqlite3.Connection, material_id: int, *, telegram_id: int, files: Sequence[FileRow], file_ids: Sequence[str]
) -> None:
    """Bot ``telegram_id`` may send ``files`` again as ``file_ids``. Nothing is kept for a material that is gone."""
    tx.executemany(
        """INSERT INTO uploads (material_id, telegram_id, digest, shown, file_id)
           SELECT id, ?, ?, ?, ? FROM materials WHERE id = ?
           ON CONFLICT (material_id, telegram_id, digest, shown) DO UPDATE SET file_id = excluded.file_id""",
        (
            (telegram_id, file.digest, file.shown, file_id, material_id)
            for file, file_id in zip(files, file_ids, strict=True)
        ),
    )


def forget_file_ids(tx: sqlite3.Connection, material_id: int, *, telegram_id: int) -> None:
    """Telegram refused a file id: the next send uploads."""
    tx.execute("DELETE FROM uploads WHERE material_id = ? AND telegram_id = ?", (material_id, telegram_id))
