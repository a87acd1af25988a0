"""Codebooks: themes renamed, merged, split and folded into groups, with a history of who did what that can be undone.

Whoever changes a codebook says which revision of it they saw. A theme that is given to answers of webinars that are not
theirs stays as it is. The last change can be undone, and then the one before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

import db.codings
import db.members
import db.theme_changes
import db.themes
from bot.clock import Clock
from bot.insight.summary import QuestionFigures
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Operator, Reader
from bot.services.coding.desk import Desk, Where, desk_of, desk_with
from bot.services.coding.giving import cleaned_label
from bot.services.coding.steps import Done, Was, holder_of, made_theme, own, rename, require_free, undo_change
from bot.services.editions import Steps, in_steps
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising import audit
from bot.services.organising.overtaking import Overtaken
from bot.services.sighting import seen_report
from bot.services.storage import Storage
from db.theme_changes import Deed

MOST_CHANGES = 20
"""How many of the latest changes are told."""


class CodebookOvertaken(Overtaken):
    """Somebody changed the themes in between."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed the themes in between. Please look again: nothing of yours was done.")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. ``who`` None: at the command line, or somebody who is forgotten."""

    at: datetime
    who: str | None
    deed: Deed
    label: str
    other: str | None
    undone: bool
    undoable: bool


class Codebooks:
    """Changes codebooks. Every method raises what ``desk_of`` does, NoSuchTheme, Overtaken or a Refusal.

    ``seen`` is the revision that was looked at; None: whatever it is now.
    """

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access, *, limit: int = LIMIT) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access
        self._limit = limit

    async def add(self, by: Reader, where: Where, label: str, *, seen: int | None) -> None:
        """There is a theme of that name, which no answer has yet."""
        label = cleaned_label(label)

        def change(tx: sqlite3.Connection, desk: Desk) -> Done:
            require_free(desk, label)
            made_theme(tx, desk, label)
            return Done("added", label)

        await self._change(by, where, seen, change)

    async def rename(self, by: Reader, where: Where, theme_id: int, label: str, *, seen: int | None) -> None:
        """The theme is called so."""
        label = cleaned_label(label)

        def change(tx: sqlite3.Connection, desk: Desk) -> Done:
            theme = own(desk, theme_id)
            require_free(desk, label, but=theme)
            rename(tx, theme.id, label)
            return Done("renamed", theme.label, label, Was(theme.id, label=theme.label))

        await self._change(by, where, seen, change)

    async def merge(self, by: Reader, where: Where, theme_id: int, into: int, *, seen: int | None) -> None:
        """What was the theme is told as ``into`` from now on; an answer that had both has it once."""

        def change(tx: sqlite3.Connection, desk: Desk) -> Done:
            theme, other = own(desk, theme_id), own(desk, into)
            if theme.id == other.id:
                raise Refusal("A theme cannot be merged into itself.")
            if theme.holds and (other.group is not None):
                raise Refusal("A group can only be merged into a theme that is in no group.")
            db.themes.merge(tx, theme.id, other.id)
            return Done("merged", theme.label, other.label, Was(theme.id))

        await self._change(by, where, seen, change)

    async def split(self, by: Reader, where: Where, theme_id: int, label: str, *, seen: int | None) -> int:
        """There is a new theme of that name, to which answers of the old one can be moved; its number."""
        label = cleaned_label(label)
        made = 0

        def change(tx: sqlite3.Connection, desk: Desk) -> Done:
            nonlocal made
            theme = own(desk, theme_id)
            require_free(desk, label)
            if list(desk.root.values()).count(theme.id) > 1:
                # What is moved is told as this theme, whatever it was before it was merged: that ends here.
                db.theme_changes.settle(tx, desk.survey_key, desk.question.key)
            made = made_theme(tx, desk, label, again=theme)
            if theme.group is not None:
                db.themes.fold(tx, made, theme.group)
            return Done("split", theme.label, label, Was(made, split_from=theme.id))

        await self._change(by, where, seen, change)
        return made

    async def move(self, by: Reader, where: Where, answer: str, *, theme_id: int, to: int) -> None:
        """The answer with that mark has ``to`` instead of the theme, for whoever gave it; once, however often."""
        now = self._clock.now()
        read = await self._store.read(lambda tx: self._desk(tx, by, where))
        response = read.answer(answer).response_id

        def work(tx: sqlite3.Connection) -> None:
            desk = self._with(tx, by, where, response)
            found, theme, other = desk.answer(answer), own(desk, theme_id), own(desk, to)
            told_as = [each for each, root in desk.root.items() if root == theme.id]
            db.codings.move(tx, found.response_id, desk.question.key, themes=told_as, to=other.id)
            audit.record(tx, by, "theme.moved", webinar=desk.webinar, now=now, question=desk.question.key)

        await self._store.write(work)

    async def group(
        self, by: Reader, where: Where, theme_id: int, group: str | int | None, *, seen: int | None
    ) -> None:
        """The theme is in that group, by number or name (new or known); None: in none."""

        def change(tx: sqlite3.Connection, desk: Desk) -> Done | None:
            theme = own(desk, theme_id)
            was = Was(theme.id, parent=theme.group)
            if group is None:
                if theme.group is None:
                    return None
                db.themes.fold(tx, theme.id, None)
                return Done("ungrouped", theme.label, desk.theme(theme.group).label, was)
            holder, label = holder_of(tx, desk, group)
            if holder == theme.group:
                return None
            if holder == theme.id or theme.holds:
                raise Refusal("A group holds themes, and no other groups.")
            known = next((each for each in desk.themes if each.id == holder), None)
            if known is not None and known.group is not None:
                raise Refusal("“{theme}” is in a group itself. Take it out first.", theme=known.label)
            try:
                db.themes.fold(tx, theme.id, holder)
            except sqlite3.IntegrityError:  # themes of webinars that are not theirs are folded into it
                raise Refusal("A group holds themes, and no other groups.") from None
            return Done("grouped", theme.label, label, was)

        await self._change(by, where, seen, change)

    async def remove(self, by: Reader, where: Where, theme_id: int, *, seen: int | None) -> None:
        """The theme is gone; only one that no answer has and that holds nothing."""

        def change(tx: sqlite3.Connection, desk: Desk) -> Done:
            theme = own(desk, theme_id)
            given = db.themes.used(tx, desk.survey_key, desk.question.key)
            merged = [each for each, root in desk.root.items() if root == theme.id]
            if theme.holds or len(merged) > 1 or any(each in given for each in merged):
                raise Refusal("Answers have this theme, or others are merged or folded into it: merge it instead.")
            db.themes.remove(tx, theme.id)
            db.theme_changes.settle(tx, desk.survey_key, desk.question.key)
            return Done("removed", theme.label)

        await self._change(by, where, seen, change)

    async def undo(self, by: Reader, where: Where, *, seen: int | None) -> None:
        """The last change that is not undone is undone."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            desk = self._current(tx, by, where, seen)
            last = db.theme_changes.latest(tx, desk.survey_key, desk.question.key)
            if last is None or last.was is None:
                raise Refusal("There is nothing that can be undone.")
            was = msgspec.json.decode(last.was, type=Was)
            if last.webinar_id not in self._mine(tx, by) or any(
                each.elsewhere for each in desk.themes if each.id in (was.theme, desk.root.get(was.theme))
            ):
                raise Refusal("The last change was made for webinars that are not yours.")
            undo_change(tx, last, was)
            db.theme_changes.undone(tx, last.id, now=now)
            audit.record(tx, by, "theme.undone", webinar=desk.webinar, now=now, question=desk.question.key)

        await self._store.write(work)

    async def book(self, by: Reader, where: Where) -> tuple[Desk, QuestionFigures | None]:
        """The codebook, and what its themes add up to, as ``by`` sees figures.

        None: the question is of an earlier version of the survey.
        """

        def work(tx: sqlite3.Connection, steps: Steps) -> tuple[Desk, QuestionFigures | None]:
            desk, library = self._desk(tx, by, where), self._library
            report = seen_report(
                tx,
                library,
                self._access,
                by,
                desk.webinar,
                limit=self._limit,
                steps=steps,
                survey=desk.survey_key,
            )
            questions = report.summary.questions
            return desk, next((each for each in questions if each.key == desk.question.key), None)

        return await in_steps(self._store, work)

    async def history(self, by: Reader, where: Where) -> tuple[Desk, tuple[Change, ...]]:
        """The latest changes, made for webinars that are theirs, the latest first."""

        def work(tx: sqlite3.Connection) -> tuple[Desk, tuple[Change, ...]]:
            desk = self._desk(tx, by, where)
            rows = db.theme_changes.of_question(
                tx, desk.survey_key, desk.question.key, webinars=self._mine(tx, by), limit=MOST_CHANGES
            )
            names = {each.telegram_id: each.name for each in db.members.every(tx)}
            return desk, tuple(
                Change(
                    each.at,
                    names.get(each.by or 0),
                    each.deed,
                    each.label,
                    each.other,
                    each.undone_at is not None,
                    each.was is not None,
                )
                for each in rows
            )

        return await self._store.read(work)

    async def _change(
        self,
        by: Reader,
        where: Where,
        seen: int | None,
        change: Callable[[sqlite3.Connection, Desk], Done | None],
    ) -> None:
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            desk = self._current(tx, by, where, seen)
            done = change(tx, desk)
            if done is None:
                return
            db.theme_changes.record(
                tx,
                webinar_id=desk.webinar.id,
                survey_key=desk.survey_key,
                question=desk.question.key,
                by=None if isinstance(by, Operator) else by.telegram_id,
                deed=done.deed,
                label=done.label,
                other=done.other,
                was=None if done.was is None else msgspec.json.encode(done.was).decode(),
                now=now,
            )
            audit.record(tx, by, f"theme.{done.deed}", webinar=desk.webinar, now=now, question=desk.question.key)

        await self._store.write(work)

    def _current(self, tx: sqlite3.Connection, by: Reader, where: Where, seen: int | None) -> Desk:
        desk = self._with(tx, by, where)
        if seen is not None and seen != desk.revision:
            raise CodebookOvertaken
        return desk

    def _desk(self, tx: sqlite3.Connection, by: Reader, where: Where) -> Desk:
        return desk_of(tx, self._access, self._library, by, where, limit=self._limit)

    def _with(self, tx: sqlite3.Connection, by: Reader, where: Where, *responses: int) -> Desk:
        return desk_with(tx, self._access, self._library, by, where, responses=responses, limit=self._limit)

    def _mine(self, tx: sqlite3.Connection, by: Reader) -> frozenset[int]:
        return frozenset(each.id for each in self._access.webinars(tx, by, Act.ROWS))
