"""What organisers are told in chat, as it is kept until it is sent: each sort of bulletin with what it says.

Written down by whoever finds something out (``informing``, ``previewing``, ``organising``, ``health``), and sent by
``chat.bulletins``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.services.access import Person
from bot.survey.definitions import Wording


class Downtime(msgspec.Struct, frozen=True, tag=True):
    """The bot was away. ``late`` go out now, ``gave_up`` were due too long ago, ``doubtful`` were perhaps sent.

    ``webinars`` are what it is about, each by number and title.
    """

    since: datetime
    until: datetime
    zone: str
    late: int
    gave_up: int
    doubtful: int
    keys: tuple[str, ...]
    webinars: tuple[tuple[int, str], ...] = ()


class Restored(msgspec.Struct, frozen=True, tag=True):
    """The database was restored: what happened between these moments is lost. So many messages are held since.

    ``live``: of others it is known what became of them. ``webinars`` are those of what is held, by number and title.
    """

    since: datetime
    until: datetime
    zone: str
    held: int
    live: bool
    webinars: tuple[tuple[int, str], ...] = ()


class Missing(msgspec.Struct, frozen=True, tag=True):
    """A follow-up is due, and what it sends is not there. ``webinar_id`` is the number that its buttons carry."""

    webinar: str
    key: str
    zone: str
    follow_up: str
    rows: int
    since: datetime
    materials: tuple[str, ...]
    webinar_id: int = 0


class Awaiting(msgspec.Struct, frozen=True, tag=True):
    """A follow-up is due and waits for approval. ``webinar_id`` is the number that its buttons carry."""

    webinar: str
    key: str
    zone: str
    follow_up: str
    rows: int
    since: datetime
    webinar_id: int = 0


class Preview(msgspec.Struct, frozen=True, tag=True):
    """An organiser wants to see a follow-up as an attendee would get it: in ``language``, or else in their own."""

    webinar_id: int
    follow_up: str
    language: str | None = None


class Closing(msgspec.Struct, frozen=True, tag=True):
    """The survey of the webinar with ``key`` has closed: what its answers add up to."""

    key: str


class Digest(msgspec.Struct, frozen=True, tag=True):
    """How the webinar with ``key`` goes so far."""

    key: str


class Low(msgspec.Struct, frozen=True, tag=True):
    """``who`` (empty: not known) gave a very low answer. ``languages`` are the webinar's.

    ``agreed``: nobody is to know who, and they agreed that it is told.
    """

    key: str
    webinar: str
    who: str
    ask: Wording
    answer: Wording
    languages: tuple[str, ...]
    agreed: bool = False


class Broken(msgspec.Struct, frozen=True, tag=True):
    """Something of the installation does not work since then. ``kind`` and ``values`` are those of a finding."""

    kind: str
    values: dict[str, str | int]
    since: datetime


class Mended(msgspec.Struct, frozen=True, tag=True):
    """What was broken is not any more."""

    cause: str
    since: datetime
    until: datetime


Body = Downtime | Restored | Missing | Awaiting | Preview | Closing | Digest | Low | Broken | Mended


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One bulletin to be sent now. ``language`` None: the bot does not know them. ``attempts`` failed before.

    ``reader``: whose it is, of a group who answers for it. ``is_theirs`` False: they may not steer any more what it is
    about, and are not told.
    """

    id: int
    chat_id: int
    language: str | None
    body: Body
    attempts: int
    reader: Person
    is_theirs: bool = True
