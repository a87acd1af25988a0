"""Inviting: a webinar's link to copy, the last slide as a picture and a PDF, the code alone, a text to paste.

Each place where the link is shown may have one of its own. Drawing happens beside, one picture at a time; the message
it began in says so and then is what it was, with the file below.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.chat.callbacks import Chosen
from bot.chat.organising import hub
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.rooms import Room
from bot.chat.updates import Wrote
from bot.render.invitations import Invitation, to_paste
from bot.render.organising.qr import code_png
from bot.render.organising.slides import Slides, WrongLayout
from bot.render.screens import shortened
from bot.render.tongues import own_name
from bot.services.access import NotAllowed
from bot.services.errors import Refusal
from bot.services.organising.inviting import READY, Links, LinksBySource
from bot.services.organising.overseeing import Overseen

log = logging.getLogger("afterword.chat")

WORD = "inv"
ON_A_PAGE = 8
"""Sources on one page of the list."""

SLIDE = READY[0]
"""The source of slides and codes that are made from the plain link."""

_TITLE_UNITS = 200


class Inviting:
    """Brings people to the bot."""

    def __init__(self, counter: Counter, links: LinksBySource, slides: Slides) -> None:
        self._counter = counter
        self._links = links
        self._slides = slides
        self._drawing = asyncio.Lock()

    def room(self) -> Room:
        """What it answers to."""
        self._counter.hears[WORD] = self.hear
        return Room(buttons=self._counter.button(WORD, self.press))

    def door(self, visit: Visit, overseen: Overseen) -> hub.Button | None:
        """Its button on a webinar's card; none once the answers were deleted."""
        if overseen.frozen or overseen.link is None:
            return None
        return f"🔗 {self._counter.say('Invite', visit)}", Chosen(WORD, f"w.{overseen.id}")

    async def press(self, visit: Visit) -> Card | None:
        """A button of this room."""
        links = await self._links.links(visit.by, visit.number(1))
        match visit.verb:
            case "l":
                return self._list(visit, links, visit.number(2))
            case "a" if links.shapes:
                return await self._asked(visit, links)
            case "x":
                links = await self._links.remove(visit.by, links.webinar_id, visit.word(2))
                return self._list(visit, links, 0)
        source = visit.word(2) or None
        if source is not None and source not in links.sources:
            raise Refusal("This button does not work any more. /webinars shows how things stand.")
        match visit.verb:
            case "w":
                return self._card(visit, links, source)
            case "t":
                return self._text(visit, links, source, visit.word(3))
            case "p" | "d" | "q":
                return await self._drawn(visit, links, source)
            case "a":
                raise NotAllowed
            case _:
                raise Refusal("This button does not work any more. /webinars shows how things stand.")

    async def hear(self, visit: Visit, body: str) -> Card:
        """The name of a source, for the webinar whose number is ``body``."""
        typed = visit.at.text if isinstance(visit.at, Wrote) else ""
        links, source = await self._links.add(visit.by, int(body), typed)
        return self._card(visit, links, source)

    def _card(self, visit: Visit, links: Links, source: str | None) -> Card:
        """A link, and what can be made of it."""
        say, at = self._counter.say, f"{links.webinar_id}.{source or ''}"
        text = self._counter.render(
            visit,
            "invite",
            title=shortened(links.title, _TITLE_UNITS),
            link=links.of(source),
            source=source,
            people=links.people.get(source, 0),
            counts=list(links.people.items()),
            slide=SLIDE,
        )
        rows = [
            [(f"🖼 {say('The last slide as a picture', visit)}", Chosen(WORD, f"p.{at}"))],
            [
                (f"📄 {say('As a PDF', visit)}", Chosen(WORD, f"d.{at}")),
                (f"🔳 {say('The code alone', visit)}", Chosen(WORD, f"q.{at}")),
            ],
            [(f"💬 {say('A text to paste', visit)}", Chosen(WORD, f"t.{at}."))],
        ]
        if source is None:
            rows.append([(f"🏷 {say('A link for each place', visit)}", Chosen(WORD, f"l.{links.webinar_id}.0"))])
            back = Chosen(hub.WORD, f"w.{links.webinar_id}")
        else:
            if links.shapes and source not in READY and not links.people.get(source):
                rows.append([(f"🗑 {say('Take it off the list', visit)}", Chosen(WORD, f"x.{at}"))])
            back = Chosen(WORD, f"l.{links.webinar_id}.0")
        return Card(text, [*rows, [(f"◀ {say('Back', visit)}", back)]])

    def _list(self, visit: Visit, links: Links, page: int) -> Card:
        say, at = self._counter.say, links.webinar_id
        pages = max(-(-len(links.sources) // ON_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        shown = links.sources[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        rows = [[(f"{name} · {links.people.get(name, 0)}", Chosen(WORD, f"w.{at}.{name}"))] for name in shown]
        leaves = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"l.{at}.{page - 1}"))] if page else []
        leaves += [(f"{say('More', visit)} ▶", Chosen(WORD, f"l.{at}.{page + 1}"))] if page < pages - 1 else []
        last = [(f"➕ {say('Another source', visit)}", Chosen(WORD, f"a.{at}"))] if links.shapes else []
        last.append((f"◀ {say('The link', visit)}", Chosen(WORD, f"w.{at}")))
        text = self._counter.render(visit, "sources", title=shortened(links.title, _TITLE_UNITS))
        return Card(text, [*rows, *([leaves] if leaves else []), last])

    async def _asked(self, visit: Visit, links: Links) -> Card:
        """Asks for the name of a source."""
        ask = self._counter.say(
            "Where will you show the link? Send one short word, for example linkedin or newsletter.", visit
        )
        back = Chosen(WORD, f"l.{links.webinar_id}.0")
        return await self._counter.ask(visit, WORD, str(links.webinar_id), Card(ask), back=back)

    def _text(self, visit: Visit, links: Links, source: str | None, wanted: str) -> Card:
        """A text to paste, in one of the webinar's languages; buttons for the others."""
        language = wanted if wanted in links.languages else links.languages[0]
        texts, at = self._counter.texts, f"{links.webinar_id}.{source or ''}"
        pasted = to_paste(texts, _invitation(links, source), texts.speak(language))
        text = self._counter.render(visit, "paste", text=pasted, spoken=own_name(language))
        others = [(own_name(each), Chosen(WORD, f"t.{at}.{each}")) for each in links.languages if each != language]
        rows = [others[place : place + 3] for place in range(0, len(others), 3)]
        back = (f"◀ {self._counter.say('Back', visit)}", Chosen(WORD, f"w.{at}"))
        return Card(text, [*rows, [back]])

    async def _drawn(self, visit: Visit, links: Links, source: str | None) -> Card:
        """Draws what was asked for and sends it below; the card again."""
        await self._counter.show(visit, Card(f"⏳ {self._counter.say('I am drawing it…', visit)}"))
        shown, language = _invitation(links, source or SLIDE), links.languages[0]
        card, name = self._card(visit, links, source), f"{links.key}-{source or SLIDE}"
        voice, chat_id = self._counter.voice, visit.chat_id
        try:
            match visit.verb:
                case "p":
                    await voice.photo(chat_id, await self._beside(lambda: self._slides.png(shown, language)))
                case "d":
                    content = await self._beside(lambda: self._slides.pdf(shown, language))
                    await voice.document(chat_id, content, file_name=f"{name}.pdf", caption=shown.link)
                case _:
                    content = await self._beside(lambda: code_png(shown.link))
                    await voice.document(chat_id, content, file_name=f"{name}.png", caption=shown.link)
        except WrongLayout:
            log.exception("a slide cannot be drawn", extra={"action": "slide_not_drawn"})
            said = self._counter.say(
                "The slide could not be drawn: its layout is wrong. Please tell whoever runs the bot.", visit
            )
            return Card(f"{card.text}\n\n⚠️ {said}", card.rows)
        return card

    async def _beside(self, draw: Callable[[], bytes]) -> bytes:
        async with self._drawing:
            return await asyncio.to_thread(draw)


def _invitation(links: Links, source: str | None) -> Invitation:
    return Invitation(links.title, links.of(source), links.gives_slides)
