"""Inviting: a webinar's link, and one for each place where it is shown, so that it is known what brought people.

The places that nearly every webinar has are there from the start. A link works whether or not its source is listed;
taking one off the list only takes it out of sight, which is refused once somebody came by it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import db.bots
import db.materials
import db.sources
import db.tallies
from bot.clock import Clock
from bot.services.access import Access, Act, Reader
from bot.services.codes import PERSONAL
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.publishing import deep_link
from bot.services.storage import Storage
from db.webinars import WebinarRow

READY = ("slide", "mail", "chat")
"""Sources that every list begins with."""

MOST_SOURCES = 40
"""Of one webinar, those of ``READY`` not counted."""

_SOURCE = re.compile(r"[a-z0-9]{1,16}")


@dataclass(frozen=True, slots=True)
class Links:
    """A webinar's links. ``people`` counts who came by each source (None: by the plain link).

    ``sources`` are those to show, in order; ``gives_slides``: a presentation is among its materials; ``acts``: what
    whoever looks may do.
    """

    webinar_id: int
    key: str
    title: str
    plain: str
    languages: tuple[str, ...]
    gives_slides: bool
    people: Mapping[str | None, int]
    sources: tuple[str, ...]
    acts: frozenset[Act]

    def of(self, source: str | None) -> str:
        """The link for what is shown at ``source``; None: the plain one."""
        return f"{self.plain}-{source}" if source else self.plain

    @property
    def shapes(self) -> bool:
        """Whether whoever looks may change the list."""
        return Act.SHAPE in self.acts


class LinksBySource:
    """Tells a webinar's links, and keeps the list of their sources."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def links(self, by: Reader, webinar_id: int) -> Links:
        """The links, as everybody may see them who sees the webinar. Raises: Refusal."""

        def work(tx: sqlite3.Connection) -> Links:
            return self._links(tx, by, self._access.numbered(tx, by, Act.READ, webinar_id))

        return await self._store.read(work)

    async def links_named(self, by: Reader, code_or_key: str) -> Links:
        """The same by a webinar's code or key. Raises: Refusal."""

        def work(tx: sqlite3.Connection) -> Links:
            return self._links(tx, by, self._access.named(tx, by, Act.READ, code_or_key))

        return await self._store.read(work)

    async def add(self, by: Reader, webinar_id: int, typed: str) -> tuple[Links, str]:
        """The source that ``typed`` means is on the list; the links, and its name. Raises: Refusal."""
        now, name = self._clock.now(), source_of(typed)

        def work(tx: sqlite3.Connection) -> Links:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            listed = db.sources.of_webinar(tx, row.id)
            if name not in listed and len(listed) >= MOST_SOURCES:
                raise Refusal("The list is full: {most} sources. Please take one away first.", most=MOST_SOURCES)
            if name not in READY and db.sources.add(tx, row.id, name, now=now):
                audit.record(tx, by, "source.added", webinar=row, now=now, source=name)
            return self._links(tx, by, row)

        return await self._store.write(work), name

    async def remove(self, by: Reader, webinar_id: int, name: str) -> Links:
        """It is off the list. Raises: Refusal, if somebody came by it."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Links:
            row = self._access.numbered(tx, by, Act.SHAPE, webinar_id)
            if db.tallies.sources(tx, row.id).get(name):
                raise Refusal("People came by this link already, so it stays on the list.")
            if db.sources.remove(tx, row.id, name):
                audit.record(tx, by, "source.removed", webinar=row, now=now, source=name)
            return self._links(tx, by, row)

        return await self._store.write(work)

    def _links(self, tx: sqlite3.Connection, by: Reader, row: WebinarRow) -> Links:
        bot, people = db.bots.known(tx), db.tallies.sources(tx, row.id)
        plain = deep_link(bot.username if bot else None, row.code)
        if plain is None:
            raise Refusal("The link needs the bot's name, which is not known before `afterword run` has started once.")
        seen = [name for name in people if name is not None and name != PERSONAL]
        return Links(
            webinar_id=row.id,
            key=row.key,
            title=row.title,
            plain=plain,
            languages=self._library.webinar(row).languages,
            gives_slides=any(each.kind == "presentation" for each in db.materials.of_webinar(tx, row.id)),
            people=people,
            sources=tuple(dict.fromkeys([*READY, *db.sources.of_webinar(tx, row.id), *seen])),
            acts=self._access.acts(tx, by, row),
        )


def source_of(typed: str) -> str:
    """The source that somebody means: "LinkedIn" is `linkedin`. Raises: Refusal."""
    name = typed.strip().lower()
    if name == PERSONAL:
        raise Refusal("“personal” is for people who have a link of their own. Please choose another word.")
    if not _SOURCE.fullmatch(name):
        raise Refusal("Please send one short word: only the letters a to z and digits, 16 at most, as in linkedin.")
    return name
