"""A bot's process behind a webhook: started, stopped and killed at will, with or without a reverse proxy before it."""

import asyncio
import socket
import sqlite3
from contextlib import asynccontextmanager, closing

import aiohttp
from aiohttp import web

from tests.chat.house import button, shown
from tests.stories.running import eventually, running, settings_for

PATH = "/bots/telegram"


def a_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Place:
    """Where a bot lives: its folder, its port, and the rehearsal it talks to."""

    def __init__(self, folder, api, code):
        self.folder, self.api, self.code, self.port = folder, api, code, a_port()
        self.url = f"http://127.0.0.1:{self.port}{PATH}"

    @asynccontextmanager
    async def hooked(self, *, url=None):
        """A process of the bot that has its updates brought; killed at the end unless it has ended."""
        settings = settings_for(self.api, listen=f"127.0.0.1:{self.port}")
        async with running(self.folder, "run", "--webhook", url or self.url, **settings) as bot:
            await bot.says("action=webhook_set")
            self.api.courier.retry_now()
            yield bot

    @asynccontextmanager
    async def polling(self):
        """A process of the bot that polls."""
        async with running(self.folder, "run", **settings_for(self.api)) as bot:
            await bot.says("action=serving")
            yield bot

    async def settled(self):
        """Telegram has nothing left to bring, and all that was brought is answered."""

        def nothing_left():
            self.api.courier.retry_now()
            return not len(self.api.updates)

        await eventually(nothing_left)
        await eventually(lambda: self.rows("SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)])

    async def get(self, path):
        """Status and text that the bot answers at ``path``."""
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    def rows(self, sql):
        with closing(sqlite3.connect(f"file:{self.folder / 'afterword.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()

    def enter(self, people):
        for person in people:
            person.write(f"/start {self.code}")

    def asked(self, people):
        """Whether each of them looks at a question."""
        return all(question_of(person) for person in people)


def question_of(person):
    """The newest message with buttons; None: there is none."""
    return next((message for message in reversed(shown(person)) if message.buttons), None)


def tap(person, label):
    """The button with this label under the newest message that has any."""
    question = question_of(person)
    person.tap(question.message_id, button(question, label))


class Proxy:
    """A reverse proxy as nginx is one: passes on what comes, with ``cut`` off the path; can lose answers."""

    def __init__(self, target, cut=""):
        self._target, self._cut = target, cut
        self.loses, self.lost = False, asyncio.Event()
        self.url = ""

    async def pass_on(self, request):
        path = request.path.removeprefix(self._cut)
        headers = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        try:
            async with (
                aiohttp.ClientSession() as http,
                http.request(request.method, self._target + path, data=await request.read(), headers=headers) as answer,
            ):
                status, body, again = answer.status, await answer.read(), answer.headers.get("Retry-After")
        except aiohttp.ClientError:
            return web.Response(status=502)
        if self.loses and status == 200:
            self.lost.set()
            request.transport.abort()
        return web.Response(status=status, body=body, headers={"Retry-After": again} if again else {})


@asynccontextmanager
async def a_proxy(target, cut=""):
    proxy = Proxy(target, cut)
    runner = web.ServerRunner(web.Server(proxy.pass_on), shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield proxy
    finally:
        await runner.cleanup()
