"""The list of commands in an organiser's chat: theirs and everybody's. Whoever is one no more has what everybody has.

Telegram is told only what differs. What it will not have now is tried at a later knock, and what it refuses (an owner
may never have written to the bot) much later.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Container
from typing import Any

from telegram.error import TelegramError

from bot.chat.connection import Connection
from bot.chat.guide import COMMANDS
from bot.chat.receipts import receipt_of
from bot.delivery.retry import Refused, Unreachable
from bot.render.cards import line_of
from bot.render.introducing import introduction
from bot.render.texts import Texts
from bot.services.organising.menus import Menu, Menus

KNOCKS = 120
"""So many knocks nothing is tried in a chat that Telegram refused: ten minutes."""

log = logging.getLogger("afterword.chat")


class MenuBoard:
    """Keeps the lists right. ``answers_to`` tells which commands there are."""

    def __init__(
        self, connection: Connection, texts: Texts, menus: Menus, *, answers_to: Callable[[], Container[str]]
    ) -> None:
        self._connection = connection
        self._texts = texts
        self._menus = menus
        self._answers_to = answers_to
        self._refused: dict[int, int] = {}

    async def knock(self) -> None:
        """Whatever differs is told. Raises: Unavailable."""
        menus = await self._menus.every()
        listed = {menu.chat_id for menu in menus}
        self._refused = {chat_id: left for chat_id, left in self._refused.items() if chat_id in listed}
        for menu in menus:
            commands = self._commands(menu)
            shown = _digest(commands) if menu.acts else None
            if shown == menu.shown or self._waits(menu.chat_id):
                continue
            if not await self._told(menu, shown, commands):
                return

    def _waits(self, chat_id: int) -> bool:
        """Whether Telegram refused this chat not long ago."""
        left = self._refused.pop(chat_id, 0)
        if left:
            self._refused[chat_id] = left - 1
        return left > 0

    async def forget(self, chat_id: int) -> None:
        """They were erased: their chat lists what everybody's does."""
        try:
            await self._connection.call("deleteMyCommands", {"scope": _scope(chat_id)})
        except TelegramError as error:
            log.info("commands stay listed: %s", type(error).__name__, extra={"action": "menu_not_told"})

    async def _told(self, menu: Menu, shown: str | None, commands: list[dict[str, str]]) -> bool:
        """Tell it; False when the rest must wait, too."""
        parameters: dict[str, Any] = {"scope": _scope(menu.chat_id)}
        try:
            if shown is None:
                await self._connection.call("deleteMyCommands", parameters)
            else:
                await self._connection.call("setMyCommands", parameters | {"commands": commands})
        except TelegramError as error:
            log.info("commands were not listed: %s", type(error).__name__, extra={"action": "menu_not_told"})
            if not isinstance(receipt_of(error), Refused | Unreachable):
                return False
            if shown is not None:
                self._refused[menu.chat_id] = KNOCKS
                return True
        await self._menus.told(menu, shown=shown)
        return True

    def _commands(self, menu: Menu) -> list[dict[str, str]]:
        """Organisers' first: those that answer them."""
        language = self._texts.speak(menu.language or None)
        answers_to = self._answers_to()
        theirs = [word for word, act in COMMANDS.items() if act in menu.acts and word in answers_to]
        listed = [(word, line_of(self._texts, word, language)) for word in theirs]
        listed += introduction(self._texts, language, answers_to).commands
        return [{"command": word, "description": line} for word, line in listed]


def _scope(chat_id: int) -> dict[str, object]:
    return {"type": "chat", "chat_id": chat_id}


def _digest(commands: list[dict[str, str]]) -> str:
    return hashlib.sha256(json.dumps(commands, ensure_ascii=False).encode()).hexdigest()[:16]
