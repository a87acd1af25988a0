"""Who enters late gets what still makes sense, and never in a burst. Pure.

What came before they entered and is still for them would all go at the moment they enter. So only the first messages of
it do; the rest follows a few at a time, in the plan's order and outside quiet hours. Anything of it is at /materials
before. A follow-up is never torn apart: one of many messages comes whole, and by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.moments import allowed
from bot.delivery.orders import Order, ordered
from bot.delivery.owing import Owed, Person, Timetable, owed
from bot.survey.definitions import FollowUp, OnEntry, OnFinish, Quiet, Webinar

MOST = 3
"""Messages of what was missed that come together."""

BURST = timedelta(minutes=10)
"""So soon after entering, what comes by itself or by the clock is counted among the first of them."""

APART = timedelta(minutes=15)
"""Between some of them and the next."""

LONGEST_WITH_MATERIAL = 600
"""Characters of a text that goes out with its first material; a longer one is a message of its own (captions: 1024)."""


def in_turn(webinar: Webinar, person: Person, timetable: Timetable, orders: Mapping[str, Order]) -> tuple[Owed, ...]:
    """What ``webinar`` owes ``person`` after its organisers' words, in the definition's order, each in its turn."""
    found: Sequence[Owed] = owed(webinar, person, timetable)
    if orders:
        heard = (ordered(each, orders.get(each.follow_up), entered_at=person.entered_at) for each in found)
        found = [each for each in heard if each is not None]
    return tuple(_unhurried(webinar, found, person, timetable) if _any_missed(found, person) else found)


def messages_of(follow_up: FollowUp) -> int:
    """How many messages it is at most, albums and lists counted as one for each material."""
    long = follow_up.text is not None and max(map(len, follow_up.text.by_language.values())) > LONGEST_WITH_MATERIAL
    beside = long + (follow_up.survey is not None)
    return len(follow_up.send) + beside if follow_up.send else 1


def _any_missed(found: Sequence[Owed], person: Person) -> bool:
    return any(each.due_at is not None and each.due_at <= person.entered_at for each in found)


def _unhurried(webinar: Webinar, found: Sequence[Owed], person: Person, timetable: Timetable) -> list[Owed]:
    follow_ups = {each.key: each for each in webinar.follow_ups}
    missed = {each.follow_up for each in found if _is_missed(each, follow_ups[each.follow_up], person)}
    home = person.zone or timetable.zone
    at, is_first, taken = person.entered_at, True, _taken(webinar, found, person, missed)
    spaced: list[Owed] = []
    for each in found:
        if each.follow_up not in missed:
            spaced.append(each)
            continue
        count = messages_of(follow_ups[each.follow_up])
        if taken and taken + count > MOST:
            at, is_first, taken = _next_turn(at, webinar.quiet, home), False, 0
        taken += count
        spaced.append(each if is_first else replace(each, due_at=at, at_once=False))
    return spaced


def _next_turn(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """The moment of the next turn. What is to wait for the end of quiet hours waits a while longer, for words of the
    turn before may have waited for that, too.
    """
    then = at + APART
    out = allowed(then, quiet, zone)
    return then if out == then else allowed(out + APART, quiet, zone)


def _is_missed(owed: Owed, follow_up: FollowUp, person: Person) -> bool:
    """Whether it came before they entered and is still for them. What answers their own act is not moved by others."""
    if owed.due_at is None or owed.due_at > person.entered_at or isinstance(follow_up.when, OnEntry | OnFinish):
        return False
    return owed.promised or person.entered_at - owed.due_at <= owed.too_late_after


def _taken(webinar: Webinar, found: Sequence[Owed], person: Person, missed: set[str]) -> int:
    """The messages that may come soon after entering in any case. Whether they finish soon is not known: they may."""
    soon = {each.follow_up for each in found if each.due_at is not None and each.due_at <= person.entered_at + BURST}
    return sum(
        messages_of(each)
        for each in webinar.follow_ups
        if each.key not in missed and (each.key in soon or isinstance(each.when, OnFinish))
    )
