"""The bot presents itself to Telegram: its commands and descriptions, in every language it speaks.

Only what differs from what this bot was given last is told, all of it in the background: however long Telegram makes it
wait, nobody else waits. What Telegram will not have is logged and left out.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterator
from datetime import timedelta
from typing import Any

from telegram.error import TelegramError

from bot.chat.connection import Connection
from bot.chat.ports import Introductions
from bot.chat.receipts import receipt_of
from bot.delivery.retry import Doubt, Later, NotSent, TokenRefused, backoff
from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.introducing import introduction
from bot.render.texts import Texts
from bot.services.errors import Unavailable

log = logging.getLogger("afterword.chat")

_TWO_LETTERS = re.compile(r"[a-z]{2}")
"""Telegram knows languages by ISO 639-1 codes only; others get what everybody gets."""

ATTEMPTS = 50
"""After so many failures of one call (some hours) the rest is left to the next start."""

Call = tuple[str, dict[str, Any]]


class Presenter:
    """Presents a bot that answers to the commands ``answers_to``."""

    def __init__(
        self,
        connection: Connection,
        texts: Texts,
        introductions: Introductions,
        *,
        answers_to: Collection[str],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._texts = texts
        self._introductions = introductions
        self._answers_to = answers_to
        self._sleep = sleep

    async def present(self) -> None:
        """Telegram shows the bot as it is now. Raises nothing: what cannot be told today is told at the next start."""
        calls = list(self._calls())
        text = json.dumps(calls, ensure_ascii=False, sort_keys=True)
        try:
            if not await self._introductions.is_new(text):
                return
            for method, parameters in calls:
                if not await self._told(method, parameters):
                    return
            await self._introductions.given(text)
        except Unavailable as trouble:
            log.warning("the bot was not presented: %s", trouble, extra={"action": "not_presented"})
        except Exception:
            log.exception("the bot was not presented", extra={"action": "not_presented"})
        else:
            log.info("the bot is presented", extra={"action": "presented", "calls": len(calls)})

    def _calls(self) -> Iterator[Call]:
        """Everything to tell: for everybody in English, then for each language."""
        spoken = [language for language in self._texts.languages if _TWO_LETTERS.fullmatch(language)]
        for code, language in [("", SOURCE_LANGUAGE), *((language, language) for language in spoken)]:
            shown = introduction(self._texts, language, self._answers_to)
            to = {"language_code": code} if code else {}
            commands = [{"command": word, "description": line} for word, line in shown.commands]
            yield "setMyCommands", {"commands": commands} | to
            yield "setMyDescription", {"description": shown.description} | to
            yield "setMyShortDescription", {"short_description": shown.short} | to

    async def _told(self, method: str, parameters: dict[str, Any]) -> bool:
        """Make the call for as long as that can help; False when none can."""
        failures = 0
        while failures < ATTEMPTS:
            try:
                await self._connection.call(method, parameters)
            except TelegramError as error:
                match receipt_of(error, attempts=min(failures, 10)):
                    case Later(after) | NotSent(after):
                        pause: timedelta = after
                    case Doubt():
                        pause = backoff(failures)
                    case TokenRefused():
                        return False  # whoever polls finds out, and says so
                    case _:
                        log.warning("%s was refused: %s", method, error, extra={"action": "presenting_refused"})
                        return True
                failures += 1
                await self._sleep(pause.total_seconds())
            else:
                return True
        return False
