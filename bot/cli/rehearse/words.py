"""Small words that the terminal and the page share: how many people, which moment, who they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.cli.rehearse.record import AT_ONCE, Outcome, Record
from bot.survey.definitions import OnEntry, OnFinish

LISTED = 4
"""Names in a sentence before the rest is counted."""


def people(number: int) -> str:
    """So many people."""
    return "1 person" if number == 1 else f"{number} people"


def day(at: date) -> str:
    """The day of a local moment: Tue 24 Nov."""
    return f"{at:%a} {at.day} {at:%b}"


def day_and_hour(at: datetime) -> str:
    """A local moment: Tue 24 Nov 12:00."""
    return f"{day(at)} {at:%H:%M}"


def span(length: timedelta) -> str:
    """A length of time in days, hours and minutes: 10 h 30 min."""
    minutes = round(length / timedelta(minutes=1))
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the rest counted."""
    shown = ", ".join(names[:LISTED])
    return shown if len(names) <= LISTED else f"{shown} and {len(names) - LISTED} more"


def who(record: Record, outcomes: Sequence[Outcome]) -> str:
    """Whom these went to, as far as one thing is true of all of them."""
    if all(map(record.catches_up, outcomes)):
        return "who came after its moment"
    follow_ups = {outcome.follow_up: record.follow_up(outcome.follow_up) for outcome in outcomes}
    whens = [each.when for each in follow_ups.values() if each is not None]
    if all(map(record.by_own_act, outcomes)):
        return "as they came in" if whens and isinstance(whens[0], OnEntry) else "as they finished"
    finished = [record.person(outcome).had_finished(outcome.at) for outcome in outcomes if outcome.at is not None]
    if None in follow_ups.values():
        return "who came before it opened"
    if whens and isinstance(whens[0], OnFinish) and all(_as_they_left(record, outcome) for outcome in outcomes):
        return "as they left"
    if whens and isinstance(whens[0], OnFinish) and not any(finished):
        return "who had not finished by then"
    if all(finished):
        return "who had finished"
    return "who had not finished" if not any(finished) else f"({sum(finished)} of them had finished)"


def _as_they_left(record: Record, outcome: Outcome) -> bool:
    left_at = record.person(outcome).left_at
    return left_at is not None and outcome.at is not None and abs(outcome.at - left_at) <= AT_ONCE
