"""The rehearsal of a satisfaction survey: a webinar, its audience, and everything they were promised.

It ends with what the organiser sees, and with the ledger: who was owed what, and whether it came.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bot.cli.demo.answers import satisfaction_script
from bot.cli.demo.closing import show_results, stay
from bot.cli.demo.ledger import check, practices, recordings, reminders
from bot.cli.demo.slides import write_slides
from bot.cli.demo.stage import Stage, set_up
from bot.rehearsal.audience import Attendance, Habit
from bot.render.texts import SHIPPED, Texts
from bot.services.surroundings import OnDisk
from bot.survey.definitions import Survey

SEED = 2026
FILE = "webinar.yaml"
DOORS_OPEN = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
OPENS = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)
ENDS = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
LATEST = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
RECORDING = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
RESCUE = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)

_RECORDING_TITLE = 'title: {en: The recording, fr: "L’enregistrement"}\n'
_RECORDING_URL = "    url: https://video.example.org/communication-strategies\n"

HABITS: Sequence[tuple[Habit, int]] = (
    (Habit.FINISHES, 11),
    (Habit.EARLY, 2),
    (Habit.DOUBLE_TAPS, 2),
    (Habit.OLD_BUTTONS, 2),
    (Habit.TYPES, 2),
    (Habit.TOMORROW, 2),
    (Habit.STOPS, 1),
    (Habit.BLOCKS, 1),
    (Habit.LOOKS_ON, 1),
)
"""Of every 24 people, how many have which habit."""

NAMES = ("Ana", "Bogdan", "Chiara", "Dimitri", "Eszter", "Freja", "Giulia", "Henrik", "Ines", "Jakub", "Katrin", "Luc")


async def play(folder: Path, *, people: int, stays: bool) -> int:
    """The whole loop with ``people`` people; files go into ``folder``. 0 when everything owed came, else 1."""
    async with set_up(folder, now=DOORS_OPEN) as stage:
        code = await _prepare(stage, people)
        audience = invite(stage, people)
        await _first_day(stage, audience, code)
        await _days_after(stage, audience)
        missing = check(audience)
        await show_results(stage, code, missing)
        if stays:
            await stay(stage, FILE)
        return 1 if missing else 0


async def _prepare(stage: Stage, people: int) -> str:
    """Everything an organiser does before: definition, slides, apply, run. The webinar's code."""
    write_slides(stage.folder / "slides.pdf")
    (stage.folder / "harbour.png").write_bytes((SHIPPED / "demo" / "harbour.png").read_bytes())
    text = (SHIPPED / "demo" / "communication.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^attendees: .*$", f"attendees: {people + people // 12}", text, flags=re.MULTILINE)
    text = re.sub(r"^registrations: .*$", f"registrations: {people + people // 4}", text, flags=re.MULTILINE)
    (stage.folder / FILE).write_text(text, encoding="utf-8")
    stage.say(f"an organiser applies {FILE}: afterword apply {FILE}")
    code: str = json.loads(await stage.afterword("apply", FILE, "--json"))["webinars"][0]["code"]
    stage.say("the bot starts, a process of its own: afterword run")
    await stage.start_bot()
    return code


def invite(stage: Stage, people: int) -> list[Attendance]:
    """An audience of ``people``, each with a habit, a language and invented answers; the same at each rehearsal."""
    texts, chance = Texts(), Random(SEED)  # noqa: S311  invented answers, no secret hangs on them
    survey = shipped_survey("satisfaction")
    habits = [habit for habit, share in HABITS for _ in range(share)]
    audience = []
    for number in range(people):
        language = "fr" if number % 6 == 5 else "en"
        phone = stage.phone(5001 + number, first_name=NAMES[number % len(NAMES)], language_code=language)
        script = satisfaction_script(survey, texts, chance, language=language)
        audience.append(Attendance(phone, habits[(number * 7) % len(habits)], script))
    return audience


def shipped_survey(name: str) -> Survey:
    """A survey that comes with the product."""
    found = OnDisk(None, None).survey(name, beside="")
    assert found is not None
    return found


async def _first_day(stage: Stage, audience: list[Attendance], code: str) -> None:
    early = [person for person in audience if person.habit is Habit.EARLY]
    others = [person for person in audience if person.habit is not Habit.EARLY]
    stage.say(f"a quarter of an hour before the end: {len(early)} people scan the code early")
    await everybody(early, lambda person: person.enter(code))
    stage.move_to(OPENS)
    stage.say(f"the survey opens; {len(others)} more enter, and everybody answers, each in their own way")
    await everybody(others, lambda person: person.enter(f"{code}-slide"))
    done = Progress(stage, len(audience))
    await everybody(audience, lambda person: done.count(person.attend()))
    stage.move_to(ENDS)
    stage.say("the webinar ends; who finished gets the slides at once")
    await everybody([person for person in audience if person.through], lambda person: got_slides(person))


async def _days_after(stage: Stage, audience: list[Attendance]) -> None:
    reachable = [person for person in audience if not person.phone.blocked]
    left = [person for person in reachable if not person.through]
    stage.move_to(MORNING)
    stage.say(f"the next morning: {len(left)} people get a reminder")
    await everybody(left, lambda person: person.phone.until(lambda _: reminders(person) == 1, "the reminder"))
    for person in reachable:
        person.reminded = reminders(person)
    back = [person for person in left if person.habit is Habit.TOMORROW]
    stage.say(f"{len(back)} of them come back and finish")
    await everybody(back, lambda person: person.come_back())
    stage.move_to(LATEST)
    stage.say("a day after the end: the slides go to everyone else, finished or not")
    await everybody(reachable, got_slides)
    text = (stage.folder / FILE).read_text(encoding="utf-8")
    (stage.folder / FILE).write_text(
        text.replace(_RECORDING_TITLE, _RECORDING_TITLE + _RECORDING_URL), encoding="utf-8"
    )
    stage.say(f"the recording arrives: afterword apply {FILE} once more")
    await stage.afterword("apply", FILE)
    stage.move_to(RECORDING)
    stage.say(f"two days after: the recording goes to {len(reachable)} people")
    await everybody(reachable, lambda person: person.phone.until(lambda _: recordings(person) == 1, "the recording"))
    stage.move_to(RESCUE)
    stage.say(
        "three days after: the summary briefing with figures of that moment, and a good practice with its picture"
    )
    await everybody(reachable, lambda person: person.phone.until(lambda _: practices(person) == 1, "the good practice"))
    stage.say("three days after: what needs an organiser's word is held")


async def everybody(people: Sequence[Attendance], act: Callable[[Attendance], Awaitable[object]]) -> None:
    """All of them do it at the same time. Raises what the first raises."""
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(_one(act, person))


async def _one(act: Callable[[Attendance], Awaitable[object]], person: Attendance) -> None:
    await act(person)


async def got_slides(person: Attendance) -> None:
    """Wait until the slides came. Raises: NothingCame."""
    await person.phone.until(lambda phone: "slides.pdf" in phone.files, "the slides")


@dataclass(slots=True)
class Progress:
    """Counts who is through for today, and says so at each quarter."""

    stage: Stage
    total: int
    done: int = 0

    async def count(self, visit: Awaitable[None]) -> None:
        """Wait for one visit to end."""
        await visit
        self.done += 1
        if self.done == self.total or (self.done * 4) // self.total > ((self.done - 1) * 4) // self.total:
            self.stage.say(f"  {self.done} of {self.total} are through for today")
