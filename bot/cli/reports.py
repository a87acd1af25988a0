"""The report of a webinar's figures as a file: HTML, PDF or Word, all three from the same values."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.complaints import Complaint
from bot.cli.files import write_bytes
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.dossier import Dossier
from bot.services.access import Access, Operator
from bot.services.dossiers import Dossiers
from bot.services.storage import Storage
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.render.reports.contents import Document
    from bot.render.texts import Texts


def write_report(args: argparse.Namespace) -> list[str]:
    """The files that were asked for hold the report; a line of where each is. Raises: Complaint."""
    if not is_wanted(args):
        if args.sessions:
            raise Complaint("--sessions is for a report: add --html FILE, --pdf FILE or --docx FILE.", code=2)
        return []
    from bot.render.reports.sessions import session_sheets
    from bot.render.reports.writing import report

    settings = read_settings()
    dossier = asyncio.run(_dossier(settings, args))
    if args.sessions and not dossier.sessions:
        raise Complaint(f"The webinar {dossier.webinar.key} has no sessions that this survey asks about.")
    language = language_of(args.language, dossier.webinar.languages)
    make = session_sheets if args.sessions else report
    return write_forms(args, settings, lambda texts: make(texts, dossier, language))


def is_wanted(args: argparse.Namespace) -> bool:
    """Whether a report is asked for. Raises: Complaint."""
    wanted = any(each is not None for each in (args.html, args.pdf, args.docx))
    if args.language is not None and not wanted:
        raise Complaint("--language is for a report: add --html FILE, --pdf FILE or --docx FILE.", code=2)
    return wanted


def write_forms(args: argparse.Namespace, settings: Settings, make: Callable[[Texts], Document]) -> list[str]:
    """Every form that was asked for, or none if one of them cannot be made; where they are. Raises: Complaint."""
    from bot.render.reports.brand import BadBrand
    from bot.render.reports.printing import ReportPress
    from bot.render.reports.word import NoWord, word
    from bot.render.texts import Texts

    folders = [settings.templates] if settings.templates else []
    texts = Texts(folders)
    document, press = make(texts), ReportPress(texts, folders)
    forms: tuple[tuple[str | None, Callable[[], bytes]], ...] = (
        (args.html, lambda: press.page(document).encode()),
        (args.pdf, lambda: press.pdf(document)),
        (args.docx, lambda: word(document)),
    )
    try:
        made = [(path, form()) for path, form in forms if path is not None]
    except (BadBrand, NoWord) as trouble:
        raise Complaint(str(trouble)) from None
    for path, content in made:
        write_bytes(Path(path), content)
    return [f"The report is in {path}." for path, _ in made]


def language_of(wanted: str | None, languages: tuple[str, ...]) -> str:
    """The language of a report on surveys in ``languages``. Raises: Complaint."""
    from bot.render.reports.speech import SPOKEN

    offered = tuple(dict.fromkeys((*SPOKEN, *languages)))
    if wanted is not None and wanted not in offered:
        raise Complaint(f"This report can be in {', '.join(offered)}, not in {wanted[:20]}.")
    return wanted or languages[0]


async def _dossier(settings: Settings, args: argparse.Namespace) -> Dossier:
    clock, access = clock_of(settings), Access(settings.owners)
    async with opened(settings, clock, create=False) as store:
        dossiers = Dossiers(Storage(store), clock, await library_of(settings, store), access)
        return await dossiers.named(args.code, reader=Operator(), survey=args.survey, language=args.language)
