"""A group in a story: the bot is brought there, people press buttons under what it says; the house may restart."""

from dataclasses import dataclass, field

from bot.rehearsal import groups
from tests.organising.driver import NONE
from tests.stories.house import House

GROUP = -5_500


@dataclass
class Hall:
    """A group of which everybody who exists is a member. ``restarts``: as an organiser's."""

    house: House
    chat_id: int = GROUP
    title: str = "Team"
    restarts: bool = True
    toast: str = field(default="", init=False)

    async def brought_by(self, person) -> None:
        await self._restart()
        if self.chat_id not in self.house.api.chats.by_id:
            self.house.api.chats.found_group(self.chat_id, title=self.title)
        groups.add_bot(self.house.api, self.chat, person.profile)
        await self.house.rest()

    async def says(self, person, text: str) -> None:
        await self._restart()
        person.write(text, chat_id=self.chat_id)
        await self.house.rest()

    async def taps(self, person, label: str) -> str:
        """Somebody taps the newest button there whose words contain ``label``; what the newest message says then."""
        await self._restart()
        return await self.forges(person, *self.button(label))

    async def forges(self, person, message_id: int, written: str) -> str:
        query = person.tap(message_id, written, chat_id=self.chat_id)
        await self.house.rest()
        assert query.answer is not None, "a tap was never answered: its spinner goes on"
        self.toast = query.answer["text"] or ""
        return self.newest

    def button(self, label: str) -> tuple[int, str]:
        for message in reversed(self.shown):
            for row in message.buttons or []:
                for button in row:
                    if label in button["text"]:
                        return message.message_id, button["callback_data"]
        raise AssertionError(NONE.format(label=label, there=self.buttons))

    @property
    def chat(self):
        return self.house.api.chats.by_id[self.chat_id]

    @property
    def shown(self):
        return [each for each in self.chat.messages.values() if each.by_bot and not each.deleted]

    @property
    def newest(self) -> str:
        return self.shown[-1].content.text if self.shown else ""

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.shown[-1].buttons or [] for button in row] if self.shown else []

    async def _restart(self) -> None:
        if self.restarts or not self.house.is_open:
            await self.house.close()
            await self.house.open()
