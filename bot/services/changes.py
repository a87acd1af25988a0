"""What an applied definition changed, in words for whoever applied it.

Pure. Whatever makes a difference is named; a difference that no word here knows is still told. Moments are shown in the
webinar's own zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.delivery.moments import moment
from bot.services.laying import Laid
from bot.survey.definitions import ByHand, FollowUp, Moment, Offset, OnEntry, OnFinish, Webinar, When
from db.webinars import WebinarRow

NEW = "new"


def row_words(before: WebinarRow, after: WebinarRow) -> Iterator[str]:
    """What differs in numbers and moments. Both rows are of one webinar."""
    for name in ("title", "series", "registrations", "attendees", "attention"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name} {_shown(old)} -> {_shown(new)}"


def definition_words(old: Webinar, new: Webinar, before: WebinarRow, after: WebinarRow) -> Iterator[str]:
    """What differs in times, plan and the rest of the definition."""
    zone = ZoneInfo(new.timezone)
    if old.timezone != new.timezone:
        yield f"timezone {old.timezone} -> {new.timezone}"
    for name in ("starts", "ends", "opens", "closes"):
        earlier, later = getattr(before, f"{name}_at"), getattr(after, f"{name}_at")
        if earlier != later:
            yield f"{name} {_local(earlier, zone)} -> {_local(later, zone)}"
        elif name in ("opens", "closes") and getattr(old, name) != getattr(new, name):
            yield f"{name} at the same moment by another rule"
    if old.languages != new.languages:
        yield f"languages {', '.join(old.languages)} -> {', '.join(new.languages)}"
    for name in ("tags", "privacy"):
        if getattr(old, name) != getattr(new, name):
            yield f"{name} changed"
    if old.survey != new.survey:
        yield f"survey {old.survey} -> {new.survey}"
    yield from _follow_up_words(old, new, lambda when: _when(when, after, zone))


def laid_words(laid: Laid) -> Iterator[str]:
    """What became of messages to people."""
    for count, verb in (
        (laid.planned, "planned"),
        (laid.moved, "moved"),
        (laid.held, "held"),
        (laid.released, "released"),
        (laid.dropped, "taken back"),
    ):
        if count:
            yield f"{count} message{'' if count == 1 else 's'} {verb}"


def _follow_up_words(old: Webinar, new: Webinar, told: Callable[[When], str]) -> Iterator[str]:
    before = {each.key: each for each in old.follow_ups}
    for each in new.follow_ups:
        earlier = before.pop(each.key, None)
        if earlier is None:
            yield f"follow-up {each.key} added ({told(each.when)})"
        elif earlier.when != each.when:
            yield f"follow-up {each.key} moved to {told(each.when)}"
        elif earlier != each:
            yield f"follow-up {each.key} changed ({', '.join(_differences(earlier, each))})"
    for key in before:
        yield f"follow-up {key} removed"


def _differences(old: FollowUp, new: FollowUp) -> list[str]:
    return [name for name in FollowUp.__struct_fields__ if getattr(old, name) != getattr(new, name)]


def _when(when: When, row: WebinarRow, zone: ZoneInfo) -> str:
    match when:
        case OnFinish():
            return "on finish"
        case OnEntry():
            return "on entry"
        case ByHand():
            return "by hand"
        case Moment() | Offset():
            return _local(moment(when, starts_at=row.starts_at, ends_at=row.ends_at, zone=zone), zone)
        case _:
            assert_never(when)


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return "by hand" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _shown(value: object) -> str:
    return "not given" if value is None else f"{value}"
