"""Figures: what the answers add up to, from a few lines down to one question, each with its base and its interval.

Whoever may read figures sees these; what people wrote, and rows, need more (see ``services.access``). Pictures are
drawn beside the loop, one at a time, while the message they were asked in says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Button
from bot.chat.organising.theme_places import entrance
from bot.chat.rooms import Room
from bot.chat.voice import Rows
from bot.insight.comparing.latest import has_headline
from bot.insight.summary import QuestionFigures, Summary
from bot.render.cards import summary_card
from bot.render.charts import summary_pages
from bot.render.organising.besides import besides_card
from bot.render.organising.figures import ASK_UNITS, question_card, questions_card, written_card
from bot.render.quoting import quoted
from bot.render.screens import shortened
from bot.render.texts import unmarked
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.perusing import Perusing, Sheet
from bot.survey.definitions import Wording

WORD = "fig"
ON_A_PAGE = 6
ANSWERS_ON_A_PAGE = 5
_LABEL_UNITS = 38


class Figures:
    """Shows figures."""

    def __init__(self, counter: Counter, perusing: Perusing, overseeing: Overseeing, drawing: asyncio.Lock) -> None:
        self._counter = counter
        self._perusing = perusing
        self._overseeing = overseeing
        self._drawing = drawing

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            commands={"summary": self._counter.command(self.summary)},
            buttons=self._counter.button(WORD, self.press),
        )

    def door(self, visit: Visit, overseen: Overseen) -> Button | None:
        """The button on a webinar's card."""
        label = self._counter.say("Figures", visit)
        return (f"📊 {label}", Chosen(WORD, f"s.{overseen.id}.0")) if Act.READ in overseen.acts else None

    async def summary(self, visit: Visit) -> Card:
        """``/summary``: the webinars to choose from; with a code or key, the figures of that one."""
        if not visit.words:
            return await self._webinars(visit, 0)
        webinar_id = await self._perusing.find(visit.by, " ".join(visit.words))
        return self._summary(visit, await self._perusing.sheet(visit.by, webinar_id, since=True))

    async def press(self, visit: Visit) -> Card | None:
        """A button of any of these cards."""
        match visit.verb:
            case "l":
                return await self._webinars(visit, visit.number(1))
            case "s":
                return self._summary(visit, await self._sheet(visit, since=True))
            case "c":
                return await self._chart(visit)
            case "q":
                return self._questions(visit, await self._sheet(visit), visit.number(3))
            case "u":
                return await self._question(visit)
            case "o":
                return self._writings(visit, await self._sheet(visit))
            case "w":
                return await self._written(visit)
            case "b":
                return await self._beside(visit)
            case _:
                raise Refusal("This button does not work any more. /summary shows how things stand.")

    async def _sheet(self, visit: Visit, *, since: bool = False) -> Sheet:
        return await self._perusing.sheet(visit.by, visit.number(1), visit.number(2), since=since)

    async def _webinars(self, visit: Visit, page: int) -> Card:
        every = await self._overseeing.webinars(visit.by)
        say = self._counter.say
        if not every:
            return Card(say("There is no webinar yet. /new sets one up.", visit))
        page, pages = within(page, len(every), ON_A_PAGE)
        shown = every[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        rows: Rows = [[(shortened(each.title, _LABEL_UNITS), Chosen(WORD, f"s.{each.id}.0"))] for each in shown]
        leaves = self._leaves(visit, page, pages, lambda to: f"l.{to}")
        return Card(say("Whose figures?", visit), [*rows, *leaves])

    def _summary(self, visit: Visit, sheet: Sheet) -> Card:
        """The figures at a glance, and every way on from here."""
        report, say = sheet.report, self._counter.say
        texts, language, at = self._counter.texts, visit.language, report.frozen_at
        text = summary_card(texts, language, report.summary, frozen_at=at, newer=report.newer, change=sheet.since)
        if sheet.place:
            text = f"<i>{escape(self._survey(visit, sheet, sheet.place))}</i>\n{text}"
        if sheet.sessions is not None:
            text = f"{self._sessions(visit, sheet.sessions)}\n{text}"
        if not report.summary.responses.started:
            text += f"\n\n{say('Nobody has answered yet. The link to share is on the webinar’s card.', visit)}"
        here = f"{sheet.webinar_id}.{sheet.place}"
        ways = [(f"📊 {say('Chart', visit)}", Chosen(WORD, f"c.{here}"))] if drawable(report.summary) else []
        ways += [(f"🔎 {say('Questions', visit)}", Chosen(WORD, f"q.{here}.0"))]
        if Act.ROWS in sheet.acts:
            if sheet.written:
                ways += [(f"💬 {say('What people wrote', visit)}", Chosen(WORD, f"o.{here}"))]
            ways += [(f"🧵 {say('Threads', visit)}", Chosen("threads", ""))]
        if sheet.earlier and (headline := _headline(report.summary)) is not None:
            ways += [(f"🗓 {say('Earlier webinars', visit)}", Chosen(WORD, f"b.{here}.{headline}"))]
        ways += [(f"📄 {say('Documents', visit)}", Chosen("paper", f"l.{here}"))]
        others = [
            [(f"📝 {shortened(self._survey(visit, sheet, place), _LABEL_UNITS)}", self._to(sheet, place))]
            for place in range(len(sheet.surveys))
            if place != sheet.place
        ]
        back = [(f"◀ {say('Back to the webinar', visit)}", Chosen(HUB, f"w.{sheet.webinar_id}"))]
        return Card(text, [*pairs(ways), *others, back])

    def _sessions(self, visit: Visit, sessions: tuple[Wording, ...]) -> str:
        """Of which sessions these are the figures."""
        named = ", ".join(shortened(each.spoken(visit.language), ASK_UNITS) for each in sessions)
        if not named:
            return f"<i>{self._counter.say('Your session is not in this webinar any more.', visit)}</i>"
        return f"<i>{escape(self._counter.say('Only the figures of: %(sessions)s', visit, sessions=named))}</i>"

    async def _chart(self, visit: Visit) -> Card:
        """The pictures go below; meanwhile the message they were asked in says so, and then shows the figures again."""
        sheet = await self._sheet(visit, since=True)
        summary = sheet.report.summary
        if not drawable(summary):
            raise Refusal("Nobody has answered a question with options yet, so there is nothing to draw.")
        pages = await self.drawn(visit, sheet)
        for place, page in enumerate(pages, start=1):
            last = [self._back(visit, sheet)] if place == len(pages) else []
            await self._counter.voice.photo(visit.chat_id, page, rows=last)
        return self._summary(visit, sheet)

    async def drawn(self, visit: Visit, sheet: Sheet, keys: frozenset[str] | None = None) -> tuple[bytes, ...]:
        """The chart's pages, of the questions ``keys`` or of all; one is drawn at a time, each takes a second."""
        say = self._counter.say
        if keys is None:
            await self._counter.show(visit, Card(f"⏳ {say('Drawing the chart…', visit)}"))
        async with self._drawing:
            note = self._note(visit, sheet)
            summary, language = sheet.report.summary, visit.language
            return await asyncio.to_thread(summary_pages, summary, language=language, note=note, keys=keys)

    def _questions(self, visit: Visit, sheet: Sheet, page: int) -> Card:
        questions, here = sheet.report.summary.questions, f"{sheet.webinar_id}.{sheet.place}"
        page, pages = within(page, len(questions), ON_A_PAGE)
        first = page * ON_A_PAGE
        text = questions_card(
            self._counter.texts,
            visit.language,
            sheet.report.summary,
            title=self._survey(visit, sheet, sheet.place),
            first=first,
            shown=ON_A_PAGE,
            page=page + 1,
            pages=pages,
        )
        places = range(first, min(first + ON_A_PAGE, len(questions)))
        numbers = [(str(place + 1), Chosen(WORD, f"u.{here}.{place}")) for place in places]
        rows = [numbers] if numbers else []
        return Card(
            text,
            [*rows, *self._leaves(visit, page, pages, lambda to: f"q.{here}.{to}"), self._back(visit, sheet)],
        )

    async def _question(self, visit: Visit) -> Card | None:
        """One question: its picture with its figures below it, as a message of its own."""
        sheet, place = await self._sheet(visit), visit.number(3)
        question = sheet.question(place)
        summary, newer = sheet.report.summary, sheet.report.newer
        text = question_card(self._counter.texts, visit.language, summary, question, newer=newer)
        rows = self._around(visit, sheet, place)
        if not question.options or not question.base or question.withheld:
            return Card(text, rows, below=True)
        pages = await self.drawn(visit, sheet, frozenset({question.key}))
        await self._counter.voice.photo(visit.chat_id, pages[0], caption=text, rows=rows)
        return None

    def _around(self, visit: Visit, sheet: Sheet, place: int) -> Rows:
        """Where one can go from the question at ``place``."""
        say, here = self._counter.say, f"{sheet.webinar_id}.{sheet.place}"
        questions = sheet.report.summary.questions
        leaves = [(f"◀ {place}", Chosen(WORD, f"u.{here}.{place - 1}"))] if place else []
        leaves += [(f"{place + 2} ▶", Chosen(WORD, f"u.{here}.{place + 1}"))] if place + 1 < len(questions) else []
        ways = []
        if Act.ROWS in sheet.acts and place in sheet.written:
            ways += [(f"💬 {say('What people wrote', visit)}", Chosen(WORD, f"w.{here}.{place}.0"))]
        if sheet.earlier and has_headline(questions[place]):
            ways += [(f"🗓 {say('Earlier webinars', visit)}", Chosen(WORD, f"b.{here}.{place}"))]
        if Act.ROWS in sheet.acts and questions[place].options and sheet.report.frozen_at is None:
            ways += [(f"✖ {say('Cross with…', visit)}", Chosen("cross", f"l.{here}.{place}.0"))]
        every = (f"🔎 {say('All questions', visit)}", Chosen(WORD, f"q.{here}.{place // ON_A_PAGE}"))
        return [row for row in (leaves, *pairs(ways), [every]) if row]

    def _writings(self, visit: Visit, sheet: Sheet) -> Card:
        """The questions to which people write."""
        here, say = f"{sheet.webinar_id}.{sheet.place}", self._counter.say
        rows = [
            [(self._ask(sheet, sheet.question(place)), Chosen(WORD, f"w.{here}.{place}.0"))] for place in sheet.written
        ]
        text = say("To which question?", visit) if rows else say("Nobody writes anything in this survey.", visit)
        return Card(text, [*rows, self._back(visit, sheet)])

    async def _written(self, visit: Visit) -> Card:
        place = visit.number(3)
        sheet, found = await self._perusing.written(visit.by, visit.number(1), visit.number(2), place)
        page, pages = within(visit.number(4), len(found), ANSWERS_ON_A_PAGE)
        first = page * ANSWERS_ON_A_PAGE
        shown = [(each.text, each.name) for each in found[first : first + ANSWERS_ON_A_PAGE]]
        ask = quoted(sheet.question(place).ask, webinar=sheet.title)
        texts = self._counter.texts
        text = written_card(texts, visit.language, shown, ask=ask, first=first + 1, total=len(found))
        here = f"{sheet.webinar_id}.{sheet.place}"
        leaves = self._leaves(visit, page, pages, lambda to: f"w.{here}.{place}.{to}")
        others = (f"💬 {self._counter.say('Other questions', visit)}", Chosen(WORD, f"o.{here}"))
        return Card(text, [*leaves, *self._coding(visit, sheet, place), [others], self._back(visit, sheet)])

    def _coding(self, visit: Visit, sheet: Sheet, place: int) -> Rows:
        """The way to giving themes, where people write all they like."""
        question = sheet.question(place)
        if question.kind != "open" or not question.answered:
            return []
        label = f"🏷 {self._counter.say('Give themes', visit)}"
        return [[(label, entrance(sheet.webinar_id, sheet.place, question.key))]]

    async def _beside(self, visit: Visit) -> Card:
        webinar_id, place, question = visit.number(1), visit.number(2), visit.number(3)
        sheet, found = await self._perusing.compare(visit.by, webinar_id, place, question)
        text = besides_card(self._counter.texts, visit.language, found.asked, found.comparison, webinar=found.key)
        others = [
            [(shortened(each.title, _LABEL_UNITS), Chosen(WORD, f"s.{each.webinar_id}.0"))]
            for each in reversed(found.comparison.webinars)
            if each.webinar_id != sheet.webinar_id and found.asked.row(each.key) is not None
        ]
        return Card(text, [*others, self._back(visit, sheet)])

    def _leaves(self, visit: Visit, page: int, pages: int, to: Callable[[int], str]) -> Rows:
        say = self._counter.say
        row = [(f"◀ {say('Back', visit)}", Chosen(WORD, to(page - 1)))] if page else []
        row += [(f"{say('More', visit)} ▶", Chosen(WORD, to(page + 1)))] if page + 1 < pages else []
        return [row] if row else []

    def _back(self, visit: Visit, sheet: Sheet) -> list[Button]:
        return [(f"◀ {self._counter.say('Back to the figures', visit)}", self._to(sheet, sheet.place))]

    def _to(self, sheet: Sheet, place: int) -> Chosen:
        return Chosen(WORD, f"s.{sheet.webinar_id}.{place}")

    def _survey(self, visit: Visit, sheet: Sheet, place: int) -> str:
        title = sheet.surveys[place].spoken(visit.language, *sheet.languages)
        return quoted(title, webinar=sheet.title)

    def _ask(self, sheet: Sheet, question: QuestionFigures) -> str:
        return shortened(quoted(question.ask, webinar=sheet.title), _LABEL_UNITS)

    def _note(self, visit: Visit, sheet: Sheet) -> str | None:
        at = sheet.report.frozen_at
        return None if at is None else unmarked(self._counter.render(visit, "frozen", at=at))


def drawable(summary: Summary) -> bool:
    """Whether there is anything to draw."""
    return any(question.base for question in summary.questions if question.options)


def within(page: int, count: int, on_a_page: int) -> tuple[int, int]:
    """``page`` as one that there is, and how many there are: at least one."""
    pages = max(-(-count // on_a_page), 1)
    return min(max(page, 0), pages - 1), pages


def pairs(buttons: list[Button]) -> Rows:
    """Two in a row."""
    return [buttons[place : place + 2] for place in range(0, len(buttons), 2)]


def _headline(summary: Summary) -> int | None:
    """The place of the first question with one figure that stands for it."""
    return next((place for place, each in enumerate(summary.questions) if has_headline(each)), None)
