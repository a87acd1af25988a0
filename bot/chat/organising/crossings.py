"""Crossings: one question of a webinar by what the same people said to another one, for those who may read rows."""

from __future__ import annotations

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.figures import ON_A_PAGE, within
from bot.chat.organising.figures import WORD as FIGURES
from bot.chat.rooms import Room
from bot.chat.voice import Rows
from bot.insight.summary import QuestionFigures
from bot.render.organising.crossing import crossing_card
from bot.render.quoting import quoted
from bot.render.screens import shortened
from bot.services.access import Act, NotAllowed
from bot.services.crossing import Crossings
from bot.services.organising.perusing import NoSuchQuestion, Perusing, Sheet

WORD = "cross"
_ASK_UNITS = 38


class CrossingsRoom:
    """Shows cross-tables."""

    def __init__(self, counter: Counter, perusing: Perusing, crossings: Crossings) -> None:
        self._counter = counter
        self._perusing = perusing
        self._crossings = crossings

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press))

    async def press(self, visit: Visit) -> Card:
        """The questions to choose from (``l``), or the table of two (``t``)."""
        sheet = await self._perusing.sheet(visit.by, visit.number(1), visit.number(2))
        if Act.ROWS not in sheet.acts:
            raise NotAllowed
        question = sheet.question(visit.number(3))
        if visit.verb == "t":
            return await self._table(visit, sheet, question, sheet.question(visit.number(4)))
        return self._others(visit, sheet, question)

    def _others(self, visit: Visit, sheet: Sheet, question: QuestionFigures) -> Card:
        """With which question?"""
        here, say = f"{sheet.webinar_id}.{sheet.place}.{visit.number(3)}", self._counter.say
        others = [
            (place, each)
            for place, each in enumerate(sheet.report.summary.questions)
            if each.options and each.key != question.key
        ]
        page, pages = within(visit.number(4), len(others), ON_A_PAGE)
        rows: Rows = [
            [(shortened(quoted(each.ask, webinar=sheet.title), _ASK_UNITS), Chosen(WORD, f"t.{here}.{place}"))]
            for place, each in others[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        ]
        leaves = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"l.{here}.{page - 1}"))] if page else []
        leaves += [(f"{say('More', visit)} ▶", Chosen(WORD, f"l.{here}.{page + 1}"))] if page + 1 < pages else []
        text = say("By which other question?", visit)
        if not others:
            text = say("There is no other question with answers to choose from.", visit)
        return Card(text, [*rows, *([leaves] if leaves else []), *self._back(visit, sheet)])

    async def _table(self, visit: Visit, sheet: Sheet, question: QuestionFigures, other: QuestionFigures) -> Card:
        if not (question.options and other.options) or question.key == other.key:
            raise NoSuchQuestion
        crossed = await self._crossings.table(
            sheet.webinar_id,
            question.key,
            other.key,
            reader=visit.by,
            survey=sheet.survey if sheet.place else None,
            language=visit.language,
        )
        text = crossing_card(self._counter.texts, visit.language, crossed.table, title=sheet.title)
        here = f"{sheet.webinar_id}.{sheet.place}"
        turned = (
            f"🔁 {self._counter.say('The other way round', visit)}",
            Chosen(WORD, f"t.{here}.{visit.number(4)}.{visit.number(3)}"),
        )
        more = (f"✖ {self._counter.say('By another question', visit)}", Chosen(WORD, f"l.{here}.{visit.number(3)}.0"))
        return Card(text, [[turned], [more], *self._back(visit, sheet)])

    def _back(self, visit: Visit, sheet: Sheet) -> Rows:
        label = self._counter.say("Back to the figures", visit)
        return [[(f"◀ {label}", Chosen(FIGURES, f"s.{sheet.webinar_id}.{sheet.place}"))]]
