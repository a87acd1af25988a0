"""HTTP to the Bot API on aiohttp: a drop-in ``BaseRequest`` for python-telegram-bot, and light calls beside it.

Stock httpx slows as connections grow; this does not. Every trouble is a ``TelegramError`` as python-telegram-bot
raises them, whose cause tells what it does not: ``NeverSent``, ``PerhapsSent``, or ``ApiError`` with what the server
answered. No address, and so no token, gets into any message. The story goes on in ``receipts``.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

from bot.chat.bodies import whole

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the library warns at every RetryAfter; this is its documented opt-in

_JSON = {"Content-Type": "application/json"}
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class NeverSent(Exception):  # noqa: N818  the name says what is known
    """The request did not leave: no connection, no free connection, refused."""


class PerhapsSent(Exception):  # noqa: N818  the name says what is known
    """The request may have been carried out, although no answer to it was understood."""


class ApiError(Exception):
    """The server answered with an error. ``retry_after`` and ``migrate_to`` are its parameters, where given."""

    def __init__(
        self, code: int, description: str, *, retry_after: float | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class AiohttpRequest(BaseRequest):
    """One pool of connections. Takes nothing from the environment: no proxy, no netrc."""

    def __init__(
        self,
        *,
        connections: int = 128,
        connect_seconds: float = 5,
        pool_seconds: float = 30,
        read_seconds: float = 20,
        upload_seconds: float = 300,
    ) -> None:
        self._connections = connections
        self._connect_seconds = connect_seconds
        self._pool_seconds = pool_seconds
        self._read_seconds = read_seconds
        self._upload_seconds = upload_seconds
        self._patience = self._timeout(read_seconds)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds without a byte from the server after which a request is given up."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the pool, if it is not open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._patience,
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close all connections; what is under way fails. May be called twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(self, url: str, parameters: Mapping[str, Any], *, read_seconds: float | None = None) -> Any:  # noqa: ANN401  JSON of many shapes
        """The result of a call whose parameters are plain JSON values; a third of the work of a ``Bot`` method.

        ``read_seconds`` replaces the usual limit. Raises: TelegramError, as every ``Bot`` method does.
        """
        patience = self._patience if read_seconds is None else self._timeout(read_seconds)
        code, payload = await self._exchange("POST", url, body=_encode(parameters), headers=_JSON, timeout=patience)
        if code != HTTPStatus.OK:
            raise_for(code, payload)
        return result_of(payload)

    async def upload(self, url: str, parameters: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> Any:  # noqa: ANN401  JSON of many shapes
        """The result of a call that carries files, each by its field's name with its own name and its bytes.

        Raises: TelegramError, as every ``Bot`` method does.
        """
        form = aiohttp.FormData(quote_fields=False)
        for name, value in parameters.items():
            form.add_field(name, value)
        for field, (name, content) in files.items():
            form.add_field(field, io.BytesIO(content), filename=name, content_type="application/octet-stream")
        timeout = self._timeout(None, total=self._upload_seconds)
        code, payload = await self._exchange("POST", url, body=form, headers=None, timeout=timeout)
        if code != HTTPStatus.OK:
            raise_for(code, payload)
        return result_of(payload)

    async def raw(self, url: str, parameters: Mapping[str, Any], *, read_seconds: float) -> bytes:
        """The undecoded body of a successful call. Raises: TelegramError."""
        timeout = self._timeout(read_seconds)
        code, payload = await self._exchange("POST", url, body=_encode(parameters), headers=_JSON, timeout=timeout)
        if code != HTTPStatus.OK:
            raise_for(code, payload)
        return payload

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """What ``Bot`` methods are made of: a form, multipart if files go with it. Raises: TelegramError."""
        body: aiohttp.FormData | None = None
        timeout = self._timeout(
            _seconds(read_timeout, self._read_seconds),
            connect=_seconds(connect_timeout, self._connect_seconds),
            pool=_seconds(pool_timeout, self._pool_seconds),
        )
        if request_data is not None:
            body = _form(request_data)
            if request_data.contains_files:
                timeout = self._timeout(None, total=_seconds(write_timeout, self._upload_seconds))
        code, payload = await self._exchange(method, url, body=body, headers=None, timeout=timeout)
        if not HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
            raise_for(code, payload)
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; unlike the library's, it logs nothing of what it cannot read."""
        return _object(payload)

    async def _exchange(
        self,
        method: str,
        url: str,
        *,
        body: aiohttp.FormData | bytes | None,
        headers: Mapping[str, str] | None,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  aiohttp's own kinds of timeout, not one for the whole
    ) -> tuple[int, bytes]:
        """Status and body of one request. Raises: TimedOut or NetworkError, caused by NeverSent or PerhapsSent."""
        if self._session is None:
            raise RuntimeError("the transport is not open; initialize() opens it")
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await whole(answer)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as trouble:
            error, cause = _read(trouble)
        # Raised out here, so that aiohttp's exception, which may hold the address, is not even its context.
        raise error from cause

    def _timeout(
        self,
        read: float | None,
        *,
        connect: float | None = None,
        pool: float | None = None,
        total: float | None = None,
    ) -> aiohttp.ClientTimeout:
        connect = self._connect_seconds if connect is None else connect
        pool = self._pool_seconds if pool is None else pool
        return aiohttp.ClientTimeout(total=total, connect=connect + pool, sock_connect=connect, sock_read=read)


def result_of(payload: bytes) -> Any:  # noqa: ANN401  JSON of many shapes
    """The ``result`` of a successful answer. Raises: NetworkError caused by PerhapsSent, if it is no answer."""
    answer = _object(payload)
    code = answer.get("error_code")
    if answer.get("ok") is False and isinstance(code, int):
        raise_for(code, payload)  # some servers say so with status 200
    if answer.get("ok") is not True or "result" not in answer:
        raise NetworkError("the server's answer is not a Bot API's") from PerhapsSent("not a Bot API's answer")
    return answer["result"]


def raise_for(code: int, payload: bytes) -> None:
    """Raise the TelegramError for an answer whose status is not 2xx; its cause is ``ApiError`` or ``PerhapsSent``."""
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NetworkError(f"the server answered {code}") from PerhapsSent(f"the server answered {code}")
    try:
        told = _object(payload)
    except NetworkError:
        told = {}
    description = str(told.get("description") or f"HTTP {code}")
    given = told.get("parameters")
    parameters: Mapping[str, Any] = given if isinstance(given, dict) else {}
    retry_after, migrate_to = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    cause = ApiError(
        code,
        description,
        retry_after=retry_after if isinstance(retry_after, int | float) else None,
        migrate_to=migrate_to if isinstance(migrate_to, int) else None,
    )
    raise _telegram_error(cause) from cause


def _telegram_error(answered: ApiError) -> TelegramError:
    if answered.migrate_to is not None:
        return ChatMigrated(answered.migrate_to)
    if answered.retry_after is not None:
        return RetryAfter(timedelta(seconds=answered.retry_after))
    match answered.code:
        case HTTPStatus.FORBIDDEN:
            return Forbidden(answered.description)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return InvalidToken(answered.description)
        case HTTPStatus.BAD_REQUEST:
            return BadRequest(answered.description)
        case HTTPStatus.CONFLICT:
            return Conflict(answered.description)
        case _:
            return NetworkError(answered.description)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        answer = _decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        answer = None
    if isinstance(answer, dict):
        return answer
    raise NetworkError("the server's answer is not JSON") from PerhapsSent("the answer was not JSON")


def _read(trouble: Exception) -> tuple[NetworkError, NeverSent | PerhapsSent]:
    """The library's error for a trouble of the network, and what is known of the request. Names kinds, no address."""
    kind = type(trouble).__name__
    if isinstance(trouble, aiohttp.ConnectionTimeoutError):
        return TimedOut("no connection in time"), NeverSent("no connection in time")
    if isinstance(trouble, aiohttp.ClientConnectorError | aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return NetworkError(f"no connection ({kind})"), NeverSent(kind)
    if isinstance(trouble, TimeoutError | asyncio.TimeoutError):
        return TimedOut("no answer in time"), PerhapsSent("no answer in time")
    return NetworkError(f"the connection broke ({kind})"), PerhapsSent(kind)


def _seconds(given: object, default: float) -> float | None:
    """A limit as the library hands it over; its own sentinel means the default, None no limit."""
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else default


def _form(request: RequestData) -> aiohttp.FormData:
    """The parameters as the library would send them. Bytes go as a stream: aiohttp warns about large plain ones."""
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request.json_parameters.items():
        form.add_field(name, value)
    if request.contains_files:
        for name, (file_name, content, kind) in request.multipart_data.items():
            stream = io.BytesIO(content) if isinstance(content, bytes) else content
            form.add_field(name, stream, filename=file_name, content_type=kind)
    return form
