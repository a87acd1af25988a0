"""What systemd is told over its socket: that the bot serves, that it still moves, and that it stops (sd_notify(3)).

Where no socket is named, as in a terminal or a container, nothing is said and nothing is wrong. What is said names
nobody: ``systemctl status`` shows it to everyone on the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

BEFORE_READY_SECONDS = 0.5
"""How often it is looked whether the bot serves, until it does."""

MORE_TIME_SECONDS = 60
"""So much longer may a start take from now on, as long as the bot moves: Telegram may be out for hours."""

UNWATCHED_SECONDS = 30.0
"""How often the status line is looked at where no watchdog waits."""


class Signs(Protocol):
    """How the bot is, as ``services.vitals.Verdict`` tells it."""

    @property
    def causes(self) -> tuple[str, ...]:
        """A word for each thing that it does not do; empty once it serves, and while all is well."""

    @property
    def moves(self) -> bool:
        """Whether the process itself is alive."""


class Systemd:
    """The line to systemd that ``environment`` tells of: NOTIFY_SOCKET, and WATCHDOG_USEC where it watches."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        watched = environment.get("WATCHDOG_USEC", "")
        self._watched_seconds = int(watched) / 1_000_000 if watched.isdecimal() else None

    @property
    def listens(self) -> bool:
        """Whether anybody is told anything."""
        return bool(self._address)

    async def attend(
        self, signs: Callable[[], Signs], *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        """Tell how the bot is, for ever: that it is ready once it serves, from then on only while it moves.

        Until it serves, its start is given more time; if it stands still, neither time nor a sign of life.
        """
        ready = not self.listens
        while self.listens:
            now = signs()
            ready = ready or not now.causes
            words = ["READY=1"] if ready else [f"EXTEND_TIMEOUT_USEC={MORE_TIME_SECONDS * 1_000_000}"]
            if now.moves:
                self._say(*words, "WATCHDOG=1", f"STATUS={_status(ready, now.causes)}")
            await sleep(self._pause(ready))

    def stopping(self) -> None:
        """The bot ends what is in hand; it is not to be taken for dead meanwhile."""
        self._say("STOPPING=1", "STATUS=Stopping: what is in hand ends")

    def _pause(self, ready: bool) -> float:
        if not ready:
            return BEFORE_READY_SECONDS
        return UNWATCHED_SECONDS if self._watched_seconds is None else self._watched_seconds / 3

    def _say(self, *words: str) -> None:
        """One message, lost if nobody takes it at once or no file can be opened: the next follows."""
        if not self.listens:
            return
        path = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line,
        ):
            line.setblocking(False)
            line.sendto("\n".join(words).encode(), path)


def _status(ready: bool, causes: tuple[str, ...]) -> str:
    """What ``systemctl status`` shows beside the bot's name."""
    if not ready:
        return "Starting: Telegram has not answered yet"
    return f"Late: {', '.join(causes)}; afterword doctor says why" if causes else "Serving"
