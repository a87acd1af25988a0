"""Shelving: what came by chat becomes a material of a webinar: one that was promised, another edition, or a new one.

Each word is one transaction: the material, the definition, what is owed because of it, and the record of who did it.
Definitions that are applied later keep what came (see ``services.shelving``). Whoever has an earlier edition gets the
new one only if an organiser says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

import db.arrivals
import db.bots
import db.brought
import db.handed
import db.materials
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Person
from bot.services.canonical import canonical, digest
from bot.services.correcting import carriers_of, correct
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.listing import is_here
from bot.services.organising import audit
from bot.services.organising.arriving import Forgotten, own
from bot.services.organising.naming import new_key, plain_title, title_of
from bot.services.organising.overtaking import require_current
from bot.services.planning import replan
from bot.services.portions import Portions
from bot.services.storage import Storage
from bot.survey.definitions import ANY_LANGUAGE, Material, Webinar, Wording
from bot.survey.fills import MATERIAL_KINDS
from db.arrivals import ArrivalRow
from db.brought import BroughtRow
from db.materials import FileRow, MaterialRow
from db.webinars import WebinarRow

Contents = Sequence[bytes | None]
"""The bytes of each file of an arrival; None of one that could not be fetched."""


@dataclass(frozen=True, slots=True)
class Put:
    """A material is there. ``earlier`` people have an earlier edition; ``released`` messages waited for it."""

    webinar_id: int
    material_id: int
    title: Wording
    earlier: int = 0
    released: int = 0


class NoSuchMaterial(Refusal):
    """It is not there (any more)."""

    def __init__(self) -> None:
        super().__init__("This material is not there any more. Please look at the list again.")


class Shelving:
    """Puts materials in their place."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def put(
        self, by: Person, arrival_id: int, *, webinar_id: int, material_id: int, contents: Contents, seen: int | None
    ) -> Put:
        """What arrived is this material now. ``seen``: the revision at which it was chosen to replace what is there.

        None: it was promised and still to come. Raises: Refusal, Overtaken.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Put:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            arrival = own(tx, by, arrival_id)
            webinar, material = self._material(tx, row, material_id)
            if arrival.material_id == material.id:
                return _stands(tx, row, material, webinar)
            if arrival.material_id is not None:
                raise Forgotten
            if seen is not None:
                require_current(row, seen)
            elif material.is_there:
                raise Refusal("Somebody else has sent this in the meantime. To replace it, please choose “Replace”.")
            self._fill(tx, row, material, arrival, contents)
            action = "material.replaced" if material.is_there else "material.arrived"
            return self._settled(tx, by, row, webinar, material.key, arrival, action, now)

        return await self._finished(await self._store.write(work))

    async def add(self, by: Person, arrival_id: int, *, webinar_id: int, kind: str, contents: Contents) -> Put:
        """What arrived is a new material of ``kind``, called by its caption or name. Raises: Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Put:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            arrival, webinar = own(tx, by, arrival_id), self._library.webinar(row)
            if arrival.material_id is not None:
                return _stands(tx, row, self._material(tx, row, arrival.material_id)[1], webinar)
            if kind not in MATERIAL_KINDS:
                raise NoSuchMaterial
            key, title = new_key(webinar, kind), Wording({ANY_LANGUAGE: title_of(arrival)})
            material_id = db.materials.put(tx, webinar_id=row.id, key=key, kind=kind, title=canonical(title), url=None)
            db.brought.put(tx, material_id, BroughtRow(added=True, instead=""))
            webinar = msgspec.structs.replace(webinar, materials=(*webinar.materials, Material(key, kind, title)))
            row = _redefine(tx, row, webinar, now=now)
            self._fill(tx, row, self._material(tx, row, material_id)[1], arrival, contents)
            return self._settled(tx, by, row, webinar, key, arrival, "material.added", now)

        return await self._finished(await self._store.write(work))

    async def send_again(self, by: Person, *, webinar_id: int, material_id: int) -> int:
        """Who has an earlier edition is owed the newest; how many were not owed it before. Raises: Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> int:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            webinar, material = self._material(tx, row, material_id)
            planned = correct(tx, row, webinar, before={}, resend=[material.key], now=now).planned
            audit.record(
                tx,
                by,
                "material.resent",
                webinar=row,
                now=now,
                material=material.key,
                edition=material.edition,
                n=planned,
            )
            return planned

        return await self._store.write(work)

    async def rename(self, by: Person, *, webinar_id: int, material_id: int, title: str) -> None:
        """It is called that, in every language. Raises: Refusal."""
        now = self._clock.now()
        text = plain_title(title)
        if not text:
            raise Refusal("A title needs at least one character.")

        def work(tx: sqlite3.Connection) -> None:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            webinar, material = self._material(tx, row, material_id)
            came, wording = _came(tx, row, material), Wording({ANY_LANGUAGE: text})
            if not came.added:
                db.brought.put(tx, material.id, replace(came, titled=came.titled or material.title))
            db.materials.put(
                tx,
                webinar_id=row.id,
                key=material.key,
                kind=material.kind,
                title=canonical(wording),
                url=material.url,
            )
            materials = tuple(
                msgspec.structs.replace(each, title=wording) if each.key == material.key else each
                for each in webinar.materials
            )
            _redefine(tx, row, msgspec.structs.replace(webinar, materials=materials), now=now)
            audit.record(tx, by, "material.renamed", webinar=row, now=now, material=material.key)

        await self._store.write(work)

    async def remove(self, by: Person, *, webinar_id: int, material_id: int, seen: int) -> None:
        """It is not there any more; what a definition promises is promised again and still to come. Raises: Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            webinar, material = self._material(tx, row, material_id)
            require_current(row, seen)
            came = _came(tx, row, material)
            if came.added:
                db.materials.remove(tx, material.id)
                kept = tuple(each for each in webinar.materials if each.key != material.key)
                webinar = msgspec.structs.replace(webinar, materials=kept)
                row_after = _redefine(tx, row, webinar, now=now)
            else:
                db.brought.put(tx, material.id, replace(came, instead=_instead(came, material)))
                _empty(tx, row, material)
                if material.is_there:
                    db.materials.renew(tx, material.id)  # what comes next is another than people have
                db.webinars.revise(tx, row.id)
                row_after = row
            replan(tx, row_after, webinar, now=now)
            audit.record(tx, by, "material.removed", webinar=row, now=now, material=material.key)

        await self._store.write(work)
        await Portions(self._store, self._clock, self._library).finish(webinar_id)

    async def _finished(self, put: Put) -> Put:
        laid = await Portions(self._store, self._clock, self._library).finish(put.webinar_id)
        return replace(put, released=put.released + laid.released)

    def _material(self, tx: sqlite3.Connection, row: WebinarRow, material_id: int) -> tuple[Webinar, MaterialRow]:
        found = next((each for each in db.materials.of_webinar(tx, row.id) if each.id == material_id), None)
        webinar = self._library.webinar(row)
        if found is None or webinar.material(found.key) is None:
            raise NoSuchMaterial
        return webinar, found

    def _fill(
        self, tx: sqlite3.Connection, row: WebinarRow, material: MaterialRow, arrival: ArrivalRow, contents: Contents
    ) -> None:
        """The material is what arrived; what the definition gives in its place is noted."""
        came, bot = _came(tx, row, material), db.bots.known(tx)
        assert bot is not None, "somebody wrote to a bot that was never met"
        db.brought.put(tx, material.id, replace(came, instead=_instead(came, material)))
        _empty(tx, row, material, url=arrival.url)
        files = []
        for place, (piece, content) in enumerate(zip(arrival.pieces, contents, strict=True)):
            if piece.shown is None or piece.file_id is None:
                continue
            name = digest(content) if content is not None else f"telegram:{piece.unique_id}"
            db.materials.put_file(
                tx, material.id, name=piece.name, digest=name, bytes=content, place=place, shown=piece.shown
            )
            files.append((FileRow(piece.name, name, piece.shown), piece.file_id))
        db.materials.keep_file_ids(
            tx,
            material.id,
            telegram_id=bot.telegram_id,
            files=[file for file, _ in files],
            file_ids=[file_id for _, file_id in files],
        )
        if material.is_there:
            db.materials.renew(tx, material.id)
        db.arrivals.became(tx, arrival.id, material.id)

    def _settled(
        self,
        tx: sqlite3.Connection,
        by: Person,
        row: WebinarRow,
        webinar: Webinar,
        key: str,
        arrival: ArrivalRow,
        action: str,
        now: datetime,
    ) -> Put:
        """What is owed follows from what is there now, and it is recorded who did it."""
        db.webinars.revise(tx, row.id)
        laid = replan(tx, row, webinar, now=now)
        audit.record(tx, by, action, webinar=row, now=now, material=key, files=len(arrival.pieces))
        material = next(each for each in db.materials.of_webinar(tx, row.id) if each.key == key)
        return replace(_stands(tx, row, material, webinar), released=laid.released)


def _stands(tx: sqlite3.Connection, row: WebinarRow, material: MaterialRow, webinar: Webinar) -> Put:
    defined = webinar.material(material.key)
    assert defined is not None
    earlier = db.handed.to_correct(
        tx, material.id, follow_ups=carriers_of(webinar, material.key), than=material.edition
    )
    return Put(row.id, material.id, defined.title, earlier=len(earlier) if is_here(material) else 0)


def _came(tx: sqlite3.Connection, row: WebinarRow, material: MaterialRow) -> BroughtRow:
    return db.brought.of_webinar(tx, row.id).get(material.id, db.brought.NOTHING)


def _instead(came: BroughtRow, material: MaterialRow) -> str:
    """What the definition gives, as far as it is known: what was there before anything came by chat."""
    return came.instead if came.instead is not None else material.digest or material.url or ""


def _empty(tx: sqlite3.Connection, row: WebinarRow, material: MaterialRow, *, url: str | None = None) -> None:
    """It has no files, and this link or none."""
    db.materials.put(tx, webinar_id=row.id, key=material.key, kind=material.kind, title=material.title, url=url)
    db.materials.drop_files(tx, material.id)


def _redefine(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, *, now: datetime) -> WebinarRow:
    text = canonical(webinar)
    db.webinars.set_definition(tx, row.id, definition=text, digest=digest(text), now=now)
    return replace(row, definition=text, digest=digest(text))
