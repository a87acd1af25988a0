"""What the follow-ups that are owed to one person change in the outbox.

Pure: ``owing`` says what the definition and the facts make due, ``reconcile`` compares it with the rows there are.
Nothing is remembered here; laying the same plan again changes nothing. The changes are stored by ``services``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.delivery.declining import (
    CANCELLED_BY_HAND,
    HELD_BY_HAND,
    NO_MESSAGES,
    NO_MORE_OF_IT,
    NO_QUESTIONS,
    PERHAPS_BEFORE,
)
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD, Owed
from bot.survey.definitions import TOO_LATE_AFTER

WAITS_FOR_MATERIAL = "waits for a material"
"""Given by the ledger when a row is due and what it sends is not there; taken back by the plan when it arrives."""

NO_LONGER_OWED = "no longer owed"
LEFT = "blocked the bot"
"""Given by the ledger to everything that is owed to somebody who cannot be reached; taken back when they return."""


def too_late(after: timedelta) -> str:
    """Why something is given up that may be ``after`` late and no more."""
    hours = after / timedelta(hours=1)
    if hours < 1:
        return f"more than {after / timedelta(minutes=1):g} minutes late"
    return f"more than {hours:g} hour{'' if hours == 1 else 's'} late"


TOO_LATE = too_late(TOO_LATE_AFTER)

State = Literal["planned", "held", "claimed", "sending", "sent", "gave_up", "cancelled", "doubtful"]


@dataclass(frozen=True, slots=True)
class Existing:
    """A row of the outbox for the same webinar and person. ``by_hand``: an organiser has let it go, and when.

    ``waited``: what a cancelled one was held for.
    """

    id: int
    follow_up: str
    state: State
    due_at: datetime | None
    reason: str | None = None
    by_hand: bool = False
    waited: str | None = None


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


def reconcile(
    wanted: Sequence[Owed],
    existing: Iterable[Existing],
    *,
    now: datetime,
    unwanted: Callable[[str], str] = lambda _: NO_LONGER_OWED,
    arrived: Callable[[str], bool] = lambda _: False,
) -> tuple[Change, ...]:
    """The changes that turn ``existing`` rows into what is ``wanted``, to be stored in this order.

    ``unwanted`` says why a follow-up is not wanted any more; ``arrived``, whether everything that one sends is there.
    Rows in a worker's hands or settled by sending, doubt or giving up stay as they are. Doing it again, at any later
    moment, changes nothing.
    """
    rows = {row.follow_up: row for row in existing}
    changes: list[Change] = []
    for each in {each.follow_up: each for each in wanted}.values():
        row = rows.pop(each.follow_up, None)
        if row is None:
            changes.append(
                GiveUp(each, too_late(each.too_late_after)) if _too_late(each, each.due_at, now) else Insert(each)
            )
        elif row.state == "planned":
            changes += _replan(each, row, now)
        elif row.state == "held":
            changes += _rehold(each, row, now, arrived=arrived)
        elif row.state == "cancelled":
            changes += _revive(each, row, now)
    for row in rows.values():
        why = unwanted(row.follow_up)
        let_go = row.by_hand and why == CANCELLED_BY_HAND  # the word on this row came after the one on all of them
        if row.state in ("planned", "held") and not let_go:
            changes.append(Cancel(row.id, why))
    return tuple(changes)


def _replan(wanted: Owed, row: Existing, now: datetime) -> list[Change]:
    waits_for = None if row.by_hand else wanted.held
    moved = _move(wanted, row, now)
    if waits_for is None or isinstance(moved, GiveUp):
        return [moved] if moved else []
    return [Hold(row.id, waits_for), *([moved] if moved else [])]


def _rehold(wanted: Owed, row: Existing, now: datetime, *, arrived: Callable[[str], bool]) -> list[Change]:
    """The plan gives and takes back its own holds, and can take over one for a material or end it when that has
    arrived. Others are an organiser's.
    """
    waits_for = None if row.by_hand else wanted.held
    own_hold = row.reason in (WAITS_FOR_APPROVAL, WAITS_FOR_WORD)
    if row.reason == PERHAPS_BEFORE and waits_for is None and _answers_anew(wanted, row):
        return [_back(wanted, row, now)]
    moved = _move(wanted, row, now)
    if waits_for is None and own_hold:
        if _too_late(wanted, wanted.due_at, now) and not wanted.promised:
            return [GiveUp(row.id, too_late(wanted.too_late_after))]
        return [_back(wanted, row, now)]
    if waits_for is None and row.reason == WAITS_FOR_MATERIAL and not isinstance(moved, GiveUp):
        due_at = moved.due_at if moved else row.due_at or now
        if moved and due_at > now:
            return [Release(row.id, due_at)]
        if arrived(row.follow_up):
            return [Release(row.id, _once_there(wanted, row, due_at, now))]
    changes: list[Change] = [moved] if moved else []
    takes_over = waits_for not in (None, row.reason) and (own_hold or row.reason == WAITS_FOR_MATERIAL)
    if waits_for is None or not takes_over or isinstance(moved, GiveUp):
        return changes
    return [Hold(row.id, waits_for), *changes]


def _revive(wanted: Owed, row: Existing, now: datetime) -> list[Change]:
    """A cancelled row is owed after all. What is too late by now stays cancelled, unless promised to everyone.

    Who left and came back gets what is promised and what is still to come, not what was said meanwhile. What an
    organiser held for them was not said, and is held again.
    """
    if row.waited in (HELD_BY_HAND, PERHAPS_BEFORE) and row.reason != CANCELLED_BY_HAND:
        return [_back(wanted, row, now), Hold(row.id, row.waited)]
    missed = (
        row.reason in (LEFT, NO_QUESTIONS, NO_MESSAGES, NO_MORE_OF_IT)
        and wanted.due_at is not None
        and wanted.due_at <= now
    )
    over = (missed or _too_late(wanted, wanted.due_at, now)) and not wanted.promised
    if over or row.reason == CANCELLED_BY_HAND:
        return []
    back: list[Change] = [_back(wanted, row, now)]
    return back if wanted.held is None or row.by_hand else [*back, Hold(row.id, wanted.held)]


def _answers_anew(wanted: Owed, row: Existing) -> bool:
    """Whether it answers something they did, sooner than the row would have gone by the clock: nobody has yet."""
    return wanted.at_once and wanted.due_at is not None and row.due_at is not None and wanted.due_at < row.due_at


def _back(wanted: Owed, row: Existing, now: datetime) -> Release:
    """Planned for its moment; at once if it has none or that is long over."""
    due_at = wanted.due_at
    return Release(row.id, now if due_at is None or _too_late(wanted, due_at, now) else due_at)


def _once_there(wanted: Owed, row: Existing, due_at: datetime, now: datetime) -> datetime:
    """When something goes that waited for a material: at its moment, at once if it would be too late by that."""
    keeps = row.by_hand or wanted.promised
    return due_at if keeps or not _too_late(wanted, due_at, now) else now


def _move(wanted: Owed, row: Existing, now: datetime) -> Move | GiveUp | None:
    """What another moment means for an unsent row. One that is due already is not moved to another past moment."""
    due_at = wanted.due_at
    due_already = row.due_at is not None and row.due_at <= now
    if due_at is None or row.by_hand or due_at == row.due_at or (due_already and due_at <= now):
        return None
    if not _too_late(wanted, due_at, now):
        return Move(row.id, due_at)
    return Move(row.id, now) if wanted.promised else GiveUp(row.id, too_late(wanted.too_late_after))


def _too_late(wanted: Owed, due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and now - due_at > wanted.too_late_after
