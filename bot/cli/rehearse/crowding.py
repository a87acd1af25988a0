"""Findings about too much: messages that come together, many on one day, reminder after reminder. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from bot.cli.rehearse.findings import Finding
from bot.cli.rehearse.places import Places
from bot.cli.rehearse.record import Outcome, Record, name_of
from bot.cli.rehearse.words import day, day_and_hour, people
from bot.delivery.plan import WAITS_FOR_MATERIAL
from bot.survey.definitions import FollowUp, OnEntry, OnFinish
from bot.survey.rules import leaves
from bot.survey.ruling import Begun, Not, Progress

TOGETHER = timedelta(minutes=1)

MOST_A_DAY = 3
"""Follow-ups that one person may get on one day."""

MOST_REMINDERS = 2


def crowding(record: Record, places: Places) -> Iterator[Finding]:
    """Everything that is too much for somebody."""
    yield from together(record, places)
    yield from many_a_day(record, places)
    yield from many_reminders(record, places)
    yield from twice(record, places)


def together(record: Record, places: Places) -> Iterator[Finding]:
    """Pairs of follow-ups that reach one person within a minute, though nothing made that happen but the plan.

    What somebody gets at once because they came late does not count; nor that they finished just as the clock struck.
    """
    pairs: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcomes in _by_person(record).values():
        for first, second in combinations(outcomes, 2):
            if _apart(first, second) <= TOGETHER and _trigger(record, first) == _trigger(record, second):
                pairs[first.follow_up, second.follow_up].append(first)
    for (first_key, second_key), outcomes in pairs.items():
        at = day_and_hour(record.local(min(each.at for each in outcomes if each.at is not None)))
        yield Finding(
            "wrong",
            places.follow_up(second_key),
            f"`{name_of(first_key)}` and `{name_of(second_key)}` reach {people(len(outcomes))} within the same minute "
            f"(first on {at}): make them one message, or let one go later",
        )


def twice(record: Record, places: Places) -> Iterator[Finding]:
    """Materials that somebody is sent by two follow-ups."""
    for material in record.webinar.materials:
        carriers = [each for each in record.webinar.follow_ups if material.key in each.send]
        for first, second in combinations(carriers, 2):
            had = [{each.person for each in record.of(carrier.key) if _comes(each)} for carrier in (first, second)]
            both = had[0] & had[1]
            if both:
                yield Finding(
                    "wrong",
                    places.follow_up(second.key),
                    f"`{material.key}` comes twice to {people(len(both))}, by `{first.key}` and by `{second.key}`: "
                    "take it out of one of them",
                )


def _comes(outcome: Outcome) -> bool:
    """Whether it came, or waits for something that may arrive."""
    return outcome.state in ("sent", "doubtful", "held")


def many_a_day(record: Record, places: Places) -> Iterator[Finding]:
    """Days on which somebody gets more than ``MOST_A_DAY`` messages."""
    days: dict[date, list[int]] = defaultdict(list)
    for outcomes in _by_person(record).values():
        counts = Counter(record.local(each.at).date() for each in outcomes if each.at is not None)
        for on, number in counts.items():
            if number > MOST_A_DAY:
                days[on].append(number)
    for on, numbers in sorted(days.items()):
        moment = next(
            record.local(each.at) for each in record.outcomes if each.at and record.local(each.at).date() == on
        )
        yield Finding(
            "wrong",
            places.key("follow_ups"),
            f"{people(len(numbers))} get up to {max(numbers)} messages on {day(moment)}: spread them over more days",
        )


def many_reminders(record: Record, places: Places) -> Iterator[Finding]:
    """People who are reminded more than twice."""
    asking = [each.key for each in record.webinar.follow_ups if _asks_the_unfinished(each)]
    reminders = [each for each in record.outcomes if each.follow_up in asking and _presses(record, each)]
    counts = Counter(each.person for each in reminders)
    pressed = [person for person, number in counts.items() if number > MOST_REMINDERS]
    if pressed:
        met = {each.follow_up for each in reminders if each.person in pressed}
        keys = [key for key in asking if key in met]
        named = ", ".join(f"`{key}`" for key in keys)
        yield Finding(
            "wrong",
            places.follow_up(keys[-1]),
            f"{_are(len(pressed))} reminded {max(counts.values())} times ({named}): two reminders bring nearly "
            "all the answers that will come, so leave the others out",
        )


def _asks_the_unfinished(follow_up: FollowUp) -> bool:
    """Whether it brings no material, and its audience is told by who has not finished or begun, among others."""
    unfinished = (Progress(False), Begun(False), Not(Progress(True)), Not(Begun(True)))
    to = follow_up.to
    return to is not None and not follow_up.send and any(rule in unfinished for rule in (to, *leaves(to)))


def _presses(record: Record, outcome: Outcome) -> bool:
    """Whether it reached somebody who had not finished."""
    at = outcome.at
    return outcome.state == "sent" and at is not None and not record.person(outcome).had_finished(at)


def _by_person(record: Record) -> dict[int, list[Outcome]]:
    """What each person got and did not bring about by coming late, in order."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in record.outcomes:
        comes = outcome.state == "sent" or outcome.reason == WAITS_FOR_MATERIAL  # a yes comes when it comes
        if comes and outcome.at is not None and not record.catches_up(outcome):
            found[outcome.person].append(outcome)
    for outcomes in found.values():
        outcomes.sort(key=lambda each: (each.at or record.ends_at, each.follow_up))
    return found


def _apart(first: Outcome, second: Outcome) -> timedelta:
    assert first.at is not None, "only what has a moment is compared"
    assert second.at is not None, "only what has a moment is compared"
    return abs(second.at - first.at)


def _trigger(record: Record, outcome: Outcome) -> str:
    """What made it go: an act of theirs, or the clock."""
    follow_up = record.follow_up(outcome.follow_up)
    if follow_up is None or not record.by_own_act(outcome):
        return "clock"
    return "entry" if isinstance(follow_up.when, OnEntry) else "finish" if isinstance(follow_up.when, OnFinish) else ""


def _are(number: int) -> str:
    return f"{people(number)} {'is' if number == 1 else 'are'}"
