"""A rehearsal on loopback and a bot that talks to it."""

import pytest

from bot.rehearsal import UNLIMITED, Rehearsal
from tests.chat.house import open_house


@pytest.fixture
async def api():
    async with Rehearsal(flood=UNLIMITED) as served:
        yield served


@pytest.fixture
async def house(api, tmp_path):
    async with open_house(api, tmp_path / "afterword.db") as opened:
        await opened.publish()
        yield opened


@pytest.fixture
def ana(api):
    return api.join(101, "Ana", language_code="en")


@pytest.fixture
async def answering(house, ana):
    """Ana has entered and looks at the first question."""
    house.poll()
    ana.write(f"/start {house.code}")
    await house.quiet()
    return ana
