"""``doctor``: what is wrong with this installation, and what to do about it, one line each.

It changes nothing (``--forget-dead-letters`` does, before it looks), and does what it can with whatever is there:
without a database, a network, a token or a key, with a bot running or not. What it says is decided in
``services.health``.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sqlite3
import sys
import textwrap
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import db.inbox
from bot.cli.listening import of_listener
from bot.cli.printing import print_json, print_line
from bot.cli.storage import clock_of, opened
from bot.clock import Clock, WallClock
from bot.lock import is_served
from bot.services.forgetting import list_beside
from bot.services.health.findings import English, Finding, Severity, told, worst
from bot.services.health.of_backups import Kept, of_backups, of_restore
from bot.services.health.of_content import of_content, of_serving
from bot.services.health.of_database import of_database
from bot.services.health.of_files import of_folder, of_key, of_key_file, of_settings
from bot.services.health.of_installation import Installation, Overriding, of_installation
from bot.services.health.of_telegram import of_telegram, of_token
from bot.settings import BadSetting, Settings, read_settings

WORDS: dict[Severity, str] = {"ok": "ok", "warn": "warn", "fail": "FAIL"}
_INDENT = 5


def doctor(args: argparse.Namespace) -> int:
    """Look at everything; 1 if somebody has to do something now."""
    settings = read_settings()
    if args.forget_dead_letters:
        forgotten = asyncio.run(_forget_dead_letters(settings))
        if not args.json:
            print_line(f"Forgotten, of what people did and the bot could not answer: {forgotten}.")
    found = []
    for each in _findings(settings, clock_of(settings)):
        found.append(each)
        if not args.json:
            print_line(_line(each))
    if args.json:
        print_json(_document(found))
    else:
        print_line(_last_line(found))
    return 1 if worst(found) == "fail" else 0


async def _forget_dead_letters(settings: Settings) -> int:
    """Nothing that was given up is kept any more; how many there were."""
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        return await store.write(db.inbox.forget_dead)


def _findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    served = is_served(settings.database)
    yield from of_settings(settings.file, owners=len(settings.owners), unknown=settings.unknown)
    yield from _of_telegram(settings, served=served)
    yield from of_listener(settings.listen, served=served)
    yield from of_folder(settings.database)
    with _Ticks(settings.database.name) as ticks:
        inside = partial(_inside, settings=settings, clock=clock, served=served)
        has_key = False
        beside = (settings.key_file, list_beside(settings.database))
        for each in of_database(settings.database, inside=inside, tick=ticks.tick, beside=beside):
            has_key |= each.cause == "key"
            yield each
    if not has_key:
        yield from of_key_file(settings.key_file)
    yield from of_installation(_installation(settings.templates))


def _inside(tx: sqlite3.Connection, *, settings: Settings, clock: Clock, served: bool) -> Iterator[Finding]:
    yield from of_key(tx, settings.key_file)
    yield from of_backups(tx, Kept(settings.backup_folder, settings.backup_every), now=clock.now())
    yield from of_restore(tx, now=clock.now())
    yield of_serving(tx, served=served, now=clock.now())
    yield from of_content(tx, owners=settings.owners, now=clock.now())


def _of_telegram(settings: Settings, *, served: bool) -> Iterator[Finding]:
    try:
        settings.usable_token()
        is_formed = True
    except BadSetting:
        is_formed = False
    wrong = of_token(settings.token, is_formed=is_formed)
    if wrong is not None or settings.token is None:
        yield from () if wrong is None else (wrong,)
        return
    from bot.chat.sounding import sound

    now = None if settings.clock_url else WallClock().now
    heard = asyncio.run(sound(settings.token, api_url=settings.api_url, now=now, alone=not served))
    yield from of_telegram(heard, server=urlsplit(settings.api_url).hostname or "", served=served)


def _installation(folder: Path | None) -> Installation:
    from bot.render.overriding import faults_in, files_in, missing_fonts
    from bot.render.texts import Texts

    overriding = None if folder is None else Overriding(folder, *files_in(folder), faults_in(folder, Texts()))
    return Installation(missing_fonts(), overriding)


def _line(finding: Finding) -> str:
    """One line; on a terminal, folded to its width under the first."""
    says, remedy = told(finding, English())
    line = f"{WORDS[finding.severity]:<4} {finding.cause}: {says} {remedy}".rstrip()
    if not sys.stdout.isatty():
        return line
    width = max(40, shutil.get_terminal_size().columns)
    return textwrap.fill(line, width, subsequent_indent=" " * _INDENT, break_long_words=False, break_on_hyphens=False)


def _last_line(found: list[Finding]) -> str:
    failures, warnings = (
        list(dict.fromkeys(each.cause for each in found if each.severity == severity)) for severity in ("fail", "warn")
    )
    if failures:
        return f"Somebody is needed now: {', '.join(failures)}."
    return f"Nobody is needed now; to be looked at some day: {', '.join(warnings)}." if warnings else "All is well."


def _document(found: list[Finding]) -> dict[str, Any]:
    english = English()
    return {
        "verdict": worst(found),
        "findings": [
            {
                "cause": each.cause,
                "severity": each.severity,
                "kind": each.kind.key,
                "says": told(each, english)[0],
                "remedy": told(each, english)[1] or None,
                "values": dict(each.values),
            }
            for each in found
        ],
    }


class _Ticks:
    """Says on a terminal that a large file is being read through, and for how long."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._began = time.monotonic()
        self._next = self._began + 1
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def tick(self) -> bool:
        """Never enough of it: whoever runs this wants to know."""
        now = time.monotonic()
        if now >= self._next and sys.stderr.isatty():
            self._next, self._shown = now + 1, True
            print(f"\r\x1b[K{self._name} is being read through: {now - self._began:.0f} s", end="", file=sys.stderr)
            sys.stderr.flush()
        return False

    def _clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
