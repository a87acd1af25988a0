"""The survey as an attendee gets it, to be tried by those who set it up: real questions, and nothing of it counts.

What is typed meanwhile is for the question on screen. How it ends is shown as attendees see it, without what follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from html import escape
from typing import assert_never

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Button
from bot.chat.rooms import Room
from bot.chat.showing import drawn
from bot.chat.updates import Sent, Wrote
from bot.chat.voice import Rows
from bot.render import endings, rows, screens
from bot.render.organising.timeline import timeline_picture
from bot.render.texts import unmarked, utf16_units
from bot.render.tongues import own_name
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.foreseeing import Foreseeing
from bot.services.organising.overseeing import Overseen
from bot.services.organising.trying import Step, Trying, TryoutOver
from bot.services.views import PrivacyScreen, QuestionScreen, ThanksScreen
from bot.survey.replies import Back, Confirm, Keep, OtherThing, Reply, Skip, Tap, Typed

WORD = "prev"


class Preview:
    """Lets organisers try surveys."""

    def __init__(self, counter: Counter, trying: Trying, foreseeing: Foreseeing, drawing: asyncio.Lock) -> None:
        self._counter = counter
        self._trying = trying
        self._foreseeing = foreseeing
        self._drawing = drawing

    def room(self) -> Room:
        """What it answers to."""
        self._counter.hears[WORD] = self.hear
        return Room(buttons=self._counter.button(WORD, self.press))

    def door(self, visit: Visit, overseen: Overseen) -> Button | None:
        """The button on a webinar's card."""
        label = self._counter.say("Try it as an attendee", visit)
        return (f"🧪 {label}", Chosen(WORD, f"o.{overseen.id}")) if Act.SHAPE in overseen.acts else None

    async def press(self, visit: Visit) -> Card:
        """A button before, under or after the questions."""
        webinar_id, by, name = visit.number(1), visit.by, visit.at.sender.name
        match visit.verb:
            case "o":
                return await self._languages(visit)
            case "g":
                step = await self._trying.begin(
                    by, webinar_id, language=visit.word(2), name=name, update_id=visit.update_id
                )
                return await self._shown(visit, webinar_id, step)
            case "w":
                return await self._shown(visit, webinar_id, await self._trying.look(by, webinar_id, name=name))
            case "p":
                step = await self._trying.look(by, webinar_id, name=name)
                return await self._shown(visit, webinar_id, step, page=visit.number(3))
            case "n":
                return self._private(webinar_id, await self._trying.privacy(by, webinar_id))
            case "m":
                return await self._timeline(visit)
            case "x":
                await self._trying.end(by)
                return self._over(visit, webinar_id)
            case _:
                return await self._replied(visit, webinar_id)

    async def hear(self, visit: Visit, body: str) -> Card | None:
        """What was typed or sent is for the question on screen."""
        webinar_id = int(body.partition(".")[0])
        reply = Typed(visit.at.text) if isinstance(visit.at, Wrote) else OtherThing(_kind(visit))
        name, update_id = visit.at.sender.name, visit.update_id
        try:
            step = await self._trying.reply(visit.by, webinar_id, reply, name=name, update_id=update_id)
        except TryoutOver:
            return self._over(visit, webinar_id)
        return await self._shown(visit, webinar_id, step)

    async def _replied(self, visit: Visit, webinar_id: int) -> Card:
        reply = _reply(visit)
        if reply is None:
            raise Refusal("This button does not work any more. /webinars shows how things stand.")
        name, update_id = visit.at.sender.name, visit.update_id
        step = await self._trying.reply(visit.by, webinar_id, reply, name=name, update_id=update_id)
        page = None
        if isinstance(reply, Tap) and isinstance(step.screen, QuestionScreen) and step.screen.ask.index == reply.index:
            page = rows.page_of(step.screen.ask.question, reply.option)
        return await self._shown(visit, webinar_id, step, page=page)

    async def _languages(self, visit: Visit) -> Card:
        """In which language?"""
        there = await self._trying.tryable(visit.by, visit.number(1))
        say = self._counter.say
        text = say(
            "Answer the questions as an attendee would. Nothing of it counts or is kept. In which language?", visit
        )
        languages = [
            [(own_name(language), Chosen(WORD, f"g.{there.webinar_id}.{language}"))] for language in there.languages
        ]
        plan = [(f"🗓 {say('What goes out when, as a picture', visit)}", Chosen(WORD, f"m.{there.webinar_id}"))]
        back = [(f"◀ {say('Back to the webinar', visit)}", Chosen(HUB, f"w.{there.webinar_id}"))]
        return Card(f"<b>{escape(there.title)}</b>\n\n{text}", [*languages, plan, back])

    async def _timeline(self, visit: Visit) -> Card:
        """The plan goes below as a picture; meanwhile the message it was asked in says so."""
        foresight = await self._foreseeing.foresight(visit.by, visit.number(1))
        counter, say = self._counter, self._counter.say
        await counter.show(visit, Card(f"⏳ {say('Drawing the plan…', visit)}"))
        async with self._drawing:
            picture = await asyncio.to_thread(timeline_picture, counter.texts, visit.language, foresight)
        back = [(f"◀ {say('Back to the webinar', visit)}", Chosen(HUB, f"w.{foresight.webinar_id}"))]
        await counter.voice.photo(visit.chat_id, picture, file_name="plan.png", rows=[back])
        return await self._languages(visit)

    async def _shown(self, visit: Visit, webinar_id: int, step: Step, *, page: int | None = None) -> Card:
        """The question, or how it ends; why nothing changed stands above it, or over it after a tap."""
        texts, say = self._counter.texts, self._counter.say
        screen, toast = step.screen, None
        if step.refused is not None:
            limit = screens.whole(step.refused.limit)
            language = screen.seat.language
            toast = texts.render("messages/refused.html.j2", language, reason=step.refused.reason, limit=limit)
        if isinstance(screen, ThanksScreen):
            return self._over(visit, webinar_id, screen)
        shown = endings.with_dropped(texts, screen.seat, drawn(texts, screen, page=page), step.dropped)
        above = f"🧪 <i>{say('A try: nothing of it counts.', visit)}</i>"
        if toast is not None and visit.message_id is None:
            above, toast = f"{above}\n\n{toast}", None
        await self._counter.awaiting.expect(visit.chat_id, room=WORD, body=f"{webinar_id}.{visit.update_id}")
        text = f"{above}\n\n{shown.text}"
        buttons = _buttons(shown.rows, webinar_id, screen.ask.index)
        end = [(f"✖ {say('End the try', visit)}", Chosen(WORD, f"x.{webinar_id}"))]
        fits = utf16_units(unmarked(text)) <= screens.TEXT_LIMIT
        return Card(
            text if fits else shown.text,
            [*buttons, end],
            toast=None if toast is None else unmarked(toast),
            alert=toast is not None,
        )

    def _private(self, webinar_id: int, screen: PrivacyScreen) -> Card:
        shown = drawn(self._counter.texts, screen)
        return Card(shown.text, _buttons(shown.rows, webinar_id, 0))

    def _over(self, visit: Visit, webinar_id: int, thanks: ThanksScreen | None = None) -> Card:
        """The end, as attendees see it; and what one can do next."""
        say = self._counter.say
        text = f"🧪 <b>{say('That was it: nothing of it counts.', visit)}</b>"
        again = Chosen(WORD, f"o.{webinar_id}")
        ways = [[(f"🌐 {say('In another language', visit)}", again)]]
        if thanks is not None:
            shown = endings.thanks_screen(
                self._counter.texts, thanks.seat, thanks.survey, told=thanks.told, closed=True, privacy=False
            )
            whole = f"{text}\n\n{shown.text}"
            fits = utf16_units(unmarked(whole)) <= screens.TEXT_LIMIT
            text = whole if fits else text
            ways.insert(0, [(f"🔁 {say('Again', visit)}", Chosen(WORD, f"g.{webinar_id}.{thanks.seat.language}"))])
        back = [(f"◀ {say('Back to the webinar', visit)}", Chosen(HUB, f"w.{webinar_id}"))]
        return Card(text, [*ways, back])


def _kind(visit: Visit) -> str:
    assert isinstance(visit.at, Sent)
    return visit.at.kind


def _reply(visit: Visit) -> Reply | None:
    index = visit.number(2)
    match visit.verb:
        case "t":
            return Tap(index, visit.number(3))
        case "c":
            return Confirm(index)
        case "s":
            return Skip(index)
        case "b":
            return Back(index)
        case "k":
            return Keep(index)
        case _:
            return None


def _buttons(shown: Sequence[Sequence[rows.Button]], webinar_id: int, index: int) -> Rows:
    """An attendee's buttons, each meaning the same in the tryout."""
    found = [[(each.label, _meant(each.press, webinar_id, index)) for each in row] for row in shown]
    return [[(label, press) for label, press in row if press is not None] for row in found]


def _meant(press: rows.Press, webinar_id: int, index: int) -> Chosen | None:
    match press:
        case rows.Pick(option):
            return Chosen(WORD, f"t.{webinar_id}.{index}.{option}")
        case rows.Confirm():
            return Chosen(WORD, f"c.{webinar_id}.{index}")
        case rows.Skip():
            return Chosen(WORD, f"s.{webinar_id}.{index}")
        case rows.Back():
            return Chosen(WORD, f"b.{webinar_id}.{index}")
        case rows.Keep():
            return Chosen(WORD, f"k.{webinar_id}.{index}")
        case rows.Turn(page):
            return Chosen(WORD, f"p.{webinar_id}.{index}.{page}")
        case rows.Read():
            return Chosen(WORD, f"n.{webinar_id}")
        case rows.Return():
            return Chosen(WORD, f"w.{webinar_id}")
        case rows.Edit() | rows.Agree() | rows.Tell() | rows.Live():
            return None  # they stand below the last card, which shows none here
        case _:
            assert_never(press)
