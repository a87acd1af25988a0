"""The command as an operator runs it: ``python -m bot`` as a process of its own, with everything it says."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests import leaks

from .house import OWNER, STUCK_SECONDS

PLAIN = ("-W", "always::ResourceWarning", "-m", "bot")


async def eventually(happened: Callable[[], object]) -> None:
    """Return as soon as it happened; what others do cannot be waited for otherwise."""
    async with asyncio.timeout(STUCK_SECONDS):
        while not happened():  # noqa: ASYNC110  other processes ring no bell
            await asyncio.sleep(0.01)


class Running:
    """A process, and what it has said so far on both its streams."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._said = bytearray()
        self._listening = asyncio.create_task(self._listen())
        self._news = asyncio.Event()

    @property
    def said(self) -> str:
        return self._said.decode(errors="replace")

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        while heard := await self.process.stdout.read(65536):
            self._said += heard
            self._news.set()
        self._news.set()

    async def says(self, words: str) -> None:
        """Wait until it has said ``words``; a process that ended will not."""
        async with asyncio.timeout(STUCK_SECONDS):
            while words not in self.said:
                assert not self._listening.done(), f"it ended and never said {words!r}: {self.said}"
                self._news.clear()
                await self._news.wait()

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        async with asyncio.timeout(STUCK_SECONDS):
            await self._listening
            return await self.process.wait()

    async def told_to_stop(self) -> int:
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def gone(self) -> None:
        """Whatever it was doing, it is no more."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._listening
        leaks.look(bytes(self._said), "what the bot said")


@asynccontextmanager
async def running(folder: Path, *command: str, python: tuple[str, ...] = PLAIN, **settings: object):
    """``afterword`` with ``command`` in ``folder``; ``settings`` are its environment, ``token`` for AFTERWORD_TOKEN."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
    given = {f"AFTERWORD_{name.upper()}": str(value) for name, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *python,
        *command,
        cwd=folder,
        env=kept | given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    bot = Running(process)
    try:
        yield bot
    finally:
        await bot.gone()


def settings_for(api, **others: object) -> dict[str, object]:
    """What a bot needs to serve at the rehearsal ``api``, by its clock."""
    return {"token": api.token, "api_url": api.url, "clock_url": f"{api.url}/clock", "owners": OWNER, **others}


async def afterword(folder: Path, *command: str, **settings: object) -> tuple[int, str]:
    """Exit code and words of a command that ends by itself."""
    async with running(folder, *command, **settings) as ran:
        code = await ran.ended()
        return code, ran.said


def complaints(said: str) -> list[str]:
    """The sentences meant for whoever typed the command."""
    return [line.removeprefix("afterword: ") for line in said.splitlines() if line.startswith("afterword: ")]
