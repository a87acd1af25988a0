"""An office of its own for every test."""

from __future__ import annotations

import pytest

from bot.services.access import Access
from bot.services.delivering import Delivering
from bot.services.rewording import Rewording
from bot.services.steering import Steering
from bot.services.storage import Storage
from tests.services.owed import PLAN
from tests.services.scenes import SURVEY, an_office


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def steering(office):
    return Steering(Storage(office.store), office.clock, office.library, Access(()))


@pytest.fixture
def rewording(office):
    return Rewording(Storage(office.store), office.clock, office.library, Access(()))


@pytest.fixture
def delivering(office):
    return Delivering(Storage(office.store), office.clock, office.library, chance=office.chance.choice)


@pytest.fixture
async def three(office):
    """Three people have entered; their ids."""
    await office.apply(SURVEY, PLAN)
    return [await office.enter(number) for number in (1, 2, 3)]
