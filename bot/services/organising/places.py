"""Places in the team, as values for people to read: what somebody is a member of, and as what."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime

import db.members
import db.webinars
from bot.services.errors import Refusal
from bot.services.sessions import session_of
from bot.survey.definitions import Wording
from db.members import MemberRole as MemberRole
from db.members import MemberRow, Scope
from db.webinars import WebinarRow


class Stranded(Refusal):
    """An owner opened a link into the team."""

    def __init__(self) -> None:
        super().__init__("You are an owner already. The link still works: pass it on to whoever is to join.")


class NoMember(Refusal):
    """They were removed, or never were there."""

    def __init__(self) -> None:
        super().__init__("They are not in the team any more.")


@dataclass(frozen=True, slots=True)
class Area:
    """All webinars, those of a series, or one with its title; of that one a ``session``, by its key and title."""

    scope: Scope
    webinar_id: int | None = None
    title: str | None = None
    series: str | None = None
    session: str | None = None
    talk: Wording | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One membership. ``rows``: also open answers, rows and conversations with attendees."""

    id: int
    telegram_id: int
    name: str
    role: MemberRole
    rows: bool
    area: Area
    since: datetime


@dataclass(frozen=True, slots=True)
class Roster:
    """The team: how many owners the settings name, all memberships, and how many links wait to be used."""

    owners: int
    members: tuple[Member, ...]
    links: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is: an owner, a member of something, or nothing."""

    is_owner: bool
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A link into the team. ``link`` is None until the bot has met Telegram; ``command`` does the same, typed."""

    role: MemberRole
    rows: bool
    area: Area
    link: str | None
    command: str
    expires_at: datetime


def there(tx: sqlite3.Connection, member_id: int) -> MemberRow:
    """The membership of now. Raises: NoMember."""
    row = db.members.by_id(tx, member_id)
    if row is None or row.removed_at is not None:
        raise NoMember
    return row


def member_of(tx: sqlite3.Connection, row: MemberRow) -> Member:
    """The membership that ``row`` holds."""
    area = Area(row.scope, series=row.series)
    if row.webinar_id is not None:
        area = area_of(db.webinars.by_id(tx, row.webinar_id), row.session)
    return Member(row.id, row.telegram_id, row.name, row.role, row.rows, area, row.since)


def area_of(webinar: WebinarRow, session: str | None = None) -> Area:
    """The webinar, or its session with that key; one that it has no more is called by its key."""
    found = None if session is None else session_of(webinar, session)
    talk = None if session is None else Wording({"*": session}) if found is None else found.title
    return Area("webinar", webinar.id, webinar.title, webinar.series, session, talk)


def require_session(role: MemberRole, webinar: WebinarRow | None, session: str) -> None:
    """Return if somebody can be the speaker of that session. Raises: Refusal."""
    if role != "speaker" or webinar is None or session_of(webinar, session) is None:
        raise Refusal("That session is not there any more. /team shows the team.")


def digest_of(token: str) -> bytes:
    """By which a link's word is known again. It has 100 random bits, so nobody finds it by trying."""
    return hashlib.sha256(token.encode()).digest()
