"""What else an organiser is told of a webinar: two switches, both off at first."""

from __future__ import annotations

from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.rooms import Room
from bot.services.access import Act
from bot.services.organising.overseeing import Overseen
from bot.services.organising.wishing import Wish, Wishes, Wishing

WORD = "wish"
_WISHES: dict[str, Wish] = {"d": "digests", "a": "alerts"}


class WishesRoom:
    """Serves whoever steers a webinar."""

    def __init__(self, counter: Counter, wishing: Wishing) -> None:
        self._counter = counter
        self._wishing = wishing

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press))

    def door(self, visit: Visit, overseen: Overseen) -> tuple[str, Chosen] | None:
        """The button on a webinar's card, until its survey has closed."""
        if overseen.stage == "closed" or Act.STEER not in overseen.acts:
            return None
        return f"🔔 {self._counter.say('Tell me more', visit)}", Chosen(WORD, f"w.{overseen.id}")

    async def press(self, visit: Visit) -> Card:
        """A switch, or the card with both."""
        wish = _WISHES.get(visit.verb)
        if wish is None:
            return self._card(visit, await self._wishing.of(visit.by, visit.number(1)))
        return self._card(visit, await self._wishing.turn(visit.by, visit.number(1), wish))

    def _card(self, visit: Visit, wishes: Wishes) -> Card:
        say = self._counter.say
        text = self._counter.render(visit, "wishes", wishes=wishes, title=escape(wishes.title))
        rows = [
            [(f"{_sign(wishes.digests)} {say('How it goes after 2 and 24 hours', visit)}", self._turn("d", wishes))]
        ]
        if wishes.may_alert:
            rows.append(
                [(f"{_sign(wishes.alerts)} {say('A very low answer, at once', visit)}", self._turn("a", wishes))]
            )
        return Card(text, [*rows, [(f"◀ {say('Back', visit)}", Chosen("hub", f"w.{wishes.webinar_id}"))]])

    def _turn(self, letter: str, wishes: Wishes) -> Chosen:
        return Chosen(WORD, f"{letter}.{wishes.webinar_id}")


def _sign(on: bool) -> str:
    return "☑" if on else "☐"
