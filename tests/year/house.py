"""The bot's process through a year: its clock is moved in steps, and it is known when it has taken each."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from bot.cli.demo.stage import DATABASE, Failed
from bot.rehearsal.server import Door
from tests.staging import Killable, opened, under_way

CLOCK_SECONDS = 30.0
SETTLE_SECONDS = 120.0
LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Size:
    """What the bot takes: resident memory now and at most, in MB, and its files in MB."""

    resident: float
    most: float
    database: float
    log: float


class YearHouse(Killable):
    """A stage with a door that can be shut: Telegram is out of reach then, and the clock goes on.

    ``program``: the bot and its commands are run from this folder; None: they are those of this repository.
    """

    door: Door | None = None
    starts = 0
    kills = 0
    program: Path | None = None

    async def start(self) -> None:
        """The bot polls."""
        before = self.journal_number
        self.api.clock.known = self.api.clock.told = 0
        self.starts += 1
        await self.spawn()
        await self.called("getUpdates", after=before)
        await self.until_known()

    async def end(self) -> None:
        """The bot has stopped when told to."""
        await self.stop_bot()

    @property
    def serves(self) -> bool:
        """Whether the bot's process runs."""
        return self.bot is not None and self.bot.returncode is None

    async def until_known(self) -> None:
        """Return when the bot knows what time it is. Raises: Failed."""
        clock = self.api.clock
        end = asyncio.get_running_loop().time() + CLOCK_SECONDS
        while clock.known != clock.moved.rings:
            left = end - asyncio.get_running_loop().time()
            if left <= 0 or not self.serves:
                raise Failed(f"the bot does not follow the clock; its words are in {self.folder / 'bot.log'}")
            await clock.learnt.past(clock.learnt.rings, wait=min(left, 1.0))

    async def settle(self) -> None:
        """Return when the bot has done what was to be done by now. Raises: Failed."""
        now = self.api.clock.now()
        end = time.monotonic() + SETTLE_SECONDS
        with opened(self.folder / DATABASE) as tx:
            while under_way(tx, now):
                if time.monotonic() > end or not self.serves:
                    raise Failed(f"the bot does not come to an end on {now:%d %B %H:%M}; see {self.folder / 'bot.log'}")
                await asyncio.sleep(LOOK_SECONDS)  # nothing announces what another process stores

    def size(self) -> Size:
        """What it takes now; of a bot that does not run only its files."""
        resident = most = 0.0
        if self.serves and self.bot is not None:
            status = Path(f"/proc/{self.bot.pid}/status").read_text(encoding="ascii")
            told = dict(line.split(":", 1) for line in status.splitlines())
            resident, most = (int(told[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        database = self.folder / DATABASE
        log = database.with_name(f"{DATABASE}-wal")
        return Size(resident, most, _megabytes(database), _megabytes(log))

    def _environment(self) -> dict[str, str]:
        assert self.door is not None
        program = {} if self.program is None else {"PYTHONPATH": str(self.program)}
        return super()._environment() | {"AFTERWORD_API_URL": self.door.url} | program


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1_000_000 if path.exists() else 0.0
