"""Definition files (.yaml) sent by chat: what is wrong with one, line by line; or what it would change."""

from __future__ import annotations

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Hub
from bot.chat.organising.numbers import fetched
from bot.chat.rooms import Room, Turn, Unwanted
from bot.chat.updates import Sent, Wrote
from bot.render.screens import shortened
from bot.services.organising.defining import Checked, Defining
from bot.services.organising.overseeing import Overseeing
from bot.services.organising.setting_up import SettingUp

WORD = "yaml"
MOST_WORDS = 12
"""So many differences of a webinar are shown."""

_TITLE_UNITS = 100
_WORD_UNITS = 150


class Definitions:
    """Takes definition files. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(
        self, counter: Counter, defining: Defining, setting_up: SettingUp, overseeing: Overseeing, hub: Hub
    ) -> None:
        self._counter = counter
        self._defining = defining
        self._setting_up = setting_up
        self._overseeing = overseeing
        self._hub = hub

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press, anew=self._gone), last=self.overhear)

    async def overhear(self, turn: Turn, message: Wrote | Sent, _: Unwanted) -> bool:
        """A definition that somebody sends who may set webinars up is checked."""
        if not isinstance(message, Sent) or not is_definition(message):
            return False
        return await self._counter.take(turn, message, self.take, allowed=self._setting_up.may)

    async def take(self, visit: Visit) -> Card:
        """A file: its faults, or what it would change."""
        assert isinstance(visit.at, Sent), "it is asked of what was sent"
        name, content = await fetched(self._counter, visit, visit.at)
        return self._checked(visit, await self._defining.prepare(visit.by, file=name, content=content))

    async def press(self, visit: Visit) -> Card:
        """``y``: it is applied; ``n``: it is not."""
        say = self._counter.say
        if visit.verb != "y":
            await self._defining.drop(visit.by)
            return Card(say("The definition was not applied.", visit), [[self._all(visit)]])
        made = await self._defining.carry_out(visit.by)
        done = say("The definition is applied.", visit)
        if len(made) == 1:
            return self._hub.card(visit, await self._overseeing.webinar(visit.by, made[0]), toast=done)
        return Card(done, [[self._all(visit)]], toast=done)

    async def _gone(self, visit: Visit) -> Card:
        text = self._counter.say("Please send the file again to see what it would change now.", visit)
        return Card(text, [[self._all(visit)]])

    def _checked(self, visit: Visit, checked: Checked) -> Card:
        shown = [
            (shortened(each.title, _TITLE_UNITS), each.new, [shortened(word, _WORD_UNITS) for word in each.words])
            for each in checked.webinars
        ]
        text = self._counter.render(
            visit,
            "definition",
            file=shortened(checked.file, _TITLE_UNITS),
            faults=[(each.line, shortened(each.message, 300)) for each in checked.faults],
            more=checked.faults_found - len(checked.faults),
            surveys=[shortened(word, _WORD_UNITS) for word in checked.surveys],
            webinars=[(title, new, words[:MOST_WORDS], len(words) - MOST_WORDS) for title, new, words in shown],
            changes=checked.changes,
            warnings=checked.warnings,
        )
        say = self._counter.say
        if checked.faults or not checked.changes:
            return Card(text, [[self._all(visit)]])
        apply, leave = (f"✅ {say('Apply it', visit)}", Chosen(WORD, "y")), (say("Leave it", visit), Chosen(WORD, "n"))
        return Card(text, [[apply], [leave]])

    def _all(self, visit: Visit) -> tuple[str, Chosen]:
        return f"◀ {self._counter.say('All webinars', visit)}", Chosen(HUB, "l.0")


def is_definition(message: Sent) -> bool:
    """Whether what was sent is a definition file, by its name."""
    return message.file is not None and (message.file.name or "").lower().endswith((".yaml", ".yml"))
