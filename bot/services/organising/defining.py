"""A definition file that came by chat: checked as ``afterword check`` does, shown as a difference, applied on a word.

Between the two it lies in the database with the revisions that were seen, so that nothing is applied over what somebody
else changed in between. No path in it is opened.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec

import db.prepared
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, NotAllowed, Person
from bot.services.codes import Chance
from bot.services.errors import Refusal
from bot.services.organising.audit import record
from bot.services.organising.from_chat import FromChat
from bot.services.organising.numbers import KEPT
from bot.services.organising.overtaking import Overtaken
from bot.services.publishing import Publishing
from bot.services.storage import Storage
from bot.survey.definitions import Fault, Privacy
from bot.survey.nodes import LARGEST_FILE
from bot.survey.reading import Reading, Source, read_definitions
from db.store import Store

ROOM = "definition"
MOST_FAULTS = 10
"""So many faults are shown."""


class Sheet(msgspec.Struct, frozen=True):
    """A definition that waits. ``seen`` are the revisions of its webinars, 0 of those that are new."""

    file: str
    text: str
    seen: dict[str, int]


class Difference(msgspec.Struct, frozen=True):
    """What becomes of one webinar; ``words`` are empty if it is as it was."""

    title: str
    new: bool
    words: tuple[str, ...]


class Checked(msgspec.Struct, frozen=True):
    """What a file comes to. With ``faults`` (the first of ``faults_found``) nothing is prepared."""

    file: str
    faults: tuple[Fault, ...]
    faults_found: int
    warnings: int
    surveys: tuple[str, ...]
    webinars: tuple[Difference, ...]

    @property
    def changes(self) -> bool:
        """Whether applying it would change anything."""
        return bool(self.surveys) or any(each.words for each in self.webinars)


class Defining:
    """Takes definitions. ``templates`` is the operator's folder; ``privacy`` is what the settings say."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        access: Access,
        *,
        chance: Chance,
        templates: Path | None,
        privacy: Privacy | None,
    ) -> None:
        self._store = Storage(store)
        self._clock = clock
        self._access = access
        self._templates = templates
        self._publishing = Publishing(store, clock, chance=chance, privacy=privacy)

    async def prepare(self, by: Person, *, file: str, content: bytes) -> Checked:
        """What the file comes to; it waits for ``carry_out`` and has changed nothing. Raises: Refusal."""
        now = self._clock.now()
        source = Source(file, content[: LARGEST_FILE + 1])
        reading, seen = await self._store.read(lambda tx: self._read(tx, by, source))
        if reading.faults:
            shown = reading.faults[:MOST_FAULTS]
            return Checked(file, shown, len(reading.faults), len(reading.warnings), (), ())
        if reading.earlier:
            raise Refusal("Earlier results are taken at the command line only: afterword apply.")
        if not reading.webinars and not reading.surveys:
            raise Refusal("There is neither a webinar nor a survey in this file.")
        foretold = await self._publishing.foretell(reading)
        sheet = Sheet(file, content.decode("utf-8-sig"), seen)

        def keep(tx: sqlite3.Connection) -> None:
            db.prepared.prune(tx, before=now - KEPT)
            db.prepared.put(tx, by.telegram_id, ROOM, body=msgspec.json.encode(sheet).decode(), now=now)

        await self._store.write(keep)
        titles = {webinar.key: webinar.title for webinar in reading.webinars}
        webinars = (Difference(titles[each.key], seen[each.key] == 0, each.words) for each in foretold.webinars)
        return Checked(file, (), 0, len(reading.warnings), foretold.surveys, tuple(webinars))

    async def carry_out(self, by: Person) -> Sequence[int]:
        """The file that was prepared is applied; the numbers of its webinars. Raises: Refusal, Overtaken."""
        now = self._clock.now()
        sheet = await self._store.read(lambda tx: _sheet(tx, by))
        source = Source(sheet.file, sheet.text.encode())
        reading, _ = await self._store.read(lambda tx: self._read(tx, by, source))
        if reading.faults:
            raise Overtaken

        def first(tx: sqlite3.Connection) -> None:
            if self._seen(tx, by, reading) != sheet.seen or _sheet(tx, by) != sheet:
                raise Overtaken

        def last(tx: sqlite3.Connection) -> None:
            for webinar in reading.webinars:
                record(tx, by, "definition.applied", webinar=db.webinars.find(tx, webinar.key), now=now)
            if not reading.webinars:
                record(tx, by, "definition.applied", webinar=None, now=now, surveys=len(reading.surveys))
            db.prepared.drop(tx, by.telegram_id, ROOM)

        applied = await self._publishing.apply(reading, first=first, last=last)
        keys = [each.key for each in applied.webinars]
        return await self._store.read(lambda tx: [row.id for key in keys if (row := db.webinars.find(tx, key))])

    async def drop(self, by: Person) -> None:
        """Nothing is prepared any more."""
        await self._store.write(lambda tx: db.prepared.drop(tx, by.telegram_id, ROOM))

    def _read(self, tx: sqlite3.Connection, by: Person, source: Source) -> tuple[Reading, dict[str, int]]:
        self._access.require(tx, by, Act.SHAPE)
        reading = read_definitions([source], FromChat(self._templates, tx))
        return reading, {} if reading.faults else self._seen(tx, by, reading)

    def _seen(self, tx: sqlite3.Connection, by: Person, reading: Reading) -> dict[str, int]:
        """The revisions of the webinars in it, all of which they may set up or change."""
        seen = {}
        for webinar in reading.webinars:
            row = next((each for each in db.webinars.every(tx) if each.key == webinar.key), None)
            if row is not None:
                self._access.require(tx, by, Act.SHAPE, row)
            moved = row is None or row.series != webinar.series
            if moved and not self._access.may_in(tx, by, Act.SHAPE, webinar.series):
                raise NotAllowed
            seen[webinar.key] = 0 if row is None else row.revision
        if not reading.webinars and not self._access.may_in(tx, by, Act.SHAPE, None):
            raise NotAllowed
        return seen


def _sheet(tx: sqlite3.Connection, by: Person) -> Sheet:
    body = db.prepared.of_chat(tx, by.telegram_id, ROOM)
    if body is None:
        raise Refusal("This definition is not here any more. Please send the file again.")
    return msgspec.json.decode(body, type=Sheet)
