"""Places in the team, as values for people to read: what somebody is a member of, and as what."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime

import db.members
import db.webinars
from bot.services.errors import Refusal
from db.members import MemberRole as MemberRole
from db.members import MemberRow, Scope


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
    """All webinars, those of a series, or one with its title."""

    scope: Scope
    webinar_id: int | None = None
    title: str | None = None
    series: str | None = None


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
    title = None if row.webinar_id is None else db.webinars.by_id(tx, row.webinar_id).title
    area = Area(row.scope, row.webinar_id, title, row.series)
    return Member(row.id, row.telegram_id, row.name, row.role, row.rows, area, row.since)


def digest_of(token: str) -> bytes:
    """By which a link's word is known again. It has 100 random bits, so nobody finds it by trying."""
    return hashlib.sha256(token.encode()).digest()
