"""What stands in a chat for longer than a text: pictures and documents with buttons, polls, and what is pinned.

Each method makes one attempt, as those of ``sender`` do; ``voice`` tries again. A picture that is changed stays where
it stands, and comes anew below everything only if it is gone.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.connection import Connection
from bot.chat.groups import Polled, polled
from bot.chat.receipts import receipt_of
from bot.chat.showing import Keyboard
from bot.delivery.pacing import Lane, Pace
from bot.delivery.retry import Gone, Unchanged

Hung = Literal["photo", "document"]


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture or a document. ``content`` is its bytes, or the id by which Telegram knows it.

    ``caption`` is in Telegram's HTML, at most 1,024 characters.
    """

    kind: Hung
    content: bytes | str
    file_name: str
    caption: str = ""
    buttons: Keyboard = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands. ``file_id``: by which its file goes again; None if Telegram did not say."""

    message_id: int
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A poll that stands."""

    message_id: int
    poll_id: str


class Wall:
    """Hangs things up, changes them and takes them down. Every method may raise TelegramError."""

    def __init__(
        self, connection: Connection, pace: Pace, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._connection = connection
        self._pace = pace
        self._sleep = sleep

    async def hang(self, chat_id: int, plate: Plate) -> Posted:
        """Send it."""
        await self._pace.turn(chat_id, lane=Lane.REPLY)
        parameters = {"chat_id": chat_id, **_said(plate.caption), **_with(plate.buttons)}
        method = "sendPhoto" if plate.kind == "photo" else "sendDocument"
        return await self._carry(method, parameters, plate, plate.kind)

    async def repaint(self, chat_id: int, message_id: int, plate: Plate) -> Posted:
        """Put it in place of the picture or document of a message; below everything, if that message is gone."""
        media = {"type": plate.kind, "media": plate.content, **_said(plate.caption)}
        if isinstance(plate.content, bytes):
            media["media"] = "attach://file"
        parameters = {"chat_id": chat_id, "message_id": message_id, "media": media, **_with(plate.buttons)}
        try:
            await self._halts(chat_id)
            return await self._carry("editMessageMedia", parameters, plate, "file")
        except TelegramError as error:
            return await self._or_anew(error, Posted(message_id), lambda: self.hang(chat_id, plate))

    async def recaption(self, chat_id: int, message_id: int, caption: str, buttons: Keyboard) -> bool:
        """Change the words and buttons under a picture; False if it is gone."""
        parameters = {"chat_id": chat_id, "message_id": message_id, **_said(caption), **_with(buttons)}
        await self._halts(chat_id)
        return await self._is_there(self._connection.call("editMessageCaption", parameters))

    async def ask(
        self, chat_id: int, question: str, options: Sequence[str], *, shows_voters: bool = False, several: bool = False
    ) -> Ballot:
        """Send a poll of Telegram's own: a question of at most 300 characters, 2 to 12 options of at most 100."""
        await self._pace.turn(chat_id, lane=Lane.REPLY)
        told = await self._connection.call(
            "sendPoll",
            {
                "chat_id": chat_id,
                "question": question,
                "options": [{"text": option} for option in options],
                "is_anonymous": not shows_voters,
                "allows_multiple_answers": several,
            },
        )
        return Ballot(int(told["message_id"]), str(told["poll"]["id"]))

    async def stop(self, chat_id: int, message_id: int) -> Polled | None:
        """Close a poll; how it ended, None if it was closed before or is gone."""
        try:
            told = await self._connection.call("stopPoll", {"chat_id": chat_id, "message_id": message_id})
        except BadRequest as error:
            if any(reason in error.message.lower() for reason in ("already been closed", "not found")):
                return None
            raise
        return polled(told)

    async def take_down(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False if it is gone, or too old to be deleted (48 hours)."""
        return await self._is_there(
            self._connection.call("deleteMessage", {"chat_id": chat_id, "message_id": message_id})
        )

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin a message without a sound; False if it is gone, or the bot has no right to in that group."""
        parameters = {"chat_id": chat_id, "message_id": message_id, "disable_notification": True}
        return await self._is_there(self._connection.call("pinChatMessage", parameters))

    async def unpin(self, chat_id: int, message_id: int) -> bool:
        """Unpin a message; False as ``pin``."""
        return await self._is_there(
            self._connection.call("unpinChatMessage", {"chat_id": chat_id, "message_id": message_id})
        )

    async def _carry(self, method: str, parameters: Mapping[str, Any], plate: Plate, field: str) -> Posted:
        if isinstance(plate.content, bytes):
            form = {name: each if isinstance(each, str) else json.dumps(each) for name, each in parameters.items()}
            told = await self._connection.upload(method, form, {field: (plate.file_name, plate.content)})
        else:
            known = {} if "media" in parameters else {field: plate.content}
            told = await self._connection.call(method, {**parameters, **known})
        return Posted(int(told["message_id"]), _file_id(told, plate.kind))

    async def _halts(self, chat_id: int) -> None:
        """A halted chat is waited for; an edit takes no turn (Telegram publishes no limit on edits)."""
        while halt := self._pace.halted_for(chat_id).total_seconds():
            await self._sleep(halt)

    async def _or_anew(self, error: TelegramError, same: Posted, anew: Callable[[], Awaitable[Posted]]) -> Posted:
        match receipt_of(error):
            case Unchanged():
                return same
            case Gone():
                return await anew()
            case _:
                raise error

    async def _is_there(self, call: Awaitable[object]) -> bool:
        try:
            await call
        except BadRequest as error:
            if isinstance(receipt_of(error), Unchanged):
                return True
            if any(reason in error.message.lower() for reason in _NOT_THERE):
                return False
            raise
        return True


_NOT_THERE = ("not found", "can't be deleted", "not enough rights", "can't be edited")


def _said(caption: str) -> dict[str, str]:
    return {"caption": caption, "parse_mode": ParseMode.HTML} if caption else {}


def _with(buttons: Keyboard) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": buttons}} if buttons else {}


def _file_id(told: Mapping[str, Any], kind: Hung) -> str | None:
    file = told.get(kind)
    if isinstance(file, list) and file:
        file = file[-1]  # the largest of its sizes stands last
    file_id = file.get("file_id") if isinstance(file, dict) else None
    return file_id if isinstance(file_id, str) else None
