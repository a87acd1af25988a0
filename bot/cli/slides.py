"""``slide``: a webinar's last slide with its code, as a PDF or a picture, or the code alone."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import write_bytes
from bot.cli.printing import print_line
from bot.cli.storage import clock_of, library_of, opened
from bot.services.access import Access, Operator
from bot.services.organising.inviting import Links, LinksBySource, source_of
from bot.services.storage import Storage
from bot.settings import Settings, read_settings


def slide(args: argparse.Namespace) -> int:
    """Write the slide, the code, or both, for one source."""
    if args.pdf is None and args.png is None and args.qr is None:
        raise Complaint("Say where the slide goes: `--pdf FILE`, `--png FILE`, or `--qr FILE` for the code.", code=2)
    from bot.render.invitations import Invitation
    from bot.render.organising.qr import code_png
    from bot.render.organising.slides import Slides, WrongLayout
    from bot.render.texts import Texts

    source = source_of(args.source)
    settings = read_settings()
    folders = [settings.templates] if settings.templates else []
    links = asyncio.run(_links(settings, args.code))
    language = _language(links, args.language)
    invitation = Invitation(links.title, links.of(source), links.gives_slides)
    slides = Slides(Texts(folders), folders)
    wanted: list[tuple[str | None, str, Callable[[], bytes]]] = [
        (args.pdf, "slide", lambda: slides.pdf(invitation, language)),
        (args.png, "slide", lambda: slides.png(invitation, language)),
        (args.qr, "code", lambda: code_png(invitation.link)),
    ]
    for path, name, draw in wanted:
        if path is None:
            continue
        try:
            write_bytes(Path(path), draw())
        except WrongLayout as fault:
            raise Complaint(f"The slide cannot be set: {fault}") from fault
        print_line(f"The {name} is in {path}.")
    print_line(invitation.link)
    return 0


async def _links(settings: Settings, code: str) -> Links:
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        library, access = await library_of(settings, store), Access(settings.owners)
        return await LinksBySource(Storage(store), clock, library, access).links_named(Operator(), code)


def _language(links: Links, wanted: str | None) -> str:
    if wanted is not None and wanted not in links.languages:
        raise Complaint(f"The webinar is in {', '.join(links.languages)}, not in {wanted[:20]}.")
    return wanted or links.languages[0]
