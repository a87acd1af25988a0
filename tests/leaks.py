"""The bot's token is looked for in everything that the tests log, send, are told and leave on disk.

What the tests' bots are given as a token is no secret of anybody's, so it can be looked for as it stands, before any
redaction. Each process that runs tests looks through its own; what is found fails its last test, and names the place.

Not looked at: settings files, which hold the token because they have to, and programs; the addresses of requests, where
Telegram wants it; and what tests do on purpose that try what becomes of a token that gets into a log.
"""

import asyncio
import logging
import os
import subprocess
from collections.abc import Iterator
from functools import wraps
from pathlib import Path

import aiohttp

from bot.rehearsal.journal import Journal
from bot.rehearsal.world import TOKEN

SECRETS = tuple(
    token.partition(":")[2].encode()
    for token in (
        TOKEN,
        "7654321:AAsecret-that-nobody-may-ever-see_0123456789",
        "123456:an-AltogetherSecretTokenOf-A-Bot1",
        "123456:synthetic-and-nothing-else",
    )
)
"""What is secret of every token that some bot of the tests is given."""

ON_PURPOSE = ("tests/chat/test_logs.py", "tests/test_leaks.py")
LET_OFF = (".env", ".py", ".pyc")
"""How names of settings files end, and of programs: tests copy ours, and the rehearsal's token is in it."""

BLOCK = 1 << 20
found: list[str] = []
"""Where the token was, of this process."""


def holds_token(told: bytes | str) -> bool:
    """Whether there is a token's secret in it."""
    content = told.encode(errors="replace") if isinstance(told, str) else told
    return any(secret in content for secret in SECRETS)


def look(told: bytes | str | None, place: str) -> None:
    """If there is a token in it, that is remembered with the place and the test."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "no test")
    if told and holds_token(told) and not test.startswith(ON_PURPOSE):
        found.append(f"{place}, in {test}")


def files_with_token(folder: Path) -> Iterator[Path]:
    """Every file below ``folder`` that holds one, settings and programs aside."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent) / name
            if not name.endswith(LET_OFF) and path.is_file() and not path.is_symlink() and _holds(path):
                yield path


def _holds(path: Path) -> bool:
    longest, rest = max(map(len, SECRETS)), b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if holds_token(rest + block):
                return True
            rest = block[-longest:]
    return False


def hear(record: logging.LogRecord) -> None:
    """Look through a record as it was logged, before anything is redacted."""
    trouble = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
    look(f"{record.getMessage()} {vars(record)} {trouble}", f"a record of {record.name}")


def listen() -> None:
    """From now on what is logged, sent, answered and said is looked through."""
    # Not a handler: whoever configures logs, as bots in tests do, takes those away.
    handled = logging.Logger.handle
    opened, read, ran = Journal.open, aiohttp.ClientResponse.read, subprocess.run
    communicate = asyncio.subprocess.Process.communicate

    @wraps(handled)
    def handle(logger, record):
        hear(record)
        return handled(logger, record)

    @wraps(opened)
    def open_entry(journal, method, params):
        look(repr(params), f"what {method} was given")
        return opened(journal, method, params)

    @wraps(read)
    async def read_body(answer):
        body = await read(answer)
        look(body, f"what {answer.url.path.rpartition('/')[2]} answered")
        return body

    @wraps(ran)
    def run(*args, **options):
        ended = ran(*args, **options)
        look(ended.stdout, "what a command said")
        look(ended.stderr, "what a command complained of")
        return ended

    @wraps(communicate)
    async def tell(process, told=None):
        said = await communicate(process, told)
        for each in said:
            look(each, "what a process said")
        return said

    logging.Logger.handle = handle
    Journal.open, aiohttp.ClientResponse.read, subprocess.run = open_entry, read_body, run
    asyncio.subprocess.Process.communicate = tell
