"""What befalls the bot in a year: restarts, kills, a machine that is off while clocks change, Telegram out of reach.

All of it is known beforehand, so that what must happen all the same can be reckoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.year.almanac import Away


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that begins at a moment: ``off`` (the machine), ``shut`` or ``failing`` (Telegram), with its ``away``.

    ``only_now``: an earlier version did not go through it as this one does: it sent reminders two days late.
    """

    kind: str
    away: Away
    only_now: bool = False


TROUBLES: Sequence[Trouble] = (
    Trouble("failing", Away(_utc("01-18 07:40"), _utc("01-18 08:45"), "Telegram answers 502 for an hour"), True),
    Trouble("shut", Away(_utc("01-20 23:30"), _utc("01-22 23:40"), "Telegram is out of reach for two days"), True),
    Trouble("off", Away(_utc("03-28 23:00"), _utc("03-29 10:30"), "the machine is off while clocks go forward")),
    Trouble("shut", Away(_utc("06-04 06:30"), _utc("06-04 07:30"), "Telegram is out of reach for an hour")),
    Trouble("off", Away(_utc("09-04 20:00"), _utc("09-06 09:00"), "the machine is off for a day and a half")),
    Trouble("failing", Away(_utc("09-12 04:30"), _utc("09-12 05:40"), "Telegram answers 502 for an hour")),
    Trouble("shut", Away(_utc("10-13 20:00"), _utc("10-15 20:30"), "Telegram is out of reach for two days")),
    Trouble("off", Away(_utc("10-24 19:00"), _utc("10-25 06:30"), "the machine is off while clocks go back")),
)

AFTER = (timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4))
"""When it is looked again after it is over: what was refused meanwhile waits a while before it goes again."""

ACTS_AFTER = timedelta(minutes=9)
"""People whose phones said nothing try again so long after it is over."""


def aways(until: datetime) -> list[Away]:
    """All of them that are over by then."""
    return [each.away for each in TROUBLES if each.away.ends <= until]


def shifted(at: datetime, found: Sequence[Away]) -> datetime:
    """When people do what they meant to do at ``at``."""
    return next((away.ends + ACTS_AFTER for away in found if away.begins <= at < away.ends + ACTS_AFTER), at)
