"""``form``: a webinar's survey for people without Telegram, on paper or as a page, and a sheet to type answers into."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from bot.cli.complaints import Complaint
from bot.cli.files import write_bytes
from bot.cli.printing import print_line
from bot.cli.storage import clock_of, library_of, opened
from bot.services.named import webinar_named
from bot.services.versions import versions_of
from bot.settings import Settings, read_settings
from bot.survey.cells import RISKY
from bot.survey.definitions import Survey, Webinar
from bot.survey.sheet import columns_of


def form(args: argparse.Namespace) -> int:
    """Write the survey as a PDF, a page, an empty sheet, or several of them."""
    if args.pdf is None and args.html is None and args.csv is None:
        raise Complaint(
            "Say where the form goes: `--pdf FILE`, `--html FILE`, or `--csv FILE` for its columns.", code=2
        )
    action = _action(args.action, html=args.html)
    from bot.render.forms import Forms, WrongLayout
    from bot.render.texts import Texts

    settings = read_settings()
    webinar, survey = asyncio.run(_asked(settings, args.code, args.survey))
    language = _language(webinar, args.language)
    folders = [settings.templates] if settings.templates else []
    forms = Forms(Texts(folders), folders)
    if args.pdf is not None:
        try:
            write_bytes(Path(args.pdf), forms.paper(webinar, survey, language))
        except WrongLayout as fault:
            raise Complaint(f"The form cannot be set: {fault}") from fault
        print_line(f"The form to print is in {args.pdf}.")
    if args.html is not None:
        page = forms.page(webinar, survey, language, action=action, risky=RISKY)
        write_bytes(Path(args.html), page.encode())
        print_line(f"The form as a page is in {args.html}.")
    if args.csv is not None:
        write_bytes(Path(args.csv), (",".join(columns_of(survey.questions, themes=False)) + "\n").encode())
        print_line(f"The sheet for typed answers is in {args.csv}; a row for each person, then `afterword import`.")
    return 0


async def _asked(settings: Settings, code: str, survey: str | None) -> tuple[Webinar, Survey]:
    async with opened(settings, clock_of(settings), create=False) as store:
        library = await library_of(settings, store)

        def work(tx: sqlite3.Connection) -> tuple[Webinar, Survey]:
            row = webinar_named(tx, code)
            return library.webinar(row), versions_of(tx, library, row, survey=survey).current

        return await store.read(work)


def _action(action: str | None, *, html: str | None) -> str | None:
    """Where the page sends its fields; None: it saves a file."""
    if action is None:
        return None
    if html is None:
        raise Complaint("`--action` is for a page: give `--html FILE`, too.", code=2)
    if urlsplit(action).scheme != "https" or not urlsplit(action).hostname:
        raise Complaint("`--action` takes an https address: answers are not sent in the clear.", code=2)
    return action


def _language(webinar: Webinar, wanted: str | None) -> str:
    if wanted is not None and wanted not in webinar.languages:
        raise Complaint(f"The webinar is in {', '.join(webinar.languages)}, not in {wanted[:20]}.")
    return wanted or webinar.languages[0]
