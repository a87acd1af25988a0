"""An organiser in a story: writes, taps what a button says, reads the card; the house may restart before each step."""

import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from tests.stories.house import OWNER, House, a_house

NONE = "no button says {label!r}; the last card has {there}"


@dataclass
class Organiser:
    """Somebody with the bot's chat open. ``restarts``: the bot is closed and reopened from disk before every step."""

    house: House
    person: object
    restarts: bool = True

    async def says(self, text: str) -> str:
        """Write something; what the newest message says then."""
        await self._restart()
        self.person.write(text)
        await self.house.rest()
        return self.card

    async def sends(self, thing: str, **what) -> str:
        """Send a file; what the newest message says then."""
        await self._restart()
        self.person.send(thing, **what)
        await self.house.rest()
        return self.card

    async def taps(self, label: str) -> str:
        """Tap the newest button whose words contain ``label``; what its message says then (or the newest one)."""
        await self._restart()
        message_id, written = self.button(label)
        return await self.forges(message_id, written)

    async def forges(self, message_id: int, written: str) -> str:
        """Press a button that may be none; what the newest message says then."""
        query = self.person.tap(message_id, written)
        await self.house.rest()
        assert query.answer is not None, "a tap was never answered: its spinner goes on"
        self.toast = query.answer["text"] or ""
        return self.card

    def button(self, label: str) -> tuple[int, str]:
        """Message and data of the newest button whose words contain ``label``."""
        for message in reversed(self.shown):
            for row in message.buttons or []:
                for button in row:
                    if label in button["text"]:
                        return message.message_id, button["callback_data"]
        raise AssertionError(NONE.format(label=label, there=self.buttons))

    @property
    def shown(self):
        """All messages of the bot that stand in the chat, the oldest first."""
        return [message for message in self.person.messages if message.by_bot]

    @property
    def card(self) -> str:
        """What the newest message says."""
        return self.shown[-1].content.text

    @property
    def buttons(self) -> list[str]:
        """What the buttons of the newest message say."""
        return [button["text"] for row in self.shown[-1].buttons or [] for button in row]

    async def _restart(self) -> None:
        if self.restarts or not self.house.is_open:
            await self.house.close()
            await self.house.open()


@asynccontextmanager
async def an_office(folder, *, now, restarts=True):
    """A house with one organiser, Olga, who is the owner. Nothing is set up yet."""
    async with a_house(folder, now=now) as house:
        yield house, Organiser(house, house.api.join(OWNER, "Olga"), restarts)


async def an_organiser(
    house: House, number: int, name: str, *, role: str = "organiser", series: str | None = None
) -> Organiser:
    """Somebody who organises (or only views) webinars, all of them or those of a series, and is no owner."""
    await house.close()
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute(
            "INSERT INTO members (telegram_id, name, role, scope, series, since) VALUES (?, ?, ?, ?, ?, 1)",
            (number, name, role, "all" if series is None else "series", series),
        )
    await house.open()
    return Organiser(house, house.api.join(number, name))
