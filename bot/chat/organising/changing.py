"""Changing a webinar that is set up: its title, its day and hour, its length. Typed; the old one stands until then."""

from __future__ import annotations

from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import Button, Hub
from bot.chat.rooms import Room
from bot.chat.updates import Wrote
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.revising import Revising

WORD = "chg"
_HUB = "hub"


class Changing:
    """Serves whoever may shape a webinar."""

    def __init__(self, counter: Counter, revising: Revising, overseeing: Overseeing, hub: Hub) -> None:
        self._counter = counter
        self._revising = revising
        self._overseeing = overseeing
        self._hub = hub
        counter.hears[WORD] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press, anew=self._card))

    def door(self, visit: Visit, overseen: Overseen) -> Button | None:
        """The button on a webinar's card."""
        if overseen.frozen or Act.SHAPE not in overseen.acts:
            return None
        return f"✏️ {self._counter.say('Change', visit)}", Chosen(WORD, f"w.{overseen.id}")

    async def press(self, visit: Visit) -> Card:
        """A button: ``t`` the title, ``d`` day and hour, ``l`` the length; anything else shows the card."""
        say = self._counter.say
        await self._revising.require(visit.by, visit.number(1))
        match visit.verb:
            case "t":
                ask = say("How is it to be called? Please type the title.", visit)
            case "d":
                ask = say("When does it start? Please type it like 24 Nov 10:00, or only the day or the hour.", visit)
            case "l":
                ask = say("How long does it take? Please type it like 90 min, 2h or 1h30.", visit)
            case _:
                return await self._card(visit)
        overseen = await self._overseeing.webinar(visit.by, visit.number(1))
        body = f"{visit.verb}.{overseen.id}.{visit.number(2)}"
        card = Card(f"<b>{escape(overseen.title)}</b>\n\n{ask}")
        return await self._counter.ask(visit, WORD, body, card, back=Chosen(WORD, f"w.{overseen.id}"))

    async def hear(self, visit: Visit, body: str) -> Card:
        """What was typed. A refusal leaves it awaited."""
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please type it.")
        verb, webinar_id, seen = body.split(".")
        change = {"t": self._revising.rename, "d": self._revising.move, "l": self._revising.last}[verb]
        await change(visit.by, int(webinar_id), visit.at.text, seen=int(seen))
        return self._hub.card(visit, await self._overseeing.webinar(visit.by, int(webinar_id)))

    async def _card(self, visit: Visit) -> Card:
        overseen = await self._overseeing.webinar(visit.by, visit.number(1))
        say = self._counter.say
        at = f"{overseen.id}.{overseen.revision}"
        ask = say("What shall be changed? What follows from the day, the hour or the length moves with it.", visit)
        rows = [
            [(f"✏️ {say('Title', visit)}", Chosen(WORD, f"t.{at}"))],
            [(f"✏️ {say('Day and hour', visit)}", Chosen(WORD, f"d.{at}"))],
            [(f"✏️ {say('Length', visit)}", Chosen(WORD, f"l.{at}"))],
            [(f"◀ {say('Back', visit)}", Chosen(_HUB, f"w.{overseen.id}"))],
        ]
        return Card(f"<b>{escape(overseen.title)}</b>\n\n{ask}", rows)
