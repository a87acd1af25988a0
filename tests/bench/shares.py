"""Where the bot's time goes, by py-spy (which must be installed; it is no dependency of ours): shares of samples.

Each sample of each thread that is not idle counts for the part whose file lies nearest to where it was. A thread that
waits for Python's lock counts as well, so the shares of the threads that work (the loop, the writer) are told apart.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

SAMPLES_PER_SECOND = 400
WAITING = ("(selectors.py:", "_connection_worker_thread (aiosqlite", "get (queue.py:", "wait (threading.py:")
PARTS = (
    ("one commit for many answers, and its disk", ("_transact (db/batches.py:",)),
    ("SQL, and rows to values", ("(db/answers", "(db/attendees", "(db/inbox", "(db/moments", "(db/outbox",
                                 "(db/responses", "(db/webinars", "(db/enrolments", "(db/surveys")),
    ("queueing for the writer, and back", ("(db/", "(aiosqlite/", "_write_to_self (asyncio/")),
    ("deciding what is answered and asked", ("(bot/survey/",)),
    ("planning what is owed", ("(bot/delivery/", "(bot/services/delivering", "(bot/services/planning")),
    ("words and keyboards", ("(bot/render/", "(bot/chat/showing", "(bot/chat/callbacks")),
    ("HTTP to Telegram", ("(bot/chat/wire", "(bot/chat/http", "(bot/chat/transport", "(bot/chat/connection",
                          "(bot/chat/sender", "(aiohttp/", "(asyncio/selector_events", "(asyncio/sslproto")),
    ("taking updates in", ("(bot/chat/intake", "(bot/chat/updates")),
    ("use cases and the way to them", ("(bot/",)),
)  # fmt: skip
LOOP = "the event loop itself"
Spying = Coroutine[Any, Any, None]


async def record(pid: int, file: Path, *, seconds: float) -> None:
    """Stacks of the process are in ``file``, one a line with its count. Raises: RuntimeError."""
    spy = shutil.which("py-spy")
    if spy is None:
        raise RuntimeError("--profile needs py-spy: pip install py-spy")
    ran = await asyncio.create_subprocess_exec(
        *(spy, "record", "--pid", str(pid), "--duration", str(max(1, int(seconds))), "--threads"),
        *("--rate", str(SAMPLES_PER_SECOND), "--format", "raw", "--output", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if await ran.wait():
        raise RuntimeError("py-spy may not look into the process: try it as root")


def table(lines: Iterable[str]) -> str:
    """The shares, largest first, the event loop's thread and the others apart."""
    found: Counter[tuple[str, str]] = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        if any(frames[-1].find(mark) >= 0 for mark in WAITING):
            continue
        thread = "loop" if "MainThread" in frames[0] else "store"
        found[thread, _part(frames)] += int(count)
    total = sum(found.values()) or 1
    return "\n".join(f"{count / total:6.1%}  {thread:<6} {part}" for (thread, part), count in found.most_common())


def _part(frames: list[str]) -> str:
    if PARTS[0][1][0] in frames[-1]:
        return PARTS[0][0]
    for frame in reversed(frames[1:]):
        for part, marks in PARTS[1:]:
            if any(mark in frame for mark in marks):
                return LOOP if part.startswith("use cases") and "(bot/app" in frame else part
    return LOOP
