"""When a follow-up goes, changed from a phone: a common moment with one tap, or typed; what moves is said first."""

from __future__ import annotations

import re
from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.rooms import Room
from bot.chat.updates import Wrote
from bot.services.errors import Refusal
from bot.services.organising.timing import Timing
from bot.survey.definitions import ByHand, Moment, Offset, OnEntry, OnFinish, When
from bot.survey.whens import NotUnderstoodError, when_of

WORD = "when"
"""The word of its buttons: ``verb.webinar.mark...``"""

OUTBOX = "out"

COMMON = ("at end", "1d after end at 09:00", "1wd after end at 09:00", "2d after end at 09:00", "7d after end at 09:00")
"""Moments that are one tap away, besides finishing and an organiser's own word."""

_CODE = re.compile(r"(?P<amount>[0-9]+)(?P<unit>wd|m|h|d|w)(?P<side>[ab])(?P<anchor>[se])(?P<at>[0-9]{4})?")
_FIXED: dict[str, When] = {"finish": OnFinish(), "entry": OnEntry(), "hand": ByHand()}
_DATED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{2})([0-9]{2})")


class Moments:
    """Serves whoever may shape a webinar."""

    def __init__(self, counter: Counter, timing: Timing) -> None:
        self._counter = counter
        self._timing = timing
        counter.hears[WORD] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press, anew=self._card))

    async def press(self, visit: Visit) -> Card:
        """A button: ``c`` a moment, ``y`` yes to it, ``t`` to type one; anything else shows the choice."""
        match visit.verb:
            case "c":
                return await self._asked(visit, visit.number(1), visit.word(2), when_from(visit.word(3)))
            case "y":
                return await self._changed(visit)
            case "t":
                return await self._typed(visit)
            case _:
                return await self._card(visit)

    async def hear(self, visit: Visit, body: str) -> Card:
        """A moment that was typed: what it would move. A refusal leaves it awaited."""
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please type it.")
        webinar_id, mark = body.split(".")
        when = await self._timing.understand(visit.by, int(webinar_id), visit.at.text)
        return await self._asked(visit, int(webinar_id), mark, when)

    async def _card(self, visit: Visit) -> Card:
        """When it goes now, and other moments."""
        webinar_id, mark = visit.number(1), visit.word(2)
        now, say = await self._timing.of(visit.by, webinar_id, mark), self._counter.say
        labels = (
            say("At the end of the webinar", visit),
            say("The day after, at 9:00", visit),
            say("The next working day, at 9:00", visit),
            say("Two days after, at 9:00", visit),
            say("A week after, at 9:00", visit),
        )
        choices = [*zip(labels, map(when_of, COMMON), strict=True)]
        choices += [(say("As soon as somebody has finished", visit), OnFinish())]
        choices += [(say("When I say so", visit), ByHand())]
        here = f"{webinar_id}.{mark}"
        rows = [[(label, Chosen(WORD, f"c.{here}.{code_of(when)}"))] for label, when in choices if when != now.when]
        rows.append([(f"✏️ {say('Type another moment', visit)}", Chosen(WORD, f"t.{here}"))])
        text = self._counter.render(visit, "moving", moved=now, occasion=_occasion(now.when), asks=False)
        return Card(text, [*rows, [self._back(visit, here)]])

    async def _typed(self, visit: Visit) -> Card:
        now, say = await self._timing.of(visit.by, visit.number(1), visit.word(2)), self._counter.say
        ask = say("When shall it go? Please type it like 2d after end at 09:00, or like 24 Nov 10:00.", visit)
        here = f"{now.webinar_id}.{visit.word(2)}"
        card = Card(f"<b>{escape(now.follow_up)}</b>\n{escape(now.title)}\n\n{ask}")
        return await self._counter.ask(visit, WORD, here, card, back=Chosen(WORD, f"w.{here}"))

    async def _asked(self, visit: Visit, webinar_id: int, mark: str, when: When) -> Card:
        """What would move; nothing does yet."""
        moved, say = await self._timing.foresee(visit.by, webinar_id, mark, when), self._counter.say
        text = self._counter.render(visit, "moving", moved=moved, occasion=_occasion(when), asks=True)
        yes = Chosen(WORD, f"y.{webinar_id}.{mark}.{code_of(when)}.{moved.revision}")
        back = (say("No, go back", visit), Chosen(WORD, f"w.{webinar_id}.{mark}"))
        return Card(text, [[(say("Yes, change it", visit), yes)], [back]])

    async def _changed(self, visit: Visit) -> Card:
        webinar_id, mark, when = visit.number(1), visit.word(2), when_from(visit.word(3))
        deed = await self._timing.change(visit.by, webinar_id, mark, when, seen=visit.number(4))
        now, say = await self._timing.of(visit.by, webinar_id, mark), self._counter.say
        text = self._counter.render(visit, "moving", moved=now, occasion=_occasion(now.when), asks=False)
        undo = (f"↩️ {say('Undo', visit)}", Chosen(HUB, f"u.{deed}"))
        return Card(text, [[undo], [self._back(visit, f"{webinar_id}.{mark}")]], toast=say("Changed.", visit))

    def _back(self, visit: Visit, here: str) -> tuple[str, Chosen]:
        return f"◀ {self._counter.say('Back', visit)}", Chosen(OUTBOX, f"f.{here}")


def code_of(when: When) -> str:
    """As a button carries it."""
    match when:
        case Offset(amount, unit, anchor, at):
            side = "b" if amount < 0 else "a"
            hour = "" if at is None else f"{at[0]:02}{at[1]:02}"
            return f"{abs(amount)}{unit}{side}{anchor[0]}{hour}"
        case Moment(local):
            return f"{local:%Y%m%d-%H%M}"
        case _:
            return next(code for code, each in _FIXED.items() if each == when)


def when_from(code: str) -> When:
    """What a button carries. Raises: Refusal."""
    if code in _FIXED:
        return _FIXED[code]
    text = ""
    if found := _CODE.fullmatch(code):
        side = "before" if found["side"] == "b" else "after"
        anchor = "start" if found["anchor"] == "s" else "end"
        hour = f" at {found['at'][:2]}:{found['at'][2:]}" if found["at"] else ""
        text = f"{found['amount']}{found['unit']} {side} {anchor}{hour}"
    elif dated := _DATED.fullmatch(code):
        year, month, day, hours, minutes = dated.groups()
        text = f"{year}-{month}-{day} {hours}:{minutes}"
    try:
        return when_of(text)
    except NotUnderstoodError:
        raise Refusal("This button does not work any more. /webinars shows how things stand.") from None


def _occasion(when: When) -> str:
    match when:
        case OnFinish():
            return "finish"
        case OnEntry():
            return "entry"
        case ByHand():
            return "hand"
        case _:
            return "clock"
