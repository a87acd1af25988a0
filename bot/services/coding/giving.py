"""Giving themes to answers, one at a time, by a first coder or a second. Nobody is their own second, and neither sees
what the other gave.

Whoever ticks says what they saw: if somebody gave the answer other themes meanwhile, they are told and nothing is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import db.audits
import db.codings
import db.theme_changes
import db.themes
from bot.clock import Clock
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Operator, Reader
from bot.services.coding.desk import FIRST, Desk, OpenAnswer, Where, desk_of, desk_with
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.organising.overtaking import Overtaken
from bot.services.storage import Storage

LONGEST_LABEL = 100
"""Characters of a theme that is typed."""

_ONE_SITTING = timedelta(hours=1)
"""Coding within so long is one line in the audit log."""


class CodingOvertaken(Overtaken):
    """Somebody coded the same answer in between."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has given this answer other themes in between. Please look again: nothing of yours was done.",
        )


@dataclass(frozen=True, slots=True)
class Tick:
    """Which answer, by its mark; as which coder; and what was seen (``Desk.seen``; None: whatever is there now)."""

    answer: str
    coder: int
    seen: str | None


class Giving:
    """Gives themes. ``limit``: what fewer people wrote is not shown.

    Every method raises what ``desk_of`` does, NoSuchAnswer and NoSuchTheme.
    """

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access, *, limit: int = LIMIT) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access
        self._limit = limit

    async def desk(self, by: Reader, where: Where) -> Desk:
        """The question as it stands."""
        return await self._store.read(lambda tx: desk_of(tx, self._access, self._library, by, where, limit=self._limit))

    async def give(self, by: Reader, where: Where, tick: Tick, theme_id: int, *, on: bool) -> None:
        """The answer has that theme, or has it no more. Raises: CodingOvertaken."""

        def change(_: sqlite3.Connection, desk: Desk, themes: frozenset[int]) -> frozenset[int]:
            theme = desk.theme(theme_id).id
            return themes | {theme} if on else themes - {theme}

        await self._change(by, where, tick, change, looked_at=False)

    async def name(self, by: Reader, where: Where, tick: Tick, label: str) -> str:
        """The answer has the theme of that name, new or known; how it is called. Raises: CodingOvertaken."""
        label = cleaned_label(label)
        now = self._clock.now()
        called = label

        def change(tx: sqlite3.Connection, desk: Desk, themes: frozenset[int]) -> frozenset[int]:
            nonlocal called
            theme, called = theme_named(tx, by, desk, label, now=now)
            return themes | {theme}

        await self._change(by, where, tick, change, looked_at=False)
        return called

    async def none_fits(self, by: Reader, where: Where, tick: Tick, *, on: bool) -> None:
        """It was looked at and no theme fits; or it was not looked at at all. Raises: CodingOvertaken."""
        await self._change(by, where, tick, lambda *_: frozenset(), looked_at=on)

    async def _change(
        self,
        by: Reader,
        where: Where,
        tick: Tick,
        change: Callable[[sqlite3.Connection, Desk, frozenset[int]], frozenset[int]],
        *,
        looked_at: bool,
    ) -> None:
        now = self._clock.now()
        found = (await self.desk(by, where)).answer(tick.answer).response_id

        def work(tx: sqlite3.Connection) -> None:
            desk = desk_with(tx, self._access, self._library, by, where, responses=(found,), limit=self._limit)
            answer = desk.answer(tick.answer)
            if desk.is_own(answer, tick.coder, by):
                raise Refusal("You have coded this answer yourself; the second coder has to be somebody else.")
            before = desk.of(answer, tick.coder)
            themes = frozenset() if before is None else before.themes
            after = change(tx, desk, themes)
            if after == themes and (before is not None) == bool(after or looked_at):
                return
            if tick.seen is not None and tick.seen != desk.seen(answer, tick.coder):
                raise CodingOvertaken
            self._put(tx, by, desk, answer, tick.coder, after, looked_at=looked_at)
            if not self._is_same_sitting(tx, by, desk, now):
                audit.record(tx, by, "answers.coded", webinar=desk.webinar, now=now, question=desk.question.key)

        await self._store.write(work)

    def _put(
        self,
        tx: sqlite3.Connection,
        by: Reader,
        desk: Desk,
        answer: OpenAnswer,
        coder: int,
        themes: frozenset[int],
        *,
        looked_at: bool,
    ) -> None:
        book = db.themes.of_question(tx, desk.survey_key, desk.question.key)
        db.codings.put(
            tx,
            answer.response_id,
            desk.question.key,
            coder=coder,
            themes=themes,
            root=db.themes.roots(book),
            looked_at=looked_at,
            by=None if isinstance(by, Operator) else by.telegram_id,
        )

    def _is_same_sitting(self, tx: sqlite3.Connection, by: Reader, desk: Desk, now: datetime) -> bool:
        who = None if isinstance(by, Operator) else by.telegram_id
        return db.audits.done_since(
            tx, by=who, action="answers.coded", webinar=desk.webinar.key, since=now - _ONE_SITTING
        )


def cleaned_label(typed: str) -> str:
    """A theme's name as it is kept. In spreadsheets ``;`` stands between themes, so it becomes a comma.

    Raises: Refusal, if it says nothing, or too much.
    """
    label = " ".join(typed.replace(";", ",").split())
    if not any(letter.isalnum() for letter in label) or len(label) > LONGEST_LABEL:
        raise Refusal("Please type a name of up to {limit} characters.", limit=LONGEST_LABEL)
    return label


def theme_named(tx: sqlite3.Connection, by: Reader, desk: Desk, label: str, *, now: datetime) -> tuple[int, str]:
    """The theme that is told under that name, whatever its capitals, new if there is none; and how it is called.

    The name of a theme that was merged stands for the one that it was merged into.
    """
    book = db.themes.of_question(tx, desk.survey_key, desk.question.key)
    labels = {row.id: row.label for row in book}
    known = next((row for row in book if row.label == label), None)
    known = known or next((row for row in book if row.label.casefold() == label.casefold()), None)
    if known is not None:
        root = db.themes.roots(book)[known.id]
        return root, labels[root]
    theme = db.themes.add(tx, survey_key=desk.survey_key, question=desk.question.key, label=label)
    db.theme_changes.record(
        tx,
        webinar_id=desk.webinar.id,
        survey_key=desk.survey_key,
        question=desk.question.key,
        by=None if isinstance(by, Operator) else by.telegram_id,
        deed="added",
        label=label,
        now=now,
    )
    return theme, label


def progress(desk: Desk, coder: int, by: Reader) -> tuple[int, int]:
    """How many of the answers that ``by`` may code as that coder are coded, and how many there are."""
    theirs = desk.theirs(coder, by)
    return sum(desk.of(each, coder) is not None for each in theirs), len(theirs)


__all__ = ["FIRST", "CodingOvertaken", "Giving", "Tick", "cleaned_label", "progress", "theme_named"]
