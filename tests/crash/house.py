"""The bot's process, to be started and killed at will, and what the database holds while it is dead."""

from __future__ import annotations

import asyncio
import re
import resource
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import aiohttp

from bot.cli.demo.stage import DATABASE, Failed, Stage
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.rehearsal.journal import Entry
from tests.crash.definition import DOORS_OPEN, EDITIONS, definition

MESSAGES_PER_SECOND = 2000
JOURNAL_KEPT = 1_000_000
DISK = "The disk failed while the database"
LOG_ROOM = 64 * 1024
APPLY_SECONDS = (0.1, 0.4)
"""After so long the command that applies is killed, too."""
START_SECONDS = 120.0
"""How long the bot may take to its first call: patience, nothing else."""


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


class House(Stage):
    """A stage whose bot dies without warning. ``times_full``: how often the disk was."""

    times_full = 0

    @property
    def journal_number(self) -> int:
        """The number of the newest call; 0 before the first."""
        entries = self.api.journal.entries
        return entries[-1].number if entries else 0

    def calls_since(self, number: int) -> Iterator[Entry]:
        """The calls after ``number``, the newest first."""
        for entry in reversed(self.api.journal.entries):
            if entry.number <= number:
                return
            yield entry

    async def spawn(self) -> None:
        """A new process of the bot is on its way; nothing is waited for."""
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=self._environment(), stdout=log, stderr=log
            )

    async def called(self, method: str, *, after: int) -> int:
        """The number of the first ``method`` after call number ``after``. Raises: Failed, when the bot dies first."""
        assert self.bot is not None
        found = asyncio.create_task(
            self.api.journal.until(lambda: self.has_called(method, after=after), wait=START_SECONDS)
        )
        dies = asyncio.create_task(self.bot.wait())
        try:
            await asyncio.wait({found, dies}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            found.cancel()
            dies.cancel()
        number = self._first(method, after)
        if number is None:
            raise Failed(f"the bot never came to {method}; its words are in {self.folder / 'bot.log'}")
        return number

    def has_called(self, method: str, *, after: int) -> bool:
        """Whether there was a ``method`` after call number ``after``."""
        return self._first(method, after) is not None

    def _first(self, method: str, after: int) -> int | None:
        return min((entry.number for entry in self.calls_since(after) if entry.method == method), default=None)

    async def kill(self) -> None:
        """The bot's process has got SIGKILL and is gone. Raises: Failed, when it had ended by itself."""
        assert self.bot is not None
        if self.bot.returncode is not None:
            raise Failed(f"the bot ended by itself with exit code {self.bot.returncode}")
        self.bot.kill()
        await self.bot.wait()

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

    async def until_settled(self, *, patience_seconds: float) -> None:
        """Return when nothing is under way any more, in the inbox or the outbox; or when patience is at an end.

        Looked at whenever the bot calls, and ten times a second.
        """
        loop, journal = asyncio.get_running_loop(), self.api.journal
        end = loop.time() + patience_seconds
        while await asyncio.to_thread(_under_way, self.folder / DATABASE) and loop.time() < end:
            await journal.changed.past(journal.changed.rings, wait=0.1)

    def words_of_trouble(self) -> list[str]:
        """What the bot's log tells of errors, by their first lines; a disk that was full may be told of."""
        log = (self.folder / "bot.log").read_text(encoding="utf-8", errors="replace")
        told = [each for each in re.split(r"\n(?=\d{4}-\d\d-\d\dT)", log) if not (self.times_full and DISK in each)]
        return [each.partition("\n")[0] for each in told if re.search(r" ERROR | CRITICAL |Traceback", each)]

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"AFTERWORD_MESSAGES_PER_SECOND": str(MESSAGES_PER_SECOND)}


@asynccontextmanager
async def built(folder: Path, *, seed: int) -> AsyncIterator[House]:
    """A house with an empty database at the moment the doors open; nothing runs in it afterwards."""
    _sweep(folder)
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=None)
    api = Rehearsal(now=DOORS_OPEN, flood=UNLIMITED, journal_kept=JOURNAL_KEPT, seed=seed)
    async with api, aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        house = House(folder, api, http, api.url)
        try:
            yield house
        finally:
            if house.bot is not None and house.bot.returncode is None:
                house.bot.kill()
                await house.bot.wait()


def _sweep(folder: Path) -> None:
    """What an earlier run left in ``folder`` is gone."""
    for left in (*folder.glob(f"{DATABASE}*"), folder / "bot.log"):
        left.unlink(missing_ok=True)


def _opened(database: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30))


def _appears(database: Path, which: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    with _opened(database) as tx:
        while time.monotonic() < end:
            if tx.execute(f"SELECT 1 FROM outbox WHERE {which} LIMIT 1").fetchone():
                return True
            time.sleep(0.001)  # in a thread of its own; nothing announces what another process stores
    return False


def _under_way(database: Path) -> int:
    with _opened(database) as tx:
        (count,) = tx.execute(
            """SELECT (SELECT count(*) FROM inbox WHERE state IN ('waiting', 'decided'))
                    + (SELECT count(*) FROM outbox WHERE state IN ('planned', 'claimed', 'sending'))"""
        ).fetchone()
        return int(count)


def _read(database: Path) -> Stored:
    with _opened(database) as tx:
        tx.execute("BEGIN")
        outbox = tx.execute(
            """SELECT outbox.id, chat_id, follow_up, state, reason, prefers, parts, doubts, claim
               FROM outbox JOIN attendees ON attendees.id = attendee_id"""
        )
        owed = {row[0]: Owed(*row) for row in outbox}
        return Stored(owed, [Taken(*row) for row in tx.execute("SELECT update_id, chat_id, state FROM inbox")])
