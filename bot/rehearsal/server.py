"""The Bot API over real HTTP on loopback: paths to methods, results and refusals to answers, troubles on purpose.

Built on aiohttp's low-level server, since it is the peer in benchmarks. People, clock, faults and journal are served
under paths of their own by ``desk`` and ``people``; the chat page by ``page``.
"""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import json
from typing import Any, Self

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from bot.rehearsal import desk, page, people
from bot.rehearsal.calls import read_call
from bot.rehearsal.crowd import Person
from bot.rehearsal.faults import DONE_ALL_THE_SAME, Fault
from bot.rehearsal.journal import Entry
from bot.rehearsal.methods import METHODS, Ready
from bot.rehearsal.refusals import Refused, bad_request, too_many
from bot.rehearsal.world import World

BODY_BYTES = 80 * 1024 * 1024  # of people's JSON, where files come as base64
_dump = json.JSONEncoder(separators=(",", ":")).encode
_PAGE_502 = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
_SAID = {
    "500": (500, "Internal Server Error", None),
    "502": (502, "Bad Gateway", None),
    "429_bare": (429, "Too Many Requests", None),
    "401": (401, "Unauthorized", None),
    "403": (403, "Forbidden: bot was blocked by the user", None),
}


class Door:
    """An address at which a rehearsal is served, until it is shut: then connections are refused, and open ones cut."""

    def __init__(self, runner: web.ServerRunner, site: web.TCPSite, url: str) -> None:
        self.url = url
        self._runner = runner
        self._site = site

    async def shut(self) -> None:
        """Nobody comes in any more. Connections of other doors are cut as well, once; they may be opened anew."""
        await self._site.stop()
        server = self._runner.server
        assert server is not None
        for connection in server.connections:
            if connection.transport is not None:
                connection.transport.abort()

    async def reopen(self) -> None:
        """It is served again at the same address."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        self._site = web.TCPSite(self._runner, host, int(port), reuse_address=True)
        await self._site.start()


class Rehearsal(World):
    """A Bot API on this machine; the world's state, and the HTTP server around it.

    ``async with Rehearsal() as api`` serves at ``api.url`` (no slash at its end) until the block ends.
    """

    url: str = ""
    _runner: web.ServerRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve until ``stop``; port 0 takes a free one. The base URL, which is ``url`` from now on too.

        Raises: ValueError, when ``host`` is not of this machine. OSError, when the port is taken.
        """
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ValueError("the rehearsal serves this machine only: give a loopback address")
        # Cancelling the handler of a connection that is gone is what makes a killed poller no poller.
        server = web.Server(self._answer, request_factory=_request, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        bound = self._runner.addresses[0]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{bound[1]}"
        await self.courier.wake()
        return self.url

    async def stop(self) -> None:
        """No longer served; waiting polls are cut off, nothing is posted. The state stays readable."""
        await self.courier.rest()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def open_door(self, host: str = "127.0.0.1", port: int = 0) -> Door:
        """Be served at another address, too, which can be shut again. Needs to be served already."""
        assert self._runner is not None, "doors are opened in a house that stands"
        site = web.TCPSite(self._runner, host, port, reuse_address=True)
        await site.start()
        bound: tuple[str, int] = self._runner.addresses[-1]
        return Door(self._runner, site, f"http://{bound[0]}:{bound[1]}")

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def join(
        self,
        chat_id: int,
        first_name: str = "Ana",
        *,
        language_code: str | None = "en",
        username: str | None = None,
        last_name: str | None = None,
    ) -> Person:
        """The person with this id exists; the bot does not know them before they write."""
        chat = self.chats.welcome(
            chat_id, first_name=first_name, language_code=language_code, username=username, last_name=last_name
        )
        return Person(self, chat)

    def person(self, chat_id: int) -> Person:
        """Somebody who joined before. Raises: KeyError."""
        if chat_id not in self.chats.people:
            raise KeyError(chat_id)
        return Person(self, self.chats.by_id[chat_id])

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            return await self._call(request, token, method)
        first, _, rest = path[1:].partition("/")
        if first == "file":
            return self._file(rest)
        try:
            if first == "people":
                return await people.answer(self, request, rest.split("/"))
            if first == "chat":
                return page.answer(rest)
            return await desk.answer(self, request, [first, *rest.split("/")] if rest else [first])
        except Refused as refused:
            return _refusal(refused)

    def _file(self, rest: str) -> web.Response:
        token, _, path = rest.removeprefix("bot").partition("/")
        if token != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        file = self.files.at(path)
        if file is None or file.content is None:
            return _refusal(Refused(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _call(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        method = METHODS.get(name)
        if token != self.token or method is None:
            refused = (
                Refused(401, "Unauthorized") if token != self.token else Refused(404, "Not Found: method not found")
            )
            self.journal.settle(self.journal.open(name, {}), status=refused.error_code, description=refused.description)
            return _refusal(refused)
        entry = None
        try:
            call = await read_call(request, name)
            entry = self.journal.open(name, call.journalled())
            fault = self.faults.strike(name, entry.chat_id) if self.faults.waiting else None
            if fault is not None and fault.name not in DONE_ALL_THE_SAME:
                return await self._fail(request, entry, fault)
            if strange := call.fields.keys() - method.known:
                raise bad_request(f'the rehearsal knows no parameter "{min(strange)}" of {name}')
            result = method.run(self, call)
            if inspect.isawaitable(result):
                result = await result
        except Refused as refused:
            entry = entry or self.journal.open(name, {})
            self.journal.settle(entry, status=refused.error_code, description=refused.description)
            return _refusal(refused)
        except asyncio.CancelledError:
            if entry is not None and entry.fault is None:
                entry.fault = "gone"  # the caller closed the connection
                self.journal.settle(entry, status=None)
            raise
        return await self._succeed(request, entry, result, fault)

    async def _succeed(
        self, request: web.BaseRequest, entry: Entry, result: object, fault: Fault | None
    ) -> web.StreamResponse:
        entry.carried_out = True
        first = result[0] if isinstance(result, list) and result else result
        if isinstance(first, dict):
            entry.message_id = first.get("message_id")
        if fault is not None:
            return await self._fail(request, entry, fault)
        self.journal.settle(entry, status=200)
        body = result if isinstance(result, Ready) else _dump(result)
        return web.Response(body=f'{{"ok":true,"result":{body}}}'.encode(), content_type="application/json")

    async def _fail(self, request: web.BaseRequest, entry: Entry, fault: Fault) -> web.StreamResponse:
        entry.fault = name = fault.name
        if name in ("cut_before", "cut_after", "hang", "hang_after"):
            self.journal.settle(entry, status=None)
            if name.startswith("hang"):
                await asyncio.sleep(fault.seconds)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if name == "malformed":
            self.journal.settle(entry, status=200)
            return web.Response(body=b'{"ok":true,"result":{"message_id":', content_type="application/json")
        if name == "502_page":
            self.journal.settle(entry, status=502)
            return web.Response(status=502, body=_PAGE_502, content_type="text/html")
        refused = _refused(fault)
        self.journal.settle(entry, status=refused.error_code, description=refused.description)
        return _refusal(refused)


def _refused(fault: Fault) -> Refused:
    if fault.name == "429":
        return too_many(fault.retry_after)
    if fault.name == "refused":
        moved = {} if fault.migrate_to is None else {"migrate_to_chat_id": fault.migrate_to}
        return Refused(fault.error_code, fault.description, moved)
    return Refused(*_SAID[fault.name])


def _refusal(refused: Refused) -> web.Response:
    told: dict[str, Any] = {"ok": False, "error_code": refused.error_code, "description": refused.description}
    if refused.parameters:
        told["parameters"] = refused.parameters
    return web.Response(status=refused.error_code, body=_dump(told).encode(), content_type="application/json")


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY_BYTES)
