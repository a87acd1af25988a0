"""Who comes when, how they answer, and what becomes of them: drawn by chance, known before anything happens.

What they really did is noted beside it by whoever acts for them (``entered_at`` and the rest): facts of their own, of
which the bot's tables know nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from random import Random

from tests.year.calendar import Occasion

FIRST_CHAT = 50_001
LANGUAGES = ("en", "en", "en", "en", "fr", "de", "es")
HOMES = (("Sydney", "Australia/Sydney"), ("Reykjavik", "Atlantic/Reykjavik"), ("Denver", "America/Denver"))
LIVES_ELSEWHERE, COMES_AGAIN, IS_INVITED, STAYS_AWAY = 6, 30, 50, 40
"""Of a hundred: who says where they live; who comes to the next of a series; at a webinar with personal links, who has
one, and of those, who the list says did not come."""


class Does(Enum):
    """How somebody answers."""

    FINISHES = "finishes"
    STOPS = "stops half-way"
    TOMORROW = "finishes another day"
    LOOKS_ON = "never begins"


class Fate(Enum):
    """What they do besides."""

    NONE = "stays"
    NO_QUESTIONS = "wants no more questions"
    NO_MESSAGES = "wants no more messages"
    BLOCKS = "blocks the bot"
    FORGETS = "has everything erased"


class Came(Enum):
    """When somebody enters, as an offset of the webinar."""

    EARLY = "20m before end"
    LIVE = "5m before end"
    AFTER = "47m after end"
    NEXT_DAY = "27h after end"
    LATE = "3d after end at 15:33"
    LAST = "12d after end at 16:07"


DOES = {Does.FINISHES: 55, Does.STOPS: 17, Does.TOMORROW: 13, Does.LOOKS_ON: 15}
FATES = {Fate.NONE: 80, Fate.NO_QUESTIONS: 6, Fate.NO_MESSAGES: 5, Fate.BLOCKS: 6, Fate.FORGETS: 3}
CAME = {Came.EARLY: 24, Came.LIVE: 44, Came.AFTER: 15, Came.NEXT_DAY: 8, Came.LATE: 5, Came.LAST: 4}


@dataclass(slots=True)
class Visit:
    """One person at one webinar. What is drawn comes first, then what they did; moments of the rehearsal, in UTC.

    ``said``: when they said whether they had been there. ``events`` are ``no_questions``, ``no_messages``, ``block``,
    ``forget`` and ``return``.
    """

    someone: Someone
    occasion: Occasion
    came: Came
    does: Does
    fate: Fate = Fate.NONE
    fate_soon: bool = True
    returns: bool = False
    invited: bool = False
    stayed_away: bool = False
    entered_at: datetime | None = None
    begun: bool = False
    finished_at: datetime | None = None
    unhappy_at: datetime | None = None
    said: tuple[datetime, bool] | None = None
    events: list[tuple[datetime, str]] = field(default_factory=list)
    response: str | None = None
    answered: set[str] = field(default_factory=set)

    @property
    def arrives_at(self) -> datetime:
        """When they mean to enter."""
        return self.occasion.counted(self.came.value)

    @property
    def tomorrow_at(self) -> datetime:
        """When those come back who finish another day; never before they came."""
        return max(self.occasion.counted("1wd after end at 13:13"), self.arrives_at + timedelta(minutes=21))

    @property
    def fate_at(self) -> datetime:
        """When they do what they do besides answering; who came late has got by then what they had missed."""
        in_time = self.came in (Came.EARLY, Came.LIVE, Came.AFTER)
        soon = self.arrives_at + (timedelta(minutes=29) if in_time else timedelta(hours=26))
        return soon if self.fate_soon else max(soon, self.occasion.counted("1d after end at 19:17"))

    @property
    def returns_at(self) -> datetime:
        """When they tap the link again, if they do."""
        return max(self.fate_at + timedelta(days=1), self.occasion.counted("6d after end at 11:41"))

    @property
    def zone(self) -> str:
        """By whose clocks their hours are quiet: those of where they live, if they said so."""
        return self.someone.lives[1] if self.someone.lives else self.occasion.zone


@dataclass(slots=True)
class Someone:
    """A person with a phone. ``lives``: the city they name, and its zone.

    ``forgot_at``: everything was erased then, also the doubts on record, which
    ``doubts`` tells by webinar and follow-up.
    """

    chat_id: int
    language: str
    lives: tuple[str, str] | None
    visits: list[Visit] = field(default_factory=list)
    forgot_at: datetime | None = None
    doubts: dict[tuple[str, str], int] = field(default_factory=dict)


def drawn(occasions: Sequence[Occasion], *, people: int, seed: int) -> list[Someone]:
    """So many people, each at one webinar at least."""
    chance = Random(f"people-{seed}")
    everybody = []
    for number in range(people):
        lives = chance.choice(HOMES) if chance.randrange(100) < LIVES_ELSEWHERE else None
        someone = Someone(FIRST_CHAT + number, chance.choice(LANGUAGES), lives)
        first = occasions[number % len(occasions)]
        someone.visits = [_visit(someone, each, chance) for each in _attended(first, occasions, chance)]
        if len(someone.visits) == 1 or chance.randrange(20) == 0:
            _doom(someone.visits[-1], chance)
        everybody.append(someone)
    return everybody


def _attended(first: Occasion, occasions: Sequence[Occasion], chance: Random) -> list[Occasion]:
    """The first one, and of a series perhaps some that follow."""
    later = [each for each in occasions[first.number :] if first.series is not None and each.series == first.series]
    return [first, *(each for each in later if chance.randrange(100) < COMES_AGAIN)]


def _visit(someone: Someone, occasion: Occasion, chance: Random) -> Visit:
    in_time = 3 if someone.lives else len(CAME)  # where somebody lives is to be known before anything is due
    (came,) = chance.choices(list(CAME)[:in_time], weights=list(CAME.values())[:in_time])
    (does,) = chance.choices(list(DOES), weights=list(DOES.values()))
    if came is Came.LAST:
        does = Does.LOOKS_ON  # it has closed by then
    invited = occasion.listed_at is not None and chance.randrange(100) < IS_INVITED
    return Visit(
        someone,
        occasion,
        came,
        does,
        invited=invited,
        stayed_away=invited and chance.randrange(100) < STAYS_AWAY,
    )


def _doom(visit: Visit, chance: Random) -> None:
    """Some do more than answering. Whoever is at several webinars has everything erased, or nothing happens."""
    (visit.fate,) = chance.choices(list(FATES), weights=list(FATES.values()))
    if len(visit.someone.visits) > 1:
        visit.fate = Fate.FORGETS
    visit.fate_soon = chance.randrange(2) == 0
    visit.returns = visit.fate in (Fate.NO_QUESTIONS, Fate.NO_MESSAGES, Fate.BLOCKS) and chance.randrange(3) == 0
