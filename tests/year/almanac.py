"""When things fall due, reckoned anew: by counting days and minutes, and by asking what clocks show.

Written from the grammar of definitions and not from ``bot.delivery.moments``, so that the two can disagree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_WHEN = re.compile(r"(\d+)(m|h|d|wd) (after|before) (start|end)(?: at (\d\d):(\d\d))?")
_FURTHEST_OFFSETS = range(-16 * 60, 16 * 60 + 1, 15)
"""Offsets from UTC, in minutes, that a zone may have."""


@cache
def instant(local: datetime, zone: str) -> datetime:
    """The moment in UTC at which clocks in ``zone`` show the naive ``local``: the first, if they do so twice.

    If they skip it, so much later as they were put on.
    """
    there = ZoneInfo(zone)
    shown = [
        moment
        for minutes in _FURTHEST_OFFSETS
        if (moment := (local - timedelta(minutes=minutes)).replace(tzinfo=UTC)).astimezone(there).replace(tzinfo=None)
        == local
    ]
    if shown:
        return min(shown)
    day_before = (local - DAY).replace(tzinfo=UTC).astimezone(there).utcoffset()
    assert day_before is not None
    return (local - day_before).replace(tzinfo=UTC)


@cache
def counted(when: str, starts_at: datetime, ends_at: datetime, zone: str) -> datetime:
    """The moment that ``when`` (an offset) means, in UTC."""
    found = _WHEN.fullmatch(when)
    assert found is not None, when
    amount, unit, side, anchor, hour, minute = found.groups()
    begins = starts_at if anchor == "start" else ends_at
    step = int(amount) if side == "after" else -int(amount)
    if unit in ("m", "h"):
        at = begins + step * (MINUTE if unit == "m" else timedelta(hours=1))
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    else:
        local = begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        left, one = abs(step), DAY if step > 0 else -DAY
        while left:
            local += one
            left -= unit == "d" or local.weekday() < 5
        at = instant(local, zone)
    if hour is not None:
        at = instant(local.replace(hour=int(hour), minute=int(minute), second=0), zone)
    return at


@cache
def awake(at: datetime, quiet: str | None, zone: str) -> datetime:
    """``at``, or the first whole minute after it that is out of the ``quiet`` hours (``21:00 to 08:00``) there."""
    if quiet is None:
        return at
    begins, ends = quiet.split(" to ")
    there = ZoneInfo(zone)
    while _asleep(at.astimezone(there).strftime("%H:%M"), begins, ends):
        at = at.replace(second=0, microsecond=0) + MINUTE
    return at


def _asleep(shown: str, begins: str, ends: str) -> bool:
    return begins <= shown < ends if begins < ends else shown >= begins or shown < ends


@dataclass(frozen=True, slots=True)
class Away:
    """From one moment to another nothing comes: the machine is off, or Telegram is out of reach. ``why`` in words."""

    begins: datetime
    ends: datetime
    why: str


def gone_through(at: datetime, aways: Sequence[Away], *, quiet: str | None, zone: str) -> datetime:
    """The first moment from ``at`` on at which nothing keeps a message back."""
    while True:
        then = next((away.ends for away in aways if away.begins <= at < away.ends), at)
        then = awake(then, quiet, zone)
        if then == at:
            return at
        at = then
