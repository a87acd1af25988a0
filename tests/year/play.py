"""A year, or a part of one, from an empty folder to the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.staging import built
from tests.year.calendar import occasions
from tests.year.diary import HEAD, Diary
from tests.year.house import YearHouse
from tests.year.ledger import Ledger
from tests.year.past import old_program
from tests.year.people import drawn
from tests.year.year import BEGINS, Year


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the ledger, what went wrong in words, and the diary."""

    ledger: Ledger
    faults: Sequence[str]
    diary: Diary


async def play(
    folder: Path,
    *,
    webinars: int | None,
    people: int,
    ends: datetime,
    seed: int,
    kills_a_month: int,
    worth_a_kill: int = 12,
    begins_old: bool,
    say: Callable[[str], None],
) -> Outcome:
    """Everything, in ``folder``. Raises: Failed, when it cannot be carried through."""
    calendar = occasions(webinars)
    diary = Diary(say)
    say(HEAD)
    async with built(YearHouse, folder, now=BEGINS, seed=seed) as house:
        house.door = await house.api.open_door()
        if begins_old:
            house.program = old_program(folder)
            say(
                "       it begins with the program as it was at schema 18"
                if house.program
                else "       no history is here"
            )
        year = Year(
            house,
            calendar,
            drawn(calendar, people=people, seed=seed),
            ends=ends,
            seed=seed,
            kills_a_month=kills_a_month,
            worth_a_kill=worth_a_kill,
            diary=diary,
        )
        await year.live()
        await house.stop_bot()
        faults = [*year.ledger.differences, *(f"the log says: {line}" for line in house.words_of_trouble())]
    return Outcome(year.ledger, faults, diary)
