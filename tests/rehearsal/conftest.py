"""A rehearsal that serves on loopback, and a plain HTTP client beside it. Nothing of the bot takes part."""

import aiohttp
import pytest

from bot.rehearsal import UNLIMITED, Rehearsal

KEY = {"inline_keyboard": [[{"text": "Good", "callback_data": "good"}]]}


class Client:
    """Calls the Bot API and the people's side, and returns what came back as it came."""

    def __init__(self, api, session):
        self.api, self.session = api, session

    async def call(self, method, /, *, token=None, **params):
        url = f"{self.api.url}/bot{token or self.api.token}/{method}"
        async with self.session.post(url, json=params) as answer:
            told = await answer.json()
            assert told["ok"] is (answer.status == 200)
            assert told.get("error_code", 200) == answer.status
            return told

    async def result(self, method, /, **params):
        told = await self.call(method, **params)
        assert told["ok"], told
        return told["result"]

    async def refusal(self, method, /, **params):
        told = await self.call(method, **params)
        assert not told["ok"], told
        return told["error_code"], told["description"]

    async def get(self, path, /, *, expect=200, **query):
        async with self.session.get(self.api.url + path, params=query) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()

    async def post(self, path, /, *, expect=200, **body):
        async with self.session.post(self.api.url + path, json=body) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()

    async def delete(self, path):
        async with self.session.delete(self.api.url + path) as answer:
            return await answer.json()


class Watch:
    """Real time that stands still until a test moves it."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
async def api(watch):
    async with Rehearsal(flood=UNLIMITED, monotonic=watch) as served:
        yield served


@pytest.fixture
async def client(api):
    async with aiohttp.ClientSession() as session:
        yield Client(api, session)


@pytest.fixture
def ana(api):
    """Ana has opened the bot; her first update is confirmed already."""
    person = api.join(101, "Ana", language_code="fr", username="ana")
    person.write("/start abc")
    api.updates.drop()
    return person


@pytest.fixture
def key():
    return KEY
