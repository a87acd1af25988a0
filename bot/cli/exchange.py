"""``import``: responses from CSV files, and lists of who registered and attended."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import read_bytes
from bot.cli.links import print_faults
from bot.cli.printing import print_line
from bot.cli.storage import clock_of, opened
from bot.services.attending import Attending, Listed
from bot.services.importing import Imported, Importing
from bot.services.keys import find_key
from bot.services.lists import Told, is_list, read_list
from bot.services.tool_reports import read_report
from bot.settings import Settings, read_settings
from bot.survey.sheet import Faulty

LARGEST_IMPORT = 100_000_000
"""Bytes of a file of answers; 100,000 responses of ten questions have a tenth of it."""


def import_answers(args: argparse.Namespace) -> int:
    """Take the answers or the people in a file, all of them or none, and say what is wrong with each row that is."""
    settings = read_settings()
    content = read_bytes(Path(args.file), most=LARGEST_IMPORT + 1)
    if len(content) > LARGEST_IMPORT:
        raise Complaint(f"{args.file} is larger than {LARGEST_IMPORT:,} bytes; import it in parts.")
    try:
        told = _told(args.file, content)
        if told is not None:
            if args.mode is not None:
                raise Complaint("`--mode` is for answers; this file says who registered and attended.", code=2)
            print_line(_taken(asyncio.run(_take(settings, args.code, told))))
            return 0
        done = asyncio.run(_import(settings, args.code, args.file, content, args.mode))
    except Faulty as faulty:
        print_faults(faulty)
        return 1
    print_line(f"{done.new} new, {done.updated} updated, {done.unchanged} unchanged.")
    return 0


def _told(file: str, content: bytes) -> Told | None:
    """What a tool's report or another list says; None: it is none, but answers.

    Raises:
        Faulty: with every line that is not understood.
    """
    report = read_report(file, content)
    if report is not None:
        if report.odd:
            raise Faulty(report.faults(file))
        return report.told()
    return read_list(file, content).told() if is_list(content) else None


def _taken(listed: Listed) -> str:
    """What became of a list of people."""
    said = [] if listed.registrations is None else [f"{listed.registrations} registered"]
    said += [] if listed.attendees is None else [f"{listed.attendees} attended"]
    said += [] if listed.attention is None else [f"an attention of {listed.attention:.0%}"]
    return f"{', '.join(said)}; {listed.known} have a link of their own."


async def _take(settings: Settings, code: str, given: Told) -> Listed:
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        seal = await store.read(lambda tx: find_key(tx, settings.key_file))
        return await Attending(store, clock, seal).take(code, given)


async def _import(settings: Settings, code: str, file: str, content: bytes, mode: str | None) -> Imported:
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        return await Importing(store, clock).answers(code, file=file, content=content, collected=mode)
