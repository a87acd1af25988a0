"""The report of a webinar's figures as a file: HTML, PDF or Word, all three from the same values."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import write_bytes
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.dossier import Dossier
from bot.services.access import Access, Operator
from bot.services.dossiers import Dossiers
from bot.services.storage import Storage
from bot.settings import Settings, read_settings


def write_report(args: argparse.Namespace) -> list[str]:
    """The files that were asked for hold the report; a line of where each is. Raises: Complaint."""
    if args.html is None and args.pdf is None and args.docx is None:
        if args.language is not None:
            raise Complaint("--language is for a report: add --html FILE, --pdf FILE or --docx FILE.", code=2)
        return []
    from bot.render.reports.brand import BadBrand
    from bot.render.reports.printing import ReportPress
    from bot.render.reports.word import NoWord, word
    from bot.render.reports.writing import report
    from bot.render.texts import Texts

    settings = read_settings()
    folders = [settings.templates] if settings.templates else []
    dossier = asyncio.run(_dossier(settings, args))
    language = _language(dossier, args.language)
    texts = Texts(folders)
    document, press = report(texts, dossier, language), ReportPress(texts, folders)
    forms: tuple[tuple[str | None, Callable[[], bytes]], ...] = (
        (args.html, lambda: press.page(document).encode()),
        (args.pdf, lambda: press.pdf(document)),
        (args.docx, lambda: word(document)),
    )
    try:
        made = [(path, make()) for path, make in forms if path is not None]
    except (BadBrand, NoWord) as trouble:
        raise Complaint(str(trouble)) from None
    for path, content in made:
        write_bytes(Path(path), content)
    return [f"The report is in {path}." for path, _ in made]


async def _dossier(settings: Settings, args: argparse.Namespace) -> Dossier:
    clock, access = clock_of(settings), Access(settings.owners)
    async with opened(settings, clock, create=False) as store:
        dossiers = Dossiers(Storage(store), clock, await library_of(settings, store), access)
        return await dossiers.named(args.code, reader=Operator(), survey=args.survey, language=args.language)


def _language(dossier: Dossier, wanted: str | None) -> str:
    from bot.render.reports.speech import SPOKEN

    offered = tuple(dict.fromkeys((*SPOKEN, *dossier.webinar.languages)))
    if wanted is not None and wanted not in offered:
        raise Complaint(f"A report of this webinar can be in {', '.join(offered)}, not in {wanted[:20]}.")
    return wanted or dossier.webinar.languages[0]
