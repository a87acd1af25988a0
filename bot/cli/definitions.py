"""``check`` and ``apply``: definition files are read as a whole, every fault is told at once, and applied or not."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sqlite3
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.cli.complaints import Complaint
from bot.cli.files import read_prefix, why_unread
from bot.cli.printing import Progress, print_json, print_line
from bot.cli.storage import clock_of, glimpse, opened
from bot.services.publishing import Applied, AppliedWebinar, Publishing, read
from bot.settings import Settings, read_settings
from bot.survey.audiences import FIRST
from bot.survey.definitions import Fault
from bot.survey.findings import guess
from bot.survey.languages import UNCONFIRMED
from bot.survey.nodes import LARGEST_FILE
from bot.survey.reading import Reading, Source
from db.errors import unavailable

_PRIVACY_MISSING = "will not open until `privacy` is given"


def check(args: argparse.Namespace) -> int:
    """Say everything that is wrong with the files; 1 if anything is."""
    settings = read_settings()
    reading = _read(args.files, settings, writes=False)
    if reading.faults:
        return 1
    counts = [_count(len(reading.surveys), "survey"), _count(len(reading.webinars), "webinar")]
    if reading.translations:
        counts.append(_count(len(reading.translations), "translation"))
    if reading.earlier:
        counts.append(_count(len(reading.earlier), "earlier webinar"))
    if reading.plans:
        counts.append(_count(reading.plans, "plan"))
    print_line(f"{', '.join(args.files)}: fine ({', '.join(counts)}).")
    return 0


def apply(args: argparse.Namespace) -> int:
    """Create or update what the files define, all of it or nothing, and say what changed."""
    settings = read_settings()
    reading = _read(args.files, settings, writes=True)
    if reading.faults:
        return 1
    resend = frozenset(args.resend or ())
    _check_resent(reading, resend)
    applied = asyncio.run(_apply(settings, reading, resend))
    if args.json:
        print_json({"webinars": [_shape(webinar) for webinar in applied.webinars]})
    else:
        _print(applied, translations=bool(reading.translations))
    return 0


def _read(files: Sequence[str], settings: Settings, *, writes: bool) -> Reading:
    """What the files say; whatever is wrong or doubtful is on stderr already.

    A damaged database matters only to a command that ``writes`` to it. That a wording is a draft, and whom an
    audience cannot reach, is for ``check`` to say: it changes nothing in what is applied, and would be said each time.
    """
    sources, unread = opened_files(files)
    try:
        with glimpse(settings.database) as tx:
            reading = read(sources, tx, templates=settings.templates, upload_limit=settings.upload_limit)
    except sqlite3.Error as error:
        told = unavailable(error, settings.database)
        if writes and told is not None:
            raise told from None
        reading = read(sources, None, templates=settings.templates, upload_limit=settings.upload_limit)
    faults = sorted([*reading.faults, *unread], key=lambda fault: (fault.file, fault.line))
    reading = replace(reading, faults=tuple(faults))
    for warning in without_answered(reading.warnings, settings):
        if not (writes and any(known in warning.message for known in (UNCONFIRMED, FIRST))):
            say_fault(Fault(warning.file, warning.line, f"warning: {warning.message}"))
    for fault in reading.faults:
        say_fault(fault)
    return reading


def without_answered(warnings: Sequence[Fault], settings: Settings) -> list[Fault]:
    """The warnings without those that the settings answer."""
    return [each for each in warnings if settings.privacy is None or _PRIVACY_MISSING not in each.message]


def opened_files(files: Sequence[str]) -> tuple[list[Source], list[Fault]]:
    """The files that can be read, each once, and a fault for each that cannot."""
    sources: list[Source] = []
    unread: list[Fault] = []
    for name in dict.fromkeys(files):
        try:
            # One byte more than the reader takes is enough for it to say that a file is too large.
            sources.append(Source(name, read_prefix(Path(name), most=LARGEST_FILE + 1)))
        except OSError as trouble:
            unread.append(Fault(name, 1, why_unread(trouble)))
    return sources, unread


def say_fault(fault: Fault) -> None:
    """One line on stderr."""
    print(str(fault), file=sys.stderr)


def _check_resent(reading: Reading, resend: Collection[str]) -> None:
    """Return if each key is a material's of these webinars. Raises: Complaint."""
    known = [material.key for webinar in reading.webinars for material in webinar.materials]
    for key in sorted(resend):
        if key not in known:
            raise Complaint(f"No webinar in these files has a material `{key}` to resend: {guess(key, known)}.")


async def _apply(settings: Settings, reading: Reading, resend: Collection[str]) -> Applied:
    clock = clock_of(settings)
    async with opened(settings, clock, create=True) as store:
        publishing = Publishing(store, clock, chance=secrets.choice, privacy=settings.privacy)
        return await publishing.apply(reading, resend=resend, progress=Progress(sys.stderr).tell)


def _shape(webinar: AppliedWebinar) -> dict[str, Any]:
    return {"key": webinar.key, "code": webinar.code, "link": webinar.link, "changed": webinar.changed}


def _print(applied: Applied, *, translations: bool) -> None:
    for words in (*applied.surveys, *applied.earlier):
        print_line(words)
    for webinar in applied.webinars:
        print_line(f"{webinar.key}: {'; '.join(webinar.words) or 'unchanged'}")
        print_line(f"  {webinar.link or f'code {webinar.code}; its link is known once the bot has met Telegram'}")
    changed = applied.surveys or applied.webinars or applied.earlier
    if translations and not changed:
        print_line("Nothing changed: a translation comes with the survey or webinar that it is for; apply that again.")
    elif not changed:
        print_line("Nothing changed.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
