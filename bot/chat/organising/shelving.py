"""Materials by chat: somebody who runs webinars sends or forwards a file, an album or a link, and says what it is.

What is promised and missing is offered first, the likeliest on top; then something new of a kind, or another edition of
what is there. A file is kept by the name that Telegram has for it, and its bytes, too, if a bot can fetch them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.chat.attached import Attached
from bot.chat.callbacks import Chosen
from bot.chat.connection import MOST_DOWNLOADED
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.shelf import SHELF, WORD, ShelfScreens, titled
from bot.chat.rooms import Room, Turn, Unwanted
from bot.chat.updates import Sent, Wrote
from bot.render.organising.arrived import arrival_text, kind_word
from bot.render.screens import shortened
from bot.services import views
from bot.services.access import Person
from bot.services.errors import Refusal
from bot.services.organising.arriving import Arrival, Arriving, Piece
from bot.services.organising.shelf import OnShelf, Places, Shelf, Shelves
from bot.services.organising.shelving import Put, Shelving
from bot.survey.definitions import Shown
from bot.survey.fills import MATERIAL_KINDS

ON_A_PAGE = 6
"""Webinars, or materials, on one page."""

LIKELY = 3
"""So many promised materials are offered at once, across webinars."""

SHOWN: dict[str, Shown] = {
    "document": "document",
    "animation": "document",
    "photo": "photo",
    "video": "video",
    "audio": "audio",
    "voice": "voice",
}
"""As what each kind of file goes out again; a sticker is no material."""

PROGRESS_BYTES = 2 * 1024 * 1024
"""From this size on it is said that something is being fetched."""

_NAMELESS = {"photo": "photo.jpg", "video": "video.mp4", "voice": "voice.ogg", "audio": "audio.mp3"}
_LABEL_UNITS = 40
_OF_ARRIVALS = frozenset({"f", "w", "k", "r", "p", "n", "x", "q"})

Button = tuple[str, Chosen]


class ShelvingRoom:
    """Asks what something is, and puts it there."""

    def __init__(
        self, counter: Counter, arriving: Arriving, shelves: Shelves, shelving: Shelving, screens: ShelfScreens
    ) -> None:
        self._counter = counter
        self._arriving = arriving
        self._shelves = shelves
        self._shelving = shelving
        self._screens = screens

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press, anew=self._anew), last=self.came)

    async def came(self, turn: Turn, message: Wrote | Sent, why: Unwanted) -> bool:
        """A file, or a link that no question waits for, from somebody who sets up webinars."""
        by = Person(message.sender.chat_id)
        if isinstance(message, Sent):
            if message.file is None or message.file.kind not in SHOWN:
                return False
            piece = _piece(message, message.file)
            arrival = await self._arriving.keep(by, piece, album=message.album, caption=message.caption)
        elif message.links and isinstance(why, views.Unasked):
            piece = Piece(message.message_id, None, None, None, message.links[0])
            arrival = await self._arriving.keep(by, piece, url=message.links[0])
        else:
            return False
        if arrival is None:
            return False
        if arrival.material_id is not None:  # the update came twice, and it has its place already
            return True
        visit = Visit(message, await self._counter.voice.language(message.sender), turn.update_id)
        visit.message_id = arrival.card
        await self._counter.show(visit, await self._first(visit, arrival.id))
        if visit.message_id is not None:
            await self._arriving.asked_by(arrival.id, visit.message_id)
        return True

    async def press(self, visit: Visit) -> Card | None:
        """A button of this room or of a shelf."""
        if visit.verb not in _OF_ARRIVALS:
            return await self._screens.press(visit)
        match visit.verb:
            case "f":
                return await self._first(visit, visit.number(2), page=visit.number(1))
            case "w":
                return await self._place(visit)
            case "k":
                return await self._kinds(visit)
            case "r":
                return await self._replaceable(visit)
            case "q":
                await self._arriving.forget(visit.by, visit.number(2))
                return Card(self._counter.say("I have put it away again. Nothing was changed.", visit))
            case _:
                return await self._put(visit)

    async def _anew(self, visit: Visit) -> Card:
        """How things stand, for whoever was overtaken."""
        return await (self._place(visit) if visit.verb in _OF_ARRIVALS else self._screens.shelf(visit))

    async def _first(self, visit: Visit, arrival_id: int, *, page: int = 0) -> Card:
        """To which webinar? What is likeliest is one tap away; with one webinar it is not asked."""
        places = await self._shelves.places(visit.by, arrival_id)
        if len(places.shelves) == 1:
            return self._at(visit, places, places.shelves[0])
        likely = [
            (f"📥 {self._title(visit, shelf, each)} – {shelf.title}", f"p.{shelf.webinar_id}.{arrival_id}.{each.id}")
            for each, shelf in sorted(
                ((each, shelf) for shelf in places.shelves for each in shelf.missing if each.likeness),
                key=lambda found: -found[0].likeness,
            )[:LIKELY]
        ]
        rows = [[_button(label, argument)] for label, argument in likely] if page <= 0 else []
        pages = max(-(-len(places.shelves) // ON_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        rows += [
            [_button(shelf.title, f"w.{shelf.webinar_id}.{arrival_id}")]
            for shelf in places.shelves[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        ]
        say = self._counter.say
        leaves = [_button(f"◀ {say('Back', visit)}", f"f.{page - 1}.{arrival_id}")] if page else []
        leaves += [_button(f"{say('More', visit)} ▶", f"f.{page + 1}.{arrival_id}")] if page < pages - 1 else []
        rows += [leaves] if leaves else []
        question = say("To which webinar does this belong?", visit)
        return self._asking(visit, places.arrival, question, rows)

    async def _place(self, visit: Visit) -> Card:
        """As what, in the webinar that was chosen?"""
        places = await self._shelves.places(visit.by, visit.number(2))
        return self._at(visit, places, self._chosen(places, visit.number(1)))

    def _at(self, visit: Visit, places: Places, shelf: Shelf) -> Card:
        say, ids = self._counter.say, f"{shelf.webinar_id}.{places.arrival.id}"
        rows = [
            [_button(f"📥 {self._title(visit, shelf, each)}", f"p.{ids}.{each.id}")]
            for each in shelf.missing[:ON_A_PAGE]
        ]
        kind = kind_word(places.kind, visit.language)
        rows.append([_button(f"➕ {say('New: %(kind)s', visit, kind=kind)}", f"n.{ids}.{places.kind}")])
        rows.append([_button(f"➕ {say('Something else that is new', visit)}", f"k.{ids}")])
        if shelf.here:
            rows.append([_button(f"♻️ {say('Replace something', visit)}", f"r.{ids}")])
        if len(places.shelves) > 1:
            rows.append([_button(f"◀ {say('Another webinar', visit)}", f"f.0.{places.arrival.id}")])
        question = say(
            "What is it, for “%(webinar)s”? What is promised and missing stands first.", visit, webinar=shelf.title
        )
        return self._asking(visit, places.arrival, question, rows)

    async def _kinds(self, visit: Visit) -> Card:
        places = await self._shelves.places(visit.by, visit.number(2))
        shelf = self._chosen(places, visit.number(1))
        ids = f"{shelf.webinar_id}.{places.arrival.id}"
        rows = [[_button(kind_word(kind, visit.language), f"n.{ids}.{kind}")] for kind in MATERIAL_KINDS]
        rows.append([_button(f"◀ {self._counter.say('Back', visit)}", f"w.{ids}")])
        return self._asking(visit, places.arrival, self._counter.say("What kind of material is it?", visit), rows)

    async def _replaceable(self, visit: Visit) -> Card:
        places = await self._shelves.places(visit.by, visit.number(2))
        shelf = self._chosen(places, visit.number(1))
        ids = f"{shelf.webinar_id}.{places.arrival.id}"
        rows = [
            [_button(f"♻️ {self._title(visit, shelf, each)}", f"x.{ids}.{each.id}.{shelf.revision}")]
            for each in shelf.here[: 2 * ON_A_PAGE]
        ]
        rows.append([_button(f"◀ {self._counter.say('Back', visit)}", f"w.{ids}")])
        question = self._counter.say("In place of what? What people have already stays with them for now.", visit)
        return self._asking(visit, places.arrival, question, rows)

    async def _put(self, visit: Visit) -> Card:
        """It is in its place: what was promised (``p``), another edition (``x``), or something new (``n``)."""
        arrival = await self._arriving.of(visit.by, visit.number(2))
        slow = sum(piece.size_bytes or 0 for piece in arrival.pieces) >= PROGRESS_BYTES
        if slow:
            await self._counter.show(visit, Card(self._counter.say("One moment, I am fetching it…", visit)))
        contents = [await self._fetched(visit, piece) for piece in arrival.pieces]
        webinar_id = visit.number(1)
        try:
            if visit.verb == "n":
                put = await self._shelving.add(
                    visit.by, arrival.id, webinar_id=webinar_id, kind=visit.word(3), contents=contents
                )
            else:
                put = await self._shelving.put(
                    visit.by,
                    arrival.id,
                    webinar_id=webinar_id,
                    material_id=visit.number(3),
                    contents=contents,
                    seen=visit.number(4) if visit.verb == "x" else None,
                )
        except Refusal:
            if slow:
                await self._counter.show(visit, await self._place(visit))
            raise
        return self._done(visit, put)

    async def _fetched(self, visit: Visit, piece: Piece) -> bytes | None:
        """Its bytes, if a bot can have them: then they outlive this bot's name for the file."""
        if piece.file_id is None or (piece.size_bytes or 0) > MOST_DOWNLOADED:
            return None
        return await self._counter.voice.download(visit.chat_id, piece.file_id)

    def _done(self, visit: Visit, put: Put) -> Card:
        say, texts = self._counter.say, self._counter.texts
        title = put.title.spoken(visit.language)
        lines = [f"✅ {say('“%(title)s” is in its place.', visit, title=title)}"]
        if put.released:
            lines.append(
                texts.say_n(
                    "%(n)s message waited for it and goes out within a minute.",
                    "%(n)s messages waited for it and go out within a minute.",
                    put.released,
                    visit.language,
                )
            )
        rows: list[list[Button]] = []
        place = f"{put.webinar_id}.{put.material_id}"
        if put.earlier:
            lines.append(
                texts.say_n(
                    "%(n)s person has the earlier one. What shall become of it?",
                    "%(n)s people have the earlier one. What shall become of it?",
                    put.earlier,
                    visit.language,
                )
            )
            rows.append([_button(say("Send them the new one", visit), f"s.{place}")])
            rows.append([_button(say("They keep it, only later ones get the new one", visit), f"l.{place}")])
        elif visit.verb == "n":
            lines.append(say("People find it under /materials.", visit))
            rows.append([_button(f"✏️ {say('Rename', visit)}", f"t.{place}")])
        rows.append([_button(f"📎 {say('Materials', visit)}", f"{SHELF}.{put.webinar_id}")])
        return Card("\n\n".join(map(escape, lines)), rows)

    def _asking(self, visit: Visit, arrival: Arrival, question: str, rows: Sequence[Sequence[Button]]) -> Card:
        text = arrival_text(self._counter.texts, visit.language, arrival.pieces, question)
        away = _button(self._counter.say("Never mind", visit), f"q.0.{arrival.id}")
        return Card(text, [*rows, [away]])

    def _chosen(self, places: Places, webinar_id: int) -> Shelf:
        shelf = next((shelf for shelf in places.shelves if shelf.webinar_id == webinar_id), None)
        if shelf is None:
            raise Refusal("This button does not work any more. /webinars shows how things stand.")
        return shelf

    def _title(self, visit: Visit, shelf: Shelf, material: OnShelf) -> str:
        return titled(material, shelf, visit.language)


def _button(label: str, argument: str) -> Button:
    return shortened(label, _LABEL_UNITS), Chosen(WORD, argument)


def _piece(message: Sent, file: Attached) -> Piece:
    """The message as it is kept. What its app gave no name is called by what it is."""
    shown = SHOWN[file.kind]
    name = file.name or _NAMELESS.get(shown, "file")
    return Piece(message.message_id, shown, file.file_id, file.unique_id, name, file.size_bytes)
