"""The bot's process, to be started and killed at will, and what the database holds while it is dead."""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.cli.demo.stage import DATABASE
from tests.crash.definition import EDITIONS, definition
from tests.staging import Killable, opened

DISK = "The disk failed while the database"
LOG_ROOM = 64 * 1024
APPLY_SECONDS = (0.1, 0.4)
"""After so long the command that applies is killed, too."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One row of the outbox as the database holds it."""

    row: int
    chat_id: int
    follow_up: str
    state: str
    reason: str | None
    prefers: str
    parts: int
    doubts: int
    claim: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of the inbox."""

    update_id: int
    chat_id: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds at one moment."""

    outbox: dict[int, Owed]
    inbox: list[Taken]

    def taken(self, state: str) -> list[Taken]:
        """The updates in this state."""
        return [each for each in self.inbox if each.state == state]


class House(Killable):
    """A stage whose bot dies without warning. ``times_full``: how often the disk was."""

    times_full = 0

    async def has_row(self, which: str, seconds: float) -> bool:
        """Whether such a row of the outbox came within so many real seconds; looked at all the time."""
        return await asyncio.to_thread(_appears, self.folder / DATABASE, which, seconds)

    async def without_room(self, seconds: float) -> None:
        """For so long no file of the bot's grows beyond a little: what it writes fails as on a full disk."""
        assert self.bot is not None
        room = (self.folder / "bot.log").stat().st_size + LOG_ROOM
        try:
            before = resource.prlimit(self.bot.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        except ProcessLookupError:
            return  # it has ended by itself, which whoever kills it finds
        self.times_full += 1
        await asyncio.sleep(seconds)
        if self.bot.returncode is None:
            resource.prlimit(self.bot.pid, resource.RLIMIT_FSIZE, before)

    async def killed_applying(self, chance: Random) -> bool:
        """Another edition of the plan is being applied; whether the command was killed before it was done."""
        file = self.folder / "interrupted.yaml"
        file.write_text(definition(chance.randrange(EDITIONS)), encoding="utf-8")
        applying = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "apply", file.name),
            cwd=self.folder,
            env=self._environment(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await asyncio.wait_for(applying.wait(), chance.uniform(*APPLY_SECONDS))
        except TimeoutError:
            applying.kill()
            await applying.wait()
            return True
        return False

    async def stored(self) -> Stored:
        """What the database holds now."""
        return await asyncio.to_thread(_read, self.folder / DATABASE)

    def words_of_trouble(self, *, passed_over: str = "") -> list[str]:
        """What the bot's log tells of errors, by their first lines; a disk that was full may be told of."""
        return super().words_of_trouble(passed_over=passed_over or (DISK if self.times_full else ""))


def _appears(database: Path, which: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    with opened(database) as tx:
        while time.monotonic() < end:
            if tx.execute(f"SELECT 1 FROM outbox WHERE {which} LIMIT 1").fetchone():
                return True
            time.sleep(0.001)  # in a thread of its own; nothing announces what another process stores
    return False


def _read(database: Path) -> Stored:
    with opened(database) as tx:
        tx.execute("BEGIN")
        outbox = tx.execute(
            """SELECT outbox.id, chat_id, follow_up, state, reason, prefers, parts, doubts, claim
               FROM outbox JOIN attendees ON attendees.id = attendee_id"""
        )
        owed = {row[0]: Owed(*row) for row in outbox}
        return Stored(owed, [Taken(*row) for row in tx.execute("SELECT update_id, chat_id, state FROM inbox")])
