"""Reports as files: a webinar's whole report, or a page for each session's speaker, printed of what they may see."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Counter, Visit
from bot.chat.voice import Rows
from bot.insight.dossier import Dossier
from bot.render.reports.brand import BadBrand
from bot.render.reports.printing import ReportPress
from bot.render.reports.sessions import session_sheets
from bot.render.reports.writing import report
from bot.services.dossiers import Dossiers
from bot.services.errors import Refusal
from bot.services.organising.papers import Paper, Papers
from bot.services.organising.perusing import Sheet

REPORT, PAGE, TALKS = "report", "page", "talks"
"""The report as PDF, the same as HTML, and the speakers' pages, as buttons of ``documents``."""


class Reports:
    """Prints. One is printed at a time, beside the event loop."""

    def __init__(
        self, counter: Counter, dossiers: Dossiers, papers: Papers, press: ReportPress, drawing: asyncio.Lock
    ) -> None:
        self._counter = counter
        self._dossiers = dossiers
        self._papers = papers
        self._press = press
        self._drawing = drawing

    def rows(self, visit: Visit, sheet: Sheet, word: str) -> Rows:
        """The buttons of ``word`` for what can be printed of ``sheet``."""
        say, here = self._counter.say, f"{sheet.webinar_id}.{sheet.place}"
        if not sheet.report.summary.responses.started:
            return []
        rows: list[Sequence[tuple[str, Chosen]]] = [
            [
                (f"📄 {say('Report (PDF)', visit)}", Chosen(word, f"{REPORT}.{here}")),
                (f"🌐 {say('Report (HTML)', visit)}", Chosen(word, f"{PAGE}.{here}")),
            ]
        ]
        if sheet.talks and sheet.place == 0:
            rows.append([(f"🎤 {say('A page for each speaker (PDF)', visit)}", Chosen(word, f"{TALKS}.{here}"))])
        return rows

    async def paper(self, visit: Visit, sheet: Sheet) -> Paper:
        """What was asked for. Raises: NotAllowed, TooLarge; Refusal: the organisation's look cannot be printed."""
        dossier = await self._dossiers.of(
            visit.by, sheet.webinar_id, sheet.report, survey=sheet.survey, language=visit.language
        )
        if visit.verb == TALKS and not dossier.sessions:
            raise Refusal("This webinar has no sessions with questions of their own.")
        async with self._drawing:
            try:
                content = await asyncio.to_thread(self._printed, dossier, visit.verb, visit.language)
            except BadBrand:
                raise Refusal(
                    "The look of reports (reports/brand.yaml) cannot be printed. Whoever runs the bot hears why from"
                    " afterword summary with --pdf."
                ) from None
        return await self._papers.report(
            visit.by, sheet.webinar_id, survey=sheet.survey, form=visit.verb, content=content
        )

    def _printed(self, dossier: Dossier, verb: str, language: str) -> bytes:
        if verb == TALKS:
            return self._press.pdf(session_sheets(self._counter.texts, dossier, language))
        document = report(self._counter.texts, dossier, language)
        return self._press.page(document).encode() if verb == PAGE else self._press.pdf(document)
