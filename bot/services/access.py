"""Who may do what. The one place where access is decided, inside the transaction that needs it, anew each time.

Owners are named in the settings and may everything; members and their roles stand in the database; at the command line
sits whoever runs the bot, who may everything, too. It refuses everyone else, with the same sentence whether or not what
they asked for exists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

import db.groups
import db.members
import db.webinars
from bot.services.errors import Refusal
from bot.services.named import UnknownWebinar
from bot.services.sessions import sessions_of
from db.members import MemberRole, MemberRow
from db.webinars import WebinarRow

Role = Literal["owner", "organiser", "viewer", "speaker"]


class Act(Enum):
    """What somebody may be allowed to do.

    READ the figures of a webinar, or of those sessions of it that ``Access.sessions`` names. ROWS: read open answers,
    rows, exports and threads. STEER what goes out, and open or close. SHAPE: set up and change webinars, materials and
    numbers. TEAM: members, the audit log and settings.
    """

    READ = auto()
    ROWS = auto()
    STEER = auto()
    SHAPE = auto()
    TEAM = auto()


_ALLOWED: Mapping[MemberRole, frozenset[Act]] = {
    "organiser": frozenset({Act.READ, Act.STEER, Act.SHAPE}),
    "viewer": frozenset({Act.READ}),
    "speaker": frozenset({Act.READ}),
}
"""What each role allows; ROWS is granted to organisers one by one, and TEAM to nobody but owners."""

_STRENGTH: tuple[Role, ...] = ("owner", "organiser", "viewer", "speaker")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes to the bot, known by Telegram's id."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs commands on the machine that holds the database."""


Reader = Person | Operator


class NotAllowed(Refusal):
    """They may not, or it is not there."""

    def __init__(self) -> None:
        super().__init__("This is for the organisers of the webinar only.")


class Access:
    """Decides. Every method but ``owners`` is asked inside a transaction."""

    def __init__(self, owners: Collection[int]) -> None:
        self._owners = frozenset(owners)

    @property
    def owners(self) -> frozenset[int]:
        """The Telegram ids of all owners."""
        return self._owners

    def require(self, tx: sqlite3.Connection, reader: Reader, act: Act, webinar: WebinarRow | None = None) -> None:
        """Return if ``reader`` may. ``webinar`` None: whether they may do it anywhere.

        Raises:
            NotAllowed: they may not.
        """
        if not self.may(tx, reader, act, webinar):
            raise NotAllowed

    def may(self, tx: sqlite3.Connection, reader: Reader, act: Act, webinar: WebinarRow | None = None) -> bool:
        """Whether ``reader`` may. ``webinar`` None: whether they may do it anywhere."""
        if self._may_all(reader):
            return True
        assert isinstance(reader, Person)
        found = db.members.of_person(tx, reader.telegram_id)
        return any(_allows(each, act) and (webinar is None or _covers(each, webinar)) for each in found)

    def may_in(self, tx: sqlite3.Connection, reader: Reader, act: Act, series: str | None) -> bool:
        """Whether ``reader`` may do it with a webinar of ``series`` (None: of none), also with one to come."""
        if self._may_all(reader):
            return True
        assert isinstance(reader, Person)
        found = db.members.of_person(tx, reader.telegram_id)
        return any(_allows(each, act) and _covers_series(each, series) for each in found)

    def named(self, tx: sqlite3.Connection, reader: Reader, act: Act, code_or_key: str) -> WebinarRow:
        """The webinar with this code or key, with which ``reader`` may do that.

        Raises:
            NotAllowed: they may not, or there is none; who may it with some webinars learns nothing of the others.
            UnknownWebinar: there is none, and they may do it with all there are.
        """
        return self._found(tx, reader, act, db.webinars.find(tx, code_or_key), code_or_key)

    def numbered(self, tx: sqlite3.Connection, reader: Reader, act: Act, webinar_id: int) -> WebinarRow:
        """As ``named``, by the number that a button carries."""
        return self._found(tx, reader, act, db.webinars.find_by_id(tx, webinar_id), str(webinar_id))

    def at(self, tx: sqlite3.Connection, reader: Reader, act: Act, webinar: str | int) -> WebinarRow:
        """As ``named`` for a code or key, as ``numbered`` for a number."""
        if isinstance(webinar, int):
            return self.numbered(tx, reader, act, webinar)
        return self.named(tx, reader, act, webinar)

    def role(self, tx: sqlite3.Connection, telegram_id: int) -> Role | None:
        """The strongest role that somebody has anywhere; None: none at all."""
        if telegram_id in self._owners:
            return "owner"
        roles: set[Role] = {each.role for each in db.members.of_person(tx, telegram_id)}
        return next((role for role in _STRENGTH if role in roles), None)

    def webinars(self, tx: sqlite3.Connection, reader: Reader, act: Act = Act.READ) -> list[WebinarRow]:
        """The webinars with which ``reader`` may do that, in the order they start."""
        rows = db.webinars.every(tx)
        if self._may_all(reader):
            return rows
        assert isinstance(reader, Person)
        found = [each for each in db.members.of_person(tx, reader.telegram_id) if _allows(each, act)]
        return [row for row in rows if any(_covers(each, row) for each in found)]

    def sessions(self, tx: sqlite3.Connection, reader: Reader, webinar: WebinarRow) -> frozenset[str] | None:
        """The keys of the sessions whose figures they see, of those who may READ; None: the whole webinar's."""
        if self._may_all(reader):
            return None
        assert isinstance(reader, Person)
        found = [each for each in db.members.of_person(tx, reader.telegram_id) if _covers(each, webinar)]
        keys = {each.session for each in found if _allows(each, Act.READ)}
        return None if None in keys else frozenset(key for key in keys if key is not None)

    def questions(self, tx: sqlite3.Connection, reader: Reader, webinar: WebinarRow) -> frozenset[str] | None:
        """The keys of the questions of the webinar's own survey whose figures they see; None: of every survey's all.

        A session that the webinar has no more has no questions.
        """
        keys = self.sessions(tx, reader, webinar)
        if keys is None:
            return None
        return frozenset(each for found in sessions_of(webinar) if found.key in keys for each in found.questions)

    def audience(self, tx: sqlite3.Connection, act: Act, webinar: WebinarRow | None = None) -> frozenset[int]:
        """The chats of everybody who may do that: with ``webinar``, or (None) anywhere."""
        return self._owners | {
            each.telegram_id
            for each in db.members.every(tx)
            if _allows(each, act) and (webinar is None or _covers(each, webinar))
        }

    def whose(self, tx: sqlite3.Connection, chat_id: int) -> Person:
        """Through whose eyes a chat looks: its owner's; a team's group through those of whoever made it that.

        A group for which nobody answers sees nothing.
        """
        if chat_id >= 0:
            return Person(chat_id)
        group = db.groups.find(tx, chat_id)
        return Person(group.host if group and group.purpose == "team" and group.host is not None else chat_id)

    def teams(self, tx: sqlite3.Connection, webinar: WebinarRow) -> frozenset[int]:
        """The groups of teams in which this webinar is steered: whoever made them that may steer it."""
        return frozenset(
            each.chat_id
            for each in db.groups.teams(tx)
            if each.host is not None and self.may(tx, Person(each.host), Act.STEER, webinar)
        )

    def acts(self, tx: sqlite3.Connection, reader: Reader, webinar: WebinarRow | None = None) -> frozenset[Act]:
        """All that ``reader`` may do: with ``webinar``, or (None) anywhere."""
        return frozenset(act for act in Act if self.may(tx, reader, act, webinar))

    def _found(self, tx: sqlite3.Connection, reader: Reader, act: Act, row: WebinarRow | None, name: str) -> WebinarRow:
        if row is not None:
            self.require(tx, reader, act, row)
            return row
        if self._may_all(reader) or (isinstance(reader, Person) and self._everywhere(tx, reader, act)):
            raise UnknownWebinar(name)
        raise NotAllowed

    def _may_all(self, reader: Reader) -> bool:
        return isinstance(reader, Operator) or reader.telegram_id in self._owners

    def _everywhere(self, tx: sqlite3.Connection, person: Person, act: Act) -> bool:
        found = db.members.of_person(tx, person.telegram_id)
        return any(each.scope == "all" and _allows(each, act) for each in found)


def _allows(member: MemberRow, act: Act) -> bool:
    return act in _ALLOWED[member.role] or (act is Act.ROWS and member.rows)


def _covers(member: MemberRow, webinar: WebinarRow) -> bool:
    return member.webinar_id == webinar.id or _covers_series(member, webinar.series)


def _covers_series(member: MemberRow, series: str | None) -> bool:
    return member.scope == "all" or (member.scope == "series" and member.series == series)
