"""Forty webinars of one year: when and where they are, which plan they follow, and what comes late.

Clocks change in the midst of some: in New York on 8 March and 1 November, in Europe on 29 March and 25 October, on Lord
Howe Island (by half an hour) on 5 April and 4 October, in Auckland on 5 April and 27 September.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from tests.year.almanac import counted, instant
from tests.year.promises import OPENING, PLANS, Promise

NIGHT = "21:00 to 08:00"
"""The quiet hours of a webinar that says nothing about them."""

NEVER = "never"

_ROWS = """
01-13 10:00 Europe/Brussels      classic    satisfaction
01-15 14:00 Europe/Lisbon        light      pulse         recording=5d after end at 10:20
01-20 11:00 Europe/Athens        discussion satisfaction  faq=9d after end at 22:10
01-27 16:00 America/New_York     no_show    pulse
02-03 10:00 Europe/Brussels      classic    pulse         recording=3d after end at 23:40
02-10 09:30 Asia/Kolkata         own        short
02-19 15:00 Europe/Helsinki      light      secret
02-24 10:00 Europe/Brussels      discussion pulse
03-05 12:00 America/New_York     own        satisfaction  quiet=none
03-06 10:00 America/New_York     own        short         quiet=none
03-10 10:00 Europe/Brussels      classic    satisfaction
03-17 18:00 Atlantic/Azores      light      pulse         recording=never
03-27 10:00 Europe/Brussels      own        short         quiet=none
03-28 20:30 Europe/Lisbon        no_show    pulse
04-03 10:00 Australia/Lord_Howe  own        pulse         quiet=none
04-07 10:00 Europe/Brussels      classic    pulse
04-14 23:00 Pacific/Auckland     light      short         keeps=60
04-22 15:00 Europe/Helsinki      discussion secret
05-05 10:00 Europe/Brussels      classic    satisfaction  resources=8d after end at 12:00
05-12 09:00 Asia/Kathmandu       own        pulse         quiet=12:00 to 14:00
05-20 17:00 America/St_Johns     light      pulse         keeps=60
05-27 10:00 Europe/Athens        no_show    satisfaction
06-02 10:00 Europe/Brussels      classic    pulse
06-11 13:00 America/Sao_Paulo    own        short
06-18 10:00 Europe/Lisbon        discussion pulse
06-30 10:00 Europe/Brussels      light      satisfaction
07-14 10:00 Europe/Brussels      classic    pulse         keeps=60
08-26 11:00 Africa/Casablanca    light      short
09-03 10:00 Europe/Brussels      classic    satisfaction  recording=6d after end at 09:50
09-10 15:00 Europe/Helsinki      own        pulse
09-22 10:00 Europe/Brussels      discussion satisfaction
09-25 10:00 Pacific/Auckland     own        short         quiet=none
10-02 10:00 Australia/Lord_Howe  own        pulse         quiet=none
10-13 10:00 Europe/Brussels      classic    pulse
10-22 16:00 Europe/Brussels      no_show    pulse
10-23 10:00 Europe/Brussels      own        short         quiet=none
10-30 09:00 America/New_York     own        pulse         quiet=none
11-10 10:00 Europe/Brussels      classic    satisfaction
11-24 10:00 Europe/Brussels      discussion pulse
12-08 10:00 Europe/Brussels      light      satisfaction
"""
"""Day, hour, zone, plan, survey, and what is unusual: when a material comes, quiet hours, how long answers live."""


@dataclass(frozen=True)
class Occasion:
    """One webinar. ``late``: when materials come that are not there at first; ``keeps``: days until answers go."""

    number: int
    starts: datetime
    zone: str
    plan: str
    survey: str
    late: dict[str, str]
    quiet: str | None = NIGHT
    keeps: int = 365

    @property
    def key(self) -> str:
        """Its key, which stands in every title and so in every message."""
        return f"w{self.number:02}"

    @property
    def title(self) -> str:
        """What it is called in chat."""
        return f"Seminar {self.key}"

    @property
    def series(self) -> str | None:
        """Brussels on Tuesdays is a series, whose people come again."""
        return "clusters" if self.plan == "classic" else None

    @cached_property
    def starts_at(self) -> datetime:
        """In UTC."""
        return instant(self.starts, self.zone)

    @cached_property
    def ends_at(self) -> datetime:
        """In UTC: an hour and a half later."""
        return self.starts_at + timedelta(minutes=90)

    @property
    def opens_at(self) -> datetime:
        """When the survey opens: nothing is said of it, so a quarter of an hour before the end."""
        return self.ends_at - timedelta(minutes=15)

    @cached_property
    def closes_at(self) -> datetime:
        """When the survey closes: seven days after the end, unless said otherwise."""
        return self.counted("7d after end")

    @property
    def promises(self) -> Sequence[Promise]:
        """The plan. Who answers anonymously is not known to be dissatisfied."""
        return PLANS[self.plan]

    @property
    def materials(self) -> tuple[str, ...]:
        """What is sent by any of them."""
        return tuple(dict.fromkeys(each for promise in self.promises for each in promise.send))

    def counted(self, when: str) -> datetime:
        """The moment that an offset means here."""
        return counted(when, self.starts_at, self.ends_at, self.zone)

    def comes(self, material: str) -> datetime | None:
        """When ``material`` is there; None: never."""
        when = self.late.get(material)
        return None if when == NEVER else self.starts_at if when is None else self.counted(when)

    @property
    def approved_at(self) -> datetime | None:
        """When an organiser approves what waits for it; at every other webinar nobody does."""
        waits = any(each.approve for each in self.promises)
        return self.counted("3d after end at 15:20") if waits and self.number % 2 else None

    @property
    def listed_at(self) -> datetime | None:
        """When the list of who came is imported, if there is one."""
        return self.counted("2d after end at 11:10") if self.plan == "no_show" else None

    def mark(self, promise: Promise) -> str:
        """Words of its own by which a message is known."""
        return f"({promise.key} of {self.key})"


def occasions(count: int | None = None) -> Sequence[Occasion]:
    """The webinars in the order of the year; the first ``count`` of them."""
    rows = [line.split(None, 5) for line in _ROWS.strip().splitlines()]
    return [_occasion(number, *row) for number, row in enumerate(rows[:count], start=1)]


def _occasion(number: int, day: str, hour: str, zone: str, plan: str, survey: str, unusual: str = "") -> Occasion:
    said = dict(part.split("=", 1) for part in unusual.split(", ") if part)
    quiet = said.pop("quiet", NIGHT)
    keeps = int(said.pop("keeps", "365"))
    starts = datetime.fromisoformat(f"2026-{day} {hour}")
    return Occasion(number, starts, zone, plan, survey, said, None if quiet == "none" else quiet, keeps)


def part_keys(found: Iterable[Occasion]) -> list[str]:
    """The keys of all follow-ups there are, the call to the survey first."""
    return list(dict.fromkeys([OPENING, *(promise.key for each in found for promise in each.promises)]))
