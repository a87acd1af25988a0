"""``links``: a link for each registered person, written beside their addresses for the organiser's own mailing."""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import secrets
import sys
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import read_bytes, write_bytes
from bot.cli.printing import print_line
from bot.cli.storage import clock_of, opened
from bot.services.inviting import Invited, Inviting
from bot.services.keys import take_key
from bot.services.lists import RegisteredList, read_list
from bot.settings import Settings, read_settings
from bot.survey.sheet import MOST_FAULTS, Faulty

LARGEST_LIST = 100_000_000
"""Bytes of a file of registered people."""

LINK = "link"


def links(args: argparse.Namespace) -> int:
    """Write the file again with a link in each row, and say what is wrong with each row that has no address."""
    settings, path = read_settings(), Path(args.file)
    out = Path(args.out) if args.out else path.with_name(f"{path.stem}-links.csv")
    content = read_bytes(path, most=LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        raise Complaint(f"{path} is larger than {LARGEST_LIST:,} bytes; take it in parts.")
    if out.exists():
        raise Complaint(f"{out} is there already: move it away, or name another with `--out`.")
    try:
        given = read_list(args.file, content)
    except Faulty as faulty:
        print_faults(faulty)
        return 1
    if LINK in given.columns:
        raise Complaint(f"{path} has a column {LINK} already: take it out, or rename it.")
    invited = asyncio.run(_invite(settings, args.code, given))
    write_bytes(out, _with_links(given, invited).encode())
    links_are = "1 link is" if len(invited.links) == 1 else f"{len(invited.links)} links are"
    print_line(f"{links_are} in {out}: {invited.new} new, {len(invited.links) - invited.new} as before.")
    return 0


def print_faults(faulty: Faulty) -> None:
    """Each fault of a file in a line on stderr."""
    for fault in faulty.faults[:MOST_FAULTS]:
        print(str(fault), file=sys.stderr)
    if len(faulty.faults) > MOST_FAULTS:
        print(f"afterword: There is more; mend these {MOST_FAULTS} first.", file=sys.stderr)


async def _invite(settings: Settings, code: str, given: RegisteredList) -> Invited:
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        seal = take_key(settings.database, settings.key_file, now=clock.now())
        inviting = Inviting(store, clock, seal, chance=secrets.choice)
        return await inviting.invite(code, [each.address for each in given.rows])


def _with_links(given: RegisteredList, invited: Invited) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=given.delimiter)
    writer.writerow([*given.columns, LINK])
    for registered, link in zip(given.rows, invited.links, strict=True):
        writer.writerow([*(registered.row.cells[name] for name in given.columns), link])
    return text.getvalue()
