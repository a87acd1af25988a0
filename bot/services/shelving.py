"""Putting a webinar's materials into the database, files and all.

A file's bytes are stored only when they are others than before; then Telegram's name for the old ones is of no use and
is not found any more. A material that is no longer defined goes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import db.materials
from bot.services.canonical import canonical, digest
from bot.survey.definitions import Material
from db.materials import FileRow, MaterialRow

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

    Something promised that has arrived by other means since the last definition stays. What was there already and is
    something else now is another edition.
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
        filed = _shelve_files(tx, material_id, material, row, said, digests, load)
        words += filed.words
        if row is not None and row.is_there and (filed.others or url != row.url):
            db.materials.renew(tx, row.id)
    for row in there.values():
        db.materials.remove(tx, row.id)
        words.append(f"material {row.key} removed")
    return words


@dataclass(frozen=True, slots=True)
class _Filed:
    """What became of a material's files. ``others``: their bytes are others than before."""

    words: tuple[str, ...] = ()
    others: bool = False


def _shelve_files(
    tx: sqlite3.Connection,
    material_id: int,
    material: Material,
    row: MaterialRow | None,
    said: Material | None,
    digests: Mapping[str, str],
    load: Load,
) -> _Filed:
    """The material's files are those given; what came by other means stays unless a link took its place."""
    had = row.files if row else ()
    if not material.files:
        if not had or (material.url is None and not (said is not None and said.files)):
            return _Filed()
        db.materials.drop_files(tx, material_id)
        return _Filed((f"material {material.key}: its file is taken out",), others=True)
    given = tuple(zip(material.files, material.shown, strict=True))
    wanted = tuple(FileRow(Path(path).name, digests[path], shown) for path, shown in given)
    if wanted == had:
        return _Filed()
    size = 0
    for place, ((path, _), file) in enumerate(zip(given, wanted, strict=True)):
        content = load(path)
        size += len(content)
        db.materials.put_file(
            tx, material_id, name=file.name, digest=digest(content), bytes=content, place=place, shown=file.shown
        )
    db.materials.drop_files(tx, material_id, beyond=len(wanted))
    others = [file.digest for file in wanted] != [file.digest for file in had]
    if row is None:
        return _Filed(others=True)
    return _Filed((f"material {material.key}: {_files_word(had, wanted, others=others)} ({size:,} bytes)",), others)


def _files_word(had: Sequence[FileRow], wanted: Sequence[FileRow], *, others: bool) -> str:
    if not had:
        return "its file has arrived" if len(wanted) == 1 else "its files have arrived"
    if others:
        return "another file" if len(wanted) == 1 else "other files"
    return "its file goes by another name or is shown otherwise"
