"""Giving themes in chat: one answer at a time, its themes to tick below it, and what is suggested, marked as such.

What is suggested comes from this machine; it is a theme of an answer when somebody taps it. A second coder sees the
answers without what the first one gave.
"""

from __future__ import annotations

import msgspec

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.figures import WORD as FIGURES
from bot.chat.organising.figures import pairs, within
from bot.chat.organising.hub import Button
from bot.chat.organising.theme_places import CODING, Place, ask_of, place_of, read_place
from bot.chat.rooms import Room
from bot.chat.updates import Wrote
from bot.chat.voice import Rows
from bot.render.screens import shortened
from bot.services.coding.desk import FIRST, SECOND, Desk, OpenAnswer
from bot.services.coding.giving import Giving, Tick, progress
from bot.services.coding.suggesting import Suggesting, Suggestion
from bot.services.errors import Refusal

ON_A_PAGE = 8
"""Themes below one answer."""

_TEXT_UNITS = 2_800
_LABEL_UNITS = 28
_GLIMPSE_UNITS = 40


class Asked(msgspec.Struct, frozen=True):
    """What was noted when a name was asked for."""

    here: str
    answer: str
    seen: str


class CodingRoom:
    """Serves whoever may read what people wrote."""

    def __init__(self, counter: Counter, giving: Giving, suggesting: Suggesting) -> None:
        self._counter = counter
        self._giving = giving
        self._suggesting = suggesting
        counter.hears[CODING] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(CODING, self.press, anew=self._anew))

    async def press(self, visit: Visit) -> Card:
        """A button: ``t`` and ``f`` tick a theme, ``n`` and ``o`` that none fits, ``y`` accepts what is suggested."""
        place, mark = place_of(visit), visit.word(5)
        match visit.verb:
            case "a":
                return await self._show(visit, place, mark, visit.number(6))
            case "t" | "f":
                tick = Tick(mark, place.coder, visit.word(7))
                await self._giving.give(visit.by, place.where, tick, visit.number(6), on=visit.verb == "t")
                return await self._show(visit, place, mark, visit.number(8))
            case "n" | "o":
                tick = Tick(mark, place.coder, visit.word(6))
                await self._giving.none_fits(visit.by, place.where, tick, on=visit.verb == "n")
                return await self._show(visit, place, mark, 0)
            case "e":
                return await self._ask(visit, place, mark, visit.word(6))
            case "y":
                await self._accept(visit, place, Tick(mark, place.coder, visit.word(7)), visit.word(6))
                return await self._show(visit, place, mark, 0)
            case "g":
                return await self._each(visit, place, visit.word(5), visit.number(6))
            case "w":
                await self._accept(visit, place, Tick(visit.word(7), place.coder, None), visit.word(5))
                return await self._each(visit, place, visit.word(5), visit.number(6))
            case "l":
                return await self._suggested(visit, place)
            case _:
                raise Refusal("This button does not work any more. /summary shows how things stand.")

    async def hear(self, visit: Visit, body: str) -> Card:
        """The name of a new theme. A refusal leaves it awaited."""
        asked = msgspec.json.decode(body, type=Asked)
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please type it.")
        place = read_place(asked.here)
        tick = Tick(asked.answer, place.coder, asked.seen)
        await self._giving.name(visit.by, place.where, tick, visit.at.text)
        return await self._show(visit, place, asked.answer, 0)

    async def _anew(self, visit: Visit) -> Card:
        return await self._show(visit, place_of(visit), visit.word(5), 0)

    async def _show(self, visit: Visit, place: Place, mark: str, page: int) -> Card:
        """The answer with that mark, or the first that is not coded yet."""
        desk = await self._giving.desk(visit.by, place.where)
        theirs = desk.theirs(place.coder, visit.by)
        open_ = [each for each in theirs if desk.of(each, place.coder) is None]
        if not mark:
            if not open_:
                return self._done(visit, place, desk, theirs)
            answer = open_[0]
        else:
            answer = desk.answer(mark)
        suggested = await self._suggesting.for_answer(desk, answer, place.coder)
        coded = desk.of(answer, place.coder)
        has = frozenset() if coded is None else coded.themes
        done, total = progress(desk, place.coder, visit.by)
        text = self._counter.render(
            visit,
            "coding",
            ask=ask_of(visit, desk),
            text=shortened(answer.text, _TEXT_UNITS),
            coded=done,
            total=total,
            second=place.coder == SECOND,
            themes=[theme.label for theme in desk.themes if theme.id in has],
            looked_at=coded is not None and not has,
            choices=bool(desk.themes),
            suggested=bool(suggested),
        )
        rows = [
            *self._ticks(visit, place, desk, answer, page),
            *[[self._bulb(visit, place, desk, answer, each)] for each in suggested],
            self._others(visit, place, desk, answer),
            self._ways(visit, place, theirs, open_, answer),
        ]
        return Card(text, [*rows, self._leave(visit, place)])

    def _ticks(self, visit: Visit, place: Place, desk: Desk, answer: OpenAnswer, page: int) -> Rows:
        """The themes, those that it has ticked; the most given first, so that they stay where they are."""
        coded = desk.of(answer, place.coder)
        has = frozenset() if coded is None else coded.themes
        seen, say = desk.seen(answer, place.coder), self._counter.say
        ordered = sorted(desk.themes, key=lambda theme: theme.label.casefold())
        page, pages = within(page, len(ordered), ON_A_PAGE)
        buttons = [
            (
                f"{'☑' if theme.id in has else '☐'} {shortened(theme.label, _LABEL_UNITS)}",
                place.to(CODING, "f" if theme.id in has else "t", answer.mark, theme.id, seen, page),
            )
            for theme in ordered[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        ]
        leaves = [(f"◀ {say('Back', visit)}", place.to(CODING, "a", answer.mark, page - 1))] if page else []
        leaves += (
            [(f"{say('More', visit)} ▶", place.to(CODING, "a", answer.mark, page + 1))] if page + 1 < pages else []
        )
        return [*pairs(buttons), *([leaves] if leaves else [])]

    def _bulb(self, visit: Visit, place: Place, desk: Desk, answer: OpenAnswer, suggestion: Suggestion) -> Button:
        more = len(suggestion.answers) - 1
        label = shortened(suggestion.label, _LABEL_UNITS)
        if more:
            label = self._counter.say("%(theme)s · %(n)s more like this", visit, theme=label, n=more)
        seen = desk.seen(answer, place.coder)
        return f"💡 {label}", place.to(CODING, "y", answer.mark, suggestion.mark, seen)

    def _others(self, visit: Visit, place: Place, desk: Desk, answer: OpenAnswer) -> list[Button]:
        say, seen, coded = self._counter.say, desk.seen(answer, place.coder), desk.of(answer, place.coder)
        row = [(f"➕ {say('New theme', visit)}", place.to(CODING, "e", answer.mark, seen))]
        if coded is None:
            row.append((f"∅ {say('No theme fits', visit)}", place.to(CODING, "n", answer.mark, seen)))
        elif not coded.themes:
            row.append((f"☑ {say('No theme fits', visit)}", place.to(CODING, "o", answer.mark, seen)))
        return row

    def _ways(
        self,
        visit: Visit,
        place: Place,
        theirs: tuple[OpenAnswer, ...],
        open_: list[OpenAnswer],
        answer: OpenAnswer,
    ) -> list[Button]:
        """To the answer before, and to the next that is not coded; when all are, to the next."""
        say, places = self._counter.say, {each.mark: number for number, each in enumerate(theirs)}
        at = places.get(answer.mark, 0)
        row = [(f"◀ {say('Before', visit)}", place.to(CODING, "a", theirs[at - 1].mark))] if at else []
        others = [each for each in open_ if each.mark != answer.mark]
        later = [each for each in others if places[each.mark] > at] or others
        if later:
            row.append((f"{say('Next', visit)} ▶", place.to(CODING, "a", later[0].mark)))
        elif open_:
            row.append((f"{say('Next', visit)} ▶", place.to(CODING, "a", answer.mark)))
        elif at + 1 < len(theirs):
            row.append((f"{say('Next', visit)} ▶", place.to(CODING, "a", theirs[at + 1].mark)))
        else:
            row.append((f"✅ {say('All are coded', visit)}", place.to(CODING, "a")))
        return row

    def _leave(self, visit: Visit, place: Place) -> list[Button]:
        say = self._counter.say
        return [
            place.codebook(f"📖 {say('Codebook', visit)}"),
            (f"◀ {say('Back to the figures', visit)}", Chosen(FIGURES, f"s.{place.webinar_id}.{place.survey}")),
        ]

    def _done(self, visit: Visit, place: Place, desk: Desk, theirs: tuple[OpenAnswer, ...]) -> Card:
        say, second = self._counter.say, place.coder == SECOND
        text = self._counter.render(visit, "coded_all", ask=ask_of(visit, desk), total=len(theirs), second=second)
        rows = [[(f"🔁 {say('Look at them again', visit)}", place.to(CODING, "a", theirs[0].mark))]] if theirs else []
        return Card(text, [*rows, self._leave(visit, place)])

    async def _accept(self, visit: Visit, place: Place, tick: Tick, mark: str) -> None:
        suggestion = await self._suggestion(visit, place, mark)
        await self._giving.name(visit.by, place.where, tick, suggestion.label)

    async def _suggestion(self, visit: Visit, place: Place, mark: str) -> Suggestion:
        desk = await self._giving.desk(visit.by, place.where)
        found = next((each for each in await self._suggesting.of(desk) if each.mark == mark), None)
        if found is None:
            raise Refusal("This is not suggested any more.")
        return found

    async def _suggested(self, visit: Visit, place: Place) -> Card:
        """All that is suggested, to look at answer by answer."""
        desk, say = await self._giving.desk(visit.by, place.where), self._counter.say
        found = (await self._suggesting.of(desk))[:ON_A_PAGE]
        rows = [
            [(f"💡 {shortened(each.label, _LABEL_UNITS)} · {len(each.answers)}", place.to(CODING, "g", each.mark, 0))]
            for each in found
        ]
        text = say("What several people say, found by their words on this machine. Look at the answers of one.", visit)
        if not rows:
            text = say("Nothing is suggested: no two people say the same. Name themes of your own.", visit)
        return Card(text, [*rows, [place.answers(f"🏷 {say('Give themes', visit)}")], self._leave(visit, place)])

    async def _each(self, visit: Visit, place: Place, mark: str, at: int) -> Card:
        """The answers of one suggestion, one after the other: does it fit?"""
        desk, suggestion = await self._giving.desk(visit.by, place.where), await self._suggestion(visit, place, mark)
        say, of_it = self._counter.say, {each.mark for each in suggestion.answers}
        later = [
            (number, each)
            for number, each in enumerate(desk.answers)
            if number >= at
            and each.mark in of_it
            and not desk.is_own(each, place.coder, visit.by)
            and not _has(desk, each, place.coder, suggestion)
        ]
        back = [(f"💡 {say('All that is suggested', visit)}", place.to(CODING, "l"))]
        if not later:
            return Card(say("These are all. What you did not accept counts nowhere.", visit), [back])
        number, answer = later[0]
        text = self._counter.render(
            visit,
            "suggested",
            ask=ask_of(visit, desk),
            label=suggestion.label,
            by_meaning=suggestion.by_meaning,
            left=len(later),
            text=shortened(answer.text, _TEXT_UNITS),
        )
        yes = (f"✅ {say('Yes, it fits', visit)}", place.to(CODING, "w", mark, number + 1, answer.mark))
        no = (f"➡ {say('No, the next', visit)}", place.to(CODING, "g", mark, number + 1))
        return Card(text, [[yes, no], back])

    async def _ask(self, visit: Visit, place: Place, mark: str, seen: str) -> Card:
        desk = await self._giving.desk(visit.by, place.where)
        glimpse = shortened(desk.answer(mark).text, _GLIMPSE_UNITS * 4)
        ask = self._counter.say("What is this answer about? Please type a name for the theme, in a word or two.", visit)
        text = self._counter.render(visit, "question", name=glimpse, title=ask_of(visit, desk), ask=ask)
        body = msgspec.json.encode(Asked(place.here, mark, seen)).decode()
        return await self._counter.ask(visit, CODING, body, Card(text), back=place.to(CODING, "a", mark))


def _has(desk: Desk, answer: OpenAnswer, coder: int, suggestion: Suggestion) -> bool:
    coded = desk.of(answer, coder)
    return coded is not None and suggestion.theme is not None and suggestion.theme in coded.themes


__all__ = ["FIRST", "CodingRoom"]
