"""Run by the program of any version, from its own tree: it plays half a rehearsal, is killed, and says what it knows.

Everything used here has been there, under this name, since the first version: a webinar that is over with answers,
what was sent and what is owed; themes; a second webinar that people are in the middle of, anonymous where that can be
promised; a team and personal links where there are such.
"""

from __future__ import annotations

import asyncio
import csv
import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from bot.cli.demo import satisfaction as play
from bot.cli.demo.ledger import reminders
from bot.cli.demo.stage import OWNER, Failed, Stage, set_up
from bot.rehearsal.audience import Attendance, Habit, Press
from bot.rehearsal.phone import Phone, buttons
from db.migrate import known_version

PEOPLE = 14
MOODS = ("Hopeful", "Curious", "Tired")
TEAMS_SINCE, LINKS_SINCE, OUTBOX_SINCE = 20, 17, 18

SECOND = """
survey: mood
title: {en: How it feels}
identity: IDENTITY
questions:
QUESTIONS
---
webinar: Morning talk (synthetic answers)
key: mood
starts: 2026-11-24 09:00
timezone: Europe/Brussels
duration: 1h
languages: [en]
privacy:
  controller: The rehearsal
  contact: nobody@example.org
  purpose: {en: to rehearse with invented people}
  retention: 365d
survey: mood
opens: 30m before end
closes: 7d after end
"""


async def main(folder: Path) -> None:
    """``folder`` has the database of a bot that was killed, and ``said.json``."""
    async with set_up(folder, now=play.DOORS_OPEN) as stage:
        code = await play._prepare(stage, PEOPLE)
        audience = play.invite(stage, PEOPLE)
        await play._first_day(stage, audience, code)
        await _themes(stage, code)
        second = await _second(stage, audience)
        await _morning(stage, audience)
        if known_version() >= TEAMS_SINCE:
            await _team(stage)
        if known_version() >= LINKS_SINCE:
            (folder / "people.csv").write_text("email\nana@example.org\nluc@example.org\n", encoding="utf-8")
            await stage.afterword("links", code, "people.csv")
        if known_version() >= OUTBOX_SINCE:
            await stage.afterword("outbox", code, "hold", "--follow-up", "watch")
        assert stage.bot is not None
        stage.bot.kill()
        await stage.bot.wait()
        said = await _said(stage, code, second)
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")
    with closing(sqlite3.connect(folder / "afterword.db")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # one file


async def _themes(stage: Stage, code: str) -> None:
    """What was written gets themes, as an organiser gives them."""
    path = stage.folder / "responses.csv"
    await stage.afterword("export", code, "--csv", str(path), "--themes")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name in row:
            written = row.get(name.removesuffix(".themes"), "") if name.endswith(".themes") else ""
            if " " in written:
                row[name] = "Time" if len(written) % 2 else "Form;Other things"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    await stage.afterword("import", code, str(path))


async def _second(stage: Stage, audience: list[Attendance]) -> str:
    """A second webinar that some have answered to the end and some are in the middle of; its code."""
    asks = [f"How do you feel about topic {number}?" for number in range(1, 6)]
    one = "  - {{key: t{0}, kind: single, ask: {{en: '{1}'}}, options: [{2}]}}"
    options = ", ".join(f"{{key: {mood.lower()}, label: {{en: {mood}}}}}" for mood in MOODS)
    questions = "\n".join(one.format(number, ask, options) for number, ask in enumerate(asks, start=1))
    text = SECOND.replace("QUESTIONS", questions)
    try:
        code = await _applied(stage, text.replace("IDENTITY", "anonymous"))
    except Failed:  # there was a time when that could not be promised yet
        code = await _applied(stage, text.replace("IDENTITY", "pseudonymous"))
    chance = Random(7)
    people = [person.phone for person in audience if not person.phone.blocked and person.phone.language_code == "en"][
        :7
    ]
    visits = [
        Attendance(
            phone,
            Habit.FINISHES if number < 4 else Habit.STOPS,
            {ask: [Press(chance.choice(MOODS))] for ask in asks},
        )
        for number, phone in enumerate(people)
    ]
    for visit in visits:
        await visit.enter(code)
        await visit.attend()
    return code


async def _applied(stage: Stage, text: str) -> str:
    (stage.folder / "second.yaml").write_text(text, encoding="utf-8")
    code: str = json.loads(await stage.afterword("apply", "second.yaml", "--json"))["webinars"][0]["code"]
    return code


async def _morning(stage: Stage, audience: list[Attendance]) -> None:
    """The next morning: who stopped is reminded; all else is owed still."""
    left = [person for person in audience if not person.phone.blocked and not person.through]
    stage.move_to(play.MORNING)
    for person in left:
        await person.phone.until(lambda _, one=person: reminders(one) == 1, "the reminder")  # type: ignore[misc]  # a default of a lambda has no type
    stops = next(person.phone for person in audience if person.through)
    before = len(stops.from_bot)
    await stops.write("/stop")
    await stops.until(lambda phone: len(phone.from_bot) > before, "a word about stopping")


async def _team(stage: Stage) -> None:
    """An owner lets somebody into the team."""
    owner = stage.phone(OWNER, first_name="Olga", language_code="en")
    await owner.join()
    await owner.write("/team")
    await owner.until(lambda phone: bool(phone.from_bot), "the card of the team")
    for label in ("Invite somebody", "Organiser", "All webinars"):
        await _tap(owner, label)
    await owner.until(lambda phone: any("?start=join_" in str(each) for each in phone.from_bot), "the link")
    (token,) = set(re.findall(r"\?start=(join_[\w-]+)", str(owner.from_bot)))
    nina = stage.phone(7001, first_name="Nina", language_code="en")
    await nina.join()
    await nina.write(f"/start {token}")
    await nina.until(lambda phone: bool(phone.from_bot), "a welcome to the team")


async def _tap(phone: Phone, label: str) -> None:
    found: list[tuple[int, str]] = []

    def seen(phone: Phone) -> bool:
        found[:] = [
            (message["message_id"], data)
            for message in reversed(phone.from_bot)
            for text, data in buttons(message)
            if label in text
        ]
        return bool(found)

    await phone.until(seen, f"the button {label}")
    await phone.toast(await phone.press(*found[0]))


async def _said(stage: Stage, code: str, second: str) -> dict[str, Any]:
    """What this version says of its own file."""
    path = stage.folder / "rows.csv"
    await stage.afterword("export", code, "--csv", str(path), "--themes")
    with closing(sqlite3.connect(stage.folder / "afterword.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        owed = connection.execute(
            "SELECT outbox.id, webinars.code, chat_id, follow_up, state FROM outbox"
            " JOIN webinars ON webinars.id = webinar_id JOIN attendees ON attendees.id = attendee_id ORDER BY 1"
        ).fetchall()
    return {
        "schema": known_version(),
        "code": code,
        "second": second,
        "now": play.MORNING.isoformat(),
        "summary": await stage.summary(code),
        "summary of the second": await stage.summary(second),
        "rows of export": path.read_text(encoding="utf-8-sig"),
        "webinars": json.loads(await stage.afterword("webinars", "--json")),
        "outbox": json.loads(await stage.afterword("outbox", code, "--json"))
        if known_version() >= OUTBOX_SINCE
        else None,
        "owed": owed,
        "rows": {name: count for name, count in sorted(rows.items()) if count},
    }


asyncio.run(main(Path(sys.argv[1])))
