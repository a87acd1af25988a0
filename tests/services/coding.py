"""Shortcuts for tests of coding: an office with six answers, an owner and two organisers."""

import db.members
from bot.services.access import Access, Operator, Person
from bot.services.coding.codebooks import Codebooks
from bot.services.coding.desk import Where
from bot.services.coding.giving import Giving, Tick
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.scenes import SURVEY, WEBINAR, picked

OLGA, OSCAR, NOBODY = Person(900), Person(901), Person(999)
WHERE = Where("clusters", None, "improve")
TEXTS = ("Better food", "More food, please", "Shorter talks", "Food and drinks", "Drinks", "Nothing at all")


class Coders:
    """What both services do, in fewer words."""

    def __init__(self, office):
        self.office = office
        access = Access([OLGA.telegram_id])
        self.giving = Giving(Storage(office.store), office.clock, office.library, access)
        self.books = Codebooks(Storage(office.store), office.clock, office.library, access)

    async def begin(self, *texts, webinar=WEBINAR):
        await self.office.apply(SURVEY, webinar)
        for number, text in enumerate(texts or TEXTS):
            said = {"overall": picked("poor"), "improve": Answer("answered", text=text)}
            await self.office.answer(number, said, label=f"p{number}")

    async def desk(self, by=OLGA):
        return await self.giving.desk(by, WHERE)

    async def tick(self, text, coder=1, by=OLGA):
        desk = await self.desk(by)
        answer = next(each for each in desk.answers if each.text == text)
        return Tick(answer.mark, coder, desk.seen(answer, coder))

    async def code(self, text, *labels, coder=1, by=OLGA):
        """The answer has these themes, too; none: nothing fits."""
        for label in labels:
            await self.giving.name(by, WHERE, await self.tick(text, coder, by), label)
        if not labels:
            await self.giving.none_fits(by, WHERE, await self.tick(text, coder, by), on=True)

    async def theme(self, label, by=OLGA):
        found = (await self.desk(by)).labelled(label)
        assert found is not None, label
        return found.id

    async def counted(self):
        """Of the question: its themes by label, its groups, and how far coding is."""
        summary = await self.office.summary()
        return next(each for each in summary.summary.questions if each.key == "improve")

    async def people(self):
        themes = (await self.counted()).themes
        return {} if themes is None else {each.label: each.people for each in themes.options}

    async def everything(self):
        """What every answer has, by text."""
        desk = await self.desk()
        labels = {each.id: each.label for each in desk.themes}
        return {
            answer.text: {labels[each] for each in coded.themes} if (coded := desk.of(answer, 1)) else None
            for answer in desk.answers
        }


async def joins(office, person, role="organiser", *, rows=True, scope="all", series=None):
    now = office.clock.now()

    def work(tx):
        return db.members.join(
            tx, telegram_id=person.telegram_id, name="Oscar", role=role, scope=scope, series=series, webinar_id=None,
            rows=rows, invited_by=None, now=now,
        )  # fmt: skip

    await office.store.write(work)


__all__ = ["NOBODY", "OLGA", "OSCAR", "TEXTS", "WHERE", "Coders", "Operator", "joins"]
