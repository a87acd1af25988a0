"""The hub: the webinars, and how each stands, with the next step as the first button. From here everything is one tap.

Other rooms put their doors here (``Door``); what is done about a webinar's course is done here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.rooms import Room
from bot.render.organising.overview import webinar_card
from bot.render.screens import shortened
from bot.services.access import Act, NotAllowed
from bot.services.errors import Refusal
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.pausing import Pausing
from bot.services.organising.running import Running
from bot.services.organising.undoing import Undoing

WORD = "hub"
ON_A_PAGE = 6
"""Webinars on one page of the list."""

DAYS = (1, 3, 7)
"""For how much longer a survey can be kept open."""

MINUTES = (15, 30, 60)
"""By how much a webinar's end can be put off."""

_LABEL_UNITS = 40

Button = tuple[str, Chosen]
Door = Callable[[Visit, Overseen], Button | None]
"""A room's button on the card of a webinar; None: not now, or not for them."""

Entrance = Callable[[Visit], Awaitable[Button | None]]
"""A room's button below the list of webinars; None: not for them."""


class Hub:
    """Shows webinars. ``doors`` and ``entrances`` are those of other rooms, in their order."""

    def __init__(
        self,
        counter: Counter,
        overseeing: Overseeing,
        running: Running,
        undoing: Undoing,
        pausing: Pausing,
        *,
        doors: Sequence[Door] = (),
        entrances: Sequence[Entrance] = (),
    ) -> None:
        self._counter = counter
        self._overseeing = overseeing
        self._running = running
        self._undoing = undoing
        self._pausing = pausing
        self._doors = doors
        self._entrances = entrances

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            commands={"webinars": self._counter.command(self.webinars)},
            buttons=self._counter.button(WORD, self.press, anew=self.webinar),
        )

    async def webinars(self, visit: Visit) -> Card:
        """``/webinars``: the first page of the list."""
        return await self._list(visit, 0)

    async def webinar(self, visit: Visit) -> Card:
        """The card of the webinar that a button names, as it stands now."""
        overseen = await self._overseeing.webinar(visit.by, visit.number(1))
        return self.card(visit, overseen)

    async def press(self, visit: Visit) -> Card:
        """A button of the list or of a card."""
        match visit.verb:
            case "l":
                return await self._list(visit, visit.number(1))
            case "w":
                return await self.webinar(visit)
            case "c" | "e":
                return await self._confirmation(visit)
            case "k" | "p":
                return await self._lengths(visit)
            case _:
                return await self._carried_out(visit)

    def card(self, visit: Visit, overseen: Overseen, *, toast: str | None = None) -> Card:
        """How a webinar stands, and what can be done."""
        text = webinar_card(self._counter.texts, visit.language, overseen, title=overseen.title)
        doors = [button for door in self._doors if (button := door(visit, overseen)) is not None]
        pairs = [doors[place : place + 2] for place in range(0, len(doors), 2)]
        course = [[button] for button in self._course(visit, overseen)]
        say = self._counter.say
        last = [
            (f"🔄 {say('Refresh', visit)}", Chosen(WORD, f"w.{overseen.id}")),
            (f"◀ {say('All webinars', visit)}", Chosen(WORD, "l.0")),
        ]
        # Until it begins there is more to prepare than to steer.
        undo = [] if overseen.undo is None else [[(f"↩️ {say('Undo', visit)}", Chosen(WORD, f"u.{overseen.undo}"))]]
        rows = [*course, *pairs] if overseen.begun else [*pairs, *course]
        return Card(text, [*undo, *rows, last], toast=toast, live=overseen)

    def _course(self, visit: Visit, there: Overseen) -> list[Button]:
        """What can be done about the webinar's course now, the most likely first."""
        say = self._counter.say

        def button(sign: str, label: str, verb: str) -> Button:
            return f"{sign} {label}", Chosen(WORD, f"{verb}.{there.id}.{there.revision}")

        if there.frozen or Act.STEER not in there.acts:
            return []
        opens = [button("▶️", say("Open the survey now", visit), "o")] if there.private else []
        ends = [button("🏁", say("The webinar has ended", visit), "e"), button("⏱", say("It takes longer", visit), "p")]
        ends = ends if there.under_way else []
        match there.stage:
            case "ahead" | "by_hand":
                return [*ends, *opens]
            case "open":
                longer = [button("⏳", say("Keep open longer", visit), "k")] if there.closes_at else []
                longer += [button("⏹", say("Close the survey", visit), "c")]
                if there.paused_at is not None:
                    return [button("▶️", say("Resume the survey", visit), "r"), *ends, *longer]
                return [*ends, *longer, button("⏸", say("Pause the survey", visit), "z")]
            case _:
                return [button("⏳", say("Keep open longer", visit), "k")] if there.private else []

    async def _list(self, visit: Visit, page: int) -> Card:
        every = await self._overseeing.webinars(visit.by)
        pages = max(-(-len(every) // ON_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        shown = every[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        text = self._counter.render(visit, "overview", webinars=shown, page=page + 1, pages=pages, any=bool(every))
        rows = [[(shortened(each.title, _LABEL_UNITS), Chosen(WORD, f"w.{each.id}"))] for each in shown]
        say = self._counter.say
        leaves = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"l.{page - 1}"))] if page else []
        leaves += [(f"{say('More', visit)} ▶", Chosen(WORD, f"l.{page + 1}"))] if page < pages - 1 else []
        ways = [[way] for entrance in self._entrances if (way := await entrance(visit)) is not None]
        return Card(text, [*rows, *([leaves] if leaves else []), *ways])

    async def _steered(self, visit: Visit) -> Overseen:
        """The webinar that a button names, if they may steer it. Raises: NotAllowed, UnknownWebinar."""
        overseen = await self._overseeing.webinar(visit.by, visit.number(1))
        if Act.STEER not in overseen.acts:
            raise NotAllowed
        return overseen

    async def _confirmation(self, visit: Visit) -> Card:
        """Asks before something ends."""
        overseen = await self._steered(visit)
        say = self._counter.say
        if visit.verb == "c":
            ask = say("Close the survey now? Nobody can answer any more. What is promised still goes out.", visit)
            yes = say("Yes, close it", visit)
        else:
            ask = say(
                "Has it ended just now? Everything that is due after the end then counts from this moment.", visit
            )
            yes = say("Yes, it has ended", visit)
        go = Chosen(WORD, f"{visit.verb}{visit.verb}.{overseen.id}.{visit.number(2)}")
        text = f"<b>{escape(overseen.title)}</b>\n\n{ask}"
        return Card(text, [[(yes, go)], [(say("No, go back", visit), Chosen(WORD, f"w.{overseen.id}"))]])

    async def _lengths(self, visit: Visit) -> Card:
        """How much longer?"""
        overseen = await self._steered(visit)
        say, texts = self._counter.say, self._counter.texts
        if visit.verb == "k":
            ask = say("For how much longer shall the survey take answers?", visit)
            lengths = [(texts.say_n("%(n)s day", "%(n)s days", n, visit.language), n) for n in DAYS]
        else:
            ask = say("By how much does it take longer? Everything that is due after the end moves with it.", visit)
            lengths = [(texts.say_n("%(n)s minute", "%(n)s minutes", n, visit.language), n) for n in MINUTES]
        verb, seen = visit.verb * 2, visit.number(2)
        rows = [[(f"+ {label}", Chosen(WORD, f"{verb}.{overseen.id}.{seen}.{n}"))] for label, n in lengths]
        back = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"w.{overseen.id}"))]
        return Card(f"<b>{escape(overseen.title)}</b>\n\n{ask}", [*rows, back])

    async def _carried_out(self, visit: Visit) -> Card:
        """Something about the course is done; the card as it stands then."""
        webinar_id, seen, length = visit.number(1), visit.number(2), visit.number(3)
        say = self._counter.say
        match visit.verb:
            case "u":
                webinar_id = await self._undoing.undo(visit.by, visit.number(1))
                toast = say("It is as it was before.", visit)
            case "o":
                await self._running.open(visit.by, webinar_id, seen=seen)
                toast = say("The survey is open. Whoever entered gets the first question.", visit)
            case "cc":
                await self._running.close(visit.by, webinar_id, seen=seen)
                toast = say("The survey is closed.", visit)
            case "z":
                await self._pausing.pause(visit.by, webinar_id, seen=seen)
                toast = say("The survey is paused. Whoever answers now is told so.", visit)
            case "r":
                await self._pausing.resume(visit.by, webinar_id, seen=seen)
                toast = say("The survey goes on.", visit)
            case "kk" if length in DAYS:
                await self._running.keep_open(visit.by, webinar_id, days=length, seen=seen)
                toast = say("The survey stays open longer.", visit)
            case "ee":
                await self._running.end(visit.by, webinar_id, seen=seen)
                toast = say("Noted: it has ended.", visit)
            case "pp" if length in MINUTES:
                await self._running.prolong(visit.by, webinar_id, minutes=length, seen=seen)
                toast = say("Noted: it takes longer.", visit)
            case _:
                raise Refusal("This button does not work any more. /webinars shows how things stand.")
        return self.card(visit, await self._overseeing.webinar(visit.by, webinar_id), toast=toast)
