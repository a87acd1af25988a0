"""A bot that has its updates brought: a real listener, a real database, and a rehearsal that posts as Telegram does."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.chat.hook import LOOK_SECONDS, Hook
from bot.porch.listener import Listener
from bot.porch.webhook import SECRET_HEADER, webhook_routes
from bot.rehearsal import UNLIMITED, Rehearsal
from tests.chat.house import open_house, until

SECRET = "only-Telegram-was-told_7"
PATH = "/bots/hook"


class Naps:
    """Between two looks after the webhook it sleeps until a test wakes it; other waits are as in the house."""

    def __init__(self, sleeps):
        self._sleeps, self._wake, self.begun = sleeps, asyncio.Event(), 0

    async def __call__(self, seconds):
        if seconds != LOOK_SECONDS:
            await self._sleeps(seconds)
            return
        self.begun += 1
        self._wake.clear()
        await self._wake.wait()

    async def over(self):
        """It looks, and sleeps again."""
        begun = self.begun
        self._wake.set()
        await until(lambda: self.begun > begun)


@dataclass
class Hooked:
    """A house whose poller is a hook, and its door."""

    house: object
    hook: Hook
    url: str
    http: aiohttp.ClientSession
    naps: Naps

    async def post(self, body, *, secret=SECRET, method="POST", path=PATH, **headers):
        """Status and headers of what is answered to somebody who brings ``body``."""
        said = {} if secret is None else {SECRET_HEADER: secret}
        url = self.url.replace(PATH, path)
        async with self.http.request(method, url, data=body, headers=said | headers) as answer:
            await answer.read()
            return answer.status, answer.headers

    async def serve(self):
        """It is registered, has looked once, and Telegram may come."""
        self.house.poll()
        await until(lambda: self.naps.begun or self.house.polling.done())
        if self.house.polling.done():
            self.house.polling.result()

    async def quiet(self):
        """Everything people did so far was brought and answered; whoever was refused comes again at once."""
        courier = self.house.api.courier
        while len(self.house.api.updates) or self.house.lanes.pending:
            courier.retry_now()
            await asyncio.sleep(0)
        await self.house.receiving.flush()


@pytest.fixture
async def api():
    async with Rehearsal(flood=UNLIMITED) as served:
        yield served


@pytest.fixture
def ana(api):
    return api.join(101, "Ana", language_code="en")


@pytest.fixture
async def hooked(api, tmp_path):
    async with open_house(api, tmp_path / "afterword.db") as house:
        await house.publish()
        async with at_the_door(house) as opened:
            yield opened


@asynccontextmanager
async def at_the_door(house, **how):
    """``house`` has its updates brought; it does not serve yet."""
    async with Listener("127.0.0.1", 0) as door, aiohttp.ClientSession() as http:
        url, naps = f"http://127.0.0.1:{door.port}{PATH}", Naps(house.sleeps)
        hook = Hook(house.connection, house.receiving, house.lanes, url=url, secret=SECRET, sleep=naps, **how)
        for route in webhook_routes(PATH, hook):
            door.mount(route)
        house.poller = hook
        yield Hooked(house, hook, url, http, naps)
        await house.stop()
