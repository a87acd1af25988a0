"""Putting a webinar's materials into the database, files and all.

A file's bytes are stored only when they are others than before; then Telegram's name for the old ones is of no use and
is not found any more. A material that is no longer defined goes. What came by chat stays: a file or link until the
definition gives another than it gave when that came, a title until it says another, and what no definition named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

import db.brought
import db.materials
import db.webinars
from bot.services.canonical import canonical, digest
from bot.survey.definitions import Material, Webinar
from db.brought import BroughtRow
from db.materials import FileRow, MaterialRow

Load = Callable[[str], bytes]
"""The bytes of the file at a path; raises OSError."""


def weigh(paths: Iterator[str], load: Load) -> dict[str, str]:
    """The digest of each file, read before the transaction begins."""
    return {path: digest(load(path)) for path in paths}


def shelve(
    tx: sqlite3.Connection,
    webinar_id: int,
    materials: Sequence[Material],
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
    brought = db.brought.of_webinar(tx, webinar_id)
    words: list[str] = []
    for material in materials:
        row = there.pop(material.key, None)
        said, came = before.get(material.key), brought.get(row.id, db.brought.NOTHING) if row else db.brought.NOTHING
        stays = came.instead is not None and came.instead == _given(material, digests)
        if row is not None and came != db.brought.NOTHING:
            titled = came.titled if canonical(material.title) == row.title else None
            db.brought.put(tx, row.id, BroughtRow(False, came.instead if stays else None, titled))
        url = row.url if row and (stays or (said and said.url == material.url)) else material.url
        title = canonical(material.title)
        material_id = row.id if row else 0
        if row is None or (row.kind, row.title, row.url) != (material.kind, title, url):
            material_id = db.materials.put(
                tx, webinar_id=webinar_id, key=material.key, kind=material.kind, title=title, url=url
            )
            words.append(f"material {material.key} {'changed' if row else 'added'}")
        filed = _Filed() if stays else _shelve_files(tx, material_id, material, row, said, digests, load)
        words += filed.words
        if row is not None and row.is_there and (filed.others or url != row.url):
            db.materials.renew(tx, row.id)
    for row in there.values():
        if not brought.get(row.id, db.brought.NOTHING).added:
            db.materials.remove(tx, row.id)
            words.append(f"material {row.key} removed")
    if words and before:
        db.webinars.revise(tx, webinar_id)
    return words


def with_what_came(tx: sqlite3.Connection, webinar_id: int, old: Webinar, new: Webinar) -> Webinar:
    """``new`` with what came by chat to ``old``: titles given there, and materials that no definition named."""
    brought = db.brought.of_webinar(tx, webinar_id)
    if not brought:
        return new
    came = {row.key: brought[row.id] for row in db.materials.of_webinar(tx, webinar_id) if row.id in brought}
    defined = {material.key for material in new.materials}
    materials = [_titled(material, came.get(material.key), old.material(material.key)) for material in new.materials]
    materials += [
        each for each in old.materials if each.key not in defined and each.key in came and came[each.key].added
    ]
    return msgspec.structs.replace(new, materials=tuple(materials))


def as_called(materials: Sequence[Material], webinar: Webinar) -> list[Material]:
    """``materials``, which say where their files lie, with the titles that ``webinar`` has for them."""
    titles = {each.key: each.title for each in webinar.materials}
    return [msgspec.structs.replace(each, title=titles[each.key]) for each in materials]


def _titled(material: Material, came: BroughtRow | None, before: Material | None) -> Material:
    """With the title that was given by chat, if the definition still says what it said then."""
    if came is None or before is None or came.titled != canonical(material.title):
        return material
    return msgspec.structs.replace(material, title=before.title)


def _given(material: Material, digests: Mapping[str, str]) -> str:
    """What names the file or link that a definition gives; nothing, if it gives none."""
    return " ".join(digests[path] for path in material.files) or material.url or ""


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
