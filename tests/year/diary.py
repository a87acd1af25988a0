"""The year's diary: what happened each month, and what the bot took then."""

from __future__ import annotations

import calendar
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.cli.demo.stage import DATABASE
from tests.year.house import YearHouse
from tests.year.rows import counts

TOLD = ("enrolments", "answers", "outbox", "inbox", "bulletins")
HEAD = "month  acts  messages  steps kills  RSS MB (most)    database MB  log MB   " + "  ".join(TOLD) + "   real s"


@dataclass(slots=True)
class Diary:
    """Counts what happens in a month and says so at its end by ``say``."""

    say: Callable[[str], None]
    acts: int = 0
    messages: int = 0
    steps: int = 0
    kills: int = 0
    all_acts: int = 0
    all_messages: int = 0
    all_kills: int = 0
    sizes: list[tuple[int, float, float]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _rows: Counter[str] = field(default_factory=Counter)

    def note(self, what: str) -> None:
        """Something worth a line happened."""
        self.say(f"       {what}")

    def end_month(self, month: int, house: YearHouse) -> None:
        """A line about the month, and one about what went from the database."""
        size, rows = house.size(), counts(house.folder / DATABASE)
        self.sizes.append((month, size.resident, size.database))
        told = "  ".join(f"{rows[each]:>{len(each)}}" for each in TOLD)
        self.say(
            f"{calendar.month_abbr[month]:<5} {self.acts:>5} {self.messages:>9} {self.steps:>6} {self.kills:>5}"
            f"  {size.resident:>6.0f} ({size.most:.0f}) {size.database:>14.2f} {size.log:>7.2f}   {told}"
            f"   {time.monotonic() - self.began:>6.0f}"
        )
        gone = {each: self._rows[each] - rows[each] for each in rows if rows[each] < self._rows[each]}
        if gone:
            self.say("       fewer rows: " + ", ".join(f"{count} {table}" for table, count in gone.items()))
        self._rows = rows
        self.all_acts += self.acts
        self.all_messages += self.messages
        self.all_kills += self.kills
        self.acts = self.messages = self.steps = self.kills = 0
