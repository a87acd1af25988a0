"""The materials of a webinar: what is there, what is missing and what waits for it; renamed, taken out, sent again."""

from __future__ import annotations

from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.updates import Wrote
from bot.render.organising.arrived import kind_word
from bot.render.screens import shortened
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.overseeing import Overseen
from bot.services.organising.shelf import OnShelf, Shelf, Shelves
from bot.services.organising.shelving import Shelving

WORD = "mat"
SHELF = "m"
"""The verb that shows a webinar's materials."""

ON_A_PAGE = 8
"""Materials on one page."""

_LABEL_UNITS = 40
_TITLE_UNITS = 150


def titled(material: OnShelf, shelf: Shelf, language: str) -> str:
    """What a material is called, to somebody who speaks ``language``."""
    return shortened(material.title.spoken(language, *shelf.languages), _TITLE_UNITS)


class ShelfScreens:
    """Shows shelves, and changes what stands there."""

    def __init__(self, counter: Counter, shelves: Shelves, shelving: Shelving) -> None:
        self._counter = counter
        self._shelves = shelves
        self._shelving = shelving
        counter.hears[WORD] = self.renamed

    def door(self, visit: Visit, overseen: Overseen) -> tuple[str, Chosen] | None:
        """The button on a webinar's card."""
        if Act.SHAPE not in overseen.acts:
            return None
        return f"📎 {self._counter.say('Materials', visit)}", Chosen(WORD, f"{SHELF}.{overseen.id}")

    async def press(self, visit: Visit) -> Card:
        """A button of a shelf or of a material."""
        match visit.verb:
            case "m":
                return await self.shelf(visit)
            case "i":
                return await self._material(visit)
            case "t":
                return await self._ask_for_title(visit)
            case "d":
                return await self._confirm(visit)
            case "dd":
                await self._shelving.remove(
                    visit.by, webinar_id=visit.number(1), material_id=visit.number(2), seen=visit.number(3)
                )
                return await self.shelf(visit, toast=self._counter.say("It is taken out.", visit))
            case "s":
                return await self._sent_again(visit)
            case "l":
                text = self._counter.say("They keep what they have. Whoever gets it later gets the new one.", visit)
                return Card(text, [[self._back_to_shelf(visit)]])
            case _:
                raise Refusal("This button does not work any more. /webinars shows how things stand.")

    async def shelf(self, visit: Visit, *, toast: str | None = None) -> Card:
        """The materials of the webinar that a button names; its third word is a page."""
        shelf = await self._shelves.of(visit.by, visit.number(1))
        pages = max(-(-len(shelf.materials) // ON_A_PAGE), 1)
        page = min(max(visit.number(2) if visit.verb == SHELF else 0, 0), pages - 1)
        shown = shelf.materials[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        text = self._counter.render(
            visit, "shelf", title=shelf.title, lines=[self._line(visit, shelf, each) for each in shown]
        )
        rows = [
            [(f"{place}. {self._label(visit, shelf, each)}", Chosen(WORD, f"i.{shelf.webinar_id}.{each.id}"))]
            for place, each in enumerate(shown, start=1)
        ]
        say = self._counter.say
        leaves = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"m.{shelf.webinar_id}.{page - 1}"))] if page else []
        if page < pages - 1:
            leaves.append((f"{say('More', visit)} ▶", Chosen(WORD, f"m.{shelf.webinar_id}.{page + 1}")))
        last = [(f"◀ {say('To the webinar', visit)}", Chosen(HUB, f"w.{shelf.webinar_id}"))]
        return Card(text, [*rows, *([leaves] if leaves else []), last], toast=toast)

    async def renamed(self, visit: Visit, body: str) -> Card:
        """A title was typed."""
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please type the new title as a text.")
        visit.words = ("i", *body.split("."))
        await self._shelving.rename(
            visit.by, webinar_id=visit.number(1), material_id=visit.number(2), title=visit.at.text
        )
        return await self._material(visit)

    async def _material(self, visit: Visit) -> Card:
        shelf = await self._shelves.of(visit.by, visit.number(1))
        material = shelf.material(visit.number(2))
        text = self._counter.render(visit, "material", webinar=shelf.title, material=self._line(visit, shelf, material))
        say, place = self._counter.say, f"{shelf.webinar_id}.{material.id}"
        rows = [[(f"✏️ {say('Rename', visit)}", Chosen(WORD, f"t.{place}"))]]
        if material.stands == "here":
            rows.append([(f"🗑 {say('Take it out', visit)}", Chosen(WORD, f"d.{place}.{shelf.revision}"))])
        return Card(text, [*rows, [self._back_to_shelf(visit)]])

    async def _ask_for_title(self, visit: Visit) -> Card:
        shelf = await self._shelves.of(visit.by, visit.number(1))
        material = shelf.material(visit.number(2))
        ask = self._counter.say("How shall it be called? Please type the new title.", visit)
        text = f"<b>{escape(titled(material, shelf, visit.language))}</b>\n\n{escape(ask)}"
        place = f"{shelf.webinar_id}.{material.id}"
        return await self._counter.ask(visit, WORD, place, Card(text), back=Chosen(WORD, f"i.{place}"))

    async def _confirm(self, visit: Visit) -> Card:
        shelf = await self._shelves.of(visit.by, visit.number(1))
        material = shelf.material(visit.number(2))
        say, place = self._counter.say, f"{shelf.webinar_id}.{material.id}"
        if material.added:
            ask = say("Take it out? Nobody finds it under /materials any more. Who has it keeps it.", visit)
        else:
            ask = say("Take it out? It is promised, so messages that bring it then wait until it comes.", visit)
        text = f"<b>{escape(titled(material, shelf, visit.language))}</b>\n\n{escape(ask)}"
        yes = (say("Yes, take it out", visit), Chosen(WORD, f"dd.{place}.{visit.number(3)}"))
        return Card(text, [[yes], [(say("No, go back", visit), Chosen(WORD, f"i.{place}"))]])

    async def _sent_again(self, visit: Visit) -> Card:
        count = await self._shelving.send_again(visit.by, webinar_id=visit.number(1), material_id=visit.number(2))
        text = self._counter.texts.say_n(
            "%(n)s person gets the new one now.", "%(n)s people get the new one now.", count, visit.language
        )
        return Card(text, [[self._back_to_shelf(visit)]])

    def _back_to_shelf(self, visit: Visit) -> tuple[str, Chosen]:
        return f"📎 {self._counter.say('Materials', visit)}", Chosen(WORD, f"{SHELF}.{visit.number(1)}")

    def _label(self, visit: Visit, shelf: Shelf, material: OnShelf) -> str:
        return shortened(titled(material, shelf, visit.language), _LABEL_UNITS)

    def _line(self, visit: Visit, shelf: Shelf, material: OnShelf) -> dict[str, object]:
        return {
            "title": titled(material, shelf, visit.language),
            "kind": kind_word(material.kind, visit.language),
            "stands": material.stands,
            "files": [shortened(name, _TITLE_UNITS) for name in material.files],
            "url": material.url,
            "waiting": sum(material.waiting.values()),
            "carriers": [*material.waiting.items()],
        }
