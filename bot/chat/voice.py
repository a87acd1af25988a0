"""How rooms speak: a message, with or without buttons, a toast, a file; patient with the road, and aware of who left.

Each call returns once Telegram has answered. Who blocked the bot is noted and nothing more is tried.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from telegram.error import BadRequest, TelegramError

from bot.chat import callbacks
from bot.chat.callbacks import Chosen
from bot.chat.groups import Polled, TappedThere
from bot.chat.inbox import Inbox
from bot.chat.parcels import Addressed
from bot.chat.patience import HasLeft, Patience
from bot.chat.ports import Languages
from bot.chat.receipts import receipt_of
from bot.chat.sender import Sender
from bot.chat.senders import Sender as Who
from bot.chat.showing import Keyboard, Message
from bot.chat.updates import Tapped
from bot.chat.wall import Ballot, Plate, Posted
from bot.delivery.ports import MaterialPart
from bot.delivery.retry import NO_CHAT, Refused, Sent
from bot.render.texts import Texts

Rows = Sequence[Sequence[tuple[str, Chosen]]]
"""Buttons: what each says and what it means, row by row."""

_Told = TypeVar("_Told")


class Voice:
    """Says things in a chat. Every method may raise Unavailable, TokenRefused, or what a bug raises; not HasLeft."""

    def __init__(self, texts: Texts, sender: Sender, patience: Patience, inbox: Inbox, languages: Languages) -> None:
        self.texts = texts
        self._sender = sender
        self._patience = patience
        self._inbox = inbox
        self._languages = languages

    async def language(self, who: Who) -> str:
        """The language to speak with them: the one they chose, or else their account's."""
        return await self._languages.chosen(who.chat_id) or self.texts.speak(who.language_code)

    async def say(self, chat_id: int, text: str, rows: Rows = ()) -> int | None:
        """Send a text in Telegram's HTML; the message's number, None if they have left or were never here."""
        message = Message(text, keyboard_of(rows))
        return await self._patiently(chat_id, lambda: self._sender.show(message, chat_id=chat_id, message_id=None))

    async def post(self, chat_id: int, text: str, keyboard: Keyboard) -> int | None:
        """Send a text with buttons that may be links; None if the group has put the bot out."""
        message = Message(text, keyboard)
        return await self._patiently(chat_id, lambda: self._sender.show(message, chat_id=chat_id, message_id=None))

    async def change(self, chat_id: int, message_id: int | None, text: str, rows: Rows = ()) -> int | None:
        """Put a text in place of a message; below everything, if that is None or gone."""
        message = Message(text, keyboard_of(rows))
        return await self._patiently(
            chat_id, lambda: self._sender.show(message, chat_id=chat_id, message_id=message_id)
        )

    async def relabel(self, chat_id: int, message_id: int, buttons: Keyboard) -> None:
        """Put these buttons under a message that stays as it is; nothing, if it is gone."""
        await self._patiently(chat_id, lambda: self._sender.relabel(chat_id, message_id, buttons))

    async def toast(self, tap: Tapped | TappedThere, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a tap. A text beyond 200 characters is cut; one that cannot be delivered harms nobody."""
        await self._sender.toast(tap.query_id, text, alert=alert)

    async def dead_button(self, tap: Tapped) -> None:
        """Answer a tap on a button that means nothing, or nothing any more."""
        await self.toast(tap, dead_button(self.texts, await self.language(tap.sender)), alert=True)

    async def photo(
        self, chat_id: int, png: bytes, *, file_name: str = "summary.png", caption: str = "", rows: Rows = ()
    ) -> Posted | None:
        """Send a picture; ``caption`` is in Telegram's HTML. None if they have left."""
        plate = Plate("photo", png, file_name, caption, keyboard_of(rows))
        return await self._patiently(chat_id, lambda: self._sender.wall.hang(chat_id, plate))

    async def hang(self, chat_id: int, plate: Plate) -> Posted | None:
        """Send a picture or a document with buttons; None if they have left."""
        return await self._patiently(chat_id, lambda: self._sender.wall.hang(chat_id, plate))

    async def repaint(self, chat_id: int, message_id: int, plate: Plate) -> Posted | None:
        """Put a picture or a document in place of one that stands; below everything if that is gone."""
        return await self._patiently(chat_id, lambda: self._sender.wall.repaint(chat_id, message_id, plate))

    async def recaption(self, chat_id: int, message_id: int, caption: str, rows: Rows = ()) -> bool:
        """Change words and buttons under a picture or a document; False if it is gone, or they are."""
        buttons = keyboard_of(rows)
        call = self._patiently(chat_id, lambda: self._sender.wall.recaption(chat_id, message_id, caption, buttons))
        return await call or False

    async def ask(
        self, chat_id: int, question: str, options: Sequence[str], *, shows_voters: bool = False, several: bool = False
    ) -> Ballot | None:
        """Send a poll of Telegram's own; None if they have left, or the group has put the bot out."""
        wall = self._sender.wall
        return await self._patiently(
            chat_id, lambda: wall.ask(chat_id, question, options, shows_voters=shows_voters, several=several)
        )

    async def close_poll(self, chat_id: int, message_id: int) -> Polled | None:
        """How a poll ended that is closed now; None if it was closed before, or is gone."""
        return await self._patiently(chat_id, lambda: self._sender.wall.stop(chat_id, message_id))

    async def take_down(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False if it is gone, or older than 48 hours."""
        return await self._patiently(chat_id, lambda: self._sender.wall.take_down(chat_id, message_id)) or False

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin a message without a sound; False if it is gone, or the bot may not pin there."""
        return await self._patiently(chat_id, lambda: self._sender.wall.pin(chat_id, message_id)) or False

    async def unpin(self, chat_id: int, message_id: int) -> bool:
        """Unpin a message; False as ``pin``."""
        return await self._patiently(chat_id, lambda: self._sender.wall.unpin(chat_id, message_id)) or False

    async def download(self, chat_id: int, file_id: str) -> bytes | None:
        """The bytes of a file that came through this chat; None if they are not to be had, above 20 MB above all."""
        try:
            return await self._patiently(chat_id, lambda: self._sender.download(file_id))
        except BadRequest:
            return None

    async def document(self, chat_id: int, content: bytes, *, file_name: str, caption: str = "") -> None:
        """Send a file; ``caption`` is in Telegram's HTML."""
        await self._patiently(
            chat_id, lambda: self._sender.document(chat_id, content, file_name=file_name, caption=caption)
        )

    async def hand(self, chat_id: int, to: Addressed, part: MaterialPart) -> Sent | None:
        """Send a material that somebody asked for; what Telegram made of it, None if they have left."""
        return await self._patiently(chat_id, lambda: self._sender.hand(chat_id, to, part))

    async def _patiently(self, chat_id: int, call: Callable[[], Awaitable[_Told]]) -> _Told | None:
        try:
            return await self._patience.until_answered(chat_id, call)
        except HasLeft:
            await self._inbox.left(chat_id=chat_id)
            return None
        except TelegramError as error:
            if receipt_of(error) == Refused(NO_CHAT):
                return None
            raise


def dead_button(texts: Texts, language: str) -> str:
    """What is said of a button that means nothing, or nothing any more."""
    return texts.say("This button does not work any more. /start shows the question that waits for you.", language)


def paused(texts: Texts, language: str) -> str:
    """What is said to whoever answers a survey that is paused."""
    return texts.say("The survey is paused for a moment; your answers are kept. Please write /start later.", language)


def keyboard_of(rows: Rows) -> Keyboard:
    """The buttons as the Bot API takes them."""
    return [[{"text": label, "callback_data": callbacks.encode(press)} for label, press in row] for row in rows]
