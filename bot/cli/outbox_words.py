"""The outbox as the command line shows it: lines for people, or one JSON document. Moments are in the webinar's
zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.printing import table
from bot.delivery.declining import HELD_BY_HAND, PERHAPS_BEFORE
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD
from bot.delivery.plan import WAITS_FOR_MATERIAL
from bot.services.correcting import is_correction, material_of
from bot.services.outboxes import Outbox, OwedFollowUp
from bot.services.planning import OPENING
from bot.services.upshots import is_upshot
from db.outbox import State

_COLUMNS: tuple[State, ...] = ("planned", "held", "claimed", "sending", "sent", "doubtful", "gave_up", "cancelled")


def document(outbox: Outbox, *, rows: bool) -> dict[str, Any]:
    """The outbox as JSON."""
    zone = ZoneInfo(outbox.webinar.timezone)
    shape: dict[str, Any] = {
        "webinar": {
            "key": outbox.row.key,
            "code": outbox.row.code,
            "title": outbox.row.title,
            "timezone": outbox.webinar.timezone,
            "opens": _iso(outbox.row.opens_at, zone),
        },
        "entered": outbox.entered,
        "follow_ups": [_shape(each, zone) for each in outbox.follow_ups],
    }
    if rows:
        shape["rows"] = [
            {
                "row": each.row.id,
                "follow_up": each.row.follow_up,
                "state": each.row.state,
                "due": _iso(each.row.due_at, zone),
                "reason": each.row.reason,
                "by_hand": each.row.by_hand,
                "who": each.who,
            }
            for each in outbox.rows
        ]
    return shape


def _shape(owed: OwedFollowUp, zone: ZoneInfo) -> dict[str, Any]:
    order = owed.order
    return {
        "key": owed.key,
        "counts": {state: owed.counts.get(state, 0) for state in _COLUMNS},
        "why": {state: dict(reasons) for state, reasons in owed.why.items()},
        "next": None if owed.next is None else {"at": _iso(owed.next.at, zone), "rows": owed.next.rows},
        "missing": list(owed.missing),
        "approved_at": _iso(order.approved_at, zone),
        "held_at": _iso(order.held_at, zone),
        "cancelled_at": _iso(order.cancelled_at, zone),
        "edited_at": _iso(order.edited_at, zone),
    }


def lines(outbox: Outbox, *, rows: bool) -> Iterator[str]:
    """The outbox in words: counts, what goes next, and what can be done about the rest."""
    zone = ZoneInfo(outbox.webinar.timezone)
    yield f"{outbox.row.title} ({outbox.row.key}); times are {outbox.webinar.timezone}"
    if outbox.row.opens_at is None:
        yield f"The survey opens by hand: afterword outbox {outbox.row.key} open"
    if not any(each.counts for each in outbox.follow_ups):
        yield from _empty(outbox)
        return
    heads = ("FOLLOW-UP", "TO COME", "HELD", "IN HAND", "SENT", "DOUBTFUL", "GAVE UP", "CANCELLED", "NEXT")
    yield ""
    yield from table([heads, *(_line(each, zone) for each in outbox.follow_ups)])
    told = [line for each in outbox.follow_ups for line in _told(outbox.row.key, each, zone)]
    told += [line for each in outbox.follow_ups for line in _named(each.key)]
    if told:
        yield ""
        yield from told
    if rows and outbox.rows:
        yield ""
        listed = [
            (
                str(each.row.id),
                each.row.follow_up,
                each.row.state,
                _local(each.row.due_at, zone),
                each.who or "-",
                each.row.reason or "",
            )
            for each in outbox.rows
        ]
        yield from table([("ROW", "FOLLOW-UP", "STATE", "DUE", "WHO", "WHY"), *listed])


def _empty(outbox: Outbox) -> Iterator[str]:
    keys = [each.key for each in outbox.webinar.follow_ups]
    if not keys:
        yield "Nothing is owed, and no follow-up is defined: add `follow_ups` to the definition and apply it."
    elif not outbox.entered:
        link = outbox.link or f"code {outbox.row.code}; `afterword run` once, and `afterword webinars` shows its link"
        yield f"Nothing is owed yet, because nobody has entered. Show attendees the link ({link}); then come:"
        yield f"  {', '.join(keys)}"
    else:
        yield f"Nothing is owed to the {outbox.entered} who entered; `afterword check FILE` says what a plan may hold."


def _line(owed: OwedFollowUp, zone: ZoneInfo) -> tuple[str, ...]:
    counts = owed.counts
    in_hand = counts.get("claimed", 0) + counts.get("sending", 0)
    planned, held = counts.get("planned", 0), counts.get("held", 0)
    settled = (counts.get("sent", 0), counts.get("doubtful", 0), counts.get("gave_up", 0), counts.get("cancelled", 0))
    following = "-" if owed.next is None else f"{owed.next.rows} on {_local(owed.next.at, zone)}"
    return (owed.key, *map(str, (planned, held, in_hand, *settled)), following)


def _named(key: str) -> Iterator[str]:
    """What stands behind a key that no definition gives."""
    if key == OPENING:
        yield f"{key}: the first question, to whoever came before the survey opened."
    elif is_correction(key):
        yield f"{key}: the corrected {material_of(key)}, to whoever has an earlier one."
    elif is_upshot(key):
        yield f"{key}: what came of comments, to those who wrote them."


def _told(key: str, owed: OwedFollowUp, zone: ZoneInfo) -> Iterator[str]:
    """What waits, what is doubtful, what was given up, each with what can be done about it."""
    command = f"afterword outbox {key}"
    for reason, count in sorted(owed.why.get("held", {}).items()):
        yield f"{owed.key}: {count} held ({reason}). {_remedy(reason, command, owed)}"
    if doubtful := owed.counts.get("doubtful"):
        why = ", ".join(sorted(owed.why.get("doubtful", {})))
        settle = f"{command} resolve --follow-up {owed.key} --as sent|not-sent|again"
        yield f"{owed.key}: {doubtful} doubtful ({why}). Settle them: {settle}"
    for reason, count in sorted(owed.why.get("gave_up", {}).items()):
        yield f"{owed.key}: {count} given up ({reason})."
    if owed.order.cancelled_at is not None:
        undo = f"Undo: {command} release --follow-up {owed.key}"
        yield f"{owed.key}: cancelled on {_local(owed.order.cancelled_at, zone)}. {undo}"
    if owed.order.edited_at is not None:
        yield f"{owed.key}: its text was edited on {_local(owed.order.edited_at, zone)}."


def _remedy(reason: str, command: str, owed: OwedFollowUp) -> str:
    match reason:
        case _ if reason == HELD_BY_HAND:
            return f"Let them go: {command} release --follow-up {owed.key}"
        case _ if reason == PERHAPS_BEFORE:
            settle = f"{command} resolve --follow-up {owed.key} --as sent|not-sent|again"
            return f"Settle them: {settle}; or let them go: {command} release --follow-up {owed.key}"
        case _ if reason == WAITS_FOR_MATERIAL:
            missing = ", ".join(owed.missing) or "the material"
            return f"Give {missing} a `file` or a `url` in the definition: afterword apply FILE"
        case _ if owed.key == OPENING:
            return f"Open the survey: {command} open"
        case _ if reason in (WAITS_FOR_APPROVAL, WAITS_FOR_WORD):
            return f"Let them go: {command} approve --follow-up {owed.key}"
        case _:
            return ""


def _iso(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat()


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return "-" if at is None else f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"
