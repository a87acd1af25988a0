"""``/timezone``: somebody says where they live, so that what is meant for nine in the morning comes at their nine.

By buttons, a region and then a city; or typed with the command: ``/timezone Lisbon``. The time there is the proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.chat.callbacks import Chosen
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Tapped
from bot.chat.voice import Rows, Voice
from bot.render import zones
from bot.services.zones import Lived

WORD = "zone"
"""The button's word. Its argument: nothing for the card, one of the two below, a region, or a zone with ``.`` for its
``/``, as no zone's name has one."""

NOBODYS = "-"
"""The webinar's clock again."""

AGAIN = "."
"""The card with its regions, in place."""

_IN_A_ROW = 3


class Zones(Protocol):
    """Remembers where people live. ``services.zones`` is it."""

    async def lived_in(self, chat_id: int) -> Lived:
        """By which clock this chat lives."""

    async def live_in(self, chat_id: int, zone: str | None, *, language: str) -> Lived:
        """They live by the clocks of ``zone``."""


class Timezones:
    """Lets people say where they live. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, lives: Zones) -> None:
        self._voice = voice
        self._lives = lives

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"timezone": self.timezone}, buttons={WORD: self.chosen})

    async def timezone(self, _: Turn, command: Commanded) -> None:
        """``/timezone``: which one is set, and how to choose; ``/timezone Lisbon`` chooses."""
        chat_id, language = command.sender.chat_id, await self._voice.language(command.sender)
        typed = command.rest.strip()
        if not typed:
            lived = await self._lives.lived_in(chat_id)
            await self._voice.say(chat_id, self._card(language, lived), self._regions(language, lived))
            return
        zone = zones.meant(typed, language)
        if zone is not None:
            lived = await self._lives.live_in(chat_id, zone, language=language)
            await self._voice.say(chat_id, self._card(language, lived), self._settled(language))
            return
        lived = await self._lives.lived_in(chat_id)
        near = self._cities([(each, zones.city_name(each, language)) for each in zones.near(typed, language)])
        card = self._card(language, lived, typed=typed[:40], near=bool(near))
        await self._voice.say(chat_id, card, near or self._regions(language, lived))

    async def chosen(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A button: a region opens, or a city is chosen."""
        chat_id, language = tap.sender.chat_id, await self._voice.language(tap.sender)
        zone = argument.replace(".", "/")
        if argument in ("", AGAIN):
            await self._voice.toast(tap)
            lived = await self._lives.lived_in(chat_id)
            below = None if not argument else tap.message_id
            await self._voice.change(chat_id, below, self._card(language, lived), self._regions(language, lived))
        elif argument in zones.REGIONS:
            await self._voice.toast(tap)
            lived = await self._lives.lived_in(chat_id)
            rows: Rows = [*self._cities(zones.cities(argument, language)), [self._back(language)]]
            await self._voice.change(chat_id, tap.message_id, self._card(language, lived), rows)
        elif argument == NOBODYS or zones.exists(zone):
            lived = await self._lives.live_in(chat_id, None if argument == NOBODYS else zone, language=language)
            await self._voice.toast(tap)
            rows = self._settled(language) if lived.zone else self._regions(language, lived)
            await self._voice.change(chat_id, tap.message_id, self._card(language, lived), rows)
        else:
            await self._voice.dead_button(tap)

    def _card(self, language: str, lived: Lived, *, typed: str = "", near: bool = False) -> str:
        """``typed`` named no place; ``near``: some are offered that are written alike."""
        known = lived.zone is not None and zones.exists(lived.zone)
        return self._voice.texts.render(
            "messages/timezone.html.j2",
            language,
            city=zones.city_name(lived.zone, language) if lived.zone and known else None,
            clock=zones.clock_of(lived.zone, lived.now) if lived.zone and known else None,
            typed=typed,
            near=near,
        )

    def _regions(self, language: str, lived: Lived) -> Rows:
        rows = [[(zones.region_name(region, language), Chosen(WORD, region))] for region in zones.REGIONS]
        return [*rows, [self._webinars(language)]] if lived.zone else rows

    def _cities(self, named: Sequence[tuple[str, str]]) -> list[list[tuple[str, Chosen]]]:
        buttons = [(name, Chosen(WORD, zone.replace("/", "."))) for zone, name in named]
        return [buttons[start : start + _IN_A_ROW] for start in range(0, len(buttons), _IN_A_ROW)]

    def _settled(self, language: str) -> Rows:
        change = (self._voice.texts.say("Choose another place", language), Chosen(WORD, AGAIN))
        return [[change], [self._webinars(language)]]

    def _back(self, language: str) -> tuple[str, Chosen]:
        return self._voice.texts.say("Back", language), Chosen(WORD, AGAIN)

    def _webinars(self, language: str) -> tuple[str, Chosen]:
        return self._voice.texts.say("Use the webinar's clock", language), Chosen(WORD, NOBODYS)
