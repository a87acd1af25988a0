"""The two bots as processes of their own, each on the processor it is given, and what each has kept on disk."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import socket
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.clock import WallClock
from bot.rehearsal import Rehearsal
from bot.services.surroundings import OnDisk
from bot.survey.definitions import Survey

SURVEY = "satisfaction"
DATABASE = "afterword.db"
_HERE = Path(__file__).parent
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

_WEBINAR = """webinar: A benchmark
key: bench
starts: {starts:%Y-%m-%d %H:%M}
timezone: UTC
duration: 1h
languages: [en]
privacy: {{controller: The bench, contact: nobody@example.org, purpose: to measure, retention: 365d}}
survey: {survey}
opens: 1h before start
closes: 30d after end
"""


class Contender(Protocol):
    """A bot that asks the survey."""

    name: str

    async def prepare(self, folder: Path, api: Rehearsal) -> str:
        """Everything is there to start with; the payload of ``/start``."""

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        """The command that serves, and its environment beyond the usual."""

    def kept(self, folder: Path) -> int:
        """How many answers (skipped ones too) are on disk."""


def _a_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(slots=True)
class Afterword:
    """``afterword run``, as an operator would. ``wrapper``: another way to run it, for profiling."""

    name: str = "afterword"
    wrapper: tuple[str, ...] = ("-m", "bot", "run")

    async def prepare(self, folder: Path, api: Rehearsal, *, follow_ups: str = "") -> str:
        starts = WallClock().now().astimezone(UTC) - timedelta(hours=2)
        (folder / "bench.yaml").write_text(_WEBINAR.format(starts=starts, survey=SURVEY) + follow_ups, encoding="utf-8")
        ran = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "apply", "bench.yaml", "--json"),
            cwd=folder,
            env=_environment() | self._settings(api),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await ran.communicate()
        if ran.returncode:
            raise RuntimeError("afterword apply failed")
        return str(json.loads(out)["webinars"][0]["code"])

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        return [sys.executable, *self.wrapper], self._settings(api)

    def kept(self, folder: Path) -> int:
        with closing(sqlite3.connect(folder / DATABASE)) as tx:
            return int(tx.execute("SELECT count(*) FROM answers WHERE state <> 'shown'").fetchone()[0])

    @staticmethod
    def _settings(api: Rehearsal) -> dict[str, str]:
        # The pace of new messages is for Telegram's sake; neither bot is held to one here. Edits have none anyway.
        return {
            "AFTERWORD_TOKEN": api.token,
            "AFTERWORD_API_URL": api.url,
            "AFTERWORD_DATABASE": DATABASE,
            "AFTERWORD_MESSAGES_PER_SECOND": "10000",
        }


@dataclass(slots=True)
class Hooked(Afterword):
    """``afterword run --webhook``, with the rehearsal's Bot API bringing each update in a request of its own."""

    name: str = "webhook"
    port: int = field(default_factory=_a_port)

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        url = f"http://127.0.0.1:{self.port}/bench"
        command = [sys.executable, "-m", "bot", "run", "--webhook", url]
        return command, self._settings(api) | {"AFTERWORD_LISTEN": f"127.0.0.1:{self.port}"}


@dataclass(slots=True)
class Stock:
    """``stock.py``."""

    name: str = "stock"

    async def prepare(self, folder: Path, api: Rehearsal) -> str:
        survey = OnDisk(None, None).survey(SURVEY, beside="")
        assert survey is not None
        (folder / "questions.json").write_text(json.dumps(_told(survey)), encoding="utf-8")
        return "bench"

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        files = ["--questions", str(folder / "questions.json"), "--kept", str(folder / "stock.pickle")]
        return [sys.executable, str(_HERE / "stock.py"), "--url", api.url, "--token", api.token, *files], {}

    def kept(self, folder: Path) -> int:
        file = folder / "stock.pickle"
        if not file.exists():
            return 0
        found = pickle.loads(file.read_bytes())  # our own file
        return sum(len(data.get("answers", {})) for data in found["user_data"].values())


@dataclass(slots=True)
class Running:
    """A bot that serves."""

    bot: asyncio.subprocess.Process
    processor: int | None

    def busy(self) -> float:
        """Seconds its processor was not idle, whoever used it; 0 where the bot has none to itself, or nobody tells."""
        try:
            lines = Path("/proc/stat").read_text().splitlines()
        except OSError:
            return 0.0
        for line in lines:
            name, *ticks = line.split()
            if name == f"cpu{self.processor}":
                return (
                    sum(int(spent) for place, spent in enumerate(ticks[:8]) if place not in (3, 4)) / _TICKS_PER_SECOND
                )
        return 0.0

    def seconds(self) -> float:
        """Processor time it has used, all its threads; 0 where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.bot.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND

    async def kill(self) -> None:
        """It is gone, as if the plug had been pulled."""
        if self.bot.returncode is None:
            self.bot.kill()
        await self.bot.wait()

    async def stop(self, *, within: float = 30) -> None:
        """It has ended, as it does when told to."""
        self.bot.terminate()
        await asyncio.wait_for(self.bot.wait(), within)


async def start(contender: Contender, folder: Path, api: Rehearsal, *, processor: int | None) -> Running:
    """The bot serves, on ``processor`` alone (None: wherever). Raises: RuntimeError."""
    command, settings = contender.command(folder, api)
    with (folder / "bot.log").open("ab") as log:
        bot = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=_environment() | settings, stdout=log, stderr=log
        )
    if processor is not None:
        os.sched_setaffinity(bot.pid, {processor})
    polls = asyncio.create_task(api.courier.until_set() if contender.name == "webhook" else api.updates.until_polled())
    dies = asyncio.create_task(bot.wait())
    await asyncio.wait({polls, dies}, return_when=asyncio.FIRST_COMPLETED, timeout=60)
    polls.cancel()
    dies.cancel()
    if not api.updates.polled and api.courier.webhook is None:
        raise RuntimeError(f"{contender.name} did not start: {(folder / 'bot.log').read_text()[-2000:]}")
    return Running(bot, processor)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}


def _told(survey: Survey) -> list[dict[str, Any]]:
    """The survey's questions as the stock bot takes them, in the order Afterword asks them, in English."""
    return [
        {
            "key": question.key,
            "ask": question.ask.spoken("en"),
            "several": question.picks_several,
            "options": [[option.key, option.label.spoken("en")] for option in question.options],
        }
        for question in survey.questions
    ]
