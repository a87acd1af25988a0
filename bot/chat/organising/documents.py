"""Documents: figures and rows as files, sent where they were asked for. Each is in the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.figures import WORD as FIGURES
from bot.chat.organising.figures import drawable
from bot.chat.organising.reports import Reports
from bot.chat.rooms import Room
from bot.render.charts import summary_chart
from bot.render.texts import unmarked
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.papers import Paper, Papers
from bot.services.organising.perusing import Perusing, Sheet

WORD = "paper"
MOST_DRAWN = 40
"""Questions on the chart that goes as a file."""


class Documents:
    """Sends files."""

    def __init__(
        self, counter: Counter, perusing: Perusing, papers: Papers, reports: Reports, drawing: asyncio.Lock
    ) -> None:
        self._counter = counter
        self._perusing = perusing
        self._papers = papers
        self._reports = reports
        self._drawing = drawing

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press))

    async def press(self, visit: Visit) -> Card:
        """The list of what there is, or one of it."""
        sheet = await self._perusing.sheet(visit.by, visit.number(1), visit.number(2))
        match visit.verb:
            case "l":
                return self._list(visit, sheet)
            case "csv":
                return await self._sent(visit, sheet, lambda: self._csv(visit, sheet))
            case "xlsx":
                return await self._sent(visit, sheet, lambda: self._workbook(visit, sheet))
            case "png":
                return await self._sent(visit, sheet, lambda: self._chart(visit, sheet))
            case "pdf":
                return await self._sent(visit, sheet, lambda: self._briefing(visit, sheet))
            case "report" | "page" | "talks":
                return await self._sent(visit, sheet, lambda: self._reports.paper(visit, sheet))
            case _:
                raise Refusal("This button does not work any more. /summary shows how things stand.")

    def _list(self, visit: Visit, sheet: Sheet) -> Card:
        """What can be had of ``sheet`` by whoever looks."""
        say, here = self._counter.say, f"{sheet.webinar_id}.{sheet.place}"
        started = sheet.report.summary.responses.started > 0
        rows = [*self._reports.rows(visit, sheet, WORD)]
        if drawable(sheet.report.summary):
            rows.append([(f"🖼 {say('Chart (PNG)', visit)}", Chosen(WORD, f"png.{here}"))])
        if sheet.briefing:
            rows.append([(f"📘 {say('Briefing (PDF)', visit)}", Chosen(WORD, f"pdf.{here}"))])
        if Act.ROWS in sheet.acts and started and sheet.report.frozen_at is None:
            rows.append([(f"📗 {say('Figures and answers (XLSX)', visit)}", Chosen(WORD, f"xlsx.{here}"))])
            rows.append([(f"🧾 {say('All answers (CSV)', visit)}", Chosen(WORD, f"csv.{here}"))])
        text = say("Which document? Each is noted in the log of this bot.", visit)
        if not rows:
            text = say("There is nothing to put into a document yet: nobody has answered.", visit)
        back = [(f"◀ {say('Back to the figures', visit)}", Chosen(FIGURES, f"s.{here}"))]
        return Card(text, [*rows, back])

    async def _sent(self, visit: Visit, sheet: Sheet, make: Callable[[], Awaitable[Paper]]) -> Card:
        """The file goes below; the message that asked for it says so meanwhile. A refusal gives the list back."""
        say = self._counter.say
        await self._counter.show(visit, Card(f"⏳ {say('Preparing the document…', visit)}"))
        try:
            paper = await make()
        except Refusal as refusal:
            said = self._counter.texts.refusal(refusal.template, visit.language, refusal.values)
            there = self._list(visit, sheet)
            return Card(f"{said}\n\n{there.text}", there.rows)
        caption = ""
        if paper.rows is not None:
            caption = self._counter.texts.say_n("%(n)s response", "%(n)s responses", paper.rows, visit.language)
        await self._counter.voice.document(visit.chat_id, paper.content, file_name=paper.name, caption=caption)
        return self._list(visit, sheet)

    async def _csv(self, visit: Visit, sheet: Sheet) -> Paper:
        async with self._drawing:  # a long file holds one of the few readers of the database
            return await self._papers.csv(visit.by, sheet.webinar_id, survey=sheet.survey)

    async def _workbook(self, visit: Visit, sheet: Sheet) -> Paper:
        async with self._drawing:
            return await self._papers.workbook(visit.by, sheet.webinar_id, survey=sheet.survey, language=visit.language)

    async def _chart(self, visit: Visit, sheet: Sheet) -> Paper:
        summary, at = sheet.report.summary, sheet.report.frozen_at
        if not drawable(summary):
            raise Refusal("Nobody has answered a question with options yet, so there is nothing to draw.")
        note = None if at is None else unmarked(self._counter.render(visit, "frozen", at=at))
        async with self._drawing:
            content = await asyncio.to_thread(
                summary_chart, summary, language=visit.language, note=note, most=MOST_DRAWN
            )
        return await self._papers.chart(visit.by, sheet.webinar_id, survey=sheet.survey, content=content)

    async def _briefing(self, visit: Visit, sheet: Sheet) -> Paper:
        async with self._drawing:
            return await self._papers.briefing(visit.by, sheet.webinar_id, language=visit.language)
