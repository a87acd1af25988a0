"""Applying definitions: surveys become versions, webinars rows with their moments resolved, materials bytes.

One transaction for all of it, so that a bot which runs beside sees everything or nothing. What is there already is
not written again. Everyone enrolled has their part of the plan laid anew when something changed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import db.bots
import db.invitations
import db.materials
import db.responses
import db.surveys
import db.webinars
from bot.clock import Clock
from bot.services import codes
from bot.services.canonical import as_stored, canonical, digest
from bot.services.changes import NEW, definition_words, laid_words, row_words
from bot.services.correcting import correct
from bot.services.earlier import keep
from bot.services.errors import store_troubles_told
from bot.services.laying import Laid
from bot.services.library import Library
from bot.services.longer import require_kept_promise
from bot.services.orders import give_way
from bot.services.planning import AT_ONCE, replan
from bot.services.portions import Portions
from bot.services.resolution import new_row, updated_row
from bot.services.shelving import Load, as_called, shelve, weigh, with_what_came
from bot.services.sources import keep_sources
from bot.services.storage import Storage
from bot.services.surroundings import UPLOAD_LIMIT, OnDisk
from bot.survey.definitions import Privacy, Survey, Webinar
from bot.survey.identities import offers
from bot.survey.reading import Reading, Source, read_definitions
from db.store import Store
from db.webinars import WebinarRow

Progress = Callable[[str, int, int], None]
"""Told how many of how many people have their part of the plan of the webinar with this key."""

Beside = Callable[[sqlite3.Connection], None]
"""Something done in the transaction of an apply; raises Refusal to undo all of it."""


@dataclass(frozen=True, slots=True)
class AppliedWebinar:
    """What became of one webinar. ``link`` is None until the bot has met Telegram; ``words`` say what changed."""

    key: str
    code: str
    link: str | None
    changed: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What one call changed. ``surveys`` says which versions were published, ``earlier`` which results were kept."""

    surveys: tuple[str, ...]
    webinars: tuple[AppliedWebinar, ...]
    earlier: tuple[str, ...] = ()


def deep_link(username: str | None, code: str) -> str | None:
    """The address that leads into a webinar's survey; None while nobody knows the bot's name."""
    return f"https://t.me/{username}?start={code}" if username else None


def read(
    sources: Sequence[Source],
    tx: sqlite3.Connection | None,
    *,
    templates: Path | None,
    upload_limit: int = UPLOAD_LIMIT,
) -> Reading:
    """What definition files say, with what lies around them on this machine and (unless None) in the database.

    ``upload_limit``: the bytes of the largest file that the bot's server takes.
    """
    return read_definitions(sources, OnDisk(templates, tx, upload_limit=upload_limit))


def _read_bytes(path: str) -> bytes:
    return Path(path).read_bytes()


class Publishing:
    """Applies definitions.

    ``privacy`` is what attendees are told at webinars that say nothing themselves. An audience of up to ``at_once`` has
    its plan laid in the same transaction, a larger one in ``portions``.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        chance: codes.Chance,
        privacy: Privacy | None = None,
        load: Load = _read_bytes,
        at_once: int = AT_ONCE,
        portions: Portions | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._chance = chance
        self._privacy = privacy
        self._load = load
        self._at_once = at_once
        self._portions = portions or Portions(Storage(store), clock, Library())

    async def apply(
        self,
        reading: Reading,
        *,
        resend: Collection[str] = (),
        progress: Progress | None = None,
        first: Beside | None = None,
        last: Beside | None = None,
    ) -> Applied:
        """Everything in ``reading``, which has no faults, is published and applied, or nothing is.

        Whoever has an earlier edition of a material in ``resend`` is owed the newest. ``progress`` is told of large
        audiences (key, people who have their part of the plan, people), which get theirs after that, in portions; if
        this ends before, a bot carries on. ``first`` and ``last`` are done in the same transaction.

        Raises:
            Refusal: a moment of a webinar lies beyond what a calendar holds, or people were promised otherwise.
            OSError: a material's file has gone since it was read about.
            Unavailable: the database cannot be written to.
        """
        work = await self._work(reading, resend)

        def all_of_it(tx: sqlite3.Connection) -> _Done:
            if first is not None:
                first(tx)
            done = work(tx)
            if last is not None:
                last(tx)
            return done

        with store_troubles_told():
            done = await self._store.write(all_of_it)
        return Applied(done.surveys, tuple([await self._laid(each, progress) for each in done.placed]), done.earlier)

    async def foretell(self, reading: Reading) -> Applied:
        """What ``apply`` would change; nothing is changed. Raises: as ``apply``."""
        work = await self._work(reading, ())

        def and_undo(tx: sqlite3.Connection) -> None:
            raise _Foretold(work(tx))

        try:
            with store_troubles_told():
                await self._store.write(and_undo)
        except _Foretold as foretold:
            found = (
                replace(each.webinar, words=(*each.webinar.words, *laid_words(each.laid)))
                for each in foretold.done.placed
            )
            return Applied(foretold.done.surveys, tuple(found), foretold.done.earlier)
        raise AssertionError("it has told nothing")

    async def _work(self, reading: Reading, resend: Collection[str]) -> Callable[[sqlite3.Connection], _Done]:
        """What applies ``reading``; the files that it names are weighed before the transaction begins."""
        assert not reading.faults, "what has faults is not applied"
        now = self._clock.now()
        files = (file for webinar in reading.webinars for each in webinar.materials for file in each.files)
        digests = await asyncio.to_thread(weigh, files, self._load)

        def work(tx: sqlite3.Connection) -> _Done:
            published = {survey.key: _publish(tx, survey, now=now) for survey in reading.surveys}
            placed = [
                self._apply(tx, webinar, published[webinar.survey], digests, now, resend)
                for webinar in reading.webinars
            ]
            surveys = tuple(each.words for each in published.values() if each.words)
            return _Done(surveys, placed, tuple(keep(tx, reading, now=now)))

        return work

    async def _laid(self, placed: _Placed, progress: Progress | None) -> AppliedWebinar:
        """What became of one webinar, once everybody has their part of its plan."""
        laid, told = placed.laid, None if progress is None else partial(progress, placed.webinar.key)
        if laid.waiting:
            laid = await self._portions.finish(placed.id, people=laid.waiting, progress=told)
        return replace(placed.webinar, words=(*placed.webinar.words, *laid_words(laid)))

    def _apply(
        self,
        tx: sqlite3.Connection,
        given: Webinar,
        survey: _Published,
        digests: Mapping[str, str],
        now: datetime,
        resend: Collection[str],
    ) -> _Placed:
        webinar = as_stored(given, privacy=self._privacy)
        before = next((row for row in db.webinars.every(tx) if row.key == webinar.key), None)
        editions = {each.key: each.edition for each in db.materials.of_webinar(tx, before.id)} if before else {}
        if before is not None:
            webinar = with_what_came(tx, before.id, Library().webinar(before), webinar)
        row = new_row(webinar, code=codes.new_code(self._chance), survey_id=survey.id, now=now)
        if before is None:
            row = replace(row, id=db.webinars.insert(tx, **_columns(row), key=row.key, code=row.code, now=now))
            shelve(tx, row.id, given.materials, before={}, digests=digests, load=self._load)
            words = [NEW]
        else:
            old = Library().webinar(before)
            require_kept_promise(tx, before, old, webinar)
            row = updated_row(row, webinar, before=before, old=old)
            known = {each.key: each for each in old.materials}
            words = _words(before, row, old, webinar, survey)
            words += give_way(tx, row.id, old, webinar)
            materials = as_called(given.materials, webinar)
            words += shelve(tx, row.id, materials, before=known, digests=digests, load=self._load)
            words += ["definition changed"] if not words and row.digest != before.digest else []
            if words:
                db.webinars.update(tx, row.id, **_columns(row), now=now)
            if not offers(Library().survey(tx, row.survey_id).identity, "personal_links"):
                db.invitations.untie(tx, row.id)  # neither a link nor a list tells who takes part any more
        keep_sources(tx, row.id, webinar)
        laid = replan(tx, row, webinar, now=now, at_once=self._at_once) if words else Laid()
        corrected = correct(tx, row, webinar, before=editions, resend=resend, now=now)
        bot = db.bots.known(tx)
        link = deep_link(bot.username if bot else None, row.code)
        changed = bool(words) or corrected.planned > 0
        return _Placed(row.id, AppliedWebinar(row.key, row.code, link, changed, (*words, *corrected.words)), laid)


@dataclass(frozen=True, slots=True)
class _Placed:
    """One webinar that is applied; ``laid`` of its plan is not in the words yet, and perhaps not complete."""

    id: int
    webinar: AppliedWebinar
    laid: Laid


@dataclass(frozen=True, slots=True)
class _Done:
    """What a transaction did."""

    surveys: tuple[str, ...]
    placed: list[_Placed]
    earlier: tuple[str, ...]


class _Foretold(Exception):  # noqa: N818  it carries what was foretold out of a transaction that is undone
    """What would have been done."""

    def __init__(self, done: _Done) -> None:
        self.done = done


@dataclass(frozen=True, slots=True)
class _Published:
    """One survey version; ``words`` are empty if it was there before."""

    id: int
    version: int
    words: str


def _publish(tx: sqlite3.Connection, survey: Survey, *, now: datetime) -> _Published:
    body = canonical(survey)
    latest = db.surveys.latest(tx, survey.key)
    survey_id = db.surveys.publish(tx, key=survey.key, digest=digest(body), body=body, now=now)
    version = db.surveys.by_id(tx, survey_id).version
    is_new = latest is None or version > latest.version
    return _Published(survey_id, version, f"survey {survey.key} version {version}" if is_new else "")


def _words(before: WebinarRow, after: WebinarRow, old: Webinar, new: Webinar, survey: _Published) -> list[str]:
    """What differs; empty if the same was applied again."""
    words = [*row_words(before, after), *definition_words(old, new, before, after)]
    if before.survey_id != after.survey_id and old.survey == new.survey:
        words.append(f"survey {new.survey} version {survey.version}")
    return words


def _columns(row: WebinarRow) -> dict[str, Any]:
    """What an insert and an update write alike."""
    columns = asdict(row)
    for name in ("id", "key", "code", "created_at", "changed_at", "revision", "paused_at"):
        del columns[name]
    return columns
