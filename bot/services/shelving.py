"""Putting a webinar's materials into the database, files and all.

A file's bytes are stored only when they are others than before; then Telegram's name for the old ones is of no use and
is not found any more. A material that is no longer defined goes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import db.materials
from bot.services.canonical import canonical, digest
from bot.survey.definitions import Material
from db.materials import MaterialRow

Load = Callable[[str], bytes]
"""The bytes of the file at a path; raises OSError."""


def weigh(paths: Iterator[str], load: Load) -> dict[str, str]:
    """The digest of each file, read before the transaction begins."""
    return {path: digest(load(path)) for path in paths}


def shelve(
    tx: sqlite3.Connection,
    webinar_id: int,
    materials: tuple[Material, ...],
    *,
    before: Mapping[str, Material],
    digests: Mapping[str, str],
    load: Load,
) -> list[str]:
    """The webinar has exactly these materials; what changed, in words. ``before`` are those of the last definition.

    Something promised that has arrived by other means since the last definition stays.
    """
    there = {row.key: row for row in db.materials.of_webinar(tx, webinar_id)}
    words: list[str] = []
    for material in materials:
        row = there.pop(material.key, None)
        said = before.get(material.key)
        url = row.url if row and said and said.url == material.url else material.url
        title = canonical(material.title)
        material_id = row.id if row else 0
        if row is None or (row.kind, row.title, row.url) != (material.kind, title, url):
            material_id = db.materials.put(
                tx, webinar_id=webinar_id, key=material.key, kind=material.kind, title=title, url=url
            )
            words.append(f"material {material.key} {'changed' if row else 'added'}")
        words += _shelve_file(tx, material_id, material, row, said, digests, load)
    for row in there.values():
        db.materials.remove(tx, row.id)
        words.append(f"material {row.key} removed")
    return words


def _shelve_file(
    tx: sqlite3.Connection,
    material_id: int,
    material: Material,
    row: MaterialRow | None,
    said: Material | None,
    digests: Mapping[str, str],
    load: Load,
) -> list[str]:
    """The material's file is the one given; one that came by other means stays unless a link took its place."""
    has = row.digest if row else None
    if material.file is None:
        replaced = has is not None and (material.url is not None or (said is not None and said.file is not None))
        if replaced:
            db.materials.drop_file(tx, material_id)
        return [f"material {material.key}: its file is taken out"] if replaced else []
    name = Path(material.file).name
    if row is not None and (row.file_name, has) == (name, digests[material.file]):
        return []
    content = load(material.file)
    db.materials.put_file(tx, material_id, name=name, digest=digest(content), bytes=content)
    if row is None:
        return []
    return [f"material {material.key}: {'another file' if has else 'its file has arrived'} ({len(content):,} bytes)"]
