"""The words for moments and durations: ``2d after end at 09:00``, ``on finish``, ``by hand``, ``2h``, ``365d``.

Read here, resolved to moments in ``delivery``: what is written stays as written until zone and start are known.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.survey.definitions import ByHand, Moment, Offset, OnEntry, OnFinish, Quiet, When

Unit = Literal["m", "h", "d", "w", "wd"]

GRAMMAR = (
    "write `on finish`, `on entry`, `by hand`, `at end`, an offset such as `2d after end at 09:00`, `15m before end` "
    "or `1wd after end`, or a moment such as 2026-11-24 10:00"
)

LONGEST = timedelta(days=3660)
"""How far an offset or a duration may reach: ten years."""

_FIXED: dict[str, When] = {
    "on finish": OnFinish(),
    "on entry": OnEntry(),
    "by hand": ByHand(),
    "at end": Offset(0, "m", "end"),
    "at start": Offset(0, "m", "start"),
}
_OFFSET = re.compile(
    r"(?P<amount>[0-9]{1,7}) ?(?P<unit>wd|m|h|d|w) (?P<side>after|before) (?P<anchor>start|end)"
    r"(?: at (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}))?"
)
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ t]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_DURATION = re.compile(r"(?:(?P<w>[0-9]{1,4})w)?(?:(?P<d>[0-9]{1,5})d)?(?:(?P<h>[0-9]{1,6})h)?(?:(?P<m>[0-9]{1,7})m)?")
_QUIET = re.compile(r"([0-9]{1,2}):([0-9]{2}) ?(?:to|-) ?([0-9]{1,2}):([0-9]{2})")
_SPAN = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "wd": timedelta(days=1.4),
    "w": timedelta(weeks=1),
}


class NotUnderstoodError(ValueError):
    """The text is no moment or duration; the message says how to write one."""


def when_of(text: str) -> When:
    """What ``text`` means in the ``when`` grammar; letter case and extra spaces do not matter.

    Raises:
        NotUnderstoodError: it is not in the grammar; the message carries the remedy.
    """
    plain = " ".join(text.lower().split())
    if plain in _FIXED:
        return _FIXED[plain]
    if found := _OFFSET.fullmatch(plain):
        return _offset(found, text)
    if _MOMENT.fullmatch(plain):
        return Moment(local_moment(text))
    raise NotUnderstoodError(f"`{text}` is no moment: {GRAMMAR}")


def local_moment(text: str) -> datetime:
    """The naive local moment that ``text`` names, as 2026-11-24 10:00 (seconds may follow), in the years 2000 to 2199.

    Raises:
        NotUnderstoodError: it names none; the message carries the remedy.
    """
    found = _MOMENT.fullmatch(" ".join(text.lower().split()))
    try:
        moment = None if found is None else datetime.fromisoformat(_iso(found))
    except ValueError:
        moment = None
    if moment is None or not 2000 <= moment.year < 2200:
        raise NotUnderstoodError(f"`{text}` is no moment: write it like 2026-11-24 10:00, without a zone")
    return moment


def duration_of(text: str) -> timedelta:
    """The length of time that ``text`` names, as ``90m``, ``2h``, ``1h30m``, ``365d``; above 0, up to ten years.

    Raises:
        NotUnderstoodError: it names none; the message carries the remedy.
    """
    found = _DURATION.fullmatch("".join(text.lower().split()))
    parts = {} if found is None else {unit: int(amount) for unit, amount in found.groupdict().items() if amount}
    length = sum((amount * _SPAN[unit] for unit, amount in parts.items()), timedelta())
    if not timedelta() < length <= LONGEST:
        raise NotUnderstoodError(f"`{text}` is no length of time: write it like 90m, 2h, 1h30m or 365d")
    return length


def quiet_of(text: str) -> Quiet:
    """The hours that ``text`` names, as ``21:00 to 08:00``; they may span midnight.

    Raises:
        NotUnderstoodError: it names none; the message carries the remedy.
    """
    found = _QUIET.fullmatch(" ".join(text.lower().split()))
    hours = [int(each) for each in found.groups()] if found else []
    if not found or max(hours[0], hours[2]) > 23 or max(hours[1], hours[3]) > 59 or hours[:2] == hours[2:]:
        raise NotUnderstoodError(f"`{text}` names no hours: write them like 21:00 to 08:00, or none")
    return Quiet((hours[0], hours[1]), (hours[2], hours[3]))


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in ``zone`` ever show ``local``; they skip an hour when summer time begins (PEP 495)."""
    aware = local.replace(tzinfo=zone)
    there_and_back = datetime.fromtimestamp(aware.timestamp(), zone)
    return there_and_back.replace(tzinfo=None, fold=0) == local


def roughly(when: When, *, starts: datetime, ends: datetime) -> datetime | None:
    """The local moment of ``when``, to the hour that a change of summer time may be off; None where a person decides.

    Good for telling which of two moments comes first. ``delivery`` resolves moments exactly.
    """
    if isinstance(when, Moment):
        return when.local
    if not isinstance(when, Offset):
        return None
    moment = ends if when.anchor == "end" else starts
    if when.unit == "wd":
        moment = _working_days(moment, when.amount)
    else:
        moment += when.amount * _SPAN[when.unit]
    return moment if when.at is None else moment.replace(hour=when.at[0], minute=when.at[1], second=0)


def _working_days(moment: datetime, amount: int) -> datetime:
    step = timedelta(days=1 if amount > 0 else -1)
    for _ in range(abs(amount)):
        moment += step
        while moment.weekday() >= 5:
            moment += step
    return moment


def _offset(found: re.Match[str], text: str) -> Offset:
    amount, unit = int(found["amount"]), found["unit"]
    if amount * _SPAN[unit] > LONGEST:
        raise NotUnderstoodError(f"`{text}` is more than ten years off: use a smaller number")
    at = None if found["hour"] is None else (int(found["hour"]), int(found["minute"]))
    if at is not None and unit in ("m", "h"):
        raise NotUnderstoodError(f"`{text}` counts {unit} and names an hour too: leave `at` out, or count d, w or wd")
    if at is not None and (at[0] > 23 or at[1] > 59):
        raise NotUnderstoodError(f"`{text}` names an hour that no clock shows: write 00:00 to 23:59")
    return Offset(
        amount=amount if found["side"] == "after" else -amount,
        unit=_unit(unit),
        anchor="end" if found["anchor"] == "end" else "start",
        at=at,
    )


def _iso(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second = found.groups(default="00")
    return f"{year}-{month}-{day}T{hour:>02}:{minute}:{second}"


def _unit(text: str) -> Unit:
    return next(unit for unit in get_args(Unit) if unit == text)
