"""The HTTP server of a serving bot, for machines near by: health, metrics, and what else is mounted on it.

It refuses to serve files, to speak TLS (a reverse proxy does) and to log who asked. What is read from outside is
bounded: headers by aiohttp, bodies by whoever answers, time and connections here.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable
from http import HTTPStatus
from typing import Self

from aiohttp import web

from bot.porch.routes import Answer, Asked, DoorTaken, Route, TooLong, TooSlow

log = logging.getLogger("afterword.porch")

_unheard = logging.getLogger("afterword.porch.garbled")
_unheard.setLevel(logging.CRITICAL + 1)
"""aiohttp tells of each request that is no HTTP as an error, and anybody can send such. What breaks here, we tell."""

BODY_SECONDS = 10.0
"""So long a whole body may take to come."""

IDLE_SECONDS = 30.0
"""A connection on which no request begins, or whose headers do not end, is closed after so long."""

MOST_CONNECTIONS = 256
"""Open at once; beyond that idle ones are closed, or further ones cut off if all are busy. Telegram opens 100."""

ENDING_SECONDS = 3.0
"""How long answers that are under way may take when the listener closes."""

_FIXED = {"Server": "afterword", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_METHOD_NOT_ALLOWED, _NOT_FOUND = Answer(405), Answer(404)


class Listener:
    """Use as an async context: it listens at ``host`` and ``port`` within it. Port 0 takes a free one."""

    def __init__(self, host: str, port: int, routes: Iterable[Route] = ()) -> None:
        self._host, self._port = host, port
        self._routes: dict[str, dict[str, Route]] = {}
        for route in routes:
            self.mount(route)
        self._runner: web.ServerRunner | None = None

    def mount(self, route: Route) -> None:
        """It is answered from now on. Raises: ValueError, when method and path are taken."""
        methods = self._routes.setdefault(route.path, {})
        if route.method in methods:
            raise ValueError("a route with this method and path is mounted already")
        methods[route.method] = route

    @property
    def port(self) -> int:
        """Where it listens, which matters if it was to take a free one."""
        assert self._runner is not None, "it listens only within its context"
        return int(self._runner.addresses[0][1])

    async def __aenter__(self) -> Self:
        """It listens. Raises: DoorTaken."""
        server = _Doorway(self._take, access_log=None, logger=_unheard, keepalive_timeout=IDLE_SECONDS)
        self._runner = web.ServerRunner(server, shutdown_timeout=ENDING_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port, reuse_address=True).start()
        except OSError as trouble:
            await self._runner.cleanup()
            raise DoorTaken(self._why_not(trouble)) from None
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _why_not(self, trouble: OSError) -> str:
        # asyncio words the error anew and may lose strerror; gethostbyname's troubles have numbers of their own
        number = trouble.errno or 0
        reason = os.strerror(number).lower() if number > 0 else "no such host"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return (
            f"The bot cannot listen at {host}:{self._port} ({reason}): stop what has this port, or set "
            "AFTERWORD_LISTEN to another one of this machine."
        )

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = await self._answer(request)
        headers = dict(_FIXED)
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(sorted(self._routes.get(request.path, ())))
        if answer.again_seconds is not None:
            headers["Retry-After"] = str(answer.again_seconds)
        reply = web.Response(status=answer.status, body=answer.body, headers=headers | {"Content-Type": answer.kind})
        if answer.status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
            reply.force_close()  # the rest of the body is not wanted
        return reply

    async def _answer(self, request: web.BaseRequest) -> Answer:
        methods = self._routes.get(request.path)
        if methods is None:
            return _NOT_FOUND
        route = methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            return _METHOD_NOT_ALLOWED

        async def body(most_bytes: int) -> bytes:
            return await _read(request, most_bytes)

        try:
            return await route.answer(Asked(request.headers, body))
        except TooLong:
            return Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except TooSlow:
            return Answer(HTTPStatus.REQUEST_TIMEOUT)
        except Exception:
            log.exception("what was asked could not be answered", extra={"action": "unanswered"})
            return Answer(HTTPStatus.INTERNAL_SERVER_ERROR)


class _Doorway(web.Server):
    """aiohttp's server, with an end to how many connections are open."""

    def __call__(self) -> web.RequestHandler:
        """Who speaks on the next connection. If there are too many, the oldest that is idle goes for it."""
        if len(self.connections) >= MOST_CONNECTIONS and not self._let_one_go():
            return _Nobody()  # type: ignore[return-value]  # asyncio takes any protocol here
        return super().__call__()

    def _let_one_go(self) -> bool:
        """Whether one was idle. They stand in the order in which they were opened."""
        for each in self.connections:
            if each.transport is not None and each._current_request is None:  # noqa: SLF001  aiohttp tells it nowhere else
                each.force_close()
                return True
        return False


class _Nobody(asyncio.Protocol):
    """Cuts a connection off. aiohttp must not see it: it logs an error for each that ends before it begins."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It ends at once."""
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


async def _read(request: web.BaseRequest, most_bytes: int) -> bytes:
    """The body. Raises: TooLong, TooSlow."""
    if (request.content_length or 0) > most_bytes:
        raise TooLong
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                read += chunk
                if len(read) > most_bytes:
                    raise TooLong
    except (TimeoutError, web.RequestPayloadError, ConnectionError):
        raise TooSlow from None
    return bytes(read)
