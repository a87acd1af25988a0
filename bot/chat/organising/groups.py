"""Groups: brought to one by an organiser, the bot asks what it is for. In the team's group it keeps the cards of
webinars and listens to organisers only; what it shows there are counts.

Buttons in a group lead to the hub, as far as a webinar's course goes, and to no other room: rows, open answers and
threads never come to a group.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.callbacks import Chosen
from bot.chat.groups import CommandedThere, Joined, Migrated
from bot.chat.organising import hub
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import Hub
from bot.chat.organising.own_groups import WORD, OwnGroups
from bot.chat.rooms import Notice, Room, Turn
from bot.chat.voice import Rows
from bot.services.access import Act, Person
from bot.services.errors import Refusal
from bot.services.organising.groups import Groups, NoSuchGroup, Place
from bot.services.organising.overseeing import Overseen

COURSE = frozenset({"w", "o", "c", "cc", "e", "ee", "k", "kk", "p", "pp"})
"""What the hub's buttons do that may stand in a group: everything about one webinar's course."""

ACTS = frozenset({Act.READ, Act.STEER})
"""What a card in a group is drawn for; who presses is looked up when they do."""


class GroupRoom:
    """Answers in groups."""

    def __init__(self, counter: Counter, groups: Groups, the_hub: Hub, own: OwnGroups) -> None:
        self._counter = counter
        self._groups = groups
        self._hub = the_hub
        self._own = own

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            group_commands={"webinars": self.obey},
            group_buttons=self._counter.button_there(WORD, self.press, anew=self._anew),
            joined=self.notice,
        )

    async def notice(self, _: Turn, notice: Notice) -> None:
        """The bot came to a group, had to leave it, or it moved."""
        match notice:
            case Migrated(chat_id, to):
                await self._groups.moved(chat_id, to=to)
            case Joined(group, _, is_in=False):
                await self._groups.put_out(group.chat_id)
            case Joined(group, by):
                language = await self._counter.voice.language(by)
                place = await self._groups.came(Person(by.chat_id), group.chat_id, title=group.title, language=language)
                if place is not None:
                    await self._ask(place, language)
            case _:
                pass

    async def obey(self, _: Turn, command: CommandedThere) -> None:
        """``/webinars`` of an organiser asks anew what the group is for; anybody else's is left alone."""
        language, by = await self._counter.voice.language(command.sender), Person(command.sender.chat_id)
        group = command.group
        try:
            place = await self._groups.ask_anew(by, group.chat_id, title=group.title, language=language)
        except Refusal:
            return
        await self._ask(place, language)

    async def press(self, visit: Visit) -> Card | None:
        """A button in a group."""
        match visit.verb:
            case "h" if visit.word(1) in COURSE:
                return await self._steer(visit)
            case "t":
                await self._groups.is_team(visit.by, visit.chat_id, language=visit.language)
                said = self._counter.say(
                    "This is the team's group now. When a survey opens, its card comes here, and when it closes, the "
                    "figures. What people write in their own words never comes here.",
                    visit,
                )
                return Card(f"👥 {said}")
            case "g":
                return await self._whose(visit)
            case "n":
                await self._groups.is_silent(visit.by, visit.chat_id, language=visit.language)
                return Card(
                    self._counter.say("I say nothing here. /webinars asks again what this group is for.", visit)
                )
            case _:
                raise NoSuchGroup

    async def _whose(self, visit: Visit) -> Card:
        """Which webinar's it is, is asked in private: webinars are not named to whoever is in the group."""
        group_id = await self._groups.is_wanted(visit.by, visit.chat_id, language=visit.language)
        card = await self._own.which(visit, group_id)
        if await self._counter.voice.say(visit.by.telegram_id, card.text, card.rows) is None:
            raise Refusal("Please write to me in a private chat first, then tap this once more.")
        said = self._counter.say("I asked in our private chat which webinar this group is for.", visit)
        return Card(said, self._answers(visit.language))

    def draw(self, visit: Visit, overseen: Overseen) -> Card:
        """The card of a webinar in a group."""
        return self._in_group(self._hub.card(visit, replace(overseen, acts=ACTS, undo=None)))

    async def _steer(self, visit: Visit) -> Card:
        """Something about a webinar's course, on the word of who pressed."""
        visit.words = visit.words[1:]
        visit.language = await self._groups.steered_there(visit.by, visit.chat_id, visit.number(1))
        card = await self._hub.press(visit)
        if card.live is not None:
            return replace(self.draw(visit, card.live), toast=card.toast)
        return self._in_group(card)

    async def _anew(self, visit: Visit) -> Card:
        """How the webinar stands, for whoever was overtaken."""
        card = await self._hub.webinar(visit)
        assert card.live is not None, "it is the card of a webinar"
        return self.draw(visit, card.live)

    def _in_group(self, card: Card) -> Card:
        """``card`` with those of the hub's buttons that may stand in a group."""
        rows = [
            [
                (label, Chosen(WORD, f"h.{press.argument}"))
                for label, press in row
                if press.word == hub.WORD and press.argument.partition(".")[0] in COURSE
            ]
            for row in card.rows
        ]
        return replace(card, rows=[row for row in rows if row])

    async def _ask(self, place: Place, language: str) -> None:
        """What is the group for?"""
        say = self._counter.texts.say
        ask = say("Thank you for having me. What is this group for? Only organisers can tell me.", language)
        message_id = await self._counter.voice.say(place.chat_id, ask, self._answers(language))
        if message_id is not None:
            await self._groups.asked(place, message_id=message_id)

    def _answers(self, language: str) -> Rows:
        """What a group may be for."""
        say = self._counter.texts.say
        return [
            [(f"👥 {say('This is our team’s group', language)}", Chosen(WORD, "t"))],
            [(f"🎓 {say('This is a webinar’s own group', language)}", Chosen(WORD, "g"))],
            [(f"🤫 {say('Neither: say nothing here', language)}", Chosen(WORD, "n"))],
        ]
