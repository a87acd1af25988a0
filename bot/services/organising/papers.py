"""Papers: what organisers take away as a file. Each is recorded in the audit log before it is handed out.

It makes no figures of its own: rows come from ``exporting``, a briefing from ``composing``, a chart from whoever draws.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import Clock
from bot.services.access import Access, Act, Reader
from bot.services.composing import Composing, Press
from bot.services.errors import Refusal
from bot.services.exporting import Exporting, Wanted, Writer, write_csv
from bot.services.organising import audit
from bot.services.storage import Storage
from bot.services.surroundings import UPLOAD_LIMIT

_MEGABYTE = 1_000_000

Workbook = Callable[[str], Writer]
"""Who writes a workbook in a language."""


class TooLarge(Refusal):
    """Telegram takes no such file from a bot."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(
            "This file has {size} MB, and Telegram takes {most} MB from a bot. Whoever runs the bot can write it to"
            " disk: afterword export.",
            size=-(-size // _MEGABYTE),
            most=most // _MEGABYTE,
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A file. ``rows`` are the responses in it, if it has any."""

    name: str
    content: bytes
    rows: int | None = None


class Papers:
    """Hands out files. ``most``: bytes of a file that can be sent."""

    def __init__(
        self,
        store: Storage,
        clock: Clock,
        access: Access,
        *,
        exporting: Exporting,
        composing: Composing,
        press: Press,
        workbook: Workbook,
        most: int = UPLOAD_LIMIT,
    ) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._exporting = exporting
        self._composing = composing
        self._press = press
        self._workbook = workbook
        self._most = most

    async def csv(self, by: Reader, webinar_id: int, *, survey: str) -> Paper:
        """The responses to ``survey`` as rows. Raises: NotAllowed, TooLarge, and as ``exporting`` does."""
        return await self._rows(by, webinar_id, "csv", write_csv, survey=survey)

    async def workbook(self, by: Reader, webinar_id: int, *, survey: str, language: str) -> Paper:
        """The same with all figures, as a workbook with headings in ``language``. Raises: as ``csv`` does."""
        return await self._rows(by, webinar_id, "xlsx", self._workbook(language), survey=survey)

    async def _rows(self, by: Reader, webinar_id: int, kind: str, write: Writer, *, survey: str) -> Paper:
        """What ``write`` writes, by way of a file, so that memory holds no more than can be sent."""
        key = await self._key(by, webinar_id, Act.ROWS)
        with TemporaryDirectory(prefix="afterword-") as folder:
            path = Path(folder) / f"{key}-{survey}.{kind}"
            rows = await self._exporting.write(key, [Wanted(path, write, kind)], reader=by, survey=survey)
            if (size := path.stat().st_size) > self._most:
                raise TooLarge(size, self._most)
            return Paper(path.name, await asyncio.to_thread(path.read_bytes), rows)

    async def briefing(self, by: Reader, webinar_id: int, *, language: str) -> Paper:
        """The webinar's briefing as it would be composed now, in ``language`` or the webinar's first.

        Raises:
            NotAllowed, TooLarge; NoBriefing: it has none.
        """
        key = await self._key(by, webinar_id, Act.READ)
        contents = await self._composing.look(key, access=self._access, reader=by)
        languages = contents.webinar.languages
        chosen = language if language in languages else languages[0]
        content = await asyncio.to_thread(self._press, contents, chosen)
        paper = self._checked(Paper(f"{key}-briefing-{chosen}.pdf", content))
        await self._record(by, webinar_id, "export.pdf")
        return paper

    async def chart(self, by: Reader, webinar_id: int, *, survey: str, content: bytes) -> Paper:
        """The chart that was drawn of ``survey``, as a file. Raises: NotAllowed, TooLarge."""
        key = await self._key(by, webinar_id, Act.READ)
        paper = self._checked(Paper(f"{key}-{survey}.png", content))
        await self._record(by, webinar_id, "export.png")
        return paper

    async def report(self, by: Reader, webinar_id: int, *, survey: str, form: str, content: bytes) -> Paper:
        """The report of ``survey`` that was printed, as a file; ``form``: report, page (HTML) or talks.

        Raises: NotAllowed, TooLarge.
        """
        key = await self._key(by, webinar_id, Act.READ)
        name = f"{key}-{survey}-{'talks' if form == 'talks' else 'report'}.{'html' if form == 'page' else 'pdf'}"
        paper = self._checked(Paper(name, content))
        await self._record(by, webinar_id, "export.report")
        return paper

    async def _key(self, by: Reader, webinar_id: int, act: Act) -> str:
        return await self._store.read(lambda tx: self._access.numbered(tx, by, act, webinar_id).key)

    async def _record(self, by: Reader, webinar_id: int, action: str) -> None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row = self._access.numbered(tx, by, Act.READ, webinar_id)
            audit.record(tx, by, action, webinar=row, now=now)

        await self._store.write(work)

    def _checked(self, paper: Paper) -> Paper:
        if len(paper.content) > self._most:
            raise TooLarge(len(paper.content), self._most)
        return paper
