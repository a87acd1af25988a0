"""One bot's line to its Bot API server: python-telegram-bot's ``Bot`` over our transport, and light calls beside it.

``Bot`` carries what is rare or has files; ``call`` carries the two calls that every answer costs. The token goes into
addresses here and is handed to nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.receipts import outcome_of, receipt_of
from bot.chat.transport import AiohttpRequest
from bot.delivery.retry import Doubt, NotSent
from bot.services.counts import Counts

log = logging.getLogger("afterword.chat")

LONGEST_WAIT_SECONDS = 30.0
ANSWER_SECONDS = 2.0
"""How long the answer to a harmless call may take: whoever is told to stop waits for it."""

MOST_DOWNLOADED = 20 * 1024 * 1024
"""Bytes of a file that a bot can fetch (core.telegram.org/bots/api#getfile); sending it on by its id has no limit."""


class TokenRefused(Exception):  # noqa: N818  the name says what it is
    """The server does not know this bot's token (401, or 404: the token's form is wrong). ``str()`` is one sentence."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept the token: check AFTERWORD_TOKEN, or ask @BotFather for a new one.")


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is."""

    telegram_id: int
    username: str


class Connection:
    """Use as an async context: entering opens the pools and says nothing to the server yet, leaving closes them.

    ``api_url`` is the server's address without a path, as in ``https://api.telegram.org``.
    """

    def __init__(
        self,
        token: str,
        *,
        api_url: str,
        connections: int = 128,
        read_seconds: float = 20,
        counts: Counts | None = None,
    ) -> None:
        self.counts = counts or Counts()
        self._request = AiohttpRequest(connections=connections, read_seconds=read_seconds)
        self._polls = AiohttpRequest(connections=2)
        self._address = f"{api_url.rstrip('/')}/bot{token}/"
        self._files = f"{api_url.rstrip('/')}/file/bot{token}/"
        self.username: str | None = None
        self.bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._request,
            get_updates_request=self._polls,
        )

    async def __aenter__(self) -> Self:
        await self._request.initialize()
        await self._polls.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._polls.shutdown()
        await self._request.shutdown()

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401  JSON of many shapes
        """The result of a Bot API method whose parameters are plain JSON values. Raises: TelegramError."""
        return await self._counted(self._request.call(self._address + method, parameters))

    async def upload(self, method: str, parameters: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> Any:  # noqa: ANN401  JSON of many shapes
        """The result of a Bot API method that carries files: name and bytes by field. Raises: TelegramError."""
        return await self._counted(self._request.upload(self._address + method, parameters, files))

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file that somebody sent. Raises: TelegramError; BadRequest for one that is not to be had.

        A file larger than ``MOST_DOWNLOADED`` is not to be had, and one whose server keeps it elsewhere.
        """
        told = await self.call("getFile", {"file_id": file_id})
        path, size = told.get("file_path"), told.get("file_size")
        if isinstance(size, int) and size > MOST_DOWNLOADED:
            raise BadRequest("file is too big")
        if not isinstance(path, str) or path.startswith("/"):
            raise BadRequest("the file cannot be fetched")
        try:
            _, content = await self._request.do_request(self._files + quote(path), "GET")
        except InvalidToken:  # the token was good a moment ago: it is the file that is not there
            raise BadRequest("the file cannot be fetched") from None
        return content

    async def _counted(self, request: Awaitable[Any]) -> Any:  # noqa: ANN401  JSON of many shapes
        """What ``request`` gives; what became of it and how long it took is counted. Raises: TelegramError."""
        began = monotonic()
        try:
            told = await request
        except TelegramError as trouble:
            self.counts.called(outcome_of(trouble), seconds=monotonic() - began)
            raise
        self.counts.called("done", seconds=monotonic() - began)
        return told

    async def poll(self, *, offset: int | None, seconds: int, kinds: tuple[str, ...]) -> bytes:
        """The raw answer of one ``getUpdates``, which waits up to ``seconds`` for something. Raises: TelegramError.

        ``offset`` confirms everything before it, for ever; None confirms nothing.
        """
        parameters: dict[str, Any] = {"timeout": seconds, "allowed_updates": kinds}
        if offset is not None:
            parameters["offset"] = offset
        return await self._polls.raw(self._address + "getUpdates", parameters, read_seconds=seconds + 10)

    async def answers(self) -> bool:
        """Whether the server answers within seconds, be it with a refusal; not if it is out, or out of reach."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.call("getMe", {})
        except TimeoutError:
            return False
        except TelegramError as trouble:
            return not isinstance(receipt_of(trouble), Doubt | NotSent)
        return True

    async def whoami(self, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> Me:
        """Ask the server who this bot is. Waits for as long as there is no network, and says so once.

        Raises: TokenRefused.
        """
        wait, told = 1.0, False
        while True:
            try:
                me = await self._counted(self._polls.call(f"{self._address}getMe", {}))  # the first poll finds it open
                self.username = str(me.get("username") or "")
                return Me(telegram_id=int(me["id"]), username=self.username)
            except InvalidToken:
                raise TokenRefused from None
            except (NetworkError, RetryAfter) as trouble:
                if not told:
                    log.warning("Telegram cannot be reached (%s); trying again", trouble, extra={"action": "waiting"})
                told = True
                await sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_SECONDS)
