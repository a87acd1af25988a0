"""What became of each follow-up in rows, and why some of it did not go. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.cli.rehearse.record import Record

COLUMNS = ("planned", "sent", "held", "gave_up", "cancelled", "doubtful")


@dataclass(frozen=True, slots=True)
class Tallied:
    """One follow-up. ``reasons`` counts why rows are held, given up or cancelled."""

    follow_up: str
    counts: Mapping[str, int]
    reasons: Mapping[str, int]


def tallied(record: Record) -> list[Tallied]:
    """Every follow-up of the plan in its order, the first question before them if it was called for."""
    keys = [each.key for each in record.webinar.follow_ups]
    called = sorted({outcome.follow_up for outcome in record.outcomes} - set(keys))
    found = []
    for key in (*called, *keys):
        outcomes = record.of(key)
        states = Counter(outcome.state for outcome in outcomes)
        reasons = Counter(outcome.reason for outcome in outcomes if outcome.reason and outcome.state != "sent")
        waiting = states["planned"] + states["claimed"] + states["sending"]
        counts = {
            "planned": len(outcomes),
            "sent": states["sent"],
            "held": states["held"] + waiting,
            "gave_up": states["gave_up"],
            "cancelled": states["cancelled"],
            "doubtful": states["doubtful"],
        }
        found.append(Tallied(key, counts, dict(reasons.most_common())))
    return found
