"""The codebook in chat: the themes of an open question with their counts, and every way to change them.

A name is typed; everything else is tapped. What was done stands in its history, and the last of it can be undone.
"""

from __future__ import annotations

from html import escape

import msgspec

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.figures import WORD as FIGURES
from bot.chat.organising.figures import pairs, within
from bot.chat.organising.theme_lines import lines_of
from bot.chat.organising.theme_places import CODEBOOK, CODING, Place, ask_of, place_of, read_place
from bot.chat.rooms import Room
from bot.chat.updates import Wrote
from bot.chat.voice import Rows
from bot.insight.rounding import hundredth, nearest
from bot.render.organising.codebook import deed_words
from bot.render.screens import shortened
from bot.services.coding.codebooks import Codebooks
from bot.services.coding.desk import FIRST, SECOND, Desk
from bot.services.errors import Refusal

ON_A_PAGE = 10
"""Themes to choose from at once."""

MOST_TOLD = 30
"""Themes with their counts on one card."""

_LABEL_UNITS = 28
_TEXT_UNITS = 2_800


class Asked(msgspec.Struct, frozen=True):
    """What was noted when a name was asked for, and for what: ``add``, ``rename``, ``split`` or ``group``."""

    deed: str
    here: str
    theme: int
    seen: int


class CodebookRoom:
    """Serves whoever may read what people wrote."""

    def __init__(self, counter: Counter, books: Codebooks) -> None:
        self._counter = counter
        self._books = books
        counter.hears[CODEBOOK] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(CODEBOOK, self.press, anew=self._anew))

    async def press(self, visit: Visit) -> Card:
        """One of its buttons: ``b`` the codebook, ``k`` a theme; the others are what is done with one."""
        place, theme = place_of(visit), visit.number(5)
        match visit.verb:
            case "b":
                return await self._codebook(visit, place)
            case "k":
                return await self._theme(visit, place, theme)
            case "m" | "p":
                return await self._choose(visit, place, theme, visit.number(6))
            case "v":
                return await self._split(visit, place, theme, visit.number(6), visit.number(7))
            case "h":
                return await self._history(visit, place)
            case "c" | "r" | "s" | "q":
                return await self._ask(visit, place, theme)
            case _:
                return await self._do(visit, place, theme)

    async def hear(self, visit: Visit, body: str) -> Card:
        """A name that was typed. A refusal leaves it awaited."""
        asked = msgspec.json.decode(body, type=Asked)
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please type it.")
        place, by, label = read_place(asked.here), visit.by, visit.at.text
        match asked.deed:
            case "c":
                await self._books.add(by, place.where, label, seen=asked.seen)
            case "r":
                await self._books.rename(by, place.where, asked.theme, label, seen=asked.seen)
            case "q":
                await self._books.group(by, place.where, asked.theme, label, seen=asked.seen)
            case _:
                made = await self._books.split(by, place.where, asked.theme, label, seen=asked.seen)
                return await self._split(visit, place, asked.theme, made, 0)
        return await self._codebook(visit, place)

    async def _do(self, visit: Visit, place: Place, theme: int) -> Card:
        """What changes something at once."""
        by, where, seen = visit.by, place.where, visit.number(7)
        match visit.verb:
            case "mm":
                await self._books.merge(by, where, theme, visit.number(6), seen=seen)
            case "pp":
                await self._books.group(by, where, theme, visit.number(6) or None, seen=seen)
            case "d":
                await self._books.remove(by, where, theme, seen=visit.number(6))
            case "u":
                await self._books.undo(by, where, seen=theme)
                return await self._history(visit, place)
            case "vv":
                to, at, mark = visit.number(6), visit.number(7), visit.word(8)
                await self._books.move(by, where, mark, theme_id=theme, to=to)
                return await self._split(visit, place, theme, to, at)
            case _:
                raise Refusal("This button does not work any more. /summary shows how things stand.")
        return await self._codebook(visit, place)

    async def _anew(self, visit: Visit) -> Card:
        return await self._codebook(visit, place_of(visit))

    async def _codebook(self, visit: Visit, place: Place) -> Card:
        desk, figures = await self._books.book(visit.by, place.where)
        lines = lines_of(desk, figures)
        coding = None if figures is None else figures.coding
        agreement = None if coding is None else coding.agreement
        text = self._counter.render(
            visit,
            "codebook",
            ask=ask_of(visit, desk),
            coded=0 if coding is None else coding.coded,
            answered=len(desk.answers) if figures is None else figures.answered,
            themes=lines[:MOST_TOLD],
            more=max(len(lines) - MOST_TOLD, 0),
            withheld=coding is not None and coding.withheld,
            agreement=agreement,
            kappa=None if agreement is None or agreement.kappa is None else nearest(agreement.kappa, places=2),
            observed=None if agreement is None or agreement.observed is None else hundredth(agreement.observed),
        )
        return Card(text, [*self._list(visit, place, desk), *self._ways(visit, place, desk)])

    def _list(self, visit: Visit, place: Place, desk: Desk) -> Rows:
        page, pages = within(visit.number(5) if visit.verb == "b" else 0, len(desk.themes), ON_A_PAGE)
        shown = desk.themes[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        buttons = [(shortened(each.label, _LABEL_UNITS), place.to(CODEBOOK, "k", each.id)) for each in shown]
        return [*pairs(buttons), *self._leaves(visit, page, pages, place, "b")]

    def _ways(self, visit: Visit, place: Place, desk: Desk) -> Rows:
        say = self._counter.say
        second = Place(place.webinar_id, place.survey, place.question, SECOND)
        first = Place(place.webinar_id, place.survey, place.question, FIRST)
        last = [(f"◀ {say('Back to the figures', visit)}", Chosen(FIGURES, f"s.{place.webinar_id}.{place.survey}"))]
        if not desk.answers:
            return [last]
        return [
            [
                first.answers(f"🏷 {say('Give themes', visit)}"),
                (f"💡 {say('Suggestions', visit)}", first.to(CODING, "l")),
            ],
            [
                (f"➕ {say('New theme', visit)}", place.to(CODEBOOK, "c", 0)),
                (f"🕘 {say('History', visit)}", place.to(CODEBOOK, "h")),
            ],
            [second.answers(f"👥 {say('Code as the second', visit)}")],
            last,
        ]

    async def _theme(self, visit: Visit, place: Place, theme_id: int) -> Card:
        desk, _ = await self._books.book(visit.by, place.where)
        theme, say, seen = desk.theme(theme_id), self._counter.say, desk.revision
        group = None if theme.group is None else desk.theme(theme.group)
        told = [f"<b>{escape(theme.label)}</b>", escape(ask_of(visit, desk)), ""]
        told.append(say("Answers with this theme: %(n)s", visit, n=theme.people))
        if group is not None:
            told.append(say("It is in the group “%(group)s”.", visit, group=group.label))
        if theme.holds:
            labels = ", ".join(desk.theme(each).label for each in theme.holds if any(t.id == each for t in desk.themes))
            told.append(say("It is a group of: %(themes)s", visit, themes=labels))
        back = [place.codebook(f"◀ {say('Codebook', visit)}")]
        if theme.elsewhere:
            told.append(say("It is also given at webinars that are not yours, so it stays as it is.", visit))
            return Card("\n".join(told), [back])
        rows = [
            [
                (f"✏️ {say('Rename', visit)}", place.to(CODEBOOK, "r", theme.id)),
                (f"🔗 {say('Merge', visit)}", place.to(CODEBOOK, "m", theme.id, 0)),
            ],
            [(f"✂️ {say('Split', visit)}", place.to(CODEBOOK, "s", theme.id))] if theme.people else [],
            [] if theme.holds else [(f"🗂 {say('Group', visit)}", place.to(CODEBOOK, "p", theme.id, 0))],
            []
            if theme.people or theme.holds
            else [(f"🗑 {say('Take away', visit)}", place.to(CODEBOOK, "d", theme.id, seen))],
        ]
        return Card("\n".join(told), [*(row for row in rows if row), back])

    async def _choose(self, visit: Visit, place: Place, theme_id: int, page: int) -> Card:
        """Into which theme, or which group."""
        desk, _ = await self._books.book(visit.by, place.where)
        theme, say, merging = desk.theme(theme_id), self._counter.say, visit.verb == "m"
        others = [each for each in desk.themes if each.id != theme.id and (merging or each.group is None)]
        page, pages = within(page, len(others), ON_A_PAGE)
        verb = "mm" if merging else "pp"
        buttons = [
            (shortened(each.label, _LABEL_UNITS), place.to(CODEBOOK, verb, theme.id, each.id, desk.revision))
            for each in others[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        ]
        if merging:
            text = say("Into which theme? Answers with both have it once then. It can be undone.", visit)
            rows: Rows = []
        else:
            text = say("Into which group? People with several themes of a group are counted once in it.", visit)
            rows = [[(f"➕ {say('New group', visit)}", place.to(CODEBOOK, "q", theme.id))]]
            if theme.group is not None:
                rows = [*rows, [(f"⏏ {say('Into none', visit)}", place.to(CODEBOOK, "pp", theme.id, 0, desk.revision))]]
        if merging and not others:
            text = say("There is no other theme.", visit)
        leaves = self._leaves(visit, page, pages, place, visit.verb, theme.id)
        back = [(f"◀ {say('Back', visit)}", place.to(CODEBOOK, "k", theme.id))]
        return Card(f"<b>{escape(theme.label)}</b>\n\n{text}", [*pairs(buttons), *leaves, *rows, back])

    async def _split(self, visit: Visit, place: Place, theme_id: int, to: int, at: int) -> Card:
        """The answers of a theme, one after the other: does the new one fit better?"""
        desk, _ = await self._books.book(visit.by, place.where)
        theme, other, say = desk.theme(theme_id), desk.theme(to), self._counter.say
        left = [
            (number, each)
            for number, each in enumerate(desk.answers)
            if number >= at and (coded := desk.of(each, FIRST)) is not None and theme.id in coded.themes
        ]
        head = f"✂️ <b>{escape(theme.label)}</b> → <b>{escape(other.label)}</b>"
        back = [place.codebook(f"◀ {say('Codebook', visit)}")]
        if not left:
            return Card(f"{head}\n\n{say('These are all. The split can be undone in the history.', visit)}", [back])
        number, answer = left[0]
        told = say("Answers left to look at: %(n)s", visit, n=len(left))
        quoted = escape(shortened(answer.text, _TEXT_UNITS))
        ask = say("Which of the two is this answer about?", visit)
        ways = [
            (
                f"➡ {shortened(other.label, _LABEL_UNITS)}",
                place.to(CODEBOOK, "vv", theme_id, to, number + 1, answer.mark),
            ),
            (f"⏸ {shortened(theme.label, _LABEL_UNITS)}", place.to(CODEBOOK, "v", theme_id, to, number + 1)),
        ]
        return Card(f"{head}\n<i>{told}</i>\n\n“{quoted}”\n\n{ask}", [ways, back])

    async def _history(self, visit: Visit, place: Place) -> Card:
        desk, changes = await self._books.history(visit.by, place.where)
        say, texts = self._counter.say, self._counter.texts
        lines = [
            {
                "at": each.at,
                "who": each.who,
                "deed": deed_words(texts, visit.language, each.deed, each.label, each.other),
                "undone": each.undone,
            }
            for each in changes
        ]
        text = self._counter.render(visit, "theme_history", ask=ask_of(visit, desk), changes=lines, zone=desk.zone)
        undo = [(f"↩️ {say('Undo the last', visit)}", place.to(CODEBOOK, "u", desk.revision))]
        rows = [undo] if any(each.undoable for each in changes) else []
        return Card(text, [*rows, [place.codebook(f"◀ {say('Codebook', visit)}")]])

    async def _ask(self, visit: Visit, place: Place, theme_id: int) -> Card:
        desk, _ = await self._books.book(visit.by, place.where)
        theme, say = (desk.theme(theme_id) if theme_id else None), self._counter.say
        match visit.verb:
            case "c":
                ask = say("How is the new theme to be called? Please type it.", visit)
            case "r":
                ask = say("How is it to be called? Please type it.", visit)
            case "q":
                ask = say("How is the new group to be called? Please type it.", visit)
            case _:
                ask = say(
                    "How is the new theme to be called that some of these answers are about? Please type it.", visit
                )
        name = "" if theme is None else theme.label
        text = self._counter.render(visit, "question", name=name, title=ask_of(visit, desk), ask=ask)
        body = msgspec.json.encode(Asked(visit.verb, place.here, theme_id, desk.revision)).decode()
        back = place.to(CODEBOOK, "b") if theme is None else place.to(CODEBOOK, "k", theme.id)
        return await self._counter.ask(visit, CODEBOOK, body, Card(text), back=back)

    def _leaves(self, visit: Visit, page: int, pages: int, place: Place, verb: str, *more: int) -> Rows:
        say = self._counter.say
        row = [(f"◀ {say('Back', visit)}", place.to(CODEBOOK, verb, *more, page - 1))] if page else []
        row += [(f"{say('More', visit)} ▶", place.to(CODEBOOK, verb, *more, page + 1))] if page + 1 < pages else []
        return [row] if row else []
