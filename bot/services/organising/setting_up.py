"""Setting up: a webinar sketched in chat, step by step, and created by the same reading and checks as a definition.

The sketch lies in the database until it is created or thrown away, so that a restart or a long lunch loses nothing.
Each step has a default: what the latest webinar had. It refuses who may not set webinars up, and a series that is not
theirs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

import db.prepared
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, NotAllowed, Person
from bot.services.codes import Chance
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising.audit import record
from bot.services.organising.choices import FALLBACK_ZONE, FILE, Choices, Latest, Setup
from bot.services.organising.from_chat import FromChat
from bot.services.organising.modelled import Modelled, modelled
from bot.services.organising.numbers import KEPT
from bot.services.organising.sketch import AS_BEFORE, NO_PLAN, Sketch, Step, definition, key_of
from bot.services.publishing import Publishing
from bot.services.storage import Storage
from bot.survey.definitions import Privacy
from bot.survey.plans import sent_by
from bot.survey.reading import Reading, Source, read_definitions
from db.store import Store

ROOM = "setup"


@dataclass(frozen=True, slots=True)
class Created:
    """There is a webinar with this number."""

    webinar_id: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """It is not created: that step needs another answer. ``why`` is in English, as definitions are faulted."""

    step: Step
    why: str


_Make = Callable[[sqlite3.Connection, Latest | None], Sketch]
"""Makes a sketch, knowing the latest webinar."""


class SettingUp:
    """Sets webinars up. ``templates`` is the operator's folder; ``privacy`` is what the settings say."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        library: Library,
        access: Access,
        *,
        chance: Chance,
        templates: Path | None,
        privacy: Privacy | None,
    ) -> None:
        self._whole = store
        self._store = Storage(store)
        self._clock = clock
        self._library = library
        self._access = access
        self._chance = chance
        self._templates = templates
        self._privacy = privacy
        self._choices = Choices(library, access, templates=templates, privacy=privacy)

    async def may(self, by: Person) -> bool:
        """Whether they may set webinars up somewhere."""
        return await self._store.read(lambda tx: self._access.may(tx, by, Act.SHAPE))

    async def begin(self, by: Person, *, title: str | None = None, invitation: bytes | None = None) -> Setup:
        """A new sketch, in place of one that was begun; with what an ``invitation`` (.ics) says. Raises: Refusal."""

        def make(tx: sqlite3.Connection, latest: Latest | None) -> Sketch:
            sketch = Sketch(title=title, series=self._choices.series(tx, by, latest))
            if invitation is None:
                return sketch
            from bot.services.calendars import read_invitation  # its library takes long to import, and is rarely needed

            read = read_invitation(invitation)
            starts, zone = read.local(latest.zone if latest else FALLBACK_ZONE)
            length = None if read.duration is None else max(1, round(read.duration / timedelta(minutes=1)))
            return msgspec.structs.replace(
                sketch, title=read.title or None, day=starts.date(), hour=starts.time(), zone=zone, length=length
            )

        return await self._begin(by, make)

    async def copy(self, by: Person, webinar_id: int) -> Setup:
        """A new sketch of a webinar like that one, at another date. Raises: Refusal."""

        def make(tx: sqlite3.Connection, _: Latest | None) -> Sketch:
            row = db.webinars.find_by_id(tx, webinar_id)
            if row is None:
                raise Refusal("This webinar is not there any more.")
            self._access.require(tx, by, Act.SHAPE, row)
            model = self._choices.of(row)
            if not self._access.may_in(tx, by, Act.SHAPE, model.series or None):
                raise Refusal("You can set up webinars only in a series that you organise.")
            return Sketch(
                title=model.title,
                hour=model.starts.time(),
                zone=model.zone,
                length=model.length,
                languages=model.languages,
                done=True,
                survey=model.survey,
                plan=AS_BEFORE,
                series=model.series,
                model=model.id,
            )

        return await self._begin(by, make)

    async def there(self, by: Person) -> Setup | None:
        """What they have begun; None: nothing. Raises: NotAllowed."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Setup | None:
            self._access.require(tx, by, Act.SHAPE)
            body = db.prepared.of_chat(tx, by.telegram_id, ROOM)
            return (
                None if body is None else self._choices.setup(tx, by, msgspec.json.decode(body, type=Sketch), now=now)
            )

        return await self._store.read(work)

    async def note(self, by: Person, **known: object) -> Setup:
        """The sketch has these values. Raises: Refusal."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Sketch:
            self._access.require(tx, by, Act.SHAPE)
            sketch = msgspec.structs.replace(_sketch(tx, by), **known)
            if not self._access.may_in(tx, by, Act.SHAPE, sketch.series or None):
                raise NotAllowed
            _keep(tx, by, sketch, now)
            return sketch

        sketch = await self._store.write(work)
        return await self._store.read(lambda tx: self._choices.setup(tx, by, sketch, now=now))

    async def drop(self, by: Person) -> None:
        """Nothing is begun any more."""
        await self._store.write(lambda tx: db.prepared.drop(tx, by.telegram_id, ROOM))

    async def create(self, by: Person) -> Created | Misfit:
        """The webinar is there, and the sketch is gone; or the step that needs another answer. Raises: Refusal."""
        now = self._clock.now()
        key, reading, files, steps = await self._store.read(lambda tx: self._read(tx, by, now))
        if reading.faults:
            return _misfit(reading, steps)
        sketch_series = reading.webinars[0].series

        def first(tx: sqlite3.Connection) -> None:
            if not self._access.may_in(tx, by, Act.SHAPE, sketch_series):
                raise NotAllowed
            if db.webinars.find(tx, key) is not None:
                raise Refusal("Another webinar with this name was set up just now. Please try again.")

        def last(tx: sqlite3.Connection) -> None:
            record(tx, by, "webinar.created", webinar=db.webinars.find(tx, key), now=now)
            db.prepared.drop(tx, by.telegram_id, ROOM)

        publishing = Publishing(
            self._whole, self._clock, chance=self._chance, privacy=self._privacy, load=files.__getitem__
        )
        await publishing.apply(reading, first=first, last=last)
        row = await self._store.read(lambda tx: db.webinars.find(tx, key))
        assert row is not None, "it has just been created"
        return Created(row.id)

    async def _begin(self, by: Person, make: _Make) -> Setup:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Sketch:
            self._access.require(tx, by, Act.SHAPE)
            sketch = make(tx, self._choices.latest(tx, by))
            db.prepared.prune(tx, before=now - KEPT)
            _keep(tx, by, sketch, now)
            return sketch

        sketch = await self._store.write(work)
        return await self._store.read(lambda tx: self._choices.setup(tx, by, sketch, now=now))

    def _read(
        self, tx: sqlite3.Connection, by: Person, now: datetime
    ) -> tuple[str, Reading, Mapping[str, bytes], tuple[Step, ...]]:
        """The sketch as a definition that was read: its key, files that it names, and the step of each line."""
        sketch = _sketch(tx, by)
        setup = self._choices.setup(tx, by, sketch, now=now)
        if setup.step is not None:
            raise Refusal("Something is still missing. Please answer the step that is left.")
        key = key_of(sketch, {row.key for row in db.webinars.every(tx)})
        around = FromChat(self._templates, tx)
        plan = None if sketch.plan in (AS_BEFORE, NO_PLAN) else around.plan(sketch.plan or "", beside=FILE)
        content, steps = definition(sketch, key=key, sends=() if plan is None else sent_by(plan))
        reading = read_definitions([Source(FILE, content)], around)
        if reading.faults:
            return key, reading, {}, steps
        webinar, surveys, files = reading.webinars[0], reading.surveys, dict[str, bytes]()
        source = setup.model or setup.latest
        if sketch.plan == AS_BEFORE and source is not None:
            row = db.webinars.by_id(tx, source.id)
            self._access.require(tx, by, Act.SHAPE, row)
            taken: Modelled = modelled(tx, webinar, self._library.webinar(row), row.id, with_files=sketch.files)
            webinar, files = taken.webinar, dict(taken.files)
            brought = {each.key: each for each in (*taken.surveys, *surveys)}
            surveys = tuple(brought.values())
        if webinar.privacy is None and self._privacy is None and source is not None:
            model = self._library.webinar(db.webinars.by_id(tx, source.id))
            webinar = msgspec.structs.replace(webinar, privacy=model.privacy)
        return key, Reading(surveys, (webinar,), (), ()), files, steps


def _sketch(tx: sqlite3.Connection, by: Person) -> Sketch:
    body = db.prepared.of_chat(tx, by.telegram_id, ROOM)
    if body is None:
        raise Refusal("There is nothing begun any more. /new begins anew.")
    return msgspec.json.decode(body, type=Sketch)


def _keep(tx: sqlite3.Connection, by: Person, sketch: Sketch, now: datetime) -> None:
    db.prepared.put(tx, by.telegram_id, ROOM, body=msgspec.json.encode(sketch).decode(), now=now)


def _misfit(reading: Reading, steps: tuple[Step, ...]) -> Misfit:
    """The first fault, at the step that its line belongs to."""
    fault = reading.faults[0]
    return Misfit(steps[min(max(fault.line, 1), len(steps)) - 1], fault.message)
