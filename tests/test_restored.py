"""All of it with the bot as a process: backups while people answer, a disk that dies, a restore, and life goes on.

Nobody gets a text twice because of it, whatever the bot had sent after the backup; what was promised for later comes.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.cli.demo.stage import DATABASE, OWNER
from bot.rehearsal.phone import Phone
from bot.rehearsal.waiting import Bell
from db.copies import verify
from tests.crash.definition import ENDS, FILE, FILES, MARKS, NOTES, definition, mark
from tests.crash.house import House
from tests.crash.people import Respondent, script_of
from tests.crash.play import FIRST_CHAT
from tests.staging import built, opened, under_way

PEOPLE = 30
PATIENCE = 60.0
OLD = "old.db"
TAKEN, LOST = ENDS - timedelta(minutes=10), ENDS + timedelta(minutes=100)
"""The backup is made while the last ones answer; the disk dies after the first text and the pack went out."""


@dataclass(slots=True)
class Evening:
    """A webinar whose bot is lost after a backup was made."""

    house: House
    audience: list[Respondent]
    owner: Phone
    backups: int

    async def counts(self) -> Counter[tuple[int, str]]:
        """How often each person has each text in their chat, before and after."""
        found: Counter[tuple[int, str]] = Counter()
        for person in self.audience:
            await person.phone.look()
            for text in texts(person.phone):
                found.update((person.phone.chat_id, key) for key in ("welcome", *NOTES) if mark(key) in text)
        return found

    async def restore(self, *arguments: str) -> dict:
        return json.loads(await self.house.afterword("restore", "backup.db", "--json", *arguments))

    async def go_on(self) -> None:
        """The bot serves again, until the last text is over."""
        spawned_at = self.house.journal_number
        await self.house.spawn()
        await self.house.called("getUpdates", after=spawned_at)
        self.house.move_to(ENDS + timedelta(minutes=320))
        await self.house.until_settled(patience_seconds=PATIENCE)


def texts(phone: Phone) -> list[str]:
    """What the bot's messages in this chat say."""
    return [message["text"] for message in phone.messages.values() if message["from"] == "bot"]


def respondent(house: House, number: int) -> Respondent:
    bell = Bell()
    phone = house.phone(FIRST_CHAT + number, first_name="Ana", language_code="en")
    return Respondent(phone, script_of(number, Random(f"restored-{number}")), bell, comes_after=0)


async def nothing_due(house: House, moment: datetime) -> None:
    """Whatever was due by then has gone out."""
    with opened(house.folder / DATABASE) as tx:
        while under_way(tx, moment):
            await house.api.journal.changed.past(house.api.journal.changed.rings, wait=0.1)


async def evening(house: House, folder: Path) -> Evening:
    (folder / FILE).write_text(definition(), encoding="utf-8")
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    (applied,) = json.loads(await house.afterword("apply", FILE, "--json"))["webinars"]
    owner = house.phone(OWNER, first_name="Olga", language_code="en")
    await owner.join()
    await owner.write("/start")
    spawned_at = house.journal_number
    await house.spawn()
    await house.called("getUpdates", after=spawned_at)
    audience = [respondent(house, number) for number in range(PEOPLE)]
    visits = asyncio.gather(*(person.attend(applied["code"]) for person in audience))
    backups = 0
    while not visits.done():
        await house.afterword("backup", f"under{backups}.db")
        verify(folder / f"under{backups}.db", called="it")
        backups += 1
    await visits
    assert all(person.through for person in audience)
    await house.afterword("backup", "backup.db")
    late = respondent(house, PEOPLE)
    await late.attend(applied["code"])
    for moment in (ENDS + timedelta(minutes=31), LOST):
        house.move_to(moment)
        await nothing_due(house, moment)
    await house.kill()
    for end in ("", "-wal", "-shm"):
        if (left := folder / f"{DATABASE}{end}").exists():
            left.rename(folder / f"{OLD}{end}")
    return Evening(house, [*audience, late], owner, backups)


@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")
async def test_nobody_gets_a_text_twice_and_what_is_promised_for_later_comes(tmp_path):
    async with built(House, tmp_path, now=TAKEN, seed=11) as house:
        lost = await evening(house, tmp_path)
        assert lost.backups >= 2, "people answered while backups were made"
        before = await lost.counts()
        assert [before[FIRST_CHAT, key] for key in ("welcome", *NOTES)] == [1, 1, 0, 0, 0]
        done = await lost.restore()
        assert {each["follow_up"]: each["rows"] for each in done["held"]} == {"note1": PEOPLE, "pack": PEOPLE}
        await lost.go_on()
        after = await lost.counts()
        known = [person.phone.chat_id for person in lost.audience[:-1]]
        assert max(after.values()) == 1
        assert all(after[number, key] for number in known for key in ("welcome", *NOTES))
        assert after[lost.audience[-1].phone.chat_id, "note2"] == 0, "who came after the backup is not known any more"
        told = "was restored from a backup"
        await lost.owner.until(
            lambda phone: any(told in text for text in texts(phone)), told, patience_seconds=PATIENCE
        )
        await house.afterword("outbox", "crash", "resolve", "--follow-up", "note1", "--as", "sent")
        await house.afterword("outbox", "crash", "release", "--follow-up", "pack")
        await house.until_settled(patience_seconds=PATIENCE)
        assert max((await lost.counts()).values()) == 1
        tallied = {each["key"]: each for each in (await house.summary("crash"))["follow_ups"]}
        assert (tallied["note1"]["sent"], tallied["note1"]["doubtful"]) == (PEOPLE, 0)
        assert tallied["pack"]["doubtful"] == PEOPLE, "it came twice, and that is told"
        assert house.words_of_trouble() == []


@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")
async def test_beside_the_database_that_was_in_use_nothing_is_in_doubt_and_who_left_has_left(tmp_path):
    async with built(House, tmp_path, now=TAKEN, seed=12) as house:
        lost = await evening(house, tmp_path)
        done = await lost.restore("--live", OLD)
        assert done["held"] == []
        assert (done["live"]["sound"], done["live"]["unread"]) == (True, [])
        await lost.go_on()
        after = await lost.counts()
        known = [person.phone.chat_id for person in lost.audience[:-1]]
        assert max(after.values()) == 1
        assert all(after[number, key] for number in known for key in ("welcome", *NOTES))
        packs = [sum(MARKS["pack", 1] in text for text in texts(person.phone)) for person in lost.audience]
        assert set(packs) == {1}
        assert house.words_of_trouble() == []
