"""What goes out of a webinar, as those who steer it see it: each follow-up with what waits, for whom or what, and why.

One snapshot each. It refuses to change anything; ``steering`` and ``rewording`` do. A follow-up is told by its mark,
which buttons carry: it is the same as long as the follow-up's key is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

import db.bots
import db.enrolments
import db.upshots
from bot.delivery.declining import HELD_BY_HAND, PERHAPS_BEFORE, reminds
from bot.delivery.moments import moment
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD
from bot.delivery.plan import WAITS_FOR_MATERIAL
from bot.services.access import Access, Act, Reader
from bot.services.canonical import digest
from bot.services.correcting import is_correction, material_of
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.outboxes import Next, Outboxes, OwedFollowUp, OwedRow, owed_follow_ups
from bot.services.planning import OPENING
from bot.services.publishing import deep_link
from bot.services.standing import wordings_for
from bot.services.storage import Storage
from bot.services.upshots import is_upshot, key_of
from bot.services.words import is_in_doubt
from bot.survey.definitions import ByHand, FollowUp, OnEntry, OnFinish, Webinar, Wording
from db.outbox import State
from db.webinars import WebinarRow

Kind = Literal["opening", "correction", "upshot", "planned", "gone"]
"""The survey's first question; a corrected material; what came of comments; of the plan; no more in it."""

WaitsFor = Literal["approval", "word", "material", "hand", "restored", "opening", "something"]
_WAITS: Mapping[str, WaitsFor] = {
    WAITS_FOR_APPROVAL: "approval",
    WAITS_FOR_WORD: "word",
    WAITS_FOR_MATERIAL: "material",
    HELD_BY_HAND: "hand",
    PERHAPS_BEFORE: "restored",
}

Occasion = Literal["finish", "entry", "hand", "clock"]
Audience = Literal["everyone", "unfinished", "agreed", "some"]


@dataclass(frozen=True, slots=True)
class Wait:
    """``rows`` messages wait for this."""

    what: WaitsFor
    rows: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a follow-up of the plan consists of. ``at``: its moment on the clock, the same for everyone.

    ``text`` is what is said now, None: the bot's own words; ``materials`` are titles, and whether each is there.
    """

    occasion: Occasion
    at: datetime | None
    audience: Audience
    text: Wording | None
    materials: tuple[tuple[str, bool], ...]
    survey: str | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One follow-up; ``counts`` has every state. ``contents`` None: it is not of the plan, or no more.

    ``name`` is its key, the title of the material that it corrects, or what came of comments.
    ``missing`` are titles of materials.
    """

    mark: str
    key: str
    kind: Kind
    name: str
    counts: Mapping[State, int]
    waits: tuple[Wait, ...]
    missing: tuple[str, ...]
    next: Next | None
    held: bool
    cancelled_at: datetime | None
    edited: bool
    contents: Contents | None

    @property
    def unsent(self) -> int:
        """How many messages are to come, or wait."""
        return self.counts["planned"] + self.counts["held"]

    @property
    def in_doubt(self) -> int:
        """Of how many nobody knows whether they were sent."""
        return self.counts["doubtful"] + sum(each.rows for each in self.waits if each.what == "restored")

    @property
    def in_hand(self) -> int:
        """How many are being sent just now."""
        return self.counts["claimed"] + self.counts["sending"]

    def waits_for(self, *what: WaitsFor) -> bool:
        """Whether something of it waits for one of these."""
        return any(each.what in what for each in self.waits)


@dataclass(frozen=True, slots=True)
class Board:
    """All that goes out of one webinar, in the plan's order. ``entered`` counts people."""

    webinar_id: int
    title: str
    zone: str
    languages: tuple[str, ...]
    entered: int
    link: str | None
    lines: tuple[Outgoing, ...]

    def line(self, mark: str) -> Outgoing:
        """The follow-up with this mark. Raises: Refusal, if there is none any more."""
        found = next((each for each in self.lines if each.mark == mark), None)
        if found is None:
            raise Refusal("This is not in the outbox any more.")
        return found


class Boards:
    """Shows what goes out."""

    def __init__(self, store: Storage, library: Library, access: Access) -> None:
        self._outboxes = Outboxes(store, library, access)
        self._store = store
        self._library = library
        self._access = access

    async def board(self, by: Reader, webinar_id: int, *, language: str) -> Board:
        """What goes out of this webinar, titles in ``language`` if there are such. Raises: NotAllowed."""

        def work(tx: sqlite3.Connection) -> Board:
            row = self._access.numbered(tx, by, Act.STEER, webinar_id)
            webinar, bot = self._library.webinar(row), db.bots.known(tx)
            titles = _titles(webinar, wordings_for(language, webinar.languages))
            titles |= {key_of(each.id): each.line or "" for each in db.upshots.of_webinar(tx, row.id)}
            return Board(
                webinar_id=row.id,
                title=row.title,
                zone=webinar.timezone,
                languages=webinar.languages,
                entered=db.enrolments.count(tx, row.id),
                link=deep_link(bot.username if bot else None, row.code),
                lines=tuple(_outgoing(row, webinar, each, titles) for each in owed_follow_ups(tx, row, webinar)),
            )

        return await self._store.read(work)

    async def doubtful(self, by: Reader, webinar_id: int, follow_up: str) -> tuple[OwedRow, ...]:
        """The messages of a follow-up that are in doubt; whose they are, for those who may read rows."""
        outbox = await self._outboxes.outbox(by, webinar_id, rows=True, follow_up=follow_up)
        return tuple(each for each in outbox.rows if is_in_doubt(each.row))


def mark_of(key: str) -> str:
    """What a button carries for the follow-up with this key."""
    return digest(key)[:8]


def _titles(webinar: Webinar, wordings: Sequence[str]) -> dict[str, str]:
    return {each.key: each.title.spoken(*wordings) for each in webinar.materials}


def _outgoing(row: WebinarRow, webinar: Webinar, owed: OwedFollowUp, titles: Mapping[str, str]) -> Outgoing:
    defined = webinar.follow_up(owed.key)
    kind, name = _named(owed.key, defined, titles)
    return Outgoing(
        mark=mark_of(owed.key),
        key=owed.key,
        kind=kind,
        name=name,
        counts={state: owed.counts.get(state, 0) for state in get_args(State)},
        waits=tuple(
            Wait("opening" if kind == "opening" and reason == WAITS_FOR_WORD else _WAITS.get(reason, "something"), rows)
            for reason, rows in sorted(owed.why.get("held", {}).items())
        ),
        missing=tuple(titles.get(key, key) for key in owed.missing),
        next=owed.next,
        held=owed.order.held_at is not None,
        cancelled_at=owed.order.cancelled_at,
        edited=owed.order.text is not None,
        contents=None if defined is None else _contents(row, webinar, owed, defined, titles),
    )


def _named(key: str, defined: FollowUp | None, titles: Mapping[str, str]) -> tuple[Kind, str]:
    if key == OPENING:
        return "opening", key
    if is_correction(key):
        return "correction", titles.get(material_of(key), material_of(key))
    if is_upshot(key):
        return "upshot", titles.get(key, key)
    return "planned" if defined is not None else "gone", key


def _contents(
    row: WebinarRow, webinar: Webinar, owed: OwedFollowUp, defined: FollowUp, titles: Mapping[str, str]
) -> Contents:
    edited = owed.order.text
    return Contents(
        occasion=_occasion(defined),
        at=moment(defined.when, starts_at=row.starts_at, ends_at=row.ends_at, zone=ZoneInfo(webinar.timezone)),
        audience=_audience(defined),
        text=defined.text if edited is None else msgspec.json.decode(edited, type=Wording),
        materials=tuple((titles.get(key, key), key not in owed.missing) for key in defined.send),
        survey=defined.survey,
    )


def _occasion(follow_up: FollowUp) -> Occasion:
    match follow_up.when:
        case OnFinish():
            return "finish"
        case OnEntry():
            return "entry"
        case ByHand():
            return "hand"
        case _:
            return "clock"


def _audience(follow_up: FollowUp) -> Audience:
    if reminds(follow_up):
        return "unfinished"
    if follow_up.to is not None:
        return "some"
    return "everyone" if follow_up.consent is None else "agreed"
