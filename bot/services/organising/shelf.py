"""The shelf of a webinar as organisers see it: what is there, what is promised and missing, what waits for it.

It also says where something that was sent may belong. It refuses to change anything; ``shelving`` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import db.brought
import db.materials
import db.outbox
from bot.services.access import Access, Act, Person, Reader
from bot.services.library import Library
from bot.services.listing import is_here
from bot.services.organising.arriving import own
from bot.services.organising.guessing import kind_of, likeness
from bot.services.organising.shelving import NoSuchMaterial
from bot.services.storage import Storage
from bot.survey.definitions import Material, Wording
from db.arrivals import ArrivalRow
from db.materials import MaterialRow
from db.webinars import WebinarRow

Stands = Literal["here", "made", "missing"]
"""It can be sent; the bot makes it itself; it is promised and still to come."""


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One material. ``waiting``: messages that wait, by the follow-up that brings it. ``likeness``: of an arrival."""

    id: int
    key: str
    kind: str
    title: Wording
    stands: Stands
    files: tuple[str, ...]
    url: str | None
    edition: int
    by_chat: bool
    added: bool
    waiting: Mapping[str, int]
    likeness: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """The materials of a webinar. ``languages`` are those of its wordings, the most usual first."""

    webinar_id: int
    revision: int
    title: str
    languages: tuple[str, ...]
    materials: tuple[OnShelf, ...]

    def material(self, material_id: int) -> OnShelf:
        """The material with this number. Raises: NoSuchMaterial."""
        found = next((each for each in self.materials if each.id == material_id), None)
        if found is None:
            raise NoSuchMaterial
        return found

    @property
    def missing(self) -> tuple[OnShelf, ...]:
        """What is promised and still to come, the likeliest first."""
        return tuple(sorted((e for e in self.materials if e.stands == "missing"), key=lambda each: -each.likeness))

    @property
    def here(self) -> tuple[OnShelf, ...]:
        """What could be replaced, the likeliest first."""
        return tuple(sorted((e for e in self.materials if e.stands != "missing"), key=lambda each: -each.likeness))


@dataclass(frozen=True, slots=True)
class Places:
    """Where something that was sent may belong: the shelves, those with a likely place first; its likely ``kind``."""

    arrival: ArrivalRow
    kind: str
    shelves: tuple[Shelf, ...]


class Shelves:
    """Reads shelves."""

    def __init__(self, store: Storage, library: Library, access: Access) -> None:
        self._store = store
        self._library = library
        self._access = access

    async def of(self, by: Reader, webinar_id: int) -> Shelf:
        """The webinar's shelf. Raises: NotAllowed, UnknownWebinar."""

        def work(tx: sqlite3.Connection) -> Shelf:
            return self._shelf(tx, self._access.numbered(tx, by, Act.READ, webinar_id), None)

        return await self._store.read(work)

    async def places(self, by: Person, arrival_id: int) -> Places:
        """Where it may belong. Raises: Forgotten."""

        def work(tx: sqlite3.Connection) -> Places:
            arrival = own(tx, by, arrival_id)
            names = [piece.name for piece in arrival.pieces if piece.shown is not None]
            kind = kind_of(names, arrival.url, [piece.shown for piece in arrival.pieces])
            words = " ".join([arrival.caption, *names])
            rows = sorted(self._access.webinars(tx, by, Act.SHAPE), key=lambda row: row.starts_at, reverse=True)
            shelves = [self._shelf(tx, row, (kind, words)) for row in rows]
            return Places(arrival, kind, tuple(sorted(shelves, key=lambda shelf: not shelf.missing)))

        return await self._store.read(work)

    def _shelf(self, tx: sqlite3.Connection, row: WebinarRow, sought: tuple[str, str] | None) -> Shelf:
        webinar, brought = self._library.webinar(row), db.brought.of_webinar(tx, row.id)
        there = {each.key: each for each in db.materials.of_webinar(tx, row.id)}
        held = {heap.follow_up: heap.rows for heap in db.outbox.heaps(tx, row.id) if heap.state == "held"}
        carriers = {
            material.key: {each.key: held.get(each.key, 0) for each in webinar.follow_ups if material.key in each.send}
            for material in webinar.materials
        }
        materials = []
        for material in webinar.materials:
            if (each := there.get(material.key)) is None:
                continue
            came = brought.get(each.id, db.brought.NOTHING)
            materials.append(
                OnShelf(
                    each.id,
                    each.key,
                    each.kind,
                    material.title,
                    _stands(each),
                    tuple(file.name for file in each.files),
                    each.url,
                    each.edition,
                    by_chat=came.instead is not None,
                    added=came.added,
                    waiting=carriers[material.key],
                    likeness=0 if sought is None else _likeness(material, sought),
                )
            )
        return Shelf(row.id, row.revision, row.title, webinar.languages, tuple(materials))


def _likeness(material: Material, sought: tuple[str, str]) -> int:
    return likeness(material, *sought)


def _stands(material: MaterialRow) -> Stands:
    if material.is_there:
        return "here"
    return "made" if is_here(material) else "missing"
