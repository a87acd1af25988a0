"""Which follow-ups are owed to one person, when, and what that changes in the outbox.

Pure: ``owed`` says what the definition and the facts make due, ``reconcile`` compares it with the rows there are.
Nothing is remembered here; laying the same plan again changes nothing. The changes are stored by ``services``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.delivery.declining import CANCELLED_BY_HAND, NO_MESSAGES, NO_QUESTIONS, Wants, declined, is_promised
from bot.delivery.moments import moment
from bot.delivery.retry import Preference
from bot.survey.definitions import ByHand, FollowUp, Offset, OnEntry, OnFinish, Webinar, When
from bot.survey.engine import Answers
from bot.survey.rules import holds

TOO_LATE_AFTER = timedelta(hours=24)
"""A follow-up that is more overdue than this when it is laid is given up."""

DEFAULT_LATEST = Offset(1, "d", "end")
"""When ``on finish`` goes to those who have not finished, unless the definition says."""

WAITS_FOR_APPROVAL = "waits for approval"
WAITS_FOR_WORD = "waits for an organiser's word"
WAITS_FOR_MATERIAL = "waits for a material"
"""Given by the ledger when a row is due and what it sends is not there; taken back when it arrives."""

NO_LONGER_OWED = "no longer owed"
LEFT = "blocked the bot"
"""Given by the ledger to everything that is owed to somebody who cannot be reached; taken back when they return."""
TOO_LATE = "more than 24 hours late"

State = Literal["planned", "held", "claimed", "sending", "sent", "gave_up", "cancelled", "doubtful"]


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the webinar starts and ends (aware), and the zone its local times are in."""

    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Person:
    """What the plan knows about one attendee of the webinar. ``finished_at`` None: not finished, or never begun.

    ``left_at``: since when they want no more than what they ``wants``. ``agreed``: the follow-ups beyond what was
    promised that they said yes to.
    """

    attendee_id: int
    entered_at: datetime
    finished_at: datetime | None
    answers: Answers
    wants: Wants = "all"
    left_at: datetime | None = None
    agreed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Owed:
    """One follow-up that is owed. ``due_at`` None: no moment, an organiser's word is awaited.

    ``held`` says what it waits for besides its moment. ``promised``: it carries materials and is for everyone.
    """

    follow_up: str
    due_at: datetime | None
    held: str | None
    prefers: Preference
    promised: bool


@dataclass(frozen=True, slots=True)
class Existing:
    """A row of the outbox for the same webinar and person. ``by_hand``: an organiser has let it go, and when."""

    id: int
    follow_up: str
    state: State
    due_at: datetime | None
    reason: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Insert:
    """A new row, planned, or held for ``owed.held``."""

    owed: Owed


@dataclass(frozen=True, slots=True)
class Move:
    """Another moment; the row's state stays."""

    id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """The row waits for ``reason``; its moment stays."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """A held or cancelled row becomes planned, due at ``due_at``."""

    id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Cancel:
    """A planned or held row is not wanted any more."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not be sent. ``row`` is the id of a row, or what is owed without having one yet: a row is made for it."""

    row: int | Owed
    reason: str


Change = Insert | Move | Hold | Release | Cancel | GiveUp


def owed(webinar: Webinar, person: Person, timetable: Timetable) -> tuple[Owed, ...]:
    """What ``webinar`` owes ``person`` as things stand, in the definition's order, sent or not.

    An audience (``to``) is judged on the answers there are now. Who enters after a follow-up's moment gets what
    still makes sense (see ``_missed``).
    """
    finished = person.finished_at is not None
    audience = (
        follow_up
        for follow_up in webinar.follow_ups
        if declined(follow_up, person.wants) is None
        and (follow_up.consent is None or follow_up.key in person.agreed)
        and (follow_up.to is None or holds(follow_up.to, person.answers, finished=finished))
    )
    return tuple(found for follow_up in audience if (found := _owed(follow_up, person, timetable)) is not None)


def _owed(follow_up: FollowUp, person: Person, timetable: Timetable) -> Owed | None:
    promised = is_promised(follow_up)
    by_hand = isinstance(follow_up.when, ByHand)
    due_at = None if by_hand else _due(follow_up, person, timetable)
    if due_at is not None and due_at < person.entered_at:
        due_at = _missed(follow_up, due_at, person, timetable, promised=promised)
    if due_at is None and not by_hand:
        return None
    return Owed(
        follow_up=follow_up.key,
        due_at=due_at,
        held=WAITS_FOR_WORD if by_hand else WAITS_FOR_APPROVAL if follow_up.approve else None,
        prefers="twice" if follow_up.send else "not_at_all",
        promised=promised,
    )


def _missed(
    follow_up: FollowUp, due_at: datetime, person: Person, timetable: Timetable, *, promised: bool
) -> datetime | None:
    """When somebody who entered after ``due_at`` gets it; None: it makes no sense any more.

    What is promised to everyone goes at once. Words to everyone keep their moment, and so go at once too or are given
    up as too late; what was said before the end, or to some only, is over.
    """
    if promised:
        return person.entered_at
    to_some = follow_up.to is not None or follow_up.survey is not None or isinstance(follow_up.when, OnFinish)
    return None if to_some or due_at < timetable.ends_at else due_at


def _due(follow_up: FollowUp, person: Person, timetable: Timetable) -> datetime | None:
    """The follow-up's moment for ``person``, which may lie before they entered."""
    if not isinstance(follow_up.when, OnFinish):
        return _on_clock(follow_up.when, person, timetable)
    if person.finished_at is not None:
        return person.finished_at
    when = follow_up.latest or DEFAULT_LATEST
    if isinstance(when, OnFinish | ByHand):
        when = DEFAULT_LATEST  # neither is a latest moment, and nobody is held to ransom
    latest = _on_clock(when, person, timetable)
    if person.left_at is None or latest is None:
        return latest
    # Leaving is no way to get something before the webinar that it is about.
    return min(latest, max(person.left_at, timetable.starts_at))


def _on_clock(when: When, person: Person, timetable: Timetable) -> datetime | None:
    if isinstance(when, OnEntry):
        return person.entered_at
    return moment(when, starts_at=timetable.starts_at, ends_at=timetable.ends_at, zone=timetable.zone)


def reconcile(
    wanted: Sequence[Owed],
    existing: Iterable[Existing],
    *,
    now: datetime,
    unwanted: Callable[[str], str] = lambda _: NO_LONGER_OWED,
) -> tuple[Change, ...]:
    """The changes that turn ``existing`` rows into what is ``wanted``, to be stored in this order.

    ``unwanted`` says why a follow-up is not wanted any more.
    Rows in a worker's hands or settled by sending, doubt or giving up stay as they are. Doing it again, at any later
    moment, changes nothing.
    """
    rows = {row.follow_up: row for row in existing}
    changes: list[Change] = []
    for each in {each.follow_up: each for each in wanted}.values():
        row = rows.pop(each.follow_up, None)
        if row is None:
            changes.append(GiveUp(each, TOO_LATE) if _too_late(each.due_at, now) else Insert(each))
        elif row.state == "planned":
            changes += _replan(each, row, now)
        elif row.state == "held":
            changes += _rehold(each, row, now)
        elif row.state == "cancelled":
            changes += _revive(each, row, now)
    changes += (Cancel(row.id, unwanted(row.follow_up)) for row in rows.values() if row.state in ("planned", "held"))
    return tuple(changes)


def _replan(wanted: Owed, row: Existing, now: datetime) -> list[Change]:
    waits_for = None if row.by_hand else wanted.held
    moved = _move(wanted, row, now)
    if waits_for is None or isinstance(moved, GiveUp):
        return [moved] if moved else []
    return [Hold(row.id, waits_for), *([moved] if moved else [])]


def _rehold(wanted: Owed, row: Existing, now: datetime) -> list[Change]:
    """The plan gives and takes back its own holds, and can take over one for a material. Others are an organiser's."""
    waits_for = None if row.by_hand else wanted.held
    own_hold = row.reason in (WAITS_FOR_APPROVAL, WAITS_FOR_WORD)
    moved = _move(wanted, row, now)
    if waits_for is None and own_hold:
        if _too_late(wanted.due_at, now) and not wanted.promised:
            return [GiveUp(row.id, TOO_LATE)]
        return [_back(wanted, row, now)]
    if waits_for is None and row.reason == WAITS_FOR_MATERIAL and isinstance(moved, Move) and moved.due_at > now:
        return [Release(row.id, moved.due_at)]
    changes: list[Change] = [moved] if moved else []
    takes_over = waits_for not in (None, row.reason) and (own_hold or row.reason == WAITS_FOR_MATERIAL)
    if waits_for is None or not takes_over or isinstance(moved, GiveUp):
        return changes
    return [Hold(row.id, waits_for), *changes]


def _revive(wanted: Owed, row: Existing, now: datetime) -> list[Change]:
    """A cancelled row is owed after all. What is too late by now stays cancelled, unless promised to everyone.

    Who left and came back gets what is promised and what is still to come, not what was said meanwhile.
    """
    missed = row.reason in (LEFT, NO_QUESTIONS, NO_MESSAGES) and wanted.due_at is not None and wanted.due_at <= now
    over = (missed or _too_late(wanted.due_at, now)) and not wanted.promised
    if over or row.reason == CANCELLED_BY_HAND:
        return []
    back: list[Change] = [_back(wanted, row, now)]
    return back if wanted.held is None or row.by_hand else [*back, Hold(row.id, wanted.held)]


def _back(wanted: Owed, row: Existing, now: datetime) -> Release:
    """Planned for its moment; at once if it has none or that is long over."""
    due_at = wanted.due_at
    return Release(row.id, now if due_at is None or _too_late(due_at, now) else due_at)


def _move(wanted: Owed, row: Existing, now: datetime) -> Move | GiveUp | None:
    """What another moment means for an unsent row. One that is due already is not moved to another past moment."""
    due_at = wanted.due_at
    due_already = row.due_at is not None and row.due_at <= now
    if due_at is None or row.by_hand or due_at == row.due_at or (due_already and due_at <= now):
        return None
    if not _too_late(due_at, now):
        return Move(row.id, due_at)
    return Move(row.id, now) if wanted.promised else GiveUp(row.id, TOO_LATE)


def _too_late(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and now - due_at > TOO_LATE_AFTER
