"""The stage of a rehearsal: its Bot API, the bot's process, a clock that can be moved, and the command line.

It plays no part: who comes and what is expected is for ``satisfaction`` and ``needs``.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.rehearsal import TOKEN, Rehearsal
from bot.rehearsal.phone import Phone

OWNER = 1000
"""The organiser's Telegram id."""

DATABASE = "afterword.db"
STOPPING_SECONDS = 20


class Failed(Exception):  # noqa: N818  reads as what it says
    """The rehearsal cannot go on. ``str()`` is one sentence."""


@dataclass(slots=True)
class Stage:
    """Everything a rehearsal stands on. Files go into ``folder``."""

    folder: Path
    api: Rehearsal
    http: aiohttp.ClientSession
    url: str
    began: float = field(default_factory=time.monotonic)
    bot: asyncio.subprocess.Process | None = None

    def say(self, text: str) -> None:
        """One line of progress, with the real seconds since the beginning."""
        print(f"{time.monotonic() - self.began:5.1f} s  {text}", flush=True)

    def phone(self, number: int, *, first_name: str, language_code: str) -> Phone:
        """A phone in the audience."""
        return Phone(self.http, self.url, number, first_name=first_name, language_code=language_code)

    def move_to(self, moment: datetime) -> None:
        """It is ``moment`` from here on, for everybody."""
        self.api.clock.set(moment)

    async def afterword(self, *arguments: str) -> str:
        """What the command prints. Raises: Failed, with its complaint."""
        ran = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.folder,
            env=self._environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, complaint = await ran.communicate()
        if ran.returncode:
            raise Failed(f"afterword {' '.join(arguments)}: {complaint.decode().strip()}")
        return out.decode()

    async def summary(self, code: str) -> dict[str, Any]:
        """``afterword summary CODE --json``."""
        found: dict[str, Any] = json.loads(await self.afterword("summary", code, "--json"))
        return found

    async def start_bot(self) -> None:
        """The bot's process polls. Raises: Failed."""
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=self._environment(), stdout=log, stderr=log
            )
        polls = asyncio.create_task(self.api.journal.until(lambda: bool(self._polls()), wait=30))
        dies = asyncio.create_task(self.bot.wait())
        await asyncio.wait({polls, dies}, return_when=asyncio.FIRST_COMPLETED)
        for task in (polls, dies):
            task.cancel()
        if not self._polls():
            raise Failed(f"the bot did not start; its words are in {self.folder / 'bot.log'}")

    async def stop_bot(self) -> None:
        """The bot's process has ended, as it would on SIGTERM."""
        if self.bot is None or self.bot.returncode is not None:
            return
        self.bot.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.bot.wait(), STOPPING_SECONDS)
        except TimeoutError:
            self.bot.kill()
            await self.bot.wait()
            raise Failed("the bot did not stop when told to") from None

    def _polls(self) -> Iterable[object]:
        return self.api.journal.calls("getUpdates")

    def _environment(self) -> dict[str, str]:
        """Nothing of the operator's own settings gets into a rehearsal."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
        return kept | {
            "AFTERWORD_TOKEN": TOKEN,
            "AFTERWORD_API_URL": self.url,
            "AFTERWORD_CLOCK_URL": f"{self.url}/clock",
            "AFTERWORD_DATABASE": DATABASE,
            "AFTERWORD_OWNERS": str(OWNER),
        }


@asynccontextmanager
async def set_up(folder: Path, *, now: datetime) -> AsyncIterator[Stage]:
    """A stage with an empty database, at rehearsal time ``now``; the bot is stopped at the end, come what may."""
    _sweep(folder)
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None)
    async with Rehearsal(now=now) as api, aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        stage = Stage(folder, api, http, api.url)
        try:
            yield stage
        finally:
            await stage.stop_bot()


def _sweep(folder: Path) -> None:
    """An earlier rehearsal's database and log are gone; its other files are written anew."""
    for left in (*folder.glob(f"{DATABASE}*"), folder / "bot.log"):
        left.unlink(missing_ok=True)
