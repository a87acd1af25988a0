"""One person's phone: the people's side of the rehearsal over HTTP, from anywhere on this machine.

It shows what stands in the chat and does what a thumb does. What to say and when is for ``audience``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE_SECONDS = 45.0
"""How long somebody looks at an unchanged screen before giving up, in real seconds."""

Shown = dict[str, Any]


class NothingCame(Exception):  # noqa: N818  reads as what it says
    """What somebody waited for did not come; the text says what."""


@dataclass(slots=True)
class Phone:
    """A person with the bot's chat open. ``messages`` is what stands there, by number, as last looked at."""

    http: aiohttp.ClientSession
    url: str
    chat_id: int
    first_name: str = "Ana"
    language_code: str = "en"
    messages: dict[int, Shown] = field(default_factory=dict)
    version: int = 0
    blocked: bool = False

    async def join(self) -> None:
        """Exist: until then nobody has this phone."""
        await self._post("", {"first_name": self.first_name, "language_code": self.language_code})

    async def write(self, text: str, *, reply_to: int | None = None) -> None:
        """Send a text message, as a reply to another if one is given."""
        await self._post("/text", {"text": text} if reply_to is None else {"text": text, "reply_to": reply_to})

    async def send(self, thing: str) -> None:
        """Send a ``sticker``, ``photo``, ``voice`` or ``document``."""
        await self._post(f"/{thing}", {})

    async def press(self, message_id: int, data: str) -> str:
        """Press a button; the number of the tap, for ``toast``."""
        told = await self._post("/tap", {"message_id": message_id, "data": data})
        return str(told["callback_query_id"])

    async def toast(self, tap: str) -> str | None:
        """What the bot answered to a tap, once the spinner has stopped; None for nothing.

        Raises: NothingCame.
        """
        async with self.http.get(f"{self._address}/taps/{tap}", params={"wait": PATIENCE_SECONDS}) as answer:
            told = await answer.json()
        if not told.get("answered"):
            raise NothingCame("the spinner never stopped")
        text = told.get("text")
        return None if text is None else str(text)

    async def block(self) -> None:
        """Block the bot."""
        self.blocked = True
        await self._post("/block", {})

    async def look(self, *, wait_seconds: float = 0) -> None:
        """Bring ``messages`` up to date; waits up to ``wait_seconds`` for something new."""
        params = {"after": self.version, "wait": wait_seconds}
        async with self.http.get(f"{self._address}/messages", params=params) as answer:
            told = await answer.json()
        self.version = told["version"]
        for message in told["messages"]:
            if message.get("deleted"):
                self.messages.pop(message["message_id"], None)
            else:
                self.messages[message["message_id"]] = message

    async def until(
        self, seen: Callable[[Phone], bool], what: str, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Look on until ``seen``. Raises: NothingCame, naming ``what``, when nothing led to it in time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience_seconds
        while not seen(self):
            left = end - loop.time()
            if left <= 0:
                raise NothingCame(f"{what} did not come to chat {self.chat_id}")
            await self.look(wait_seconds=min(left, 20))

    @property
    def from_bot(self) -> list[Shown]:
        """The bot's messages, oldest first."""
        return [self.messages[number] for number in sorted(self.messages) if self.messages[number]["from"] == "bot"]

    @property
    def question(self) -> Shown | None:
        """The newest message with buttons, where the survey stands; None if there is none."""
        return next((message for message in reversed(self.from_bot) if message["buttons"]), None)

    @property
    def files(self) -> list[str]:
        """Names of the files that came, oldest first."""
        return [message["file"]["file_name"] for message in self.from_bot if "file" in message]

    def heard(self, words: str) -> int:
        """How many of the bot's messages hold ``words``."""
        return sum(words in message["text"] for message in self.from_bot)

    @property
    def _address(self) -> str:
        return f"{self.url}/people/{self.chat_id}"

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.http.post(self._address + path, json=body) as answer:
            told: dict[str, Any] = await answer.json()
            if answer.status != 200:
                raise NothingCame(f"{path or 'joining'}: {told.get('error')}")
            return told


def buttons(message: Shown) -> list[tuple[str, str]]:
    """Label and callback data of each button that has data, row by row."""
    return [
        (button["text"], button["callback_data"])
        for row in message["buttons"]
        for button in row
        if "callback_data" in button
    ]
