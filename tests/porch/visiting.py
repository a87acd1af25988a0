"""What the tests of the porch share: a free port, and what is answered there."""

import asyncio
import socket
from contextlib import asynccontextmanager

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.stories.running import running, settings_for


def a_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


async def asked(port, path):
    """Status and text at ``path``; 0 while nobody listens."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.text()
    except aiohttp.ClientConnectionError:
        return 0, ""


def read(text):
    """Every sample of an exposition: value by name and labels, as Prometheus' own parser reads them."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    told = {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}
    assert len(told) == len(samples), "two samples have one name"
    return told


async def until_measured(port, wanted, seconds=20):
    """What is measured, once all that is ``wanted`` is; or else what is measured instead."""
    found = {}
    try:
        async with asyncio.timeout(seconds):
            while True:
                status, text = await asked(port, "/metrics")
                found = read(text) if status == 200 else {}
                if found and all(found.get(name) == value for name, value in wanted.items()):
                    return found
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError({name: (found.get(name), value) for name, value in wanted.items()}) from None


@asynccontextmanager
async def listening_bot(folder, api, **settings):
    """A bot's process that serves and listens, and its port."""
    port = a_port()
    async with running(folder, "run", **settings_for(api, listen=f"127.0.0.1:{port}", **settings)) as bot:
        await bot.says("serving")
        yield bot, port
