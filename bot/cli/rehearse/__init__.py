"""``afterword rehearse``: the dress rehearsal of an organiser's own definitions.

An invented audience goes through the whole campaign in seconds, over a database of its own and the rehearsal's Bot API
in this process; what comes of it is printed as a timeline, with what waits for somebody and what looks wrong.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.cli.definitions import opened_files, say_fault, without_answered
from bot.cli.files import write_bytes
from bot.cli.printing import print_json, print_line
from bot.cli.rehearse import page, printed
from bot.cli.rehearse.show import rehearse
from bot.services.publishing import read
from bot.settings import Settings, read_settings
from bot.survey.definitions import Fault
from bot.survey.reading import Reading, Source


def run(args: argparse.Namespace) -> int:
    """Rehearse every webinar of the files; 1 when they have faults or no webinar, else 0 whatever is found."""
    settings = read_settings()
    sources, reading = _read(args.files, settings)
    for fault in reading.faults:
        say_fault(fault)
    if reading.faults:
        return 1
    shows = asyncio.run(rehearse(settings, sources, reading, people=args.people, seed=args.seed))
    if args.html is not None:
        write_bytes(Path(args.html), page.page(shows, settings.templates).encode())
    if args.json:
        print_json({"webinars": [printed.shape(show.record, show.findings) for show in shows]})
        return 0
    for number, show in enumerate(shows):
        for line in [*([""] if number else []), *printed.lines_of(show.record, show.places, show.findings)]:
            print_line(line)
    if args.html is not None:
        print_line(f"\nThe page is in {args.html}.")
    return 0


def _read(files: Sequence[str], settings: Settings) -> tuple[list[Source], Reading]:
    """The files and what they say; surveys that lie in the operator's database only are not looked for."""
    sources, unread = opened_files(files)
    reading = read(sources, None, templates=settings.templates)
    faults = [*reading.faults, *unread]
    if not faults and not reading.webinars:
        faults.append(Fault(files[0], 1, "there is no webinar in it to rehearse: add a document `webinar: TITLE`"))
    warnings = tuple(without_answered(reading.warnings, settings))
    ordered = sorted(faults, key=lambda fault: (fault.file, fault.line))
    return sources, replace(reading, faults=tuple(ordered), warnings=warnings)
