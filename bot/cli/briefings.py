"""``briefing``: a look at a webinar's summary briefing before the bot sends it, with the figures as they are now."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import write_bytes
from bot.cli.printing import print_line
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.contents import Contents
from bot.services.access import Access, Operator
from bot.services.composing import Composing, Press
from bot.services.storage import Storage
from bot.settings import Settings, read_settings


def briefing(args: argparse.Namespace) -> int:
    """Write a webinar's briefing as PDF, as HTML, or both."""
    if args.pdf is None and args.html is None:
        raise Complaint("Say where the briefing goes: `--pdf FILE`, `--html FILE`, or both.", code=2)
    from bot.render.press import Press as Printer
    from bot.render.texts import Texts

    settings = read_settings()
    folders = [settings.templates] if settings.templates else []
    press = Printer(Texts(folders), folders)
    contents = asyncio.run(_look(settings, args.code, press))
    language = _language(contents, args.language)
    if args.pdf is not None:
        write_bytes(Path(args.pdf), press(contents, language))
        print_line(f"The briefing is in {args.pdf}.")
    if args.html is not None:
        write_bytes(Path(args.html), press.page(contents, language).encode())
        print_line(f"The briefing is in {args.html}.")
    if contents.left_out:
        total = len(contents.composition.figures)
        print_line(f"{contents.left_out} of {total} figures are left out: too few people have answered to share them.")
    return 0


async def _look(settings: Settings, code: str, press: Press) -> Contents:
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        composing = Composing(Storage(store), clock, await library_of(settings, store), press)
        return await composing.look(code, access=Access(settings.owners), reader=Operator())


def _language(contents: Contents, wanted: str | None) -> str:
    languages = contents.webinar.languages
    if wanted is not None and wanted not in languages:
        raise Complaint(f"The webinar is in {', '.join(languages)}, not in {wanted[:20]}.")
    return wanted or languages[0]
