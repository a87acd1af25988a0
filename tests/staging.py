"""A stage whose bot is a process that can be started, killed and watched: what the long tests stand on.

``tests.crash`` kills it while people answer; ``tests.year`` runs it through a year. Who comes, what is promised and
what must come of it is theirs.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import aiohttp

from bot.cli.demo.stage import DATABASE, Failed, Stage
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.rehearsal.journal import Entry
from db.moments import to_ms

MESSAGES_PER_SECOND = 2000
JOURNAL_KEPT = 1_000_000
START_SECONDS = 120.0
"""How long the bot may take to its first call: patience, nothing else."""


S = TypeVar("S", bound="Killable")


class Killable(Stage):
    """A stage whose bot dies without warning."""

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

    async def until_settled(self, *, patience_seconds: float) -> None:
        """Return when nothing is under way any more, in the inbox or the outbox; or when patience is at an end.

        Looked at whenever the bot calls, and ten times a second.
        """
        loop, journal = asyncio.get_running_loop(), self.api.journal
        end = loop.time() + patience_seconds
        while await asyncio.to_thread(_under_way, self.folder / DATABASE) and loop.time() < end:
            await journal.changed.past(journal.changed.rings, wait=0.1)

    def words_of_trouble(self, *, passed_over: str = "") -> list[str]:
        """What the bot's log tells of errors, by their first lines; ``passed_over``: but those with these words."""
        log = (self.folder / "bot.log").read_text(encoding="utf-8", errors="replace")
        told = re.split(r"\n(?=\d{4}-\d\d-\d\dT)", log)
        told = [each for each in told if not (passed_over and passed_over in each)]
        return [each.partition("\n")[0] for each in told if re.search(r" ERROR | CRITICAL |Traceback", each)]

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"AFTERWORD_MESSAGES_PER_SECOND": str(MESSAGES_PER_SECOND)}


@asynccontextmanager
async def built(kind: type[S], folder: Path, *, now: datetime, seed: int) -> AsyncIterator[S]:
    """A stage of this kind with an empty database at rehearsal time ``now``; nothing runs in it afterwards."""
    _sweep(folder)
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=None)
    api = Rehearsal(now=now, flood=UNLIMITED, journal_kept=JOURNAL_KEPT, seed=seed)
    async with api, aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        stage = kind(folder, api, http, api.url)
        try:
            yield stage
        finally:
            if stage.bot is not None and stage.bot.returncode is None:
                stage.bot.kill()
                await stage.bot.wait()


def opened(database: Path) -> closing[sqlite3.Connection]:
    """The database, to be read beside the bot."""
    return closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30))


def _sweep(folder: Path) -> None:
    """What an earlier run left in ``folder`` is gone."""
    for left in (*folder.glob(f"{DATABASE}*"), folder / "bot.log"):
        left.unlink(missing_ok=True)


def under_way(tx: sqlite3.Connection, due_by: datetime | None = None) -> int:
    """How many updates and follow-ups are under way; of those that are planned, the ones due by then (None: all)."""
    due = 2**62 if due_by is None else to_ms(due_by)
    (count,) = tx.execute(
        """SELECT (SELECT count(*) FROM inbox WHERE state IN ('waiting', 'decided'))
                + (SELECT count(*) FROM outbox WHERE state IN ('claimed', 'sending'))
                + (SELECT count(*) FROM outbox WHERE state = 'planned' AND due_at <= ?)
                + (SELECT count(*) FROM plannings)""",
        (due,),
    ).fetchone()
    return int(count)


def _under_way(database: Path) -> int:
    with opened(database) as tx:
        return under_way(tx)
