"""The invented audience: who comes when, answers how far, leaves or blocks, so that every rule meets somebody.

Pure but for ``chance``. First come two people for every way in which a follow-up's audience can be met, as far as there
is room; then everybody else, by habits that are dealt out in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.cli.rehearse.wishes import ANYTHING, Wish, ways
from bot.delivery.declining import Wants
from bot.survey.definitions import Survey, Webinar
from bot.survey.ruling import Attended, Begun, CameBy, Registered, Speaks

WAYS_OF_A_RULE = 3
"""Ways of meeting one follow-up's audience that somebody takes, two people each."""

NAMES = (
    *("Ana", "Bogdan", "Chiara", "Dimitri", "Eszter", "Freja", "Giulia", "Henrik", "Ines", "Jakub", "Katrin", "Luc"),
    *("Maja", "Nikos", "Oona", "Pavel", "Quentin", "Rita", "Sven", "Teresa", "Ulla", "Viktor", "Wanda", "Xenia"),
)
ZONES = ("Atlantic/Azores", "America/Chicago", "Asia/Dubai", "Asia/Tokyo")
"""One in ten lives by the first of these clocks that are one to four hours off the webinar's, and has said so."""

NEAR = timedelta(hours=4)

ELSEWHERE = ("de", "fr", "pl", "en")
"""Languages of accounts; the first that a webinar is not offered in is somebody's."""


class Stop(Enum):
    """How far somebody answers when they first sit down to it."""

    FINISHES = "to the end"
    HALF_WAY = "half of it"
    NEVER = "not at all"


class Habit(Enum):
    """What somebody is like."""

    PROMPT = "answers at the QR code"
    EARLY = "enters long before"
    TOMORROW = "stops half way and goes on the next day"
    STOPS = "stops half way"
    NEVER = "enters and never begins"
    LATE = "comes days after"
    TOO_LATE = "comes when the survey has closed"
    BLOCKS = "blocks the bot the next day"
    LEAVES = "wants no more questions"
    SILENT = "wants no more messages"


DEALT = (
    *(Habit.PROMPT, Habit.EARLY, Habit.STOPS, Habit.PROMPT, Habit.TOMORROW, Habit.LATE, Habit.PROMPT, Habit.NEVER),
    *(Habit.PROMPT, Habit.TOO_LATE, Habit.PROMPT, Habit.BLOCKS, Habit.PROMPT, Habit.LEAVES, Habit.EARLY),
    *(Habit.PROMPT, Habit.STOPS, Habit.SILENT, Habit.PROMPT, Habit.TOMORROW),
)


@dataclass(frozen=True, slots=True)
class Times:
    """The moments people go by. ``doors``: when the first may come."""

    doors: datetime
    ends: datetime
    opens: datetime
    closes: datetime
    elsewhere: str = ZONES[0]


@dataclass(frozen=True, slots=True)
class Guest:
    """One invented person and what they are going to do. A moment None: they do not do it."""

    number: int
    name: str
    language: str
    enters_at: datetime
    answers_at: datetime | None
    stop: Stop = Stop.FINISHES
    resumes_at: datetime | None = None
    wish: Wish = ANYTHING
    agrees: bool = True
    source: str | None = None
    zone: str | None = None
    leaves_at: datetime | None = None
    wants: Wants = "all"
    blocks_at: datetime | None = None

    @property
    def chat_id(self) -> int:
        """Their chat with the bot."""
        return 1000 + self.number


def invited(webinar: Webinar, survey: Survey, times: Times, chance: Random, *, people: int) -> list[Guest]:
    """``people`` guests."""
    wishes = _wishes(webinar, survey)[:people]
    guests = []
    for number in range(people):
        habit = Habit.PROMPT if number < len(wishes) else DEALT[(number - len(wishes)) % len(DEALT)]
        guest = _guest(habit, number + 1, times, chance, language=_language(webinar, number))
        if number < len(wishes):
            guest = _wishing(guest, wishes[number], webinar)
        guests.append(guest)
    return guests


def _wishing(guest: Guest, wish: Wish, webinar: Webinar) -> Guest:
    """The guest, who fulfils ``wish`` as far as anybody can."""
    guest = replace(guest, wish=wish, stop=Stop.HALF_WAY if wish.finished is False else Stop.FINISHES)
    for trait, wanted in wish.traits:
        match trait:
            case Begun(begun) if begun is not wanted:
                guest = replace(guest, stop=Stop.NEVER)
            case Speaks(languages):
                known = (*webinar.languages, *ELSEWHERE, *languages)
                language = next((each for each in known if (each in languages) is wanted), guest.language)
                guest = replace(guest, language=language)
            case CameBy(sources) if wanted:
                guest = replace(guest, source=sources[0])
            case Begun() | CameBy() | Attended() | Registered():
                pass  # it is so anyhow, or nobody at a phone can make it so
            case _:
                assert_never(trait)
    return guest


def _wishes(webinar: Webinar, survey: Survey) -> list[Wish]:
    """Two of each way that the plan's rules can be met; the first way of every rule before the second of any."""
    rules = [follow_up.to for follow_up in webinar.follow_ups if follow_up.to is not None]
    found = [ways(rule, survey)[:WAYS_OF_A_RULE] for rule in rules]
    turns = [each[turn] for turn in range(WAYS_OF_A_RULE) for each in found if turn < len(each)]
    return [wish for wish in _different(turns) for _ in range(2)]


def _different(wishes: Sequence[Wish]) -> list[Wish]:
    found: list[Wish] = []
    for wish in wishes:
        if wish not in found:
            found.append(wish)
    return found


def _language(webinar: Webinar, number: int) -> str:
    """The webinar's languages in turn, and one person in twelve whose account speaks none of them."""
    if number % 12 == 11:
        return next((language for language in ELSEWHERE if language not in webinar.languages), webinar.languages[0])
    return webinar.languages[number % len(webinar.languages)]


def _guest(habit: Habit, number: int, times: Times, chance: Random, *, language: str) -> Guest:
    comes = times.ends + _minutes(chance, -14, 12)
    answers = max(comes, times.opens) + _minutes(chance, 1, 6)
    guest = Guest(number, NAMES[(number - 1) % len(NAMES)], language, comes, answers, agrees=number % 3 > 0)
    guest = replace(guest, zone=times.elsewhere if number % 10 == 0 else None)
    if habit in (Habit.EARLY, Habit.LATE, Habit.TOO_LATE):
        return _at_another_time(habit, guest, times, chance)
    next_day = answers + timedelta(hours=20) + _minutes(chance, 0, 240)
    match habit:
        case Habit.TOMORROW:
            return replace(guest, stop=Stop.HALF_WAY, resumes_at=next_day)
        case Habit.STOPS:
            return replace(guest, stop=Stop.HALF_WAY)
        case Habit.NEVER:
            return replace(guest, stop=Stop.NEVER)
        case Habit.BLOCKS:
            return replace(guest, blocks_at=next_day)
        case Habit.LEAVES:
            return replace(guest, stop=Stop.HALF_WAY, leaves_at=answers + timedelta(hours=2), wants="promised")
        case Habit.SILENT:
            return replace(guest, leaves_at=next_day, wants="nothing")
        case _:
            return guest


def _at_another_time(habit: Habit, guest: Guest, times: Times, chance: Random) -> Guest:
    """Somebody who does not come at the QR code."""
    if habit is Habit.EARLY:
        return replace(guest, enters_at=times.doors + _minutes(chance, 0, 120))
    if habit is Habit.LATE:
        late = _between(times.ends, times.closes, chance.uniform(0.35, 0.7))
        return replace(guest, enters_at=late, answers_at=late + _minutes(chance, 2, 6))
    return replace(guest, enters_at=times.closes + _minutes(chance, 300, 2000), stop=Stop.NEVER)


def zone_near(zone: ZoneInfo, at: datetime) -> str:
    """A zone whose clocks are a few hours off those of ``zone``."""
    here = at.astimezone(zone).replace(tzinfo=None)
    apart = {name: abs(at.astimezone(ZoneInfo(name)).replace(tzinfo=None) - here) for name in ZONES}
    return next((name for name, length in apart.items() if timedelta() < length <= NEAR), ZONES[0])


def _minutes(chance: Random, least: int, most: int) -> timedelta:
    return timedelta(minutes=chance.randint(least, most))


def _between(first: datetime, last: datetime, share: float) -> datetime:
    return (first + (last - first) * share).replace(second=0, microsecond=0)
