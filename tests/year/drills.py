"""Backups, disks that die, and restores: when, and what is known afterwards of what went out meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cli.demo.stage import DATABASE
from tests.year.almanac import Away
from tests.year.house import YearHouse

BACKUP, LOST = "backup.db", "lost.db"


@dataclass(frozen=True, slots=True)
class Drill:
    """A backup is made at ``lost.begins``, and the database is lost at ``lost.ends``; the bot sends in between.

    ``survives``: the lost file can still be read. Else what was due since is held, and an owner says what became of
    it: they know that all of the ``told`` webinar was sent by then.
    """

    lost: Away
    survives: bool
    told: str = ""


def _between(begins: str, ends: str, why: str) -> Away:
    first, last = (datetime.fromisoformat(f"2026-{each}").replace(tzinfo=UTC) for each in (begins, ends))
    return Away(first, last, why)


DRILLS: Sequence[Drill] = (
    Drill(_between("01-28 23:30", "01-29 15:00", "the disk dies; what is left of it can be read"), survives=True),
    Drill(
        _between("08-27 18:00", "08-29 12:00", "the disk dies, and nothing is left of it"), survives=False, told="w28"
    ),
    Drill(_between("11-24 18:00", "11-26 12:00", "the disk dies; what is left of it can be read"), survives=True),
)


async def back_up(house: YearHouse) -> None:
    """A backup is made while the bot serves."""
    await house.afterword("backup", BACKUP, "--force")


async def lose_and_restore(house: YearHouse, drill: Drill) -> str:
    """The database is gone and the backup in its place, and the bot serves again. What was said of it."""
    await house.kill()
    folder = house.folder
    for end in ("", "-wal", "-shm"):
        (folder / f"{LOST}{end}").unlink(missing_ok=True)
        if (gone := folder / f"{DATABASE}{end}").exists():
            gone.rename(folder / f"{LOST}{end}")
    live = ["--live", LOST] if drill.survives else []
    told = json.loads(await house.afterword("restore", BACKUP, "--json", *live))
    await house.start()
    for each in told["held"]:
        if each["webinar"] == drill.told:
            await house.afterword("outbox", drill.told, "resolve", "--follow-up", each["follow_up"], "--as", "sent")
    held = sum(each["rows"] for each in told["held"])
    return f"restored: {held} messages were perhaps sent and are held" if held else "restored: nothing is held"
